import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/**/*.s3.test.ts', 'tests/**/*.soak.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // All cores: one is left idle otherwise, which is half of a small machine.
    maxWorkers: '100%',
  },
})
