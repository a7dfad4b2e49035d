import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareKeys } from '../../lib/store/key-order.js'

describe('compareKeys', () => {
  it('orders any two well-formed keys as their UTF-8 bytes', () => {
    const key = fc.string({ unit: 'binary', maxLength: 6 })
    // Neighbours of the surrogates, which random characters seldom are.
    const edge = fc.string({ unit: fc.constantFrom('a', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}') })
    fc.assert(
      fc.property(fc.oneof(key, edge), fc.oneof(key, edge), (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
      { numRuns: 2_000 },
    )
  })
})
