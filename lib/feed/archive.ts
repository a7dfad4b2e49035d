/**
 * Archives (RFC 5005 section 4): a feed's whole history as documents of one calendar period each.
 *
 * A period is told by its name, which is the beginning of an instant in RFC 3339: `2024`, `2024-05`, `2024-05-31`,
 * `2024-05-31T09`. Names of one length sort as their periods do, and the name is the folder of the documents.
 *
 * Periods are those of UTC, and not of the site's zone. Their bounds are then plain arithmetic: every instant is in one
 * period, no hour comes twice or not at all when clocks change, no table of time zones (which differs from machine to
 * machine) has a say in where an entry lies, and a changed `timezone` moves no entry into another document.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry } from '../model/entry.js'
import { FORMATS } from '../model/feed-document.js'
import { type FeedId, feedFolder, SITE_FEED } from '../model/feed-id.js'
import type { ArchivePeriod, Settings } from '../model/settings.js'

/** The name of a calendar period in UTC: `2024`, `2024-05`, `2024-05-31` or `2024-05-31T09`. */
export type Period = string & { readonly __brand: 'Period' }

/** How a document stands to the others of its feed; the periods are those that have entries. */
export type ArchiveLinks =
  | { readonly kind: 'subscription'; readonly prevArchive?: Period }
  | { readonly kind: 'archive'; readonly period: Period; readonly prev?: Period; readonly next?: Period }

/** Characters of an instant in RFC 3339 that name its period. */
const NAME_LENGTHS = { yearly: 4, monthly: 7, daily: 10, hourly: 13 } as const

/** What follows a name to make it the first instant of its period, by the length of the name. */
const FIRST_INSTANT: Readonly<Record<number, string>> = {
  4: '-01-01T00:00Z',
  7: '-01T00:00Z',
  10: 'T00:00Z',
  13: ':00Z',
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Returns the period that an instant lies in, in milliseconds since the Unix epoch: of the years 0 to 9999. */
export function periodOf(instantMs: number, archive: Exclude<ArchivePeriod, 'off'>): Period {
  return new Date(instantMs).toISOString().slice(0, NAME_LENGTHS[archive]) as Period
}

/** Returns what kind of period `period` is. */
export function periodKind(period: Period): Exclude<ArchivePeriod, 'off'> {
  const kinds = Object.keys(NAME_LENGTHS) as (keyof typeof NAME_LENGTHS)[]
  const kind = kinds.find((one) => NAME_LENGTHS[one] === period.length)
  if (kind === undefined) throw new RangeError(`no period: ${period}`)
  return kind
}

/** Returns the links of a subscription document that shows `entries`, newest first: all entries are in the archive. */
export function subscriptionLinks(
  [newest]: readonly Pick<Entry, 'publishedMs'>[],
  { archive }: Pick<Settings, 'archive'>,
): ArchiveLinks {
  if (newest === undefined || archive === 'off') return { kind: 'subscription' }
  return { kind: 'subscription', prevArchive: periodOf(newest.publishedMs, archive) }
}

/** Returns `name` where it is that of a period. */
export function parsePeriod(name: string): Period | undefined {
  const first = FIRST_INSTANT[name.length]
  if (first === undefined || !/^\d{4}(-\d\d(-\d\d(T\d\d)?)?)?$/.test(name)) return undefined
  const startMs = Date.parse(name + first)
  // A day that its month does not have is read as one of the next month.
  return Number.isNaN(startMs) || !new Date(startMs).toISOString().startsWith(name) ? undefined : (name as Period)
}

/** Returns the first instant of `period` and the first after it, in milliseconds since the Unix epoch. */
export function periodBounds(period: Period): { readonly startMs: number; readonly endMs: number } {
  const start = new Date(period + FIRST_INSTANT[period.length])
  const startMs = start.getTime()
  if (period.length === NAME_LENGTHS.hourly) return { startMs, endMs: startMs + HOUR_MS }
  if (period.length === NAME_LENGTHS.daily) return { startMs, endMs: startMs + DAY_MS }
  const end = new Date(startMs)
  if (period.length === NAME_LENGTHS.monthly) end.setUTCMonth(end.getUTCMonth() + 1)
  else end.setUTCFullYear(end.getUTCFullYear() + 1)
  return { startMs, endMs: end.getTime() }
}

/** Returns the feed and the period of the archive document at `path`, below `public/`; undefined where that is none. */
export function periodOfPath(path: string): { readonly feed: FeedId; readonly period: Period } | undefined {
  const [, folder = '', name = '', file = ''] = /^([^/]+\/[^/]+\/)?archive\/([^/]+)\/([^/]+)$/.exec(path) ?? []
  const period = parsePeriod(name)
  if (period === undefined || !(file in FORMATS)) return undefined
  return { feed: folder === '' ? SITE_FEED : (folder.slice(0, -1) as FeedId), period }
}

/** Returns the folder of a feed's archive documents, below `public/` or the site's address, ending with a slash. */
export function archiveFolder(feed: FeedId, period: Period): string {
  return `${feedFolder(feed)}archive/${period}/`
}
