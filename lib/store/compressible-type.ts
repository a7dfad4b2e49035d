/**
 * Content types that a CDN compresses, in place of those that it does not know.
 *
 * CloudFront compresses by a list of types, which holds application/rss+xml, application/xml and application/json, and
 * neither application/atom+xml nor application/feed+json. A document of such a type is put as plain XML or JSON, and what it
 * truly is stands beside it, for whoever serves it to say (infra/edge.yml).
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** Those of the types with a suffix (RFC 6838 section 4.2.8) that are on the list themselves. */
const LISTED = new Set(['application/dash+xml', 'application/rss+xml', 'application/xhtml+xml', 'image/svg+xml'])
/** XML whose type does not say so. */
const XML_WITHOUT_SUFFIX = new Set(['text/x-opml'])

/** Returns the type to put a document of `contentType` as; undefined where it can be put as what it is. */
export function compressibleType(contentType: string): string | undefined {
  const [type = '', ...parameters] = contentType.split(';')
  const media = type.trim().toLowerCase()
  if (LISTED.has(media)) return undefined
  const stand = XML_WITHOUT_SUFFIX.has(media) ? 'xml' : /\+(xml|json)$/.exec(media)?.[1]
  return stand && [`application/${stand}`, ...parameters].join(';')
}
