/**
 * The head of a feed: what its three documents say of the feed itself, the same in all of them.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry, Person } from '../model/entry.js'
import type { FormatName } from '../model/feed-document.js'
import { type FeedId, feedFolder, feedTerm } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'

/** RSS 2.0 `generator`, RFC 4287 section 4.2.4. Without a version: a new one is no reason to write every feed anew. */
export const GENERATOR = 'Broadsheet'

/** When a feed without entries was last updated: 1990-01-01, the first day that validators take for a feed's. */
const EMPTY_MS = Date.UTC(1990, 0, 1)

export interface FeedHead {
  /** RFC 4287 section 4.2.6: an IRI, the same for ever. */
  readonly id: string
  readonly title: string
  /** May be empty. */
  readonly description: string
  /** Absolute address of the site's home page. */
  readonly home: string
  /** BCP 47 tag. */
  readonly language: string
  /** The site's author, where the settings name one. */
  readonly author: Person | undefined
  /** Who wrote the entries that name nobody. */
  readonly publisher: Person
  /** When the newest change of an entry was made; a fixed instant where there is none. */
  readonly updated: Date
  /** Absolute address of each document. */
  readonly self: Readonly<Record<FormatName, string>>
  /** Absolute address that the terms of a scheme lie under, ending with a slash. */
  readonly schemes: Readonly<Record<'category' | 'tag', string>>
  /** What entries carry. */
  readonly content: Settings['content']
}

/** Returns the head of `feed` when it shows `entries`. */
export function feedHead(feed: FeedId, entries: readonly Entry[], settings: Settings): FeedHead {
  const folder = feedUrl(feed, settings)
  const term = feedTerm(feed)?.term
  return {
    id: folder,
    // The term comes first: that is what a narrow list of subscriptions shows.
    title: term === undefined ? settings.title : `${term} – ${settings.title}`,
    description: settings.description,
    home: `${settings.url}${settings.baseurl}/`,
    language: settings.language,
    author: settings.author,
    publisher: { name: settings.title },
    updated: new Date(
      entries.reduce((newest, { updatedMs }) => Math.max(newest, updatedMs), entries[0]?.updatedMs ?? EMPTY_MS),
    ),
    self: { 'rss.xml': `${folder}rss.xml`, 'atom.xml': `${folder}atom.xml`, 'feed.json': `${folder}feed.json` },
    schemes: { category: `${settings.feedsUrl}/category/`, tag: `${settings.feedsUrl}/tag/` },
    content: settings.content,
  }
}

/** Returns the absolute address of the folder that the documents of `feed` lie in, ending with a slash: a URI. */
export function feedUrl(feed: FeedId, settings: Pick<Settings, 'feedsUrl'>): string {
  return `${settings.feedsUrl}/${encodeURI(feedFolder(feed))}`
}

/**
 * Returns who wrote `entry`. RFC 4287 section 4.1.2 wants an author, and the documents of a feed all name the same
 * people; so where a post and its site name nobody, it is the site itself in all of them.
 */
export function authorsOf(entry: Entry, head: FeedHead): readonly Person[] {
  return entry.authors.length > 0 ? entry.authors : [head.publisher]
}

/** Returns the language of `entry` where it is another than the feed's. */
export function ownLanguage(entry: Entry, head: FeedHead): string | undefined {
  return entry.language === head.language ? undefined : entry.language
}
