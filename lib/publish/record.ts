/**
 * Records: what one source object means now.
 *
 * A record is the only thing that says whether a post is published and as what. It is written by compare-and-swap
 * alone, so its changes form one line, and `generation` counts those of them that change what feeds show: equal
 * generations mean equal entries in equal feeds, and no generation is used twice.
 *
 * `feeds` and `periods` only grow: they name every feed that the post was ever in, and every period of an archive, so that an
 * event that is handled again still publishes what the post has left.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Period, periodOf } from '../feed/archive.js'
import type { Entry } from '../model/entry.js'
import { type FeedId, feedsOf } from '../model/feed-id.js'
import type { Problem } from '../model/problem.js'
import type { Settings } from '../model/settings.js'
import type { SeenObject } from '../parse/complete-enclosures.js'
import type { ParsedPost } from '../post/parsed-post.js'
import type { Marks } from './mark.js'

/** What became of the source object. */
export type Outcome =
  | 'published'
  | 'draft'
  /** Its time is over. */
  | 'expired'
  /** It cannot be published; where an earlier version could, that one stands. */
  | 'rejected'
  /** There is no such object, or settings say that it is no post. */
  | 'gone'

/** The id of a post: once given, it stays, whatever is edited; but where front matter says another. */
export interface GivenId {
  /** What the post would have been called when the id was given. */
  readonly wished: string
  readonly given: string
  /** Source key of the post that had the id already; absent where nobody had. */
  readonly takenBy?: string
}

export interface PostRecord {
  readonly key: string
  readonly generation: number
  readonly outcome: Outcome
  /** ETag of the source that this was made from; absent where there is none. */
  readonly sourceEtag?: string
  /** Settings that this was made under; absent where there is no source. */
  readonly settingsHash?: string
  /** Other objects that this was made from, as they were; absent where there were none. */
  readonly objects?: readonly SeenObject[]
  /** Absent until the post was first published; kept from then on, also while it is gone. */
  readonly id?: GivenId
  /** What feeds show of the post; absent where they show nothing. */
  readonly entry?: Entry
  /** The feeds that show it. */
  readonly placed: readonly FeedId[]
  /** Every feed that ever showed it. */
  readonly feeds: readonly FeedId[]
  /** Every period of those feeds' archives that ever showed it, of whichever kind. */
  readonly periods: readonly Period[]
  /** Why it was rejected, and what to mend besides. */
  readonly problems: readonly Problem[]
  /** Its places in the report; absent where it never had one. */
  readonly marks?: Marks
}

/** The source object as it was found: absent, or with what its bytes turned out to be. */
export interface SeenSource {
  readonly etag: string
  /** Undefined where settings say that the key is no post. */
  readonly parsed: ParsedPost | undefined
  readonly objects?: readonly SeenObject[]
}

/** Feeds that a record remembers at most. Past it the oldest that no longer show the post are forgotten. */
export const FEEDS_REMEMBERED_MAX = 1_000
/** Periods that a record remembers at most, as with feeds. An event that is still to be handled needs the last few. */
export const PERIODS_REMEMBERED_MAX = 24

/** Grows when records are made otherwise than before; records of another format are made again. */
const RECORD_FORMAT = 2

/** Returns the id of the record of a source key: 128 bits of SHA-256, in hex. */
export function recordId(key: string): string {
  return hash('sha256', key).slice(0, 32)
}

/** What the keys of all records start with. */
export const RECORD_PREFIX = 'state/records/'

export function recordKey(id: string): string {
  return `${RECORD_PREFIX}${id}.json`
}

/** Tells whether `record` is what this source under these settings leads to, so that there is nothing to do. */
export function isUpToDate(record: PostRecord, etag: string | undefined, settings: Settings, nowMs: number): boolean {
  if (record.sourceEtag !== etag || isExpired(record.entry, nowMs)) return false
  return etag === undefined || record.settingsHash === settings.hash
}

/** Tells whether the time of `entry` is over. */
export function isExpired(entry: Pick<Entry, 'expiresMs'> | undefined, nowMs: number): boolean {
  return entry?.expiresMs !== undefined && entry.expiresMs <= nowMs
}

