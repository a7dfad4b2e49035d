/**
 * What the two loops work with. Everything from outside comes in here, so that a test can stand in for all of it.
 *
 * Types and bounds only.
 */
import type { PostParser } from '../parse/post-parser.js'
import type { ObjectStore } from '../store/object-store.js'
import type { HubClient } from './hub-client.js'

export interface PublishContext {
  /** The publisher's bucket: `_config.yml` and posts. Read only. */
  readonly content: ObjectStore
  /** Our bucket: `public/` and `state/`. */
  readonly site: ObjectStore
  /** What posts are parsed by: no post holds up the others. */
  readonly parser: PostParser
  /** The clock, in milliseconds since the Unix epoch. It decides which posts are due, and nothing else. */
  readonly now: () => number
  /** What settings hold where `_config.yml` says nothing. */
  readonly defaults: { readonly url?: string }
  /** Keys that are settled, and feeds that are published, at once within one batch. */
  readonly concurrency: number
  /**
   * How WebSub hubs are told; `later`: not from here, but by the next ticks of the deployed function. Absent on a laptop,
   * whose documents no hub could fetch: then nobody is told.
   */
  readonly hubs?: HubClient | 'later'
}

/** Keys and feeds under way at once, where the deployment says nothing. */
export const CONCURRENCY_DEFAULT = 16

/** Times that one call starts over because what it read changed meanwhile. Past it the work goes back to the queue. */
export const ATTEMPTS_MAX = 20

/** Two machines' clocks may differ by this much, in milliseconds, without a scheduled post being missed. */
export const CLOCK_SKEW_MAX_MS = 5 * 60_000

/** Why what was not begun in time is postponed. */
export const OUT_OF_TIME = 'the time of this batch ran out'

/** The input kept changing for `ATTEMPTS_MAX` attempts, or time ran out: nothing is wrong with it, and it is for later. */
export class PostponedError extends Error {
  override readonly name = 'PostponedError'
  constructor(
    readonly subject: string,
    reason: string,
  ) {
    super(`postponed: ${subject}: ${reason}`)
  }
}
