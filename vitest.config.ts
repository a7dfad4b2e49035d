import { defineConfig } from 'vitest/config'

/** Tests that put something in the place of a module, or whose helpers clean up at the end of a file. */
const APART = ['cli', 'infra', 'lambda', 'laptop', 'parse', 'scripts'].map((folder) => `tests/${folder}/**/*.test.ts`)
/** Histories, in which pure functions remember. */
const SIMULATION = ['tests/simulation/**/*.test.ts']
/** Those with commands of their own: see package.json. */
const ELSEWHERE = ['tests/**/*.s3.test.ts', 'tests/**/*.soak.test.ts', 'tests/browser/**', 'tests/page/vnu.test.ts']

const shared = {
  environment: 'node',
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const

export default defineConfig({
  test: {
    // All cores: one is left idle otherwise, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      { test: { ...shared, name: 'apart', include: APART, exclude: ELSEWHERE } },
      { test: { ...shared, name: 'simulation', include: SIMULATION, setupFiles: 'tests/simulation/remembering.ts' } },
      // The others share their modules: they hold no state, and loading them anew for each file took half the time.
      {
        test: {
          ...shared,
          name: 'together',
          include: ['tests/**/*.test.ts'],
          exclude: [...APART, ...SIMULATION, ...ELSEWHERE],
          isolate: false,
        },
      },
    ],
  },
})
