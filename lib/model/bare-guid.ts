/**
 * Ids of entries that are no IRIs, such as the 24 digits that Ghost gives a post.
 *
 * RSS 2.0 and JSON Feed take any text for an id, and readers know old entries by just that text; Atom takes IRIs alone
 * (RFC 4287 section 4.2.6). So an entry keeps such an id as an IRI, and documents that may say it as it is do so.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** A name space of one's own, as RFC 3406 section 3.1 has it for what is not registered. */
const PREFIX = 'urn:x-guid:'
/** Text that stands in a URN as it is (RFC 8141 section 2, `pchar` without what is encoded). */
const BARE = /^[a-z0-9][a-z0-9._-]{0,199}$/i

/** Returns the IRI that stands for `guid`, or undefined where it is no text of letters, digits, dots, hyphens and underscores. */
export function idOfGuid(guid: string): string | undefined {
  return BARE.test(guid) ? PREFIX + guid : undefined
}

/** Returns the id as documents say it that take any text. */
export function guidOf(id: string): string {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id
}
