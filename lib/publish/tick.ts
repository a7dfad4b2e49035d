/**
 * The tick: comes back to posts whose time has come, to be shown or to be shown no more.
 *
 * Due keys sort soonest first, so a tick reads those up to now and no others. A due object is deleted only after its post
 * was settled and its feeds published; missed and doubled ticks do no harm. The tick also keeps the counts of the
 * report fresh, and tells hubs what is still to be told.
 */
import { present } from '../feed/present.js'
import { LIST_LIMIT } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import type { PublishContext } from './context.js'
import { advanceCount } from './count.js'
import { type Handled, type HandleOptions, handle } from './handle.js'
import { DUE_PREFIX, type Due, dueInstantMs } from './placement.js'
import { publishReport } from './report.js'
import { tellDue } from './tell-hubs.js'
import type { Work, WorkQueue } from './work.js'

/** Sees to the posts that came due, at most `LIST_LIMIT` of them; the next tick goes on. */
export async function tick(context: PublishContext, queue: WorkQueue, options: HandleOptions = {}): Promise<Handled> {
  const nowMs = context.now()
  const { objects } = await context.site.list({ prefix: DUE_PREFIX, limit: LIST_LIMIT })
  const due = objects.map(({ key }) => key).filter((key) => dueInstantMs(key) <= nowMs)
  const items = await eachAtOnce(due, context.concurrency, (key) => readDue(key, context))
  // What was scheduled is published now: the report counts the two.
  const handled = await handle(due.length === 0 ? items : [...items, { report: true }], context, queue, options)
  const isReported = !handled.failed.has(items.length)
  const done = due.filter((_, index) => isReported && !handled.failed.has(index))
  await eachAtOnce(done, context.concurrency, (key) => context.site.delete(key))
  const isOver = options.publishingIsOver
  const { told, failed: untold } = await tellDue(handled.settings.settings, context, isOver ?? (() => false))
  const isCounted = handled.settings.settings?.report !== 'off'
  if (isCounted && !isOver?.())
    await advanceCount(context, (counts) => publishReport(context, { counts, ...present({ isOver }) }))
  // What could not be looked at stays due. The places of items are taken: these come after them.
  const failed = [
    ...handled.failed,
    ...[...untold.values()].map((error, at) => [items.length + 1 + at, error] as const),
  ]
  return { ...handled, failed: new Map(failed), told: [...handled.told, ...told] }
}

/** Returns when the next post comes due or expires, in milliseconds since the Unix epoch, where there is one. */
export async function nextDueMs({ site }: PublishContext): Promise<number | undefined> {
  const { objects } = await site.list({ prefix: DUE_PREFIX, limit: 1 })
  return objects[0] && dueInstantMs(objects[0].key)
}

/** Returns the work for a due post: none where another tick was faster. */
async function readDue(key: string, { site }: PublishContext): Promise<Work> {
  const stored = await site.get(key)
  if (stored === undefined) return {}
  return { keys: [(JSON.parse(new TextDecoder().decode(stored.body)) as Due).key] }
}
