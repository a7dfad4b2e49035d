/**
 * Protections whose loss shows soon. Others show only in the long run, and `npm run test:soak` waits for them, such
 * as looking again after a record, compare-and-swap on records, and cumulative marks.
 */
import { test } from 'vitest'
import { expectOneEndsWrong } from './expect-histories.js'

test.each([
  'looking again after a document',
  'generations in placement names',
  'cumulative feeds',
  'numbers in the names of marks',
  'acknowledging last',
])('without %s, some history ends wrong', { timeout: 110_000 }, (name) => expectOneEndsWrong(name, 3_000))
