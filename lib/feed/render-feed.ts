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
import { type ArchiveLinks, archiveFolder, type Period } from './archive.js'
import { atomWriter } from './atom.js'
import { bytesOf, withinBytes } from './byte-limit.js'
import { cleaned, cleanedEntries } from './clean-entry.js'
import { type DocumentPlace, documentPlaces, documentUrl } from './document-paths.js'
import type { DocumentWriter, DocumentWriterOf } from './document-writer.js'
import type { EntryText } from './entry-texts.js'
import { type DocumentLinks, type FeedHead, feedHead } from './feed-head.js'
import { jsonFeedWriter } from './json-feed.js'
import { present } from './present.js'
import { rssWriter } from './rss.js'
import { type Shown, show } from './shown.js'

/** Instants that RFC 3339 and RFC 822 can write, in milliseconds since the Unix epoch: the years 1 to 9999. */
const FIRST_MS = -62_135_596_800_000
const LAST_MS = 253_402_300_799_999

const EMPTY = new Uint8Array(0)

const WRITERS: Readonly<Record<FormatName, DocumentWriterOf>> = {
  'rss.xml': rssWriter,
  'atom.xml': atomWriter,
  'feed.json': jsonFeedWriter,
}
const FORMAT_NAMES = Object.keys(WRITERS) as FormatName[]

/**
 * Renders the documents of `feed`, in the order of `documentPaths`. The entries are newest first: those that its window
 * shows, or those of an archive's period. `links` says how the documents stand to those of the feed's archive.
 * Throws a RangeError on an instant outside of the years 1 to 9999, before anything is rendered.
 */
export function renderFeed(
  feed: FeedId,
  entries: readonly Entry[],
  settings: Settings,
  links: ArchiveLinks = { kind: 'subscription' },
): readonly FeedDocument[] {
  for (const entry of entries) assertInstants(entry)
  const clean = cleanedEntries(entries)
  const shown = show(clean, ({ shows }) => shows ?? settings.content)
  const documents = mayFit(shown, settings) ? write(feed, shown, settings, links) : []
  if (documents.length > 0 && documents.every(({ body }) => body.length <= settings.documentBytesMax)) return documents
  return writeWithinLimit(feed, shown, settings, links)
}

/** A quick look: no format writes a text shorter than it is. */
function mayFit(shown: readonly Shown[], { documentBytesMax }: Settings): boolean {
  return shown.reduce((sum, { content = '' }) => sum + bytesOf(content), 0) <= documentBytesMax
}

function write(feed: FeedId, shown: readonly Shown[], settings: Settings, links: ArchiveLinks): FeedDocument[] {
  const writers = writersOf(feed, shown, settings, links)
  const written = writers.map((writer) => shown.map((one) => writer.entry(one)))
  return putTogether(feed, writers, written, settings, links)
}

function writeWithinLimit(
  feed: FeedId,
  shown: readonly Shown[],
  settings: Settings,
  links: ArchiveLinks,
): readonly FeedDocument[] {
  const writers = writersOf(feed, shown, settings, links)
  const empty = putTogether(feed, writers, [], settings, links)
  const headBytes = FORMAT_NAMES.map((format) =>
    Math.max(...empty.filter(({ contentType }) => contentType === FORMATS[format]).map(({ body }) => body.length)),
  )
  const mayLeaveOut = links.kind === 'subscription'
  const bytesMax = settings.documentBytesMax
  const { length, full, written } = withinBytes(shown, { writers, headBytes, bytesMax, mayLeaveOut })
  if (length === shown.length) return putTogether(feed, writers, written, settings, links)
  // Without the oldest, the head is another, and so may be how instants are written.
  const kept = shown.slice(0, length).map(({ entry }) => entry)
  return write(
    feed,
    show(kept, (_entry, at) => (full.has(at) ? 'full' : 'summary')),
    settings,
    links,
  )
}

/** Returns a writer for each of `FORMAT_NAMES`. */
function writersOf(feed: FeedId, shown: readonly Shown[], settings: Settings, links: ArchiveLinks): DocumentWriter[] {
  const head = headOf(feed, shown, settings, links)
  return FORMAT_NAMES.map((format) => WRITERS[format](head))
}

/** Returns the documents of the entries that `writers` wrote, those of each writer in `written`. */
function putTogether(
  feed: FeedId,
  writers: readonly DocumentWriter[],
  written: readonly (readonly EntryText[])[],
  settings: Settings,
  links: ArchiveLinks,
): FeedDocument[] {
  const places = documentPlaces(feed, settings, links.kind === 'archive' ? links.period : undefined)
  return places.map((place) => {
    const at = FORMAT_NAMES.indexOf(place.format)
    const body = writers[at]?.document(written[at] ?? [], linksOf(feed, place, settings, links)) ?? EMPTY
    return { path: place.path, contentType: FORMATS[place.format], body }
  })
}

function headOf(feed: FeedId, shown: readonly Shown[], settings: Settings, links: ArchiveLinks): FeedHead {
  const entries = shown.map(({ entry }) => entry)
  return cleaned(feedHead(feed, entries, settings, links))
}

/** Returns the addresses that the document at `place` gives: each document links to those of its own format. */
function linksOf(feed: FeedId, place: DocumentPlace, settings: Settings, links: ArchiveLinks): DocumentLinks {
  const archived = (period: Period | undefined) =>
    period && documentUrl(archiveFolder(feed, period) + place.format, settings)
  const self = documentUrl(place.path, settings)
  if (links.kind === 'subscription') return present({ self, prevArchive: archived(links.prevArchive) })
  return present({
    self,
    current: documentUrl(feedFolder(feed) + place.format, settings),
    prevArchive: archived(links.prev),
    nextArchive: archived(links.next),
  })
}

function assertInstants({ id, publishedMs, updatedMs }: Entry): void {
  for (const [name, instant] of Object.entries({ publishedMs, updatedMs }))
    if (!(instant >= FIRST_MS && instant <= LAST_MS)) throw new RangeError(`${name} out of range: ${instant}, of ${id}`)
}
