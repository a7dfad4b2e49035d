/**
 * The `Link` header of a document (RFC 8288): W3C WebSub section 4 has subscribers look there first for hub and topic.
 *
 * It is kept with the object, as `link` of the store's port, since whoever serves the object knows nothing of settings.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { documentUrl } from '../feed/document-paths.js'
import type { Settings } from '../model/settings.js'
import { documentKind } from './cache-control.js'

/** Characters, all of them ASCII: S3 keeps 2 KB of user metadata, names and the hash of the body included. */
export const LINK_LENGTH_MAX = 1_900

/** Returns the `Link` of the document at `path`, below `public/`; undefined where no hub is told of it. */
export function linkOf(path: string, settings: Pick<Settings, 'hubs' | 'feedsUrl'>): string | undefined {
  if (settings.hubs.length === 0 || documentKind(path) !== 'subscription') return undefined
  const self = `<${documentUrl(path, settings)}>; rel="self"`
  const links: string[] = []
  // The document itself names them all.
  for (const hub of settings.hubs) {
    const link = `<${hub}>; rel="hub"`
    if ([...links, link, self].join(', ').length <= LINK_LENGTH_MAX) links.push(link)
  }
  return links.length === 0 ? undefined : [...links, self].join(', ')
}
