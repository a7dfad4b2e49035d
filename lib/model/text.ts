/**
 * Text as the model holds it: well-formed Unicode that an XML 1.0 document can carry.
 *
 * Everything that comes from outside passes through here once, so that no renderer has to ask.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/**
 * What XML 1.0 section 2.2 forbids, and what it discourages there and HTML calls a parse error: the C0 and C1 controls
 * but tab and line feed, DEL, and the noncharacters.
 */
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]|\p{Noncharacter_Code_Point}/gu
/** The same, for the quick answer that nearly every text gets. */
const SUSPECT = /[\0-\x08\x0B-\x1F\x7F-\x9F\uD800-\uDFFF\uFDD0-\uFDEF\uFFFE\uFFFF]/

/** Returns `text` without forbidden characters, with lone surrogates replaced by U+FFFD and every line end a line feed. */
export function xmlText(text: string): string {
  if (!SUSPECT.test(text)) return text
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(FORBIDDEN, '')
}

/** Returns `text` on one line, trimmed, with white space collapsed; spaces that typography needs (U+3000, U+00A0) stay. */
export function oneLine(text: string): string {
  return xmlText(text)
    .replace(/[\t\n \u2028\u2029]+/g, ' ')
    .trim()
}
