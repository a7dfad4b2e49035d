/**
 * `atom:updated`, RFC 4287 section 4.2.15: no two entries of a document write it alike.
 *
 * Posts of one instant are ordinary: translations that appear together, dates without a time. The W3C validator warns of
 * two entries with the same `updated`, since there are readers that tell versions apart by its text. So the second of
 * an instant writes it with a zero more in the fraction, and so on; then in another zone. Each is the exact instant.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { writeInstant } from './instant.js'

/** Ways to write an instant in one zone: with none to three zeros more. */
const FRACTIONS = 4
/** RFC 3339 zones go up to 23:59. Instants beyond that many ties are written alike. */
const ZONES = 24 * 60
/** The last instant of RFC 3339: a zone whose clocks show the year 10000 is not used. */
const LAST_MS = 253_402_300_799_999
const MINUTE_MS = 60_000

/** Returns how each instant is written, in RFC 3339. Those that come last keep their writing when others come first. */
export function writeUpdated(instantsMs: readonly number[]): string[] {
  const ties = new Map<number, number>()
  return instantsMs
    .toReversed()
    .map((instantMs) => {
      const tie = ties.get(instantMs) ?? 0
      ties.set(instantMs, tie + 1)
      const zone = Math.floor(tie / FRACTIONS) % ZONES
      return writeInstant(instantMs, tie % FRACTIONS, instantMs + zone * MINUTE_MS > LAST_MS ? 0 : zone)
    })
    .reverse()
}
