/**
 * Publishing the directory: the publish loop once more, with the list of feeds for placements.
 *
 *     loop
 *       documents = head documents          the documents first, the list after: so that a list is never older than the
 *       feeds = list them                   documents that it replaces
 *       if the documents already say so: done
 *       put documents if unchanged          conflict: again
 *       (always look again after writing)
 *
 * Only a new feed and new settings change it. Whoever is about to write the first documents of a feed puts it into the
 * list, then asks through the queue for the directory, and then goes on: so a feed is never in public without being in the
 * directory soon, wherever a crash comes between. What many workers ask for at once becomes few looks, since a batch that
 * holds several such items looks once.
 */
import type { FeedId } from '../model/feed-id.js'
import { DIRECTORY_PATHS, renderDirectory } from '../page/directory.js'
import type { ObjectStore } from '../store/object-store.js'
import { OUT_OF_TIME, PostponedError, type PublishContext } from './context.js'
import { feedPages } from './feed-list.js'
import { headDocuments, isStale, putDocuments } from './put-document.js'
import { readSettings } from './settings-state.js'

/** Feeds that are read for the directory, which shows fewer: some may be of kinds that settings want no more. */
export const FEEDS_READ_MAX = 100_000
/** Times that one call looks, while others write or the list grows. Past it the work goes back to the queue. */
const LOOKS_MAX = 5

/**
 * Brings the directory in line with the list of feeds and the settings. Returns the paths, below `public/`, of what it
 * wrote. Throws `PostponedError` where the list changed all the time.
 */
export async function publishDirectory(
  context: PublishContext,
  isOver: () => boolean = () => false,
): Promise<readonly string[]> {
  const { site } = context
  const written: string[] = []
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (isOver()) throw new PostponedError('the list of feeds', OUT_OF_TIME)
    const heads = await headDocuments(DIRECTORY_PATHS, site)
    const { settings } = await readSettings(context)
    // Nobody can have published a feed before there were settings.
    if (settings === undefined) return written
    const documents = renderDirectory(await allFeeds(site), settings)
    const stale = documents.filter((document) => isStale(document, heads))
    if (stale.length === 0) return written
    written.push(...(await putDocuments(stale, heads, settings, site)))
  }
  throw new PostponedError('the list of feeds', `it changed ${LOOKS_MAX} times meanwhile`)
}

async function allFeeds(site: ObjectStore): Promise<FeedId[]> {
  const all: FeedId[] = []
  for await (const feeds of feedPages(site)) {
    all.push(...feeds)
    if (all.length >= FEEDS_READ_MAX) break
  }
  return all
}
