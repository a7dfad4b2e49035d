/**
 * Dates as people write them.
 *
 * ISO 8601 and RFC 3339 section 5.6, with the freedom that posts take: a space for the `T`, no seconds, no zone, `/`
 * for `-`. What has no zone is in the site's. In the hour that a zone skips when daylight saving starts, the time moves
 * on by that hour; in the hour that it repeats, the first one is meant (RFC 5545 section 3.3.5 says the same).
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { Temporal } from 'temporal-polyfill'
import { DATE_FIRST_MS, DATE_LAST_MS } from './limits.js'

export type DateReading =
  /** Milliseconds since the Unix epoch. */
  | { readonly ms: number }
  /** What is wrong, such as `"+0800" cannot be read as a date`. */
  | { readonly fault: string }

/** What would be right. */
export const DATE_HINT = 'write it as 2024-01-31, 2024-01-31 09:30 or 2024-01-31 09:30:00 +0800'

const DATE = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|^(\d{4})(\d{2})(\d{2})(?!\d)/
const TIME = /^(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?/
const ZONE = /^[ \t]*(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)$/i
/** The longest text that is looked at. */
const LENGTH_MAX = 100

/** Reads `text`; where it names no zone, it means `timeZone`, an IANA name. */
export function readDate(text: string, timeZone: string): DateReading {
  const trimmed = text.trim()
  const unreadable = { fault: `${quote(trimmed)} cannot be read as a date` }
  const date = trimmed.length > LENGTH_MAX ? null : DATE.exec(trimmed)
  if (date === null) return unreadable
  const rest = trimmed.slice(date[0].length)
  const time = TIME.exec(rest)
  const zoneText = rest.slice(time?.[0].length ?? 0)
  const zone = ZONE.exec(zoneText)
  if (zoneText !== '' && zone === null) return unreadable

  const wall = {
    year: Number(date[1] ?? date[5]),
    month: Number(date[3] ?? date[6]),
    day: Number(date[4] ?? date[7]),
    hour: Number(time?.[1] ?? 0),
    minute: Number(time?.[2] ?? 0),
    // A leap second, which clocks on computers do not have.
    second: Math.min(Number(time?.[3] ?? 0), time?.[3] === '60' ? 59 : 99),
    millisecond: Number((time?.[4] ?? '').padEnd(3, '0').slice(0, 3)),
  }
  const offsetMinutes = zone?.[2] === undefined ? 0 : Number(zone[3]) * 60 + Number(zone[4] ?? 0)
  if (offsetMinutes >= 24 * 60 || Number(zone?.[4] ?? 0) > 59) return unreadable
  const zoneName = zone === null ? timeZone : 'UTC'
  let ms: number
  try {
    const local = Temporal.PlainDateTime.from(wall, { overflow: 'reject' })
    const read = local.toZonedDateTime(zoneName, { disambiguation: 'compatible' }).epochMilliseconds
    ms = read - (zone?.[2] === '-' ? -offsetMinutes : offsetMinutes) * 60_000
  } catch (error) {
    if (error instanceof RangeError) return { fault: `${quote(trimmed)} does not exist` }
    throw error
  }
  if (ms < DATE_FIRST_MS || ms > DATE_LAST_MS) return { fault: `${quote(trimmed)} lies outside the years 1 to 9999` }
  return { ms }
}

function quote(text: string): string {
  return text === '' ? 'empty text' : JSON.stringify(text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text)
}
