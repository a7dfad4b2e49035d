/**
 * Protections whose loss shows soon, or from a seed that is known. Cumulative marks show only in the long run, and
 * `npm run test:soak` waits for that.
 */
import { test } from 'vitest'
import { expectOneEndsWrong } from './expect-histories.js'

/** Each with a seed from which on one is soon met; when plans are made otherwise, it may take some more. */
test.each([
  ['looking again after a record', 45_173],
  ['looking again after a document', 1_605],
  ['generations in placement names', 3_285],
  ['compare-and-swap on records', 179_141],
  ['claims of ids', 1],
  ['cumulative feeds', 70],
  ['cumulative periods', 275],
  ['asking for neighbours', 620],
  ['numbers in the names of marks', 145],
  ['listing a feed before asking for the directory', 15],
  ['acknowledging last', 1],
] as const)('without %s, some history ends wrong', { timeout: 110_000 }, (name, first) =>
  expectOneEndsWrong(name, first, 3_000),
)
