/**
 * Verify: holds everything that is published against what a clean build would publish.
 *
 * It rehearses all the work there is: the loops run over a bucket that keeps their writes to itself, and that doubts all
 * they go by. What they would write, and is not there, is a difference. So verify knows of no rule that the loops do
 * not know, and repairing is to let the same loops work on just those keys and feeds.
 *
 *     settings                        the state of `_config.yml`
 *     records                         those that cannot be read, and those whose source is gone
 *     keys of the content bucket      records, placements; and the feeds that records name are in the list
 *     feeds, the report, the list     documents
 *     periods of feeds’ archives       documents
 *     `public/`                       documents that nothing leads to
 *     placements                      garbage: those that do not count, which harm nobody
 *
 * Everything is read page by page: memory holds a page, however many posts there are. What is uploaded meanwhile may
 * show up as a difference, which is gone when its event has been handled.
 */
import { type Period, periodOf, periodOfPath } from '../feed/archive.js'
import { type FeedId, SITE_FEED } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { mayBePost } from '../post/post-key.js'
import { pagesOf } from '../store/pages.js'
import type { FeedPeriod } from './archive-view.js'
import { eachAtOnce } from './at-once.js'
import { PUBLIC_PREFIX } from './cache-control.js'
import type { PublishContext } from './context.js'
import { feedPages } from './feed-list.js'
import { PLACEMENTS_PREFIX, parsePlacementKey, placementKey, placementPrefix, standing } from './placement.js'
import { targetName } from './publish.js'
import { decodeRecord, RECORD_PREFIX, recordId, recordKey } from './record.js'
import { SETTINGS_SOURCE_KEY, type SettingsState } from './settings-state.js'
import { type Difference, Verifier } from './verifier.js'
import { ownersOf, placementOf } from './verify-names.js'
import { RecordReader } from './view.js'
import { chunks, type WorkQueue } from './work.js'

export type { Difference } from './verifier.js'

/** What is looked at, one after the other. */
export type VerifyStage = 'records' | 'posts' | 'feeds' | 'documents' | 'placements'

export interface VerifyOptions {
  /** Where repairs put further work, such as a rebuild. Without it nothing is repaired, and nothing is written. */
  readonly repair?: WorkQueue
  /** Hears of each difference, when it is known whether it could be repaired. */
  readonly onDifference?: (difference: Difference) => void
  /** Hears how many objects of `stage` have been looked at. */
  readonly onProgress?: (stage: VerifyStage, done: number) => void
}

export interface Verified {
  /** The settings that everything was held against. */
  readonly settings: SettingsState
  /** Objects that were looked at. */
  readonly counts: Readonly<Record<VerifyStage, number>>
  readonly differences: number
  /** Differences that are still there. */
  readonly remaining: number
  /** Placements that do not count. With `repair` they are gone. */
  readonly garbage: number
}

/** Keys or feeds that are rehearsed together. */
const TOGETHER = 50

/** Looks at everything. Throws what the buckets throw; what is wrong with what they hold is a difference. */
export async function verify(context: PublishContext, options: VerifyOptions = {}): Promise<Verified> {
  const { onDifference = () => {}, onProgress = () => {}, repair } = options
  const tally = { differences: 0, remaining: 0 }
  const verifier = new Verifier(context, repair, (difference) => {
    tally.differences++
    if (difference.isRepaired !== true) tally.remaining++
    onDifference(difference)
  })
  const counts = { records: 0, posts: 0, feeds: 0, documents: 0, placements: 0 }
  const look: Look = {
    context,
    verifier,
    count(stage, more) {
      counts[stage] += more
      onProgress(stage, counts[stage])
    },
  }
  const settings = await verifier.settings()
  await lookAtRecords(look)
  await lookAtPosts(look)
  if (settings.settings !== undefined) {
    await lookAtFeeds(look)
    await lookAtArchives(look, settings.settings)
  }
  await verifier.check([{ report: true }])
  await verifier.check([{ directory: true }])
  await lookAtDocuments(look, settings)
  const garbage = await lookAtPlacements(look, repair !== undefined)
  return { settings, counts, ...tally, garbage }
}

interface Look {
  readonly context: PublishContext
  readonly verifier: Verifier
  readonly count: (stage: VerifyStage, more: number) => void
}

/** Looks at what records alone can tell: that they can be read, and that their source is still there. */
async function lookAtRecords({ context, verifier, count }: Look): Promise<void> {
  const { content, site, concurrency } = context
  for await (const { objects: page } of pagesOf(site, { prefix: RECORD_PREFIX })) {
    const orphans = await eachAtOnce(page, concurrency, async ({ key, etag }) => {
      const stored = await site.get(key)
      if (stored === undefined) return []
      const source = sourceOf(stored.body)
      if (source === undefined || recordKey(recordId(source)) !== key) {
        await verifier.remove({ key, found: source === undefined ? 'unreadable' : 'extra' }, etag)
        return []
      }
      return (await content.head(source)) === undefined ? [source] : []
    })
    for (const keys of chunks(orphans.flat(), TOGETHER)) await verifier.checkKeys(keys)
    count('records', page.length)
  }
}

