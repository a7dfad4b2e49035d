/**
 * Composing without state: entries in any order go in, the documents of all their feeds come out.
 *
 * It chooses as the view of a feed does, but from the entries themselves instead of placements. Memory is bounded by
 * what the feeds show: an entry that no window holds any more is let go.
 */
import { subscriptionLinks } from '../feed/archive.js'
import { inWindow } from '../feed/window.js'
import type { Entry } from '../model/entry.js'
import type { FeedDocument } from '../model/feed-document.js'
import { type FeedId, feedsOf, SITE_FEED } from '../model/feed-id.js'
import type { Settings, Window } from '../model/settings.js'
import { renderDirectory } from '../page/directory.js'
import { renderFeedDocuments } from '../page/feed-documents.js'
import { firstNot } from '../store/ordered-keys.js'

/** What says in which feeds an entry stands, and where. */
export type Place = Pick<Entry, 'publishedMs' | 'terms' | 'authors' | 'language'>

export class Composer {
  readonly #settings: Settings
  readonly #fronts = new Map<FeedId, Front>()

  constructor(settings: Settings) {
    this.#settings = settings
    // A site without posts has a feed too, so that people can subscribe before the first.
    this.#front(SITE_FEED)
  }

  /**
   * Tells whether some feed would show an entry at `place`, of the record `id`, beside those that were added so far.
   * Where none would, none ever will: what is added later can only come before it, or end the window sooner.
   */
  wants(id: string, place: Place): boolean {
    // An archive shows every entry.
    if (this.#settings.archive !== 'off') return true
    return feedsOf(place, this.#settings).some((feed) => this.#fronts.get(feed)?.admits(id, place.publishedMs) ?? true)
  }

  /** Adds the entry of the record `id` to all feeds that it belongs to. */
  add(id: string, entry: Entry): void {
    for (const feed of feedsOf(entry, this.#settings)) this.#front(feed).add(id, entry)
  }

  /** Returns the feeds that have entries, and the site's, in the order of their names. */
  feeds(): FeedId[] {
    return [...this.#fronts.keys()].sort()
  }

  /** Renders each feed's documents, as they are asked for, and the directory; archives are `ArchiveComposer`'s. */
  *documents(): Generator<FeedDocument> {
    for (const feed of this.feeds()) {
      const entries = this.#front(feed).entries()
      yield* renderFeedDocuments(feed, entries, this.#settings, subscriptionLinks(entries, this.#settings))
    }
    yield* renderDirectory(this.feeds(), this.#settings)
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

  /** Tells whether the window would show an entry of that instant. */
  admits(id: string, publishedMs: number): boolean {
    const newestMs = this.#newestFirst[0]?.entry.publishedMs
    return inWindow(this.#position(id, publishedMs), publishedMs, newestMs, this.#window)
  }

  add(id: string, entry: Entry): void {
    if (!this.admits(id, entry.publishedMs)) return
    this.#newestFirst.splice(this.#position(id, entry.publishedMs), 0, { id, entry })
    while (!this.#holdsLast()) this.#newestFirst.pop()
  }

  /** Returns how many of the entries come before one of that instant. */
  #position(id: string, publishedMs: number): number {
    return firstNot(this.#newestFirst, ({ entry, id: other }) => comesBefore(entry.publishedMs, other, publishedMs, id))
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
export function comesBefore(publishedMs: number, id: string, otherMs: number, otherId: string): boolean {
  return publishedMs === otherMs ? id < otherId : publishedMs > otherMs
}
