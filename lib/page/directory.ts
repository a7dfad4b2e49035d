/**
 * The directory: all feeds of a site, as a page for people and as OPML for readers.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { OPML_TYPE, renderOpml } from '../feed/opml.js'
import type { FeedDocument } from '../model/feed-document.js'
import { type FeedId, isWanted } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { PAGE_NAME } from './feed-page.js'
import { FEEDS_FOLDER, OPML_PATH, renderFeedsPage } from './feeds-page.js'
import { PAGE_TYPE } from './page.js'
import { textsFor } from './texts/texts.js'

/** Feeds that the directory lists, the first in the order of their names: an OPML document of some 10 MB. */
export const DIRECTORY_FEEDS_MAX = 50_000

/** Paths of the documents that `renderDirectory` gives, in the same order. */
export const DIRECTORY_PATHS = [OPML_PATH, FEEDS_FOLDER + PAGE_NAME] as const

/**
 * Renders the documents of the directory of `feeds`, in whatever order those are given. Feeds that there are no more
 * under these settings are left out, though their documents stay for those who have subscribed.
 */
export function renderDirectory(feeds: Iterable<FeedId>, settings: Settings): readonly FeedDocument[] {
  const listed = [...new Set(feeds)]
    .filter((feed) => isWanted(feed, settings))
    .sort((a, b) => (a < b ? -1 : 1))
    .slice(0, DIRECTORY_FEEDS_MAX)
  const { category, tag, author, language } = textsFor(settings.language).kinds
  const kindNames = { category: category.many, tag: tag.many, author: author.many, language: language.many }
  return [
    { path: DIRECTORY_PATHS[0], contentType: OPML_TYPE, body: Buffer.from(renderOpml(listed, settings, kindNames)) },
    { path: DIRECTORY_PATHS[1], contentType: PAGE_TYPE, body: Buffer.from(renderFeedsPage(listed, settings)) },
  ]
}
