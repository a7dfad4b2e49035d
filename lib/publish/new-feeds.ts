/**
 * New feeds: put into the list, and the directory asked for, before their first document is written.
 *
 * In this order: the list, then the queue, then the documents. So whoever publishes the directory for that item finds the
 * feed in the list; and where a crash comes between, the feed is still without documents, and the item that is handled again
 * does all of it again. A feed that has documents and is not in the list, since the state was thrown away, is as new.
 */
import type { FeedId } from '../model/feed-id.js'
import type { ObjectStore } from '../store/object-store.js'
import { feedListKey } from './feed-list.js'
import type { WorkQueue } from './work.js'

/** Those of one call. */
export class NewFeeds {
  readonly #site: ObjectStore
  /** Feeds that are in the list, and of which the directory knows or will. */
  readonly #known = new Set<FeedId>()
  #found: FeedId[] = []

  constructor(site: ObjectStore) {
    this.#site = site
  }

  /**
   * Puts `feed` into the list where it is new: it waits for `ask` then. One without documents that `isEmpty` is not begun.
   */
  async list(
    feed: FeedId,
    hasDocuments: boolean,
    isEmpty: () => Promise<boolean>,
  ): Promise<'listed' | 'new' | 'not begun'> {
    if (this.#known.has(feed)) return 'listed'
    const isListed = (await this.#site.head(feedListKey(feed))) !== undefined
    if (isListed && hasDocuments) {
      this.#known.add(feed)
      return 'listed'
    }
    if (!isListed && !hasDocuments && (await isEmpty())) return 'not begun'
    await this.#site.put(feedListKey(feed), '')
    this.#found.push(feed)
    return 'new'
  }

  /** Asks for the directory, where feeds were put into the list since it was last asked for. Throws what the queue throws. */
  async ask(queue: WorkQueue): Promise<void> {
    if (this.#found.length === 0) return
    await queue.send([{ directory: true }])
    for (const feed of this.#found) this.#known.add(feed)
    this.#found = []
  }
}
