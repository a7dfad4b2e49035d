/**
 * Dates as people write them.
 *
 * ISO 8601 and RFC 3339 section 5.6 with the freedom that posts take: a space for the `T`, no seconds, no zone, `/` for
 * `-`; RFC 2822 section 3.3, and English months in either order; Chinese. What has no zone is in the site's. In the
 * hour that a zone skips when daylight saving starts, the time moves on by that hour; in the hour that it repeats, the
 * first one is meant (RFC 5545 section 3.3.5 says the same). docs/posts.md has the table.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { Temporal } from 'temporal-polyfill'
import { shorten } from '../settings/excerpt.js'
import { DATE_FIRST_MS, DATE_LAST_MS } from './limits.js'

export type DateReading =
  /** Milliseconds since the Unix epoch. */
  | { readonly ms: number }
  /** What is wrong, such as `"+0800" cannot be read as a date`, and what would be right. */
  | { readonly fault: string; readonly hint: string }

/** What would be right. */
export const DATE_HINT = 'write it as 2024-01-31, 2024-01-31 09:30 or 2024-01-31 09:30:00 +0800'

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const LONG_MONTHS = 'January February March April May June July August September October November December'.split(' ')
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'
const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+)?'

/** The day, however it is written: by `y`, `m` and `d`. */
const DAYS: readonly RegExp[] = [
  /^(?<y>\d{4})([-/.])(?<m>\d{1,2})\2(?<d>\d{1,2})(?!\d)/,
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})(?!\d)/,
  /^(?<y>\d{4})\s*年\s*(?<m>\d{1,2})\s*月\s*(?<d>\d{1,2})\s*[日号]/,
  new RegExp(
    `^${WEEKDAY}(?<d>\\d{1,2})(?:st|nd|rd|th)?[ -]${MONTH.replace('(', '(?<m>')},?[ -](?<y>\\d{4})(?!\\d)`,
    'i',
  ),
  new RegExp(
    `^${WEEKDAY}${MONTH.replace('(', '(?<m>')}\\s+(?<d>\\d{1,2})(?:st|nd|rd|th)?,?\\s+(?<y>\\d{4})(?!\\d)`,
    'i',
  ),
]
const TIME =
  /^(?:[Tt]|,?[ \t]+(?:at )?)(?<h>\d{1,2}):(?<min>\d{2})(?::(?<s>\d{2})(?:[.,](?<f>\d{1,9}))?)?(?:\s*(?<half>[ap])\.?m\b\.?)?/i
const TIME_BASIC = /^[Tt](?<h>\d{2})(?<min>\d{2})(?<s>\d{2})?/
const ZONE =
  /^[ \t]*(?:(?:UTC|GMT)?(?<sign>[+-])(?<oh>\d{2}):?(?<om>\d{2})?|(?<utc>Z|UTC|GMT|UT)|\[?(?<name>[A-Z][A-Z_]+\/[A-Z][A-Z_/+-]*)\]?)(?:\s*\([^()]*\))?$/i
/** Day and month before the year, in an order that only the writer knows. */
const YEAR_LAST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/
/** The longest text that is looked at. */
const LENGTH_MAX = 100

