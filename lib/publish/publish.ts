/**
 * The publish loop: brings the documents of feeds in line with their views.
 *
 *     loop
 *       documents = head documents              the documents first, the view after: so that a view is never older
 *       view = newest valid placements          than the documents that it replaces
 *       if the documents already say view: done
 *       put documents if unchanged              conflict: again
 *       (always look again after writing)
 *
 * Feeds that are published together go through the loop together, in rounds: the records that several of them show
 * are then read once a round. Documents are compared by the hash of their bytes, so that what would read the same is
 * not written again, whatever led to it.
 */
import { createHash } from 'node:crypto'
import { documentPaths } from '../feed/document-paths.js'
import { present } from '../feed/present.js'
import { renderFeed } from '../feed/render-feed.js'
import type { FeedDocument } from '../model/feed-document.js'
import type { FeedId } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { ConflictError } from '../store/errors.js'
import type { ObjectHead } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import { cacheControlOf, PUBLIC_PREFIX } from './cache-control.js'
import { ATTEMPTS_MAX, OUT_OF_TIME, PostponedError, type PublishContext } from './context.js'
import { feedListKey } from './feed-list.js'
import { linkOf } from './link-header.js'
import { readSettings } from './settings-state.js'
import { noteForHubs } from './tell-hubs.js'
import { RecordReader, readView } from './view.js'

export { PUBLIC_PREFIX }

export interface Published {
  /** Paths of the documents that this call wrote, below `public/`; a document written twice stands twice. */
  readonly written: readonly string[]
  /** Documents that were found to say what they should, counted once a feed and format. */
  readonly unchanged: number
  /** Feeds that are still to be published, and why. */
  readonly failed: ReadonlyMap<FeedId, Error>
}

/** Feeds that go through the loop together; it bounds what one round holds in memory. */
const FEEDS_AT_ONCE = 128

/**
 * Publishes `feeds`. What goes wrong with one feed is in `failed`, and holds up no other; so are feeds that were not
 * begun, or not looked at again, before `isOver` said so.
 */
export async function publish(
  feeds: Iterable<FeedId>,
  context: PublishContext,
  isOver: () => boolean = () => false,
): Promise<Published> {
  const all = [...new Set(feeds)]
  const tally = { written: [] as string[], unchanged: 0, failed: new Map<FeedId, Error>() }
  for (let at = 0; at < all.length; at += FEEDS_AT_ONCE) {
    await publishTogether(all.slice(at, at + FEEDS_AT_ONCE), context, tally, isOver)
  }
  return tally
}

interface Tally {
  readonly written: string[]
  unchanged: number
  readonly failed: Map<FeedId, Error>
}

async function publishTogether(
  feeds: readonly FeedId[],
  context: PublishContext,
  tally: Tally,
  isOver: () => boolean,
): Promise<void> {
  let pending = feeds
  for (let round = 0; pending.length > 0; round++) {
    if (round === ATTEMPTS_MAX) {
      for (const feed of pending)
        tally.failed.set(feed, new PostponedError(feed, `it changed ${round} times meanwhile`))
      return
    }
    const records = new RecordReader(context.site)
    const settings = (await readSettings(context)).settings
    // Nobody can have put a post into a feed before there were settings.
    if (settings === undefined) return
    const again: FeedId[] = []
    await eachAtOnce(pending, context.concurrency, async (feed) => {
      try {
        if (isOver()) throw new PostponedError(feed, OUT_OF_TIME)
        if (await publishOnce(feed, settings, records, context, tally)) again.push(feed)
      } catch (error) {
        tally.failed.set(feed, error instanceof Error ? error : new Error(String(error)))
      }
    })
    pending = again
  }
}

/** Goes through the loop once; returns whether it tried to write, so that the feed must be looked at again. */
async function publishOnce(
  feed: FeedId,
  settings: Settings,
  records: RecordReader,
  context: PublishContext,
  tally: Tally,
): Promise<boolean> {
  const heads = await headDocuments(feed, settings, context)
  const view = await readView(feed, settings.window, context.now(), records, context.site)
  const documents = renderFeed(feed, view, settings)
  const stale = documents.filter(({ path, body }) => heads.get(path)?.sha256 !== sha256(body))
  if (stale.length === 0) {
    tally.unchanged += documents.length
    return false
  }
  tally.written.push(...(await putDocuments(feed, stale, heads, settings, context)))
  return true
}

type Heads = ReadonlyMap<string, ObjectHead | undefined>

async function headDocuments(feed: FeedId, settings: Settings, { site }: PublishContext): Promise<Heads> {
  const paths = documentPaths(feed, settings)
  const heads = await eachAtOnce(paths, paths.length, (path) => site.head(PUBLIC_PREFIX + path))
  return new Map(paths.map((path, index) => [path, heads[index]]))
}

/** Writes `documents` where they have not changed since `heads`; returns the paths of those that it wrote. */
async function putDocuments(
  feed: FeedId,
  documents: readonly FeedDocument[],
  heads: Heads,
  settings: Settings,
  context: PublishContext,
): Promise<string[]> {
  const { site } = context
  const isNewFeed = [...heads.values()].every((head) => head === undefined)
  // The list first: a feed must never be in public and not in the list.
  if (isNewFeed) await site.put(feedListKey(feed), '')
  await noteForHubs(
    documents.map(({ path }) => path),
    settings,
    context,
  )
  const written = await eachAtOnce(documents, documents.length, async ({ path, contentType, body }) => {
    const head = heads.get(path)
    const condition = head === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: head.etag }
    try {
      await site.put(PUBLIC_PREFIX + path, body, {
        ...condition,
        contentType,
        cacheControl: cacheControlOf(path, settings),
        ...present({ link: linkOf(path, settings) }),
      })
      return [path]
    } catch (error) {
      if (error instanceof ConflictError) return []
      throw error
    }
  })
  return written.flat()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
