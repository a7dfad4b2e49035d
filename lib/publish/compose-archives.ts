/**
 * Composing archives without state: places in any order go in, the documents of all periods of all feeds come out.
 *
 * It is told of every entry where it stands, which is little, and keeps that. The entries themselves it asks for, period by
 * period and newest first, each once. So memory holds one period's entries at a time, with the texts that its documents can
 * carry (`ArchiveEntries`), and of all other posts their places.
 */
import { type ArchiveLinks, type Period, periodOf } from '../feed/archive.js'
import { ArchiveEntries } from '../feed/archive-entries.js'
import { present } from '../feed/present.js'
import { renderFeed } from '../feed/render-feed.js'
import type { Entry } from '../model/entry.js'
import type { FeedDocument } from '../model/feed-document.js'
import { type FeedId, feedsOf } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import type { FeedPeriod } from './archive-view.js'
import { eachAtOnce } from './at-once.js'
import { comesBefore, type Place } from './compose.js'

/** Where one post stands. */
interface Noted {
  /** Of its record. */
  readonly id: string
  readonly key: string
  readonly publishedMs: number
  readonly feeds: readonly FeedId[]
}

/** Documents of one period of a feed. */
const DOCUMENTS_OF_PERIOD = 3
/** Entries asked for at once. */
const ENTRIES_AT_ONCE = 16

export class ArchiveComposer {
  /** Periods with more entries than their documents show; known when all documents have been asked for. */
  readonly cut: FeedPeriod[] = []
  readonly #settings: Settings
  readonly #noted: Noted[] = []
  readonly #names = new Map<FeedId, FeedId>()
  readonly #periods = new Map<FeedId, Set<Period>>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** Notes that the post at `key`, whose record is `id`, has an entry at `place`. */
  add(id: string, key: string, place: Place): void {
    const { archive } = this.#settings
    if (archive === 'off') return
    const { publishedMs } = place
    const feeds = feedsOf(place, this.#settings).map((feed) => this.#oneCopyOf(feed))
    this.#noted.push({ id, key, publishedMs, feeds })
    for (const feed of feeds) {
      const periods = this.#periods.get(feed) ?? new Set()
      this.#periods.set(feed, periods.add(periodOf(publishedMs, archive)))
    }
  }

  /** How many documents there are. */
  get size(): number {
    return [...this.#periods.values()].reduce((sum, { size }) => sum + size * DOCUMENTS_OF_PERIOD, 0)
  }

  /** Renders each period's documents, as they are asked for. `read` returns the entry of the post at a key. */
  async *documents(read: (key: string) => Promise<Entry | undefined>): AsyncGenerator<FeedDocument> {
    const { archive } = this.#settings
    if (archive === 'off') return
    const noted = this.#noted.sort((a, b) => (comesBefore(a.publishedMs, a.id, b.publishedMs, b.id) ? -1 : 1))
    const ordered = new Map([...this.#periods].map(([feed, periods]) => [feed, neighbours(periods)]))
    for (let at = 0; at < noted.length; ) {
      const period = periodOf(noted[at]?.publishedMs ?? 0, archive)
      const from = at
      while (at < noted.length && periodOf(noted[at]?.publishedMs ?? 0, archive) === period) at++
      const shown = await this.#fill(noted.slice(from, at), period, read)
      for (const [feed, { entries }] of shown) {
        const links: ArchiveLinks = { kind: 'archive', period, ...ordered.get(feed)?.get(period) }
        yield* renderFeed(feed, entries, this.#settings, links)
      }
    }
  }

  /** Returns what the feeds show of `period`, which holds `noted`, newest first. */
  async #fill(
    noted: readonly Noted[],
    period: Period,
    read: (key: string) => Promise<Entry | undefined>,
  ): Promise<ReadonlyMap<FeedId, ArchiveEntries>> {
    const shown = new Map<FeedId, ArchiveEntries>()
    const cut = new Set<FeedId>()
    for (let at = 0; at < noted.length; at += ENTRIES_AT_ONCE) {
      const chunk = noted.slice(at, at + ENTRIES_AT_ONCE)
      const entries = await eachAtOnce(chunk, ENTRIES_AT_ONCE, ({ key }) => read(key))
      for (const [index, { feeds }] of chunk.entries()) {
        const entry = entries[index]
        if (entry === undefined) continue
        for (const feed of feeds) {
          const ofFeed = shown.get(feed) ?? new ArchiveEntries(this.#settings)
          shown.set(feed, ofFeed)
          if (ofFeed.isFull) cut.add(feed)
          else ofFeed.add(entry)
        }
      }
    }
    for (const feed of cut) this.cut.push({ feed, period })
    return shown
  }

  #oneCopyOf(feed: FeedId): FeedId {
    const known = this.#names.get(feed) ?? feed
    this.#names.set(feed, known)
    return known
  }
}

/** Returns what lies next to each of `periods`, which are of one kind. */
function neighbours(
  periods: ReadonlySet<Period>,
): ReadonlyMap<Period, { readonly prev?: Period; readonly next?: Period }> {
  const ascending = [...periods].sort()
  return new Map(ascending.map((period, at) => [period, present({ prev: ascending[at - 1], next: ascending[at + 1] })]))
}