/** Reads `text`; where it names no zone, it means `timeZone`, an IANA name. */
export function readDate(text: string, timeZone: string): DateReading {
  const trimmed = text.trim()
  if (trimmed.length > LENGTH_MAX) return unreadable(trimmed)
  const day = firstMatch(DAYS, trimmed)
  if (day === undefined) return yearLast(trimmed) ?? unreadable(trimmed)
  const rest = trimmed.slice(day.length)
  const time = firstMatch([TIME, TIME_BASIC], rest)
  const zoneText = rest.slice(time?.length ?? 0)
  const zone = firstMatch([ZONE], zoneText)
  if (zoneText !== '' && zone === undefined) return unreadable(trimmed)
  const hour = hourOf(time?.groups)
  if (hour === undefined) return unreadable(trimmed)

  const { y, m = '', d } = day.groups
  const { min = 0, s = '0', f = '' } = time?.groups ?? {}
  const wall = {
    year: Number(y),
    month: /^\d/.test(m) ? Number(m) : MONTHS.indexOf(m.toLowerCase()) + 1,
    day: Number(d),
    hour,
    minute: Number(min),
    // A leap second, which clocks on computers do not have.
    second: s === '60' ? 59 : Number(s),
    millisecond: Number(f.padEnd(3, '0').slice(0, 3)),
  }
  const { sign, oh = 0, om = 0, name } = zone?.groups ?? {}
  const offsetMinutes = Number(oh) * 60 + Number(om)
  if (offsetMinutes >= 24 * 60 || Number(om) > 59) return unreadable(trimmed)
  const zoneName = zone === undefined ? timeZone : (name ?? 'UTC')
  if (name !== undefined && !isTimeZone(name)) {
    return { fault: `${quote(trimmed)} names a time zone that does not exist`, hint: DATE_HINT }
  }
  let ms: number
  try {
    const read = zoneName === 'UTC' ? utcMs(wall) : zonedMs(wall, zoneName)
    if (read === undefined) return missing(trimmed, wall)
    ms = read - (sign === '-' ? -offsetMinutes : offsetMinutes) * 60_000
  } catch (error) {
    if (error instanceof RangeError) return missing(trimmed, wall)
    throw error
  }
  if (ms < DATE_FIRST_MS || ms > DATE_LAST_MS) {
    return { fault: `${quote(trimmed)} lies outside the years 1 to 9999`, hint: DATE_HINT }
  }
  return { ms }
}

function unreadable(text: string): DateReading {
  return { fault: `${quote(text)} cannot be read as a date`, hint: DATE_HINT }
}

interface Wall {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

/** Throws a RangeError where there is no such time. */
function zonedMs(wall: Wall, timeZone: string): number {
  const local = Temporal.PlainDateTime.from(wall, { overflow: 'reject' })
  return local.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** The same in UTC, where most dates with an offset are read; undefined where there is no such time. */
function utcMs({ year, month, day, hour, minute, second, millisecond }: Wall): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.setUTCHours(hour, minute, second, millisecond)
}

type Groups = Partial<Record<string, string>>

function firstMatch(
  patterns: readonly RegExp[],
  text: string,
): { readonly length: number; readonly groups: Groups } | undefined {
  for (const pattern of patterns) {
    const match = pattern.exec(text)
    if (match !== null) return { length: match[0].length, groups: match.groups ?? {} }
  }
  return undefined
}

/** The hour of a day of 24; undefined for 13 o'clock in the afternoon. */
function hourOf({ h = '0', half }: Groups = {}): number | undefined {
  const hour = Number(h)
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** Says of `03/09/2024` why it is not guessed, and of `25/12/2024` how it is to be written. */
function yearLast(text: string): DateReading | undefined {
  const [, first = '', second = '', year = ''] = YEAR_LAST.exec(text) ?? []
  if (year === '') return undefined
  const readings = [iso(year, second, first), iso(year, first, second)].filter((reading) => reading !== undefined)
  const [one, two] = readings
  if (one === undefined) return undefined
  if (two === undefined || one.text === two.text) {
    const fault = `${quote(text)} ends with the year, so that its day and month could be mistaken`
    return { fault, hint: `write it as ${one.text}` }
  }
  return {
    fault: `${quote(text)} is ambiguous: it can be ${one.words} or ${two.words}`,
    hint: `write ${one.text} or ${two.text}`,
  }
}

function iso(year: string, month: string, day: string): { readonly text: string; readonly words: string } | undefined {
  const name = LONG_MONTHS[Number(month) - 1]
  if (name === undefined || Number(day) < 1 || Number(day) > 31) return undefined
  return { text: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, words: `${Number(day)} ${name} ${year}` }
}

function missing(text: string, { year, month, day }: { year: number; month: number; day: number }): DateReading {
  const name = LONG_MONTHS[month - 1]
  const days = name === undefined || year < 1 ? 0 : Temporal.PlainYearMonth.from({ year, month }).daysInMonth
  if (day <= days && day > 0)
    return { fault: `${quote(text)} does not exist: a day has 24 hours of 60 minutes`, hint: DATE_HINT }
  if (days === 0 || day === 0) return { fault: `${quote(text)} does not exist`, hint: DATE_HINT }
  const last = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${days}`
  return {
    fault: `${quote(text)} does not exist: ${name} ${year} has ${days} days`,
    hint: `write another day, such as ${last}`,
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function quote(text: string): string {
  return text === '' ? 'empty text' : JSON.stringify(shorten(text, LENGTH_MAX))
}
