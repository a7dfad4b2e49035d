/**
 * The limits of a post. One that passes any of them is rejected with that reason; nothing is cut off in silence.
 *
 * Constants only. What each protects is said with it; tests/post/limits.test.ts shows each at its limit and past it.
 */

/** Bytes of the object. A post of this size is a long book. */
export const POST_BYTES_MAX = 2_097_152
/** UTF-16 code units of the front matter, delimiters included. */
export const FRONT_MATTER_LENGTH_MAX = 65_536
/** Lines of the front matter: gray-matter looks for comments in a way that costs lines times length. */
export const FRONT_MATTER_LINES_MAX = 2_000
/** UTF-16 code units of a title. */
export const TITLE_LENGTH_MAX = 1_000
/** UTF-16 code units of a summary that is taken from the content; a longer one is cut at a word, with an ellipsis. */
export const SUMMARY_LENGTH_MAX = 1_000
/** UTF-16 code units of a summary that front matter gives. */
export const SUMMARY_GIVEN_LENGTH_MAX = 10_000
/** Categories and tags together. */
export const TERMS_MAX = 100
export const AUTHORS_MAX = 100
/** UTF-16 code units of a person's name, e-mail address or URL. */
export const PERSON_TEXT_LENGTH_MAX = 1_000
/** UTF-16 code units of a slug or permalink in front matter, and of the permalink that comes of it. */
export const PERMALINK_LENGTH_MAX = 2_000
/** Block quotes, lists and emphasis inside one another in Markdown. */
export const MARKDOWN_NESTING_MAX = 100
/** Pieces of Markdown's markup: what opens and what closes a paragraph, an emphasis, a cell. */
export const MARKDOWN_TOKENS_MAX = 200_000
/** HTML elements inside one another. */
export const HTML_NESTING_MAX = 256
/**
 * HTML elements of a post. The parser repeats unclosed formatting elements in each new paragraph, so that a small
 * text can grow without end.
 */
export const HTML_ELEMENTS_MAX = 100_000
/** UTF-16 code units of all attributes of a post's HTML together, for the same reason. */
export const HTML_ATTRIBUTES_LENGTH_MAX = 8_388_608
/** UTF-16 code units of an entry's content. References in Markdown, and relative links, make a post longer. */
export const CONTENT_LENGTH_MAX = 8_388_608
/** UTF-16 code units of an image that is written into the post as a `data:` URL; a larger one is left out. */
export const DATA_IMAGE_LENGTH_MAX = 65_536
/** UTF-16 code units of any other URL in content. */
export const LINK_LENGTH_MAX = 8_192
/** Instants that a post can have, in milliseconds since the Unix epoch: the years 1 to 9999. */
export const DATE_FIRST_MS = -62_135_596_800_000
export const DATE_LAST_MS = 253_402_300_799_999
