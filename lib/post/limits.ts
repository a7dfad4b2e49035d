/**
 * Bounds that settings do not change: what they cut or leave out, they cut and leave out for everybody.
 *
 * The limits that reject a post are in lib/model/post-limits.ts. Constants only.
 */

/** UTF-16 code units of a summary that is taken from the content; a longer one is cut at a word, with an ellipsis. */
export const SUMMARY_LENGTH_MAX = 1_000
/** UTF-16 code units of an image that is written into the post as a `data:` URL; a larger one is left out. */
export const DATA_IMAGE_LENGTH_MAX = 65_536
/** UTF-16 code units of any other URL in content. */
export const LINK_LENGTH_MAX = 8_192
/** Instants that a post can have, in milliseconds since the Unix epoch: the years 1 to 9999. */
export const DATE_FIRST_MS = -62_135_596_800_000
export const DATE_LAST_MS = 253_402_300_799_999
