/**
 * The view of an archive period: what its documents should show now, and which periods lie next to it.
 *
 * Placements are listed newest first. So one listing from the end of a period on gives its entries, and right after them
 * the newest entry before it, which says which period is the previous one. The *next* one lies the other way: it is
 * searched for by asking what the newest entry up to some instant is, first close by and then further and further away.
 * That costs the logarithm of the distance in calendar periods, mostly one or two listings, and needs no index.
 *
 * Records are read through a `RecordReader`, as for the views of feeds that are published in the same round.
 */
import { type Period, periodBounds, periodOf } from '../feed/archive.js'
import { ArchiveEntries } from '../feed/archive-entries.js'
import type { Entry } from '../model/entry.js'
import type { FeedId } from '../model/feed-id.js'
import type { ArchivePeriod, Settings } from '../model/settings.js'
import { LIST_LIMIT, type ObjectStore } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import { placementKey } from './placement.js'
import { entryAt, placementsUpTo, type RecordReader } from './view.js'

/** A period of a feed's archive. */
export interface FeedPeriod {
  readonly feed: FeedId
  readonly period: Period
}

export interface PeriodView {
  /** Newest first, with the texts that a document may carry. */
  readonly entries: readonly Entry[]
  /** Keys of their placements; undefined where there were others, whose worth is not known. */
  readonly placements: readonly string[] | undefined
  /** Whether the period has more entries than a document shows. */
  readonly isCut: boolean
  /** The next older period that has entries. */
  readonly prev?: Period
  /** The next newer one. */
  readonly next?: Period
}

/** What views are read from. */
export interface Look {
  readonly nowMs: number
  readonly records: RecordReader
  readonly site: ObjectStore
}

type Kind = Exclude<ArchivePeriod, 'off'>

/** Records of one period read at once. */
const RECORDS_AT_ONCE = 16
/** Placements listed to find one that counts: now and then one does not. */
const SEARCHED_AT_ONCE = 10

/** Returns what the documents of `feed` should show of `period`, which is one of `kind`, and what lies next to it. */
export async function readPeriod(
  { feed, period }: FeedPeriod,
  kind: Kind,
  settings: Settings,
  look: Look,
): Promise<PeriodView> {
  const { startMs, endMs } = periodBounds(period)
  const shown = new ArchiveEntries(settings)
  const { prevMs, ...held } = await readEntries(shown, feed, startMs, Math.min(endMs - 1, look.nowMs), look)
  const next = await nextPeriod(feed, endMs, kind, look)
  return {
    ...held,
    ...(prevMs === undefined ? {} : { prev: periodOf(prevMs, kind) }),
    ...(next === undefined ? {} : { next }),
  }
}

/**
 * Tells whether the period still has the placements and the neighbours of `view`, which was read before. Where it has, the
 * view is as it was, or whoever is changing it has yet to publish the period (docs/decisions/0060-looking-again.md).
 */
export async function isUnchangedPeriod(
  { feed, period }: FeedPeriod,
  kind: Kind,
  { placements, prev, next }: Omit<PeriodView, 'entries'>,
  look: Look,
): Promise<boolean> {
  if (placements === undefined) return false
  const { startMs, endMs } = periodBounds(period)
  const found = await samePlacements(placements, feed, startMs, Math.min(endMs - 1, look.nowMs), look)
  if (found === undefined) return false
  const prevNow = found.prevMs === undefined ? undefined : periodOf(found.prevMs, kind)
  return prevNow === prev && (await nextPeriod(feed, endMs, kind, look)) === next
}

/** What lies within a period, and the instant of the newest entry before it, where there is one. */
interface Held extends Pick<PeriodView, 'entries' | 'placements' | 'isCut'> {
  readonly prevMs?: number | undefined
}

