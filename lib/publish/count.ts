/**
 * Counting posts: by listing the names that say where they stand, a thousand in one call, and reading none of them.
 *
 * A small site is counted whenever its report is published. A large one is counted by the tick, a few pages at a time:
 * `state/counts.json` holds how far the count under way has come, and what the last one came to. On average a site
 * pays for `PAGES_A_MINUTE` listings a minute at most, whatever its size.
 *
 * Names are counted as they are met, without a look at their records. While posts change a count can be off by those
 * that changed; the next one is not.
 */
import { SITE_FEED } from '../model/feed-id.js'
import type { Counts } from '../report/report.js'
import { ConflictError } from '../store/errors.js'
import { LIST_LIMIT, type ObjectStore } from '../store/object-store.js'
import type { PublishContext } from './context.js'
import { markPrefix } from './mark.js'
import { parsePlacementKey, placementPrefix } from './placement.js'

/** Listings that counting a small site takes at most; a site that takes more is a large one. */
export const PAGES_OF_SMALL_SITE_MAX = 6
/** Listings of one tick. */
export const PAGES_A_TICK_MAX = 50
/** Listings that counting may take a minute, on average. */
const PAGES_A_MINUTE = 1
/** The least time between the beginnings of two counts, in milliseconds. */
export const COUNT_EVERY_MS = 15 * 60_000
const MINUTE_MS = 60_000

const COUNTS_KEY = 'state/counts.json'
/** Grows when it is counted otherwise than before. */
const COUNTS_FORMAT = 1

/** What is listed, one after the other. */
const STAGES = ['entries', 'drafts', 'rejected', 'warned'] as const
type Stage = (typeof STAGES)[number]

const PREFIXES: Readonly<Record<Stage, string>> = {
  entries: placementPrefix(SITE_FEED),
  drafts: markPrefix('draft'),
  rejected: markPrefix('rejected'),
  warned: markPrefix('warned'),
}

/** A count under way: plain data, so that another tick can go on with it. */
interface Pass {
  /** When it began: what is published later than this is scheduled. */
  readonly sinceMs: number
  /** Where to go on; absent when all is counted. */
  readonly at?: { readonly stage: Stage; readonly after?: string }
  readonly pages: number
  readonly counts: Counts
}

interface CountState {
  /** The last count that came to its end. */
  readonly last?: Pass
  readonly underWay?: Pass
}

/**
 * Returns how many posts there are at `nowMs`: counted afresh where that takes `pagesMax` listings at most, else as the
 * last count of the tick found it; undefined: none has come to its end yet.
 */
export async function countPosts(
  site: ObjectStore,
  nowMs: number,
  pagesMax: number = PAGES_OF_SMALL_SITE_MAX,
): Promise<Counts | undefined> {
  const stored = await site.get(COUNTS_KEY)
  const last = stored && decode(stored.body).last
  if (last !== undefined && last.pages > pagesMax) return last.counts
  const pass = await goOn(begin(nowMs), pagesMax, site)
  return pass.at === undefined ? pass.counts : last?.counts
}

/**
 * Goes on with the count under way, or begins one where it is time to. When it comes to its end `publish` is called, and
 * only after that it counts as ended: what goes wrong before is done again with the next tick.
 */
export async function advanceCount(
  { site, now }: PublishContext,
  publish: (counts: Counts) => Promise<unknown>,
): Promise<void> {
  const stored = await site.get(COUNTS_KEY)
  const state = stored === undefined ? {} : decode(stored.body)
  const nowMs = now()
  const underWay = state.underWay ?? (isTimeToCount(state.last, nowMs) ? begin(nowMs) : undefined)
  if (underWay === undefined) return

  const pass = await goOn(underWay, PAGES_A_TICK_MAX, site)
  if (pass.at === undefined) await publish(pass.counts)
  const next: CountState = pass.at === undefined ? { last: pass } : { ...state, underWay: pass }
  const condition = stored === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: stored.etag }
  try {
    const body = JSON.stringify({ format: COUNTS_FORMAT, ...next })
    await site.put(COUNTS_KEY, body, { ...condition, contentType: 'application/json' })
  } catch (error) {
    // Another tick has come as far, and it goes on from there.
    if (!(error instanceof ConflictError)) throw error
  }
}

/**
 * Returns the object with which `countPosts` gives `counts` whatever there is to count: for whoever looks at a report
 * and wants to know about all in it but the counts, which move with every post.
 */
export function fixedCounts(counts: Counts): { readonly key: string; readonly body: string } {
  const last: Pass = { sinceMs: 0, pages: Number.MAX_SAFE_INTEGER, counts }
  return { key: COUNTS_KEY, body: JSON.stringify({ format: COUNTS_FORMAT, last }) }
}

function isTimeToCount(last: Pass | undefined, nowMs: number): boolean {
  if (last === undefined) return true
  const pauseMs = Math.max(COUNT_EVERY_MS, (last.pages / PAGES_A_MINUTE) * MINUTE_MS)
  // A clock that was set back must not put off counting until it has caught up.
  return nowMs >= last.sinceMs + pauseMs || nowMs < last.sinceMs
}

function begin(nowMs: number): Pass {
  return {
    sinceMs: nowMs,
    at: { stage: STAGES[0] },
    pages: 0,
    counts: { published: 0, scheduled: 0, drafts: 0, rejected: 0, warned: 0 },
  }
}

async function goOn(from: Pass, pagesMax: number, site: ObjectStore): Promise<Pass> {
  let pass = from
  for (let pages = 0; pages < pagesMax && pass.at !== undefined; pages++) pass = await countPage(pass, pass.at, site)
  return pass
}

async function countPage(pass: Pass, { stage, after }: NonNullable<Pass['at']>, site: ObjectStore): Promise<Pass> {
  const startAfter = after === undefined ? {} : { startAfter: after }
  const { objects, next } = await site.list({ prefix: PREFIXES[stage], ...startAfter, limit: LIST_LIMIT })
  const keys = objects.map(({ key }) => key)
  const counts =
    stage === 'entries'
      ? addEntries(pass.counts, keys, pass.sinceMs)
      : { ...pass.counts, [stage]: pass.counts[stage] + keys.length }
  const following = STAGES[STAGES.indexOf(stage) + 1]
  const { at: _, ...rest } = { ...pass, pages: pass.pages + 1, counts }
  if (next !== undefined) return { ...rest, at: { stage, after: next } }
  return following === undefined ? rest : { ...rest, at: { stage: following } }
}

/** Placements come newest first, so those that are scheduled do, and the newest that is published after them. */
function addEntries(counts: Counts, keys: readonly string[], sinceMs: number): Counts {
  const instants = keys.flatMap((key) => parsePlacementKey(SITE_FEED, key)?.publishedMs ?? [])
  const due = instants.filter((instant) => instant <= sinceMs)
  const newestMs = counts.newestMs ?? due[0]
  return {
    ...counts,
    published: counts.published + due.length,
    scheduled: counts.scheduled + instants.length - due.length,
    ...(newestMs === undefined ? {} : { newestMs }),
  }
}

function decode(body: Uint8Array): CountState {
  const { format, ...state } = JSON.parse(new TextDecoder().decode(body)) as CountState & { format: number }
  return format === COUNTS_FORMAT ? state : {}
}
