/**
 * The head of a feed: what its documents say of the feed itself, the same in all of them.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Enclosure, Entry, Person, TermScheme } from '../model/entry.js'
import { type FeedId, feedFolder, feedTerm, SITE_FEED } from '../model/feed-id.js'
import type { Podcast, Settings } from '../model/settings.js'
import type { ArchiveLinks } from './archive.js'
import { ARCHIVE_ENTRIES_MAX } from './archive-entries.js'
import { documentUrl } from './document-paths.js'
import { podcastGuid } from './podcast-guid.js'

/** RSS 2.0 `generator`, RFC 4287 section 4.2.4. Without a version: a new one is no reason to write every feed anew. */
export const GENERATOR = 'Broadsheet'

/** When a feed without entries was last updated: 1990-01-01, the first day that validators take for a feed's. */
const EMPTY_MS = Date.UTC(1990, 0, 1)

/** What of a feed's head enters the texts of its entries: the same in most feeds of a site, whatever they show. */
export interface EntryHead {
  /** BCP 47 tag. */
  readonly language: string
  /** Who wrote the entries that name nobody. */
  readonly publisher: Person
  /** Absolute address that the terms of a scheme lie under, ending with a slash. */
  readonly schemes: Readonly<Record<TermScheme, string>>
  /** Whether the settings say what directories of podcasts ask for. */
  readonly isForDirectories: boolean
}

export interface FeedHead extends EntryHead {
  /** RFC 4287 section 4.2.6: an IRI, the same for ever, and the same in the documents of the feed's archive. */
  readonly id: string
  readonly title: string
  /** May be empty. */
  readonly description: string
  /** Absolute address of the site's home page. */
  readonly home: string
  /** The site's author, where the settings name one. */
  readonly author: Person | undefined
  /** When the newest change of an entry was made; a fixed instant where there is none. */
  readonly updatedMs: number
  /** Whether this is the head of an archive document: RFC 5005 section 4, `fh:archive`. */
  readonly isArchive: boolean
  /** Whether this is the only archive document, and so has all entries of the feed: RFC 5005 section 2, `fh:complete`. */
  readonly isComplete: boolean
  /** What tells when to come again says nothing in an archive: it has neither hubs nor a time to live. */
  readonly hubs: readonly string[]
  readonly ttlMinutes: number | undefined
  readonly icon: string | undefined
  readonly logo: string | undefined
  readonly rights: string | undefined
  /** Where an entry has something to hear or to see. */
  readonly show: Show | undefined
}

/** A feed that is a podcast. */
export interface Show {
  /** podcast:guid */
  readonly guid: string
  /** What directories ask for, where the settings say it. */
  readonly podcast: Podcast | undefined
  /** itunes:image */
  readonly image: string | undefined
}

/** The absolute addresses that one document gives of itself and of its neighbours. */
export interface DocumentLinks {
  readonly self: string
  /** The subscription document, where this is one of the archive. */
  readonly current?: string
  readonly prevArchive?: string
  readonly nextArchive?: string
}

/** Returns the head of `feed` when it shows `entries`. */
export function feedHead(
  feed: FeedId,
  entries: readonly Entry[],
  settings: Settings,
  links: ArchiveLinks = { kind: 'subscription' },
): FeedHead {
  const { kind: about, term } = feedTerm(feed) ?? {}
  const isArchive = links.kind === 'archive'
  return {
    id: documentUrl(feedFolder(feed), settings),
    // The term comes first: that is what a narrow list of subscriptions shows.
    title: term === undefined ? settings.title : `${term} – ${settings.title}`,
    description: settings.description,
    home: `${settings.url}${settings.baseurl}/`,
    language: about === 'language' && term !== undefined ? term : settings.language,
    author: settings.author,
    publisher: { name: settings.title },
    updatedMs: entries.reduce(
      (newest, { updatedMs }) => Math.max(newest, updatedMs),
      entries[0]?.updatedMs ?? EMPTY_MS,
    ),
    schemes: { category: `${settings.feedsUrl}/category/`, tag: `${settings.feedsUrl}/tag/` },
    isArchive,
    isComplete: isArchive && (links.prev ?? links.next) === undefined && entries.length < ARCHIVE_ENTRIES_MAX,
    hubs: isArchive ? [] : settings.hubs,
    ttlMinutes: isArchive ? undefined : settings.ttlMinutes,
    icon: settings.icon,
    logo: settings.logo,
    rights: settings.rights,
    isForDirectories: settings.podcast !== undefined,
    show: entries.some(isEpisode) ? showOf(feed, settings) : undefined,
  }
}

function showOf(feed: FeedId, settings: Settings): Show {
  const { podcast, logo } = settings
  return {
    // One show has one UUID: what the settings give is that of the whole site.
    guid:
      (feed === SITE_FEED ? podcast?.guid : undefined) ??
      podcastGuid(documentUrl(`${feedFolder(feed)}rss.xml`, settings)),
    podcast,
    image: podcast?.image ?? logo,
  }
}

/** Tells whether there is something to hear or to see in `entry`. */
export function isEpisode({ enclosures }: Entry): boolean {
  return enclosures.some(isAudible)
}

function isAudible({ type }: Enclosure): boolean {
  return /^(audio|video)\//i.test(type)
}

/** Returns the enclosures, first the one that players of podcasts look for: formats with a single one have that. */
export function enclosuresOf({ enclosures }: Entry): readonly Enclosure[] {
  const [first] = enclosures
  const main = enclosures.find(isAudible)
  if (main === undefined || main === first) return enclosures
  return [main, ...enclosures.filter((enclosure) => enclosure !== main)]
}

/**
 * Returns who wrote `entry`. RFC 4287 section 4.1.2 wants an author, and the documents of a feed all name the same
 * people; so where a post and its site name nobody, it is the site itself in all of them.
 */
export function authorsOf(entry: Entry, head: EntryHead): readonly Person[] {
  return entry.authors.length > 0 ? entry.authors : [head.publisher]
}

/** Returns the language of `entry` where it is another than the feed's. */
export function ownLanguage(entry: Entry, head: EntryHead): string | undefined {
  return entry.language === head.language ? undefined : entry.language
}
