/**
 * All documents of a feed: those that readers fetch in each format, and the page for people beside them.
 *
 * This is what is published of a feed. Archive documents have no page: people find old posts on the site.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { ArchiveLinks, Period } from '../feed/archive.js'
import { documentPaths, type FurtherPaths } from '../feed/document-paths.js'
import { renderFeed } from '../feed/render-feed.js'
import type { Entry } from '../model/entry.js'
import type { FeedDocument } from '../model/feed-document.js'
import type { FeedId } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { feedPagePath, renderFeedPage } from './feed-page.js'

/** Renders all documents of `feed`, or of a period of its archive, in the order of `feedDocumentPaths`. Throws as `renderFeed` does. */
export function renderFeedDocuments(
  feed: FeedId,
  entries: readonly Entry[],
  settings: Settings,
  links: ArchiveLinks = { kind: 'subscription' },
): readonly FeedDocument[] {
  const documents = renderFeed(feed, entries, settings, links)
  return links.kind === 'subscription' ? [...documents, renderFeedPage(feed, entries, settings)] : documents
}

/** Returns where the documents of `feed`, or of a period of its archive, lie below `public/`. */
export function feedDocumentPaths(feed: FeedId, settings: FurtherPaths, period?: Period): string[] {
  const paths = documentPaths(feed, settings, period)
  return period === undefined ? [...paths, feedPagePath(feed)] : paths
}