/**
 * Returns the id that the post keeps, or undefined where it has none yet, or front matter now says another one.
 */
export function keptId(
  previous: PostRecord | undefined,
  { entry, saysId = false }: Extract<ParsedPost, { kind: 'entry' }>,
): GivenId | undefined {
  return saysId && previous?.id?.wished !== entry.id ? undefined : previous?.id
}

/**
 * Returns the record that follows `previous` when the source is found at `nowMs` to be `source`, and its id is `id`;
 * undefined where it shows nothing and never had one.
 */
export function nextRecord(
  key: string,
  previous: PostRecord | undefined,
  source: SeenSource | undefined,
  settings: Settings,
  id: GivenId | undefined,
  nowMs: number,
): PostRecord {
  const { outcome, entry, problems } = meaning(previous, source, id, nowMs)
  const placed = entry === undefined ? [] : feedsOf(entry, settings)
  const shown =
    previous !== undefined && isDeepStrictEqual(previous.entry, entry) && isDeepStrictEqual(previous.placed, placed)
  return {
    key,
    generation: shown ? previous.generation : (previous?.generation ?? 0) + 1,
    outcome,
    ...(source === undefined ? {} : { sourceEtag: source.etag, settingsHash: settings.hash }),
    ...(source?.objects === undefined || source.objects.length === 0 ? {} : { objects: source.objects }),
    ...(id === undefined ? {} : { id }),
    ...(entry === undefined ? {} : { entry }),
    placed,
    feeds: remember(previous?.feeds ?? [], placed, FEEDS_REMEMBERED_MAX),
    periods: remember(previous?.periods ?? [], periodsOf(entry, settings), PERIODS_REMEMBERED_MAX),
    problems,
  }
}

function meaning(
  previous: PostRecord | undefined,
  source: SeenSource | undefined,
  id: GivenId | undefined,
  nowMs: number,
): Pick<PostRecord, 'outcome' | 'entry' | 'problems'> {
  const parsed = source?.parsed
  if (parsed === undefined) return { outcome: 'gone', problems: [] }
  switch (parsed.kind) {
    case 'entry':
      if (isExpired(parsed.entry, nowMs)) return { outcome: 'expired', problems: parsed.warnings }
      return {
        outcome: 'published',
        entry: id === undefined ? parsed.entry : { ...parsed.entry, id: id.given },
        problems: id?.takenBy === undefined ? parsed.warnings : [...parsed.warnings, taken(id.wished, id.takenBy)],
      }
    case 'draft':
      return { outcome: 'draft', problems: [] }
    case 'rejected':
      // A mistake in an edit must not take a page out of people's feeds: the last good version stands.
      return {
        outcome: 'rejected',
        ...(previous?.entry === undefined || isExpired(previous.entry, nowMs) ? {} : { entry: previous.entry }),
        problems: parsed.problems,
      }
  }
}

function taken(id: string, by: string): Problem {
  const message = `id: ${JSON.stringify(id)} is already the id of ${by}, so this post has another one`
  return { key: 'id', message, hint: 'give one of the two posts an id of its own' }
}

/** Returns the periods of archives that show `entry`. */
function periodsOf(entry: Entry | undefined, { archive }: Settings): Period[] {
  return entry === undefined || archive === 'off' ? [] : [periodOf(entry.publishedMs, archive)]
}

function remember<T>(before: readonly T[], placed: readonly T[], most: number): T[] {
  const now = new Set(placed)
  const left = before.filter((one) => !now.has(one))
  return [...left.slice(Math.max(0, left.length + now.size - most)), ...now]
}

/** Returns the stored form of `record`. */
export function encodeRecord(record: PostRecord): string {
  return JSON.stringify({ format: RECORD_FORMAT, ...record })
}

/** Returns the record that `body` stores. One of another format counts as made from nothing known. Throws on damage. */
export function decodeRecord(body: Uint8Array): PostRecord {
  const { format, ...record } = JSON.parse(new TextDecoder().decode(body)) as PostRecord & { format: number }
  if (format === RECORD_FORMAT) return record
  return { ...record, periods: [], sourceEtag: `format ${format}` }
}