/** Reads the entries from `untilMs` down to `sinceMs` into `shown`. */
async function readEntries(
  shown: ArchiveEntries,
  feed: FeedId,
  sinceMs: number,
  untilMs: number,
  look: Look,
): Promise<Held> {
  const { entries } = shown
  const counting: string[] = []
  let isSure = true
  const held = (): Held => ({ entries, placements: isSure ? counting : undefined, isCut: false })
  for await (const page of placementsUpTo(feed, untilMs, LIST_LIMIT, look.site)) {
    const within = page.filter(({ publishedMs }) => publishedMs >= sinceMs)
    for (let at = 0; at < within.length; at += RECORDS_AT_ONCE) {
      const chunk = within.slice(at, at + RECORDS_AT_ONCE)
      const found = await eachAtOnce(chunk, RECORDS_AT_ONCE, (placement) => entryAt(placement, look))
      for (const [index, placement] of chunk.entries()) {
        const entry = found[index]
        if (entry === undefined) isSure = false
        else if (shown.isFull) {
          // A period that is cut is not listed to its end.
          return { entries, placements: undefined, isCut: true, prevMs: await newestUpTo(feed, sinceMs - 1, look) }
        } else {
          shown.add(entry)
          counting.push(placementKey(placement))
        }
      }
    }
    for (const placement of page.slice(within.length))
      if ((await entryAt(placement, look)) !== undefined) return { ...held(), prevMs: placement.publishedMs }
  }
  return held()
}

/**
 * Returns the instant of the newest entry before `sinceMs`, where there is one and the placements from `untilMs` down to
 * `sinceMs` are `placements`; undefined where they are others.
 */
async function samePlacements(
  placements: readonly string[],
  feed: FeedId,
  sinceMs: number,
  untilMs: number,
  look: Look,
): Promise<Pick<Held, 'prevMs'> | undefined> {
  let position = 0
  for await (const page of placementsUpTo(feed, untilMs, LIST_LIMIT, look.site)) {
    for (const placement of page) {
      if (placement.publishedMs >= sinceMs) {
        if (placementKey(placement) !== placements[position]) return undefined
        position++
      } else {
        if (position !== placements.length) return undefined
        if ((await entryAt(placement, look)) !== undefined) return { prevMs: placement.publishedMs }
      }
    }
  }
  return position === placements.length ? {} : undefined
}

/** Returns the first period from `fromMs` on that has entries. */
async function nextPeriod(feed: FeedId, fromMs: number, kind: Kind, look: Look): Promise<Period | undefined> {
  if (fromMs > look.nowMs) return undefined
  const newestMs = await newestUpTo(feed, look.nowMs, look, fromMs)
  if (newestMs === undefined) return undefined
  let found = periodOf(newestMs, kind)
  // From `fromMs` up to and with this instant there is nothing.
  let emptyMs = fromMs - 1
  // First the period right after, then twice as far each time, until there is something; then halfway back each time.
  let stepMs: number | undefined = periodLength(fromMs, kind)
  for (;;) {
    const { startMs } = periodBounds(found)
    if (startMs <= emptyMs + 1) return found
    const halfwayMs = emptyMs + Math.ceil((startMs - emptyMs) / 2)
    const probeMs = stepMs === undefined ? halfwayMs : Math.min(emptyMs + stepMs, startMs - 1)
    const upToMs = Math.min(periodBounds(periodOf(probeMs, kind)).endMs, startMs) - 1
    const instantMs = await newestUpTo(feed, upToMs, look, fromMs)
    if (instantMs === undefined) {
      emptyMs = upToMs
      if (stepMs !== undefined) stepMs *= 2
    } else {
      found = periodOf(instantMs, kind)
      stepMs = undefined
    }
  }
}

function periodLength(instantMs: number, kind: Kind): number {
  const { startMs, endMs } = periodBounds(periodOf(instantMs, kind))
  return endMs - startMs
}

/** Returns the instant of the newest entry that is published at `untilMs` at the latest, and not before `sinceMs`. */
async function newestUpTo(feed: FeedId, untilMs: number, look: Look, sinceMs?: number): Promise<number | undefined> {
  for await (const page of placementsUpTo(feed, untilMs, SEARCHED_AT_ONCE, look.site)) {
    for (const placement of page) {
      if (sinceMs !== undefined && placement.publishedMs < sinceMs) return undefined
      if ((await entryAt(placement, look)) !== undefined) return placement.publishedMs
    }
  }
  return undefined
}
