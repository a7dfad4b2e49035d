/**
 * Text in XML: every character of a feed's values is escaped here and nowhere else.
 *
 * A value's slot stands in a CDATA section, in an attribute, or in an element, and each has rules of its own.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { cleanText } from './clean-text.js'
import type { Place, Slots } from './slots.js'

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
  return text.replace(
    TO_ESCAPE_IN_TEXT,
    (character, markup?: string) => (markup ? MARKUP_ESCAPES : TEXT_ESCAPES)[character] ?? character,
  )
}

/** Returns `text` as the value of an attribute, between double quotes. Its tabs and line ends outlive the parser. */
export function escapeAttribute(text: string): string {
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

const PLACES: readonly Place<string>[] = [
  { around: ['<!\\[CDATA\\[', '\\]\\]>'], write: (value) => htmlText(cleanText(value)) },
  { around: ['"', '"'], write: (value) => `"${escapeAttribute(cleanText(value))}"` },
  { around: ['', ''], write: (value) => escapeText(cleanText(value)) },
]

/** Returns the XML document that `layout` lays out, with the values of `slots` in their places. */
export function fillXml(layout: string, slots: Slots<string>): string {
  return slots.fill(layout, PLACES)
}

/** Returns an element without content. Its attributes' values are tokens or constants; absent ones are left out. */
export function emptyElement(name: string, attributes: Readonly<Record<string, string | number | undefined>>): string {
  const written = Object.entries(attributes).map(([key, value]) => (value === undefined ? '' : ` ${key}="${value}"`))
  return `<${name}${written.join('')}/>`
}

const NAMESPACES = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  media: 'http://search.yahoo.com/mrss/',
} as const

/** Returns the namespace declarations of just those prefixes that elements of `layout` bear. */
export function namespaces(layout: string): string {
  return Object.entries(NAMESPACES)
    .filter(([prefix]) => layout.includes(`<${prefix}:`))
    .map(([prefix, address]) => ` xmlns:${prefix}="${address}"`)
    .join('')
}
