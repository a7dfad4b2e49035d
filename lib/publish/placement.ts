/**
 * Placements: where each entry stands in each feed, said by object names alone.
 *
 * S3 lists keys in ascending order, so the time is written counting down and the newest entry comes first.
 * A placement is a hint: it counts only while its record shows the entry in that feed, at that instant, in the same
 * generation.
 * One that is older than its record can never count again, and whoever meets it may delete it.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { FeedId } from '../model/feed-id.js'
import type { PostRecord } from './record.js'

/** One entry's place in one feed. */
export interface Placement {
  readonly feed: FeedId
  /** Instant that orders the feed, in milliseconds since the Unix epoch. */
  readonly publishedMs: number
  readonly recordId: string
  readonly generation: number
}

/** The instants that a placement can name, in milliseconds: the years 1 to 9999. */
export const FIRST_MS = -62_135_596_800_000
export const LAST_MS = 253_402_300_799_999
const DIGITS = 15

/** What the keys of all placements start with. */
export const PLACEMENTS_PREFIX = 'state/feeds/'

/** Returns what the keys of all placements of `feed` start with. */
export function placementPrefix(feed: FeedId): string {
  return `${PLACEMENTS_PREFIX}${feed}/`
}

/** Returns the object key that says `placement`; keys of one feed sort newest first. */
export function placementKey({ feed, publishedMs, recordId, generation }: Placement): string {
  return `${beforeInstant(feed, publishedMs)}~${recordId}~${generation}`
}

/** Returns a key that sorts right before all placements of `feed` at `instantMs` and earlier, and after all later ones. */
export function beforeInstant(feed: FeedId, instantMs: number): string {
  return placementPrefix(feed) + newestFirst(instantMs)
}

/** Returns digits for an instant that sort the newest first. */
export function newestFirst(instantMs: number): string {
  return digits(LAST_MS - instantMs)
}

/** Returns the instant of digits that `newestFirst` made, in milliseconds since the Unix epoch. */
export function newestFirstInstantMs(sorted: string): number {
  return LAST_MS - Number(sorted)
}

/** Returns the placement that `key` says, or undefined where it says none. */
export function parsePlacementKey(feed: FeedId, key: string): Placement | undefined {
  const match = /^(\d{15})~([0-9a-f]{32})~(\d+)$/.exec(key.slice(placementPrefix(feed).length))
  if (match === null) return undefined
  const [, time, recordId, generation] = match
  return {
    feed,
    publishedMs: newestFirstInstantMs(String(time)),
    recordId: String(recordId),
    generation: Number(generation),
  }
}

/** Returns the placements that `record` asks for. */
export function placementsOf(recordId: string, record: PostRecord): Placement[] {
  const { entry, generation } = record
  if (entry === undefined) return []
  return record.placed.map((feed) => ({ feed, publishedMs: entry.publishedMs, recordId, generation }))
}

/** What a placement is worth, given its record. */
export type Standing = 'valid' | 'superseded' | 'unknown'

/** Returns whether `placement` counts; `superseded` means that it never will again. */
export function standing(placement: Placement, record: PostRecord | undefined): Standing {
  if (record === undefined || record.generation < placement.generation) return 'unknown'
  if (record.generation > placement.generation) return 'superseded'
  // The instant too: a record that was lost, or swept after its post was gone, begins to count generations anew.
  const isItsPlace = record.entry?.publishedMs === placement.publishedMs && record.placed.includes(placement.feed)
  return isItsPlace ? 'valid' : 'superseded'
}

/** Returns the key that says that `recordId` comes due, or expires, at `instantMs`; such keys sort soonest first. */
export function dueKey(instantMs: number, recordId: string, generation: number): string {
  return `${DUE_PREFIX}${soonestFirst(instantMs)}~${recordId}~${generation}`
}

export const DUE_PREFIX = 'state/due/'

/** What an object under `DUE_PREFIX` says: which post to settle when its time has come. */
export interface Due {
  readonly key: string
}

/** Returns the instant of a key that `dueKey` made, in milliseconds since the Unix epoch. */
export function dueInstantMs(key: string): number {
  return soonestFirstInstantMs(key, DUE_PREFIX)
}

/** Returns digits for an instant that sort the soonest first. */
export function soonestFirst(instantMs: number): string {
  return digits(instantMs - FIRST_MS)
}

/** Returns the instant of a key that is `prefix` and digits of `soonestFirst`, in milliseconds since the Unix epoch. */
export function soonestFirstInstantMs(key: string, prefix: string): number {
  return Number(key.slice(prefix.length, prefix.length + DIGITS)) + FIRST_MS
}

function digits(value: number): string {
  if (!(value >= 0 && value <= LAST_MS - FIRST_MS)) throw new RangeError(`instant out of range: ${value}`)
  return String(value).padStart(DIGITS, '0')
}
