/**
 * Composing without state: entries in any order go in, the documents of all their feeds come out.
 *
 * It chooses as the view of a feed does, but from the entries themselves instead of placements. Memory is bounded by
 * what the feeds show: an entry that no window holds any more is let go.
 */
import { renderFeed } from '../feed/render-feed.js'
import { inWindow } from '../feed/window.js'
import type { Entry } from '../model/entry.js'
import type { FeedDocument } from '../model/feed-document.js'
import { type FeedId, feedsOf, SITE_FEED } from '../model/feed-id.js'
import type { Settings, Window } from '../model/settings.js'

export class Composer {
  readonly #settings: Settings
  readonly #fronts = new Map<FeedId, Front>()

  constructor(settings: Settings) {
    this.#settings = settings
    // A site without posts has a feed too, so that people can subscribe before the first.
    this.#front(SITE_FEED)
  }

  /** Adds the entry of the record `id` to all feeds that it belongs to. */
  add(id: string, entry: Entry): void {
    for (const feed of feedsOf(entry, this.#settings)) this.#front(feed).add(id, entry)
  }

  /** Returns the feeds that have entries, and the site's, in the order of their names. */
  feeds(): FeedId[] {
    return [...this.#fronts.keys()].sort()
  }

  /** Renders each feed's documents, as they are asked for. */
  *documents(): Generator<FeedDocument> {
    for (const feed of this.feeds()) yield* renderFeed(feed, this.#front(feed).entries(), this.#settings)
  }

  #front(feed: FeedId): Front {
    const known = this.#fronts.get(feed)
    if (known !== undefined) return known
    const front = new Front(this.#settings.window)
    this.#fronts.set(feed, front)
    return front
  }
}

/** The newest entries of one feed: those that its window shows of all that were added so far, and no others. */
class Front {
  readonly #window: Window
  readonly #newestFirst: { readonly id: string; readonly entry: Entry }[] = []

  constructor(window: Window) {
    this.#window = window
  }

  add(id: string, entry: Entry): void {
    const all = this.#newestFirst
    let low = 0
    let high = all.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = all[middle]
      if (other !== undefined && comesBefore(other.entry, other.id, entry, id)) low = middle + 1
      else high = middle
    }
    if (!inWindow(low, entry.publishedMs, all[0]?.entry.publishedMs ?? entry.publishedMs, this.#window)) return
    all.splice(low, 0, { id, entry })
    while (!this.#holdsLast()) all.pop()
  }

  #holdsLast(): boolean {
    const last = this.#newestFirst.at(-1)
    const newestMs = this.#newestFirst[0]?.entry.publishedMs
    return last === undefined || inWindow(this.#newestFirst.length - 1, last.entry.publishedMs, newestMs, this.#window)
  }

  entries(): Entry[] {
    return this.#newestFirst.map(({ entry }) => entry)
  }
}

/** The order of placements' names: newest first, and of one instant by the id of the record. */
function comesBefore(entry: Entry, id: string, other: Entry, otherId: string): boolean {
  if (entry.publishedMs !== other.publishedMs) return entry.publishedMs > other.publishedMs
  return id < otherId
}