function sourceOf(body: Uint8Array): string | undefined {
  try {
    const { key } = decodeRecord(body)
    return typeof key === 'string' ? key : undefined
  } catch {
    return undefined
  }
}

async function lookAtPosts({ context, verifier, count }: Look): Promise<void> {
  for await (const { objects: page } of pagesOf(context.content)) {
    const keys = page.map(({ key }) => key).filter((key) => key !== SETTINGS_SOURCE_KEY && mayBePost(key))
    for (const chunk of chunks(keys, TOGETHER)) {
      await verifier.checkKeys(chunk)
      count('posts', chunk.length)
    }
  }
}

async function lookAtFeeds({ context, verifier, count }: Look): Promise<void> {
  let isFirst = true
  for await (const feeds of feedPages(context.site)) {
    // The feed of the site is there before the first post.
    const all = isFirst && !feeds.includes(SITE_FEED) ? [SITE_FEED, ...feeds] : feeds
    isFirst = false
    for (const chunk of chunks(all, TOGETHER)) {
      await verifier.check(chunk.map((feed) => ({ feeds: [feed] })))
      count('feeds', chunk.length)
    }
  }
}

async function lookAtArchives(look: Look, settings: Settings): Promise<void> {
  if (settings.archive === 'off') return
  for await (const feeds of feedPages(look.context.site)) {
    for (const feed of feeds) await lookAtArchive(feed, settings, look)
  }
}

/** Looks at all periods in which `feed` has entries. */
async function lookAtArchive(feed: FeedId, { archive }: Settings, { context, verifier }: Look): Promise<void> {
  if (archive === 'off') return
  let last: Period | undefined
  for await (const { objects: page } of pagesOf(context.site, { prefix: placementPrefix(feed) })) {
    const names = new Set(
      page
        .flatMap(({ key }) => parsePlacementKey(feed, key) ?? [])
        .map(({ publishedMs }) => periodOf(publishedMs, archive)),
    )
    // Placements come newest first, so that a page may go on with the period that the one before ended with.
    if (last !== undefined) names.delete(last)
    last = [...names].at(-1) ?? last
    for (const chunk of chunks([...names], TOGETHER))
      await verifier.check(chunk.map((period) => ({ periods: [{ feed, period }] })))
  }
}

/** Looks for documents that nothing leads to. Those that something leads to have been looked at. */
async function lookAtDocuments({ context, verifier, count }: Look, { settings }: SettingsState): Promise<void> {
  const ofSite = await verifier.rehearsedKeys([
    { keys: [SETTINGS_SOURCE_KEY], feeds: [SITE_FEED], report: true, directory: true },
  ])
  // A period's documents come one after another.
  let archived: { readonly name: string; readonly keys: ReadonlySet<string> } | undefined
  const rehearsedPeriod = async (target: FeedPeriod): Promise<ReadonlySet<string>> => {
    const name = targetName(target)
    if (archived?.name !== name) archived = { name, keys: await verifier.rehearsedKeys([{ periods: [target] }]) }
    return archived.keys
  }
  for await (const { objects: page } of pagesOf(context.site, { prefix: PUBLIC_PREFIX })) {
    for (const { key, etag } of page) {
      if (ofSite.has(key)) continue
      const target = periodOfPath(key.slice(PUBLIC_PREFIX.length))
      if (target !== undefined) {
        if (!(await rehearsedPeriod(target)).has(key))
          await verifier.remove({ key, found: 'extra', of: target.feed }, etag)
        continue
      }
      const { isNamedBy, feeds } = ownersOf(key.slice(PUBLIC_PREFIX.length), settings)
      const owner = await firstThat(feeds, (feed) => verifier.isListed(feed))
      if (owner === undefined && isNamedBy !== undefined) await verifier.checkIsListed(isNamedBy)
      else if (owner === undefined || !(await verifier.rehearsedKeys([{ feeds: [owner] }])).has(key))
        await verifier.remove({ key, found: 'extra' }, etag)
    }
    count('documents', page.length)
  }
}

/** Looks for placements that do not count. Returns how many there are, or were. */
async function lookAtPlacements({ context, verifier, count }: Look, sweeps: boolean): Promise<number> {
  const { site, concurrency } = context
  let garbage = 0
  for await (const { objects: page } of pagesOf(site, { prefix: PLACEMENTS_PREFIX })) {
    const records = new RecordReader(site)
    await eachAtOnce(page, concurrency, async ({ key }) => {
      const placement = placementOf(key)
      if (placement === undefined) return
      // Listed before its record is read: a placement is never put before its record.
      const record = await records.read(placement.recordId).catch(() => undefined)
      const worth = standing(placement, record)
      if (worth === 'valid') return
      garbage++
      if (!sweeps) return
      await site.delete(placementKey(placement))
      // One that is ahead of its record, which was lost, may have become right while it was deleted.
      if (worth === 'unknown' && record !== undefined) await verifier.checkKeys([record.key])
    })
    count('placements', page.length)
  }
  return garbage
}

async function firstThat<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T | undefined> {
  for (const item of items) if (await holds(item)) return item
  return undefined
}
