/**
 * A feed's documents: the same entries, in the same order, in each of the three formats.
 *
 * What comes out is a function of the feed's id, its entries and the settings, byte for byte: instants come from
 * entries, and nothing is stamped with the time of rendering.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry } from '../model/entry.js'
import { type FeedDocument, FORMATS, type FormatName } from '../model/feed-document.js'
import { type FeedId, feedFolder } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { renderAtom } from './atom.js'
import { type FeedHead, feedHead } from './feed-head.js'
import { renderJsonFeed } from './json-feed.js'
import { renderRss } from './rss.js'

/** Instants that RFC 3339 and RFC 822 can write, in milliseconds since the Unix epoch: the years 1 to 9999. */
const FIRST_MS = -62_135_596_800_000
const LAST_MS = 253_402_300_799_999

const RENDERERS: Readonly<Record<FormatName, (head: FeedHead, entries: readonly Entry[]) => string>> = {
  'rss.xml': renderRss,
  'atom.xml': renderAtom,
  'feed.json': renderJsonFeed,
}

/**
 * Renders the documents of `feed`. The entries are those that its window shows, newest first.
 * Throws a RangeError on an instant outside of the years 1 to 9999, before anything is rendered.
 */
export function renderFeed(feed: FeedId, entries: readonly Entry[], settings: Settings): readonly FeedDocument[] {
  for (const entry of entries) assertInstants(entry)
  const head = feedHead(feed, entries, settings)
  return (Object.keys(RENDERERS) as FormatName[]).map((name) => ({
    path: feedFolder(feed) + name,
    contentType: FORMATS[name],
    body: RENDERERS[name](head, entries),
  }))
}

function assertInstants({ id, publishedMs, updatedMs }: Entry): void {
  for (const [name, instant] of Object.entries({ publishedMs, updatedMs }))
    if (!(instant >= FIRST_MS && instant <= LAST_MS)) throw new RangeError(`${name} out of range: ${instant}, of ${id}`)
}
