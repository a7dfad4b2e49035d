/**
 * Text as the model holds it: well-formed Unicode that an XML 1.0 document can carry.
 *
 * Everything that comes from outside passes through here once, so that no renderer has to ask.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/**
 * What XML 1.0 section 2.2 forbids, what it discourages there and HTML calls a parse error, and the replacement
 * character: the C0 and C1 controls but tab and line feed, DEL, the noncharacters, and U+FFFD. The last stands where
 * some program has lost a character before; feed validators take it for a sign of a broken encoding.
 */
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\uFFFD]|\p{Noncharacter_Code_Point}/gu
/** The same, for the quick answer that nearly every text gets. */
const SUSPECT = /[\0-\x08\x0B-\x1F\x7F-\x9F\uD800-\uDFFF\uFDD0-\uFDEF\uFFFD-\uFFFF]/

/** Returns `text` without forbidden characters and lone surrogates, and with a line feed for every line end. */
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

/**
 * Returns `text`, with an ellipsis where it has more than `lengthMax` UTF-16 code units. It is cut at a space where one is
 * near the end; Chinese has none, and is cut between characters.
 */
export function shortened(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  const cut = text.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')
  const space = text[cut.length] === ' ' ? cut.length : cut.lastIndexOf(' ')
  return `${(space > lengthMax * 0.9 ? cut.slice(0, space) : cut).trimEnd()}…`
}
