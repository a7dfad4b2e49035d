/**
 * The settings of a site: the checked form of `_config.yml`, with every default filled in.
 *
 * Two equal settings have the same `hash`, and records and rebuilds go by it.
 *
 * Types only; `lib/settings` makes them.
 */
import type { Person, TermScheme } from './entry.js'

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
  /** Kinds of term that have feeds. */
  readonly kinds: readonly TermScheme[]
  /** What entries carry: their whole text, or the summary alone. */
  readonly content: 'full' | 'summary'
  readonly window: Window
  /** SHA-256 over all of the above, in hex. */
  readonly hash: string
}
