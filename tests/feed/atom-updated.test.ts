/** Entries of one instant: each writes it in a way of its own, and all mean it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeUpdated } from '../../lib/feed/atom-updated.js'

const NOON = Date.UTC(2024, 1, 29, 12)

test.each([
  ['different instants are written plainly', [NOON + 1_000, NOON], ['2024-02-29T12:00:01Z', '2024-02-29T12:00:00Z']],
  [
    'milliseconds are written where there are any',
    [NOON + 250, NOON + 5],
    ['2024-02-29T12:00:00.25Z', '2024-02-29T12:00:00.005Z'],
  ],
  [
    'the oldest of one instant is plain, and the newer get zeros',
    [NOON, NOON, NOON, NOON],
    ['2024-02-29T12:00:00.000Z', '2024-02-29T12:00:00.00Z', '2024-02-29T12:00:00.0Z', '2024-02-29T12:00:00Z'],
  ],
  [
    'after three zeros comes another zone',
    [NOON, NOON, NOON, NOON, NOON, NOON],
    [
      ...['2024-02-29T12:01:00.0+00:01', '2024-02-29T12:01:00+00:01'],
      ...['2024-02-29T12:00:00.000Z', '2024-02-29T12:00:00.00Z', '2024-02-29T12:00:00.0Z', '2024-02-29T12:00:00Z'],
    ],
  ],
])('%s', (_title, instants, written) => {
  expect(writeUpdated(instants)).toEqual(written)
})

test('no two of 5,000 entries of one instant are alike, and each is the instant', () => {
  const written = writeUpdated(Array<number>(5_000).fill(NOON))
  expect(new Set(written).size).toBe(5_000)
  expect(new Set(written.map((text) => Date.parse(text)))).toEqual(new Set([NOON]))
})

test('whatever the instants, each is written as what it is, in RFC 3339', () => {
  const instants = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })
  fc.assert(
    fc.property(fc.array(fc.oneof(instants, fc.constantFrom(NOON, 253_402_300_799_999))), (all) => {
      const written = writeUpdated(all)
      expect(written.map((text) => Date.parse(text))).toEqual(all)
      for (const text of written) expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+\d\d:\d\d)$/)
    }),
  )
})

test('a newer entry changes the writing of none that were there', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(NOON, NOON + 1), { maxLength: 12 }), (instants) => {
      expect(writeUpdated([NOON, ...instants]).slice(1)).toEqual(writeUpdated(instants))
    }),
  )
})
