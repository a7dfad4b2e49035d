import { defineConfig } from 'vitest/config'

/** `npm run test:pages`: pages and contents in Chromium, and under the Nu HTML checker, which needs Java. */
export default defineConfig({
  test: {
    include: ['tests/browser/*.test.ts', 'tests/page/vnu.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: '100%',
  },
})
