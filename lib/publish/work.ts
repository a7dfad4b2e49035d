/**
 * Work: what is asked of a handler, whoever asks, and the queue that more of it can be put on.
 *
 * An upload is work for one key; a rebuild turns itself into work for many. All of it may be done twice, or in any
 * order, without harm.
 */
import type { FeedId } from '../model/feed-id.js'
import type { FeedPeriod } from './archive-view.js'

/** The next step of a rebuild: go on in the listing of `stage` after `after`. */
export interface RebuildStep {
  /** Generation of the settings for which it was asked: in a newer one a newer rebuild is under way, and this one ends. */
  readonly generation: number
  readonly stage: 'posts' | 'feeds'
  /** Key or feed that was handled last; empty at the start. */
  readonly after: string
  /** When the rebuild was asked for, in milliseconds since the Unix epoch: which of several it is. */
  readonly begunMs: number
  /** Files that may be posts, and feeds, that were handed out before this step. */
  readonly posts: number
  readonly feeds: number
}

export interface Work {
  /** Source keys to settle; their feeds are published after. */
  readonly keys?: readonly string[]
  /** Feeds to publish. */
  readonly feeds?: readonly FeedId[]
  /** Periods of archives to publish. */
  readonly periods?: readonly FeedPeriod[]
  readonly rebuild?: RebuildStep
  /** The report is to be published. */
  readonly report?: true
  /** The directory, which lists all feeds, is to be published. */
  readonly directory?: true
  /** An object of the content bucket has changed: the posts that say something of it are to be settled, those after `after`. */
  readonly wanted?: { readonly objectKey: string; readonly after: string }
  /** Paths of documents, below `public/`, that hubs are to be told of where they have changed. */
  readonly hubs?: readonly string[]
}

export interface WorkQueue {
  /** Puts each item on the queue. Throws where it is not sure that all are on it. */
  send(items: readonly Work[]): Promise<void>
}

/** Keys, feeds or documents in one item of work: a batch of 100 messages is then done within one function's time. */
export const ITEM_SIZE = 25

/** Returns `items` in lists of `size`: if not said otherwise, each for one item of work. */
export function chunks<T>(items: readonly T[], size: number = ITEM_SIZE): T[][] {
  const chunked: T[][] = []
  for (let at = 0; at < items.length; at += size) chunked.push(items.slice(at, at + size))
  return chunked
}
