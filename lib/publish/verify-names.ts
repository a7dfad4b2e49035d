/**
 * What the names of the site bucket's objects say to verify: which feed a document or a placement is of.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { feedOfFurtherPath } from '../feed/document-paths.js'
import { type FeedId, feedTerm, SITE_FEED, termFeed } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { feedDocumentPaths } from '../page/feed-documents.js'
import { PLACEMENTS_PREFIX, type Placement, parsePlacementKey } from './placement.js'

/** Returns the placement that `key` says, of whichever feed, or undefined where it says none. */
export function placementOf(key: string): Placement | undefined {
  return parsePlacementKey(key.slice(PLACEMENTS_PREFIX.length, key.lastIndexOf('/')) as FeedId, key)
}

export interface Owners {
  /** The feeds in whose folder the document lies, the innermost first; the feed of the site is not among them. */
  readonly feeds: readonly FeedId[]
  /** The one of them that has a document of this very name. */
  readonly isNamedBy?: FeedId
}

/** Returns the feeds that the document at `path`, below `public/`, may be of. */
export function ownersOf(path: string, settings: Settings | undefined): Owners {
  const further = settings && feedOfFurtherPath(path, settings)
  if (further !== undefined && further !== SITE_FEED) return { feeds: [further], isNamedBy: further }
  const feeds: FeedId[] = []
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const feed = path.slice(0, end) as FeedId
    if (isFeedId(feed)) feeds.push(feed)
  }
  const [innermost] = feeds
  const isNamed =
    settings !== undefined && innermost !== undefined && feedDocumentPaths(innermost, settings).includes(path)
  return isNamed ? { feeds, isNamedBy: innermost } : { feeds }
}

/** Tells whether `text` is the id of some term's feed, written as `termFeed` writes it. */
function isFeedId(text: FeedId): boolean {
  try {
    const found = feedTerm(text)
    return found !== undefined && termFeed(found.kind, found.term) === text
  } catch {
    return false
  }
}
