/**
 * Rebuild: list what there is, and send it through the same queue as uploads.
 *
 * It goes in steps. Each lists one page, sends what it found, and sends the next step last; a step that is cut off is
 * handled again by the queue, and what it sent twice is settled twice, without harm. No step holds more than a page.
 * How far it is can be read meanwhile (`rebuild-progress.ts`).
 * Posts come first, then feeds: a feed that its last post has left is in no record that a listing of posts leads to.
 */
import { SITE_FEED } from '../model/feed-id.js'
import { mayBePost } from '../post/post-key.js'
import { LIST_LIMIT } from '../store/object-store.js'
import type { PublishContext } from './context.js'
import { listFeeds } from './feed-list.js'
import { noteProgress } from './rebuild-progress.js'
import { readSettings } from './settings-state.js'
import { chunks, type RebuildStep, type Work, type WorkQueue } from './work.js'

/** Takes one step of a rebuild. */
export async function rebuild(step: RebuildStep, context: PublishContext, queue: WorkQueue): Promise<void> {
  const { settings, generation } = await readSettings(context)
  if (settings === undefined || generation !== step.generation) return
  if (step.stage === 'posts') {
    const startAfter = step.after === '' ? {} : { startAfter: step.after }
    const { objects, next } = await context.content.list({ ...startAfter, limit: LIST_LIMIT })
    const keys = objects.map(({ key }) => key).filter(mayBePost)
    await queue.send(chunks(keys).map((chunk) => ({ keys: chunk })))
    const following = next === undefined ? ({ stage: 'feeds', after: '' } as const) : { stage: step.stage, after: next }
    const nextStep = { ...step, ...following, posts: step.posts + keys.length }
    await noteProgress(nextStep, false, context.site, context.now())
    // The report tells how far it is, once a page; that of a single page is about to be told anyway.
    const report: readonly Work[] = next === undefined || settings.report === 'off' ? [] : [{ report: true }]
    await queue.send([...report, { rebuild: nextStep }])
    return
  }
  const { feeds, next } = await listFeeds(context.site, step.after, LIST_LIMIT)
  // A site without posts has a feed too, so that people can subscribe before the first.
  const found = step.after === '' && !feeds.includes(SITE_FEED) ? [SITE_FEED, ...feeds] : feeds
  await queue.send(chunks(found).map((chunk) => ({ feeds: chunk })))
  const nextStep = { ...step, after: next ?? step.after, feeds: step.feeds + found.length }
  await noteProgress(nextStep, next === undefined, context.site, context.now())
  // What settings say of the directory and the report comes last: both read of the whole site.
  await queue.send([next === undefined ? { report: true, directory: true } : { rebuild: nextStep }])
}

/** Returns the work that starts a rebuild under the settings of `generation` at `begunMs`. */
export function startRebuild(generation: number, begunMs: number): Work {
  return { rebuild: { generation, begunMs, stage: 'posts', after: '', posts: 0, feeds: 0 } }
}
