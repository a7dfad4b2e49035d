/**
 * The tick: publishes the feeds of scheduled posts that have come due.
 *
 * Due keys sort soonest first, so a tick reads those up to now and no others. A due object is deleted only after its
 * feeds have been published; missed and doubled ticks do no harm.
 */
import type { FeedId } from '../model/feed-id.js'
import { LIST_LIMIT } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import type { PublishContext } from './context.js'
import { DUE_PREFIX, dueInstantMs } from './placement.js'
import { type Published, publish } from './publish.js'

/** Publishes what came due, at most `LIST_LIMIT` posts; the next tick goes on. */
export async function tick(context: PublishContext): Promise<Published> {
  const nowMs = context.now()
  const { objects } = await context.site.list({ prefix: DUE_PREFIX, limit: LIST_LIMIT })
  const due = objects.map(({ key }) => key).filter((key) => dueInstantMs(key) <= nowMs)
  const feedsOfDue = await eachAtOnce(due, context.concurrency, (key) => readDue(key, context))
  const published = await publish(feedsOfDue.flat(), context)
  const done = due.filter((_, index) => !feedsOfDue[index]?.some((feed) => published.failed.has(feed)))
  await eachAtOnce(done, context.concurrency, (key) => context.site.delete(key))
  return published
}

/** Returns when the next scheduled post comes due, in milliseconds since the Unix epoch, where there is one. */
export async function nextDueMs({ site }: PublishContext): Promise<number | undefined> {
  const { objects } = await site.list({ prefix: DUE_PREFIX, limit: 1 })
  return objects[0] && dueInstantMs(objects[0].key)
}

async function readDue(key: string, { site }: PublishContext): Promise<FeedId[]> {
  const stored = await site.get(key)
  if (stored === undefined) return []
  return (JSON.parse(new TextDecoder().decode(stored.body)) as { feeds: FeedId[] }).feeds
}
