/**
 * Offsets that are remembered are those that Temporal finds, at transitions too.
 */
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { zoneOffsetMs } from '../../lib/post/zone-offset.js'

const ZONES = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Europe/Dublin', 'Australia/Lord_Howe', 'Africa/Casablanca']
const FIRST_MS = Date.UTC(1850, 0, 1)
const LAST_MS = Date.UTC(2100, 0, 1)

function expected(ms: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6
}

test('at any instant', () => {
  fc.assert(
    fc.property(fc.integer({ min: FIRST_MS, max: LAST_MS }), fc.constantFrom(...ZONES), (ms, zone) => {
      expect(zoneOffsetMs(ms, zone)).toBe(expected(ms, zone))
    }),
    { seed: 20_261_123, numRuns: 500 },
  )
})

test.each(ZONES)('around the transitions of %s', (zone) => {
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(1880, 0, 1)).toZonedDateTimeISO(zone)
  for (let count = 0; count < 60; count++) {
    const next = at.getTimeZoneTransition('next')
    if (next === null) return
    for (const ms of [-1, 0, 1]) {
      const instant = next.epochMilliseconds + ms
      expect(zoneOffsetMs(instant, zone)).toBe(expected(instant, zone))
    }
    at = next
  }
})
