import { defineConfig } from 'vitest/config'

/** The tests that need a real S3 server; `npm run test:s3` runs them, and the environment says where it is. */
export default defineConfig({
  test: {
    include: ['tests/**/*.s3.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
