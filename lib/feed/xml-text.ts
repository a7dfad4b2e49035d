/**
 * Text in XML: every character of a feed's values is escaped here and nowhere else.
 *
 * A value's slot stands in a CDATA section, in an attribute, or in an element, and each has rules of its own.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Place } from './slots.js'

/** The first group matches what reads as markup when a careless reader decodes it once more. */
const TO_ESCAPE_IN_TEXT = /(&(?=#|\w+;)|<(?=[/!?a-zA-Z]))|[&<>]/g
const TEXT_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const MARKUP_ESCAPES: Readonly<Record<string, string>> = { '&': '&#x26;', '<': '&#x3C;' }
const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
}

/**
 * Returns `text` as the content of an element. What looks like markup is written as hexadecimal references, as the RSS
 * Advisory Board's profile advises for titles: most readers then show it, where they would take `&lt;b>` for bold type.
 */
export function escapeText(text: string): string {
  if (!/[&<>]/.test(text)) return text
  return text.replace(
    TO_ESCAPE_IN_TEXT,
    (character, markup?: string) => (markup ? MARKUP_ESCAPES : TEXT_ESCAPES)[character] ?? character,
  )
}

/** Returns `text` as the value of an attribute, between double quotes. Its tabs and line ends outlive the parser. */
export function escapeAttribute(text: string): string {
  if (!/[&<"\t\n]/.test(text)) return text
  return text.replace(/[&<"\t\n]/g, (character) => ATTRIBUTE_ESCAPES[character] ?? character)
}

/** Returns `html` as the content of an element: in a CDATA section where there is something to protect. */
export function htmlText(html: string): string {
  if (!/[<&]|\]\]>/.test(html)) return html
  return `<![CDATA[${html.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

/** Returns plain `text` as HTML, for elements whose readers expect that. */
export function textAsHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => TEXT_ESCAPES[character] ?? character)
}

/** The places of XML that a token can stand in. */
export const XML_PLACES: readonly Place<string>[] = [
  { around: ['<!\\[CDATA\\[', '\\]\\]>'], write: htmlText },
  { around: ['"', '"'], write: (value) => `"${escapeAttribute(value)}"` },
  { around: ['', ''], write: escapeText },
]

/** Returns an element without content. Its attributes' values are tokens or constants; absent ones are left out. */
export function emptyElement(name: string, attributes: Readonly<Record<string, string | number | undefined>>): string {
  const written = Object.entries(attributes).map(([key, value]) => (value === undefined ? '' : ` ${key}="${value}"`))
  return `<${name}${written.join('')}/>`
}

/** Returns an element that holds text. The text and the attributes' values are tokens or constants. */
export function textElement(
  name: string,
  text: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
): string {
  return `${emptyElement(name, attributes).slice(0, -2)}>${text}</${name}>`
}

const NAMESPACES = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  fh: 'http://purl.org/syndication/history/1.0',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  media: 'http://search.yahoo.com/mrss/',
  podcast: 'https://podcastindex.org/namespace/1.0',
} as const

/** Returns the namespace declarations of just those prefixes that elements of `layout` bear. */
export function namespaces(layout: string): string {
  return Object.entries(NAMESPACES)
    .filter(([prefix]) => layout.includes(`<${prefix}:`))
    .map(([prefix, address]) => ` xmlns:${prefix}="${address}"`)
    .join('')
}
