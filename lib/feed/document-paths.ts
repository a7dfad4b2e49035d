/**
 * Where the documents of a feed lie.
 *
 * Every feed has one document in each format, in its folder or in that of an archive period. The feed of the site has
 * a further Atom document where the settings ask for one, so that those who subscribed to it before stay.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { FORMATS, type FormatName } from '../model/feed-document.js'
import { type FeedId, feedFolder, SITE_FEED } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { archiveFolder, type Period } from './archive.js'

/** One document: its format and its path below `public/`. */
export interface DocumentPlace {
  readonly format: FormatName
  readonly path: string
}

/** Returns the documents that `renderFeed` gives for `feed`, or for a period of its archive, in the same order. */
export function documentPlaces(feed: FeedId, settings: Pick<Settings, 'atomPath'>, period?: Period): DocumentPlace[] {
  const folder = period === undefined ? feedFolder(feed) : archiveFolder(feed, period)
  const places = (Object.keys(FORMATS) as FormatName[]).map((format) => ({ format, path: folder + format }))
  const further = period === undefined && feed === SITE_FEED ? settings.atomPath : undefined
  if (further === undefined || places.some(({ path }) => path === further)) return places
  return [...places, { format: 'atom.xml', path: further }]
}

/** Returns the paths of `documentPlaces`. */
export function documentPaths(feed: FeedId, settings: Pick<Settings, 'atomPath'>, period?: Period): string[] {
  return documentPlaces(feed, settings, period).map(({ path }) => path)
}

/** Returns the absolute address of a document, or of a folder whose path ends with a slash: a URI. */
export function documentUrl(path: string, settings: Pick<Settings, 'feedsUrl'>): string {
  return `${settings.feedsUrl}/${encodeURI(path)}`
}
