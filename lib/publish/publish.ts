/**
 * The publish loop: brings the documents of feeds in line with their views.
 *
 *     loop
 *       documents = head documents              the documents first, the view after: so that a view is never older
 *       view = newest valid placements          than the documents that it replaces
 *       if the documents already say view: done
 *       put documents if unchanged              conflict: again
 *       (always look again after writing: at the documents, and whether the view is still that one)
 *
 * The documents of a feed's archive go through the same loop, a period at a time (`archive.ts`).
 *
 * What is published together goes through the loop together, in rounds: the records that several feeds and periods show
 * are then read once a round. Documents are compared by the hash of their bytes, so that what would read the same is
 * not written again, whatever led to it. New feeds wait for one round, in which the directory is asked for.
 */
import { archiveFolder, subscriptionLinks } from '../feed/archive.js'
import { asError } from '../model/as-error.js'
import type { FeedDocument } from '../model/feed-document.js'
import { type FeedId, SITE_FEED } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { feedDocumentPaths, renderFeedDocuments } from '../page/feed-documents.js'
import { publishPeriodOnce, type WrittenPeriod } from './archive.js'
import type { FeedPeriod } from './archive-view.js'
import { eachAtOnce } from './at-once.js'
import { ATTEMPTS_MAX, OUT_OF_TIME, PostponedError, type PublishContext } from './context.js'
import { NewFeeds } from './new-feeds.js'
import { headDocuments, isStale, putDocuments } from './put-document.js'
import { readSettings } from './settings-state.js'
import { noteForHubs } from './tell-hubs.js'
import { isUnchanged, RecordReader, readView, type View } from './view.js'
import type { WorkQueue } from './work.js'

/** What goes through the loop: the documents that people subscribe to, or those of a period of the archive. */
export type Target = FeedId | FeedPeriod

export interface Published {
  /** Paths of the documents that this call wrote or deleted, below `public/`; a document written twice stands twice. */
  readonly written: readonly string[]
  /** Documents that were found to say what they should, counted once a target and format. */
  readonly unchanged: number
  /** What is still to be published, by `targetName`, and why. */
  readonly failed: ReadonlyMap<string, Error>
  /** Periods with more entries than their documents show. */
  readonly cut: readonly FeedPeriod[]
}

/** Feeds and periods that go through the loop together; it bounds what one round holds in memory. */
const TARGETS_AT_ONCE = 128

/** Returns what `target` is called: no two have one name. */
export function targetName(target: Target): string {
  return typeof target === 'string' ? target : archiveFolder(target.feed, target.period)
}

/**
 * Publishes `targets`. What goes wrong with one is in `failed`, and holds up no other; so are those that were not begun, or
 * not looked at again, before `isOver` said so.
 */
export async function publish(
  targets: Iterable<Target>,
  context: PublishContext,
  queue: WorkQueue,
  isOver: () => boolean = () => false,
): Promise<Published> {
  const all = [...new Map([...targets].map((target) => [targetName(target), target])).values()]
  const tally: Tally = { written: [], unchanged: 0, failed: new Map(), cut: [] }
  for (let at = 0; at < all.length; at += TARGETS_AT_ONCE) {
    await publishTogether(all.slice(at, at + TARGETS_AT_ONCE), context, queue, tally, isOver)
  }
  return tally
}

interface Tally {
  readonly written: string[]
  unchanged: number
  readonly failed: Map<string, Error>
  readonly cut: FeedPeriod[]
}

