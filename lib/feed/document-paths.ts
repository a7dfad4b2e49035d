/**
 * Where the documents of a feed lie.
 *
 * Every feed has one document in each format, in its folder or in that of an archive period. The feed of the site, and
 * those of categories and tags, have a further Atom document where the settings ask for one, so that those who
 * subscribed to it before stay.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { FORMATS, type FormatName } from '../model/feed-document.js'
import { type FeedId, feedFolder, feedTerm, SITE_FEED, termFeed } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { archiveFolder, type Period } from './archive.js'

/** One document: its format and its path below `public/`. */
export interface DocumentPlace {
  readonly format: FormatName
  readonly path: string
}

/** The settings that further Atom documents hang on. */
export type FurtherPaths = Pick<Settings, 'atomPath' | 'atomFolders'>

/** Terms for which jekyll-feed makes a document whose path says them as they are. */
const PLAIN_TERMS = { category: /^[^\s./?#%\\~][^\s/?#%\\~]*$/, tag: /^[A-Za-z0-9_]+$/ } as const

/** Returns where the further Atom document of `feed` lies, where it has one. */
function furtherPath(feed: FeedId, { atomPath, atomFolders }: FurtherPaths): string | undefined {
  if (feed === SITE_FEED) return atomPath
  const { kind, term } = feedTerm(feed) ?? {}
  if ((kind !== 'category' && kind !== 'tag') || term === undefined || !PLAIN_TERMS[kind].test(term)) return undefined
  const folder = atomFolders?.[kind]
  const path = folder === undefined ? undefined : `${folder}${term}.xml`
  return path === atomPath ? undefined : path
}

/** Returns the feed whose further Atom document lies at `path`; undefined where there is none. */
export function feedOfFurtherPath(path: string, settings: FurtherPaths): FeedId | undefined {
  if (path === settings.atomPath) return SITE_FEED
  for (const kind of ['tag', 'category'] as const) {
    const folder = settings.atomFolders?.[kind]
    const isIn = folder !== undefined && path.startsWith(folder) && path.endsWith('.xml')
    const term = isIn ? path.slice(folder.length, -'.xml'.length) : ''
    if (term !== '' && PLAIN_TERMS[kind].test(term)) return termFeed(kind, term)
  }
  return undefined
}

/** Returns the documents that `renderFeed` gives for `feed`, or for a period of its archive, in the same order. */
export function documentPlaces(feed: FeedId, settings: FurtherPaths, period?: Period): DocumentPlace[] {
  const folder = period === undefined ? feedFolder(feed) : archiveFolder(feed, period)
  const places = (Object.keys(FORMATS) as FormatName[]).map((format) => ({ format, path: folder + format }))
  const further = period === undefined ? furtherPath(feed, settings) : undefined
  if (further === undefined || places.some(({ path }) => path === further)) return places
  return [...places, { format: 'atom.xml', path: further }]
}

/** Returns the paths of `documentPlaces`. */
export function documentPaths(feed: FeedId, settings: FurtherPaths, period?: Period): string[] {
  return documentPlaces(feed, settings, period).map(({ path }) => path)
}

/** Returns the absolute address of a document, or of a folder whose path ends with a slash: a URI. */
export function documentUrl(path: string, settings: Pick<Settings, 'feedsUrl'>): string {
  return `${settings.feedsUrl}/${encodeURI(path)}`
}
