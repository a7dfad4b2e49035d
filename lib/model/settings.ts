/**
 * The settings of a site: the checked form of `_config.yml`, with every default filled in.
 *
 * Two equal settings have the same `hash`, and records and rebuilds go by it.
 *
 * Types only; `lib/settings` makes them.
 */
import type { Person, TermScheme } from './entry.js'
import type { FeedKind } from './feed-id.js'
import type { PostLimits } from './post-limits.js'

/** Which entries a feed document shows. */
export interface Window {
  /** The newest this many are always shown. */
  readonly entries: number
  /** Beyond those, everything within this many hours of the newest. */
  readonly hours: number
  /** Never more than this many. */
  readonly entriesMax: number
}

export interface Settings {
  readonly title: string
  readonly description: string
  /** Absolute http(s) origin of the site, without a slash at its end, such as `https://example.com`. */
  readonly url: string
  /** Path under which the site lives: empty, or starting with a slash and ending with none. */
  readonly baseurl: string
  /** Absolute http(s) address that the documents are served under, without a slash at its end; default `url` + `baseurl`. */
  readonly feedsUrl: string
  /** BCP 47 tag in canonical form. */
  readonly language: string
  /** IANA name of the zone in which dates without a zone are read. */
  readonly timeZone: string
  readonly author?: Person
  /** Jekyll's permalink template: its built-in styles are already spelled out. */
  readonly permalink: string
  /** Glob patterns of the keys that are posts. Empty: every key with a `_posts` folder in its path, as in Jekyll. */
  readonly posts: readonly string[]
  /** Kinds of feed that there are besides that of the site. */
  readonly kinds: readonly FeedKind[]
  /** What entries carry: their whole text, or the summary alone. */
  readonly content: 'full' | 'summary'
  readonly window: Window
  /** A document's bytes: entries beyond carry their summary and link instead of their whole text. */
  readonly documentBytesMax: number
  /** Calendar period of archive documents, RFC 5005 section 4. */
  readonly archive: ArchivePeriod
  /** WebSub hubs, absolute http(s) URLs. */
  readonly hubs: readonly string[]
  /** Path of a second Atom document of the site feed, such as `feed.xml`, where jekyll-feed left one. */
  readonly atomPath?: string
  /** Folders of second Atom documents of categories and tags, `<folder><term>.xml`, where jekyll-feed left them. */
  readonly atomFolders?: Partial<Readonly<Record<TermScheme, string>>>
  /** Which categories and tags have feeds, where not all of them do. */
  readonly termChoices?: Partial<Readonly<Record<TermScheme, TermChoice>>>
  /** RFC 4287 `icon`: a small square picture. */
  readonly icon?: string
  /** RFC 4287 `logo`, RSS `image`: a picture. */
  readonly logo?: string
  /** RFC 4287 `rights`, RSS `copyright`. */
  readonly rights?: string
  /** RSS `ttl`, in minutes. */
  readonly ttlMinutes: number
  readonly podcast?: Podcast
  /** Where the report lies: among the documents, beside the state, or nowhere. */
  readonly report: 'public' | 'private' | 'off'
  /** Text that ends the summary in a post's content, besides `<!--more-->`; Jekyll's `excerpt_separator`. */
  readonly excerptSeparator?: string
  /** Front matter for posts that do not say it themselves, Jekyll's `defaults`: the least specific first. */
  readonly defaults?: readonly PostDefaults[]
  /** Whether posts are Liquid templates, as they are on a Jekyll site. */
  readonly liquid: boolean
  /** What templates see as `site.…`: the keys of `_config.yml`. Empty where posts are no templates. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly limits: PostLimits
  /** SHA-256 over all of the above, in hex. */
  readonly hash: string
}

/** Front matter for the posts below `path`, which may have wildcards; empty: for all. */
export interface PostDefaults {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Of a kind of term: the ones that have feeds, and the ones that have none. */
export interface TermChoice {
  readonly only?: readonly string[]
  readonly except?: readonly string[]
}

export type ArchivePeriod = 'off' | 'yearly' | 'monthly' | 'daily' | 'hourly'

/** What podcast directories ask of a show. */
export interface Podcast {
  /** itunes:category, and below it a second level. */
  readonly category: string
  readonly subcategory?: string
  readonly explicit: boolean
  /** itunes:type */
  readonly type: 'episodic' | 'serial'
  /** itunes:image: an absolute http(s) URL. */
  readonly image?: string
  /** podcast:locked, with the owner's e-mail address where it is known. */
  readonly locked: boolean
  /** podcast:guid; else made of the feed's address as the namespace's specification says. */
  readonly guid?: string
}
