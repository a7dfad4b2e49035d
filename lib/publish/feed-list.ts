/**
 * The list of feeds: one empty object for each feed that was ever published, since feeds never vanish.
 *
 * The names of placements cannot say it: a feed that its last post has left has none. The directory is made of it, so it
 * is written first: see `directory.ts`.
 */
import type { FeedId } from '../model/feed-id.js'
import type { ListedObject, ObjectStore } from '../store/object-store.js'
import { pagesOf } from '../store/pages.js'

const FEED_LIST_PREFIX = 'state/feed-list/'

export function feedListKey(feed: FeedId): string {
  return FEED_LIST_PREFIX + feed
}

/** Yields all feeds in the order of their names, a page at a time. */
export async function* feedPages(site: ObjectStore): AsyncGenerator<FeedId[]> {
  for await (const { objects } of pagesOf(site, { prefix: FEED_LIST_PREFIX })) yield objects.map(feedOf)
}

/** Returns feeds in the order of their names, from after `after`, and where to go on. */
export async function listFeeds(
  site: ObjectStore,
  after: string,
  limit: number,
): Promise<{ readonly feeds: FeedId[]; readonly next?: string }> {
  const { objects, next } = await site.list({
    prefix: FEED_LIST_PREFIX,
    ...(after === '' ? {} : { startAfter: FEED_LIST_PREFIX + after }),
    limit,
  })
  const feeds = objects.map(feedOf)
  return next === undefined ? { feeds } : { feeds, next: feeds.at(-1) ?? '' }
}

function feedOf({ key }: ListedObject): FeedId {
  return key.slice(FEED_LIST_PREFIX.length) as FeedId
}
