/**
 * Protections whose loss shows soon. Two show only in the long run, and `npm run test:soak` waits for them: looking
 * again after a record, and compare-and-swap on records.
 */
import { test } from 'vitest'
import { expectOneEndsWrong } from './expect-histories.js'

test.each([
  'looking again after a document',
  'generations in placement names',
  'cumulative feeds',
  'acknowledging last',
])('without %s, some history ends wrong', { timeout: 110_000 }, (name) => expectOneEndsWrong(name, 3_000))
