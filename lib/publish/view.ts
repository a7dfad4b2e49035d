/**
 * The view of a feed: what its documents should show now, read from placements and records.
 *
 * The newest placements are listed, each is held against its record, and those that count are taken until the window
 * is full. It costs what the window holds, however many posts there are.
 *
 * Records are read through a `RecordReader`, which reads each but once: several feeds that are looked at together
 * mostly show the same posts. A reader lives for one look and no longer, so what it says is never older than the look.
 *
 * Whoever has just written a view's documents looks again, and mostly finds what it saw before. `isUnchanged` tells that by
 * the names of the placements alone: whoever changes what a record shows changes them too, before it publishes
 * (docs/decisions/0060-looking-again.md).
 */
import { inWindow } from '../feed/window.js'
import type { Entry } from '../model/entry.js'
import type { FeedId } from '../model/feed-id.js'
import type { Window } from '../model/settings.js'
import { LIST_LIMIT, type ObjectStore } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import {
  beforeInstant,
  FIRST_MS,
  type Placement,
  parsePlacementKey,
  placementKey,
  placementPrefix,
  standing,
} from './placement.js'
import { isExpired, type PostRecord, recordKey } from './record.js'
import { RecordMemory } from './record-memory.js'

/** Records of one feed read at once. */
const RECORDS_AT_ONCE = 16
/** Placements listed beyond the window's entries at first: now and then one is stale. */
const SPARE_PLACEMENTS = 12
/** Bytes of records that one look may hold, as they are stored. Past it they are read again where they are needed. */
const READER_BYTES_MAX = 64 * 1024 * 1024

/** What spares decoding: every look of the process reads records for itself, and most are as they were. */
const DECODED = new RecordMemory()

/** Reads each record once, as long as they fit. */
export class RecordReader {
  readonly #site: ObjectStore
  readonly #reads = new Map<string, Promise<PostRecord | undefined>>()
  #bytes = 0

  constructor(site: ObjectStore) {
    this.#site = site
  }

  read(id: string): Promise<PostRecord | undefined> {
    const known = this.#reads.get(id)
    if (known !== undefined) return known
    const read = this.#site.get(recordKey(id)).then((stored) => {
      this.#bytes += stored?.sizeBytes ?? 0
      return stored && DECODED.decode(id, stored.body)
    })
    if (this.#bytes > READER_BYTES_MAX) {
      this.#reads.clear()
      this.#bytes = 0
    }
    this.#reads.set(id, read)
    return read
  }
}

/**
 * Returns the entry that `placement` stands for at `nowMs`, or undefined where it does not count. Deletes it where it never
 * will again.
 */
export async function entryAt(
  placement: Placement,
  { nowMs, records, site }: { readonly nowMs: number; readonly records: RecordReader; readonly site: ObjectStore },
): Promise<Entry | undefined> {
  const record = await records.read(placement.recordId)
  const worth = standing(placement, record)
  if (worth === 'superseded') await site.delete(placementKey(placement))
  return worth === 'valid' && !isExpired(record?.entry, nowMs) ? record?.entry : undefined
}

/** What a feed shows, and what that was told by. */
export interface View {
  /** Newest first. */
  readonly entries: readonly Entry[]
  /** Keys of the placements that count, newest first; undefined where some were met whose worth is not known. */
  readonly placements: readonly string[] | undefined
}

/** Returns what `feed` shows at `nowMs`. Deletes superseded placements that it meets. */
export async function readView(
  feed: FeedId,
  window: Window,
  nowMs: number,
  records: RecordReader,
  site: ObjectStore,
): Promise<View> {
  const view: Entry[] = []
  const counting: string[] = []
  let isSure = true
  const seen = (): View => ({ entries: view, placements: isSure ? counting : undefined })
  let newestMs: number | undefined
  for await (const placements of newestPlacements(feed, window, nowMs, site)) {
    for (let at = 0; at < placements.length; ) {
      // The first is the newest, unless it turns out not to count; then those that were left out come in the next chunk.
      const likelyNewestMs = newestMs ?? placements[at]?.publishedMs
      const chunk = placements
        .slice(at, at + RECORDS_AT_ONCE)
        .filter((placement, ahead) => inWindow(view.length + ahead, placement.publishedMs, likelyNewestMs, window))
      if (chunk.length === 0) return seen()
      at += chunk.length
      const read = await eachAtOnce(chunk, RECORDS_AT_ONCE, ({ recordId }) => records.read(recordId))
      for (const [index, placement] of chunk.entries()) {
        const record = read[index]
        switch (standing(placement, record)) {
          case 'valid':
            newestMs ??= placement.publishedMs
            if (!inWindow(view.length, placement.publishedMs, newestMs, window)) return seen()
            counting.push(placementKey(placement))
            // Its placement is there until the tick comes by.
            if (record?.entry !== undefined && !isExpired(record.entry, nowMs)) view.push(record.entry)
            break
          case 'superseded':
            await site.delete(placementKey(placement))
            break
          case 'unknown':
            isSure = false
            break
        }
      }
    }
  }
  return seen()
}

/**
 * Tells whether `feed` still has the placements that `view` was told by, and no other that its window could show. Where it
 * has, the view is as it was, or whoever is changing it has yet to publish the feed.
 */
export async function isUnchanged(
  { entries, placements }: View,
  feed: FeedId,
  window: Window,
  nowMs: number,
  site: ObjectStore,
): Promise<boolean> {
  // An entry that has expired has a placement, and no place: positions then do not tell what the window shows.
  if (placements === undefined || placements.length !== entries.length) return false
  const newestMs = entries[0]?.publishedMs
  let position = 0
  for await (const page of newestPlacements(feed, window, nowMs, site)) {
    for (const placement of page) {
      if (position === placements.length) return !inWindow(position, placement.publishedMs, newestMs, window)
      if (placementKey(placement) !== placements[position]) return false
      position++
    }
  }
  return position === placements.length
}

/** Lists the placements of `feed` that are due at `nowMs`, newest first, a page at a time. */
function newestPlacements(feed: FeedId, window: Window, nowMs: number, site: ObjectStore): AsyncGenerator<Placement[]> {
  const limitFor = (entries: number): number => Math.min(entries + SPARE_PLACEMENTS, LIST_LIMIT)
  // Quiet feeds show no more than the fixed number: only the busy ones pay for a long first page.
  return placementsUpTo(feed, nowMs, limitFor(window.entriesMax), site, limitFor(window.entries))
}

/** Lists the placements of `feed` at `untilMs` and before, newest first, in pages of `limit`, the first of `firstLimit`. */
export async function* placementsUpTo(
  feed: FeedId,
  untilMs: number,
  limit: number,
  site: ObjectStore,
  firstLimit: number = limit,
): AsyncGenerator<Placement[]> {
  const prefix = placementPrefix(feed)
  let startAfter = untilMs < FIRST_MS ? undefined : beforeInstant(feed, untilMs)
  let pageLimit = firstLimit
  while (startAfter !== undefined) {
    const { objects, next } = await site.list({ prefix, startAfter, limit: pageLimit })
    yield objects.flatMap(({ key }) => parsePlacementKey(feed, key) ?? [])
    startAfter = next
    pageLimit = limit
  }
}
