/**
 * How far a rebuild is, in `state/rebuild.json`: for people who wait for it, and for going on where it stopped.
 *
 * A step carries what was handed out before it, so that a step that is handled twice counts nothing twice. The object
 * says how far the furthest step has come: it is changed by compare-and-swap, once a step, and never back within one
 * rebuild. It decides nothing; without it the steps go their way all the same.
 */
import type { RebuildReport, RebuildStage } from '../report/report.js'
import { ConflictError } from '../store/errors.js'
import { compareKeys } from '../store/key-order.js'
import type { ObjectStore } from '../store/object-store.js'
import { ATTEMPTS_MAX } from './context.js'
import type { RebuildStep } from './work.js'

export const REBUILD_KEY = 'state/rebuild.json'

/** A rebuild, as it was last heard of. */
export interface RebuildProgress extends RebuildReport {
  readonly generation: number
  /** Key or feed that was handed out last in this stage; the next step goes on after it. */
  readonly after: string
  /** When the last step was taken, in milliseconds since the Unix epoch. */
  readonly seenMs: number
}

const FORMAT = 2
const STAGES: readonly RebuildStage[] = ['posts', 'feeds', 'done']

/** Returns the newest rebuild there was; undefined where there was none. */
export async function readRebuild(site: ObjectStore): Promise<RebuildProgress | undefined> {
  const stored = await site.get(REBUILD_KEY)
  return stored && decode(stored.body)
}

/** Returns the step with which `progress` goes on; undefined where it is done. */
export function nextStepOf({
  generation,
  begunMs,
  stage,
  after,
  posts,
  feeds,
}: RebuildProgress): RebuildStep | undefined {
  return stage === 'done' ? undefined : { generation, begunMs, stage, after, posts, feeds }
}

/** Notes that all before `next` was handed out; where `isDone`, that this was all. */
export async function noteProgress(
  next: RebuildStep,
  isDone: boolean,
  site: ObjectStore,
  nowMs: number,
): Promise<void> {
  const progress: RebuildProgress = { ...next, stage: isDone ? 'done' : next.stage, seenMs: nowMs }
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const stored = await site.get(REBUILD_KEY)
    const standing = stored && decode(stored.body)
    if (standing !== undefined && !isNews(progress, standing)) return
    const condition = stored === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: stored.etag }
    try {
      const body = JSON.stringify({ format: FORMAT, ...progress })
      await site.put(REBUILD_KEY, body, { ...condition, contentType: 'application/json' })
      return
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  }
}

function isNews(progress: RebuildProgress, standing: RebuildProgress): boolean {
  // Only steps for the settings in force get here.
  if (progress.generation !== standing.generation) return true
  if (progress.begunMs !== standing.begunMs) return progress.begunMs > standing.begunMs
  const further = STAGES.indexOf(progress.stage) - STAGES.indexOf(standing.stage)
  return further > 0 || (further === 0 && compareKeys(progress.after, standing.after) > 0)
}

function decode(body: Uint8Array): RebuildProgress | undefined {
  const { format, ...progress } = JSON.parse(new TextDecoder().decode(body)) as RebuildProgress & { format: number }
  return format === FORMAT ? progress : undefined
}
