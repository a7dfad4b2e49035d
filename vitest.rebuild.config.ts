import { defineConfig } from 'vitest/config'

/** `npm run test:rebuild`: 100,000 posts settled and published anew, which takes minutes, and what docs/cost.md counts. */
export default defineConfig({
  test: { include: ['tests/publish/*.soak.test.ts'], environment: 'node', testTimeout: 3_600_000 },
})
