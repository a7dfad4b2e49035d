/**
 * How far a time zone is ahead of UTC at an instant.
 *
 * Between two transitions it is the same, and posts mostly lie in few such stretches: those are remembered, since
 * Temporal takes longer to find an offset than it takes to read the rest of a post's front matter.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { Temporal } from 'temporal-polyfill'

interface Stretch {
  readonly startMs: number
  /** The first instant after it. */
  readonly endMs: number
  readonly offsetMs: number
}

/** Stretches that are remembered of one zone, and zones. */
const STRETCHES_MAX = 32
const ZONES_MAX = 16

const known = new Map<string, Stretch[]>()

/** Returns the milliseconds by which local time in `timeZone`, an IANA name, is ahead of UTC at `instantMs`. */
export function zoneOffsetMs(instantMs: number, timeZone: string): number {
  // Most sites' zone, for which Temporal need not even be loaded.
  if (timeZone === 'UTC') return 0
  let stretches = known.get(timeZone)
  if (stretches === undefined) {
    if (known.size >= ZONES_MAX) known.clear()
    stretches = []
    known.set(timeZone, stretches)
  }
  for (const { startMs, endMs, offsetMs } of stretches) {
    if (instantMs >= startMs && instantMs < endMs) return offsetMs
  }
  const stretch = stretchAt(instantMs, timeZone)
  if (stretches.length >= STRETCHES_MAX) stretches.length = 0
  stretches.push(stretch)
  return stretch.offsetMs
}

function stretchAt(instantMs: number, timeZone: string): Stretch {
  const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  const date = at(instantMs)
  // The transition before lies strictly before: one at this very instant begins the stretch.
  const start = at(instantMs + 1).getTimeZoneTransition('previous')
  const end = date.getTimeZoneTransition('next')
  return {
    startMs: start?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    endMs: end?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: date.offsetNanoseconds / 1e6,
  }
}
