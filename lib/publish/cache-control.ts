/**
 * For how long a CDN and a reader may keep each kind of document without asking again (RFC 9111 section 5.2.2, RFC 5861).
 *
 * Every object that is put into `public/` gets its `Cache-Control` here, by its path alone and the settings: the same
 * document is served the same way, whoever wrote it.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { parsePeriod } from '../feed/archive.js'
import { FORMATS } from '../model/feed-document.js'
import type { Settings } from '../model/settings.js'

/** Where the documents lie in the site bucket. */
export const PUBLIC_PREFIX = 'public/'

/** What a file below `public/` is. */
export type DocumentKind =
  /** What people subscribe to, and the topics of WebSub. */
  | 'subscription'
  /** RFC 5005 section 4: an archive document of one period. */
  | 'archive'
  | 'page'
  | 'opml'
  | 'status'

/** Seconds that a CDN keeps a subscription document where hubs are told. */
export const EDGE_SECONDS = 5

/** A CDN asks once a minute at most, and nobody waits for it: meanwhile it answers with what it has. */
const SUBSCRIPTION = 'public, max-age=60, stale-while-revalidate=600'
/**
 * Where hubs are told: they come at once, and through the CDN as everybody does, so that it may hold nothing for longer
 * than `EDGE_SECONDS`, and nothing stale at all.
 */
const SUBSCRIPTION_WITH_HUBS = `public, max-age=60, s-maxage=${EDGE_SECONDS}`
/** Whoever walks an archive reads what hardly ever changes. */
const ARCHIVE = 'public, max-age=600, stale-while-revalidate=86400'
/** Pages show the newest entries, and the list of feeds new feeds. */
const PAGE = 'public, max-age=60, stale-while-revalidate=600'
const OPML = 'public, max-age=300, stale-while-revalidate=86400'
/** Whoever has just mended a post looks whether the report has noticed. */
const STATUS = 'public, max-age=5'

/** Returns what the document at `path`, below `public/`, is. */
export function documentKind(path: string): DocumentKind {
  const segments = path.split('/')
  const name = segments.at(-1) ?? ''
  if (path === 'status.json' || path === 'status.html') return 'status'
  if (name.endsWith('.opml')) return 'opml'
  if (name.endsWith('.html')) return 'page'
  // `archive/<period>/` below the feed's folder: the site's, or `<kind>/<term>/`.
  const [archive, period = ''] = segments.slice(-3)
  const isDeepEnough = segments.length === 3 || segments.length === 5
  const isArchive = isDeepEnough && archive === 'archive' && parsePeriod(period) !== undefined && name in FORMATS
  return isArchive ? 'archive' : 'subscription'
}

/** Returns the `Cache-Control` of the document at `path`, below `public/`. */
export function cacheControlOf(path: string, settings?: Pick<Settings, 'hubs'>): string {
  switch (documentKind(path)) {
    case 'subscription':
      return settings !== undefined && settings.hubs.length > 0 ? SUBSCRIPTION_WITH_HUBS : SUBSCRIPTION
    case 'archive':
      return ARCHIVE
    case 'page':
      return PAGE
    case 'opml':
      return OPML
    case 'status':
      return STATUS
  }
}