async function publishTogether(
  targets: readonly Target[],
  context: PublishContext,
  queue: WorkQueue,
  tally: Tally,
  isOver: () => boolean,
): Promise<void> {
  let pending = targets
  const newFeeds = new NewFeeds(context.site)
  const wrote: Wrote = new Map()
  const wrotePeriods: WrotePeriods = new Map()
  for (let round = 0; pending.length > 0; round++) {
    if (round === ATTEMPTS_MAX) {
      for (const name of pending.map(targetName))
        tally.failed.set(name, new PostponedError(name, `it changed ${round} times meanwhile`))
      return
    }
    const records = new RecordReader(context.site)
    const settings = (await readSettings(context)).settings
    // Nobody can have put a post into a feed before there were settings.
    if (settings === undefined) return
    const again: Target[] = []
    await eachAtOnce(pending, context.concurrency, async (target) => {
      const name = targetName(target)
      try {
        if (isOver()) throw new PostponedError(name, OUT_OF_TIME)
        const hasTried =
          typeof target === 'string'
            ? await publishOnce(target, settings, records, newFeeds, wrote, context, tally)
            : await publishPeriod(target, settings, records, wrotePeriods, context, queue, tally)
        if (hasTried) again.push(target)
      } catch (error) {
        tally.failed.set(name, asError(error))
      }
    })
    try {
      await newFeeds.ask(queue)
      pending = again
    } catch (error) {
      for (const name of again.map(targetName)) tally.failed.set(name, asError(error))
      return
    }
  }
}

/** What was last written of each feed, as long as nobody else was seen to write it. */
type Wrote = Map<
  FeedId,
  { readonly view: View; readonly settingsHash: string; readonly documents: readonly FeedDocument[] }
>

/** The same of periods, by their names. */
type WrotePeriods = Map<string, WrittenPeriod>

/** Goes through the loop once; returns whether it tried to write, so that the feed must be looked at again. */
async function publishOnce(
  feed: FeedId,
  settings: Settings,
  records: RecordReader,
  newFeeds: NewFeeds,
  wrote: Wrote,
  context: PublishContext,
  tally: Tally,
): Promise<boolean> {
  const { site } = context
  const heads = await headDocuments(feedDocumentPaths(feed, settings), site)
  const hasDocuments = [...heads.values()].some((head) => head !== undefined)
  const look = (): Promise<View> => readView(feed, settings.window, context.now(), records, site)
  // A site without posts has a feed too, so that people can subscribe before the first.
  const isEmpty = async (): Promise<boolean> => feed !== SITE_FEED && (await look()).entries.length === 0
  const standing = await newFeeds.list(feed, hasDocuments, isEmpty)
  if (standing !== 'listed') return standing === 'new'
  const last = wrote.get(feed)
  wrote.delete(feed)
  const isLast =
    last?.settingsHash === settings.hash && (await isUnchanged(last.view, feed, settings.window, context.now(), site))
  const view = isLast ? last.view : await look()
  const documents = isLast
    ? last.documents
    : renderFeedDocuments(feed, view.entries, settings, subscriptionLinks(view.entries, settings))
  const stale = documents.filter((document) => isStale(document, heads))
  if (stale.length === 0) {
    tally.unchanged += documents.length
    return false
  }
  await noteForHubs(
    stale.map(({ path }) => path),
    settings,
    context,
  )
  const written = await putDocuments(stale, heads, settings, site)
  tally.written.push(...written)
  // What somebody else wrote meanwhile is held against what there is to see then.
  if (!isLast && written.length === stale.length) wrote.set(feed, { view, settingsHash: settings.hash, documents })
  return true
}

async function publishPeriod(
  target: FeedPeriod,
  settings: Settings,
  records: RecordReader,
  wrotePeriods: WrotePeriods,
  context: PublishContext,
  queue: WorkQueue,
  tally: Tally,
): Promise<boolean> {
  const name = targetName(target)
  const last = wrotePeriods.get(name)
  wrotePeriods.delete(name)
  const look = await publishPeriodOnce(target, settings, records, context, queue, last)
  const { hasTried, written, unchanged, isCut, wrote } = look
  if (wrote !== undefined) wrotePeriods.set(name, wrote)
  tally.written.push(...written)
  tally.unchanged += unchanged
  if (isCut && !hasTried) tally.cut.push(target)
  return hasTried
}
