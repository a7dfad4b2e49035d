/** Whatever posts say, all three documents can be read, and they say it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../lib/model/entry.js'
import { termFeed } from '../../lib/model/feed-id.js'
import { xmlText } from '../../lib/model/text.js'
import { PLAIN, SETTINGS } from './cases.js'
import { atomEntries, jsonItems, parseXml, render, rssItems, type Said } from './documents.js'

/** What trips generators up, in XML, in HTML, in JSON, and in ours. */
const AWKWARD = [
  ...['<', '>', '&', '"', "'", ']]>', ']]', '<![CDATA[', '<!--', '-->', '&amp;', '&lt;', '&#60;', '&#x3C;', '</title>'],
  ...['<item>', '</entry>', '<entry>', '<updated>', 'slot:0;', 'slot:1;', '"slot:2;"', 'slot:99999;', '$1', '$&', '$`'],
  ...['\n', '\t', ' ', '": ', '.000Z', '\\', '\u2028', '🦉', '中文', '\u200F', '\u{1F468}\u200D\u{1F469}'],
]
const UNCLEAN = ['\u0085', '\uFFFD', '\0', '\x08', '\x0B', '\x1B', '\uFFFE', '\uFFFF', '\uD800', '\uDC00', '\r', '\r\n']

const textOf = (awkward: readonly string[]) =>
  fc
    .array(fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'grapheme' })), { maxLength: 8 })
    .map((parts) => parts.join(''))

const said = (text: fc.Arbitrary<string>): fc.Arbitrary<Entry> => {
  const some = text.map((value) => `x${value}x`)
  return fc.record({
    id: some,
    permalink: fc.webUrl({ withQueryParameters: true, withFragments: true }),
    title: some,
    publishedMs: fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) }).map((ms) => ms - (ms % 1_000)),
    updatedMs: fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) }),
    authors: fc.array(fc.record({ name: some }), { minLength: 1, maxLength: 3 }),
    terms: fc
      .uniqueArray(some, { maxLength: 3, selector: xmlText })
      .map((terms) => terms.map((term) => ({ scheme: 'tag' as const, term }))),
    summary: fc.oneof(fc.constant(''), some),
    // With a tag, so that an RSS description tells content from a summary.
    content: fc.oneof(
      fc.constant(''),
      some.map((html) => `<p>${html}`),
    ),
    enclosures: fc.array(fc.record({ url: fc.webUrl(), type: fc.constant('audio/mpeg'), title: some }), {
      maxLength: 2,
    }),
    image: fc.webUrl(),
    language: fc.constantFrom('en', 'zh-CN', 'ar'),
  })
}

const MODEL_TEXT = textOf(AWKWARD).map(xmlText)
const MODEL_ENTRIES = fc.array(said(MODEL_TEXT), { maxLength: 4 })
const ANY_ENTRIES = fc.array(said(textOf([...AWKWARD, ...UNCLEAN])), { maxLength: 4 })
const SETTINGS_TEXTS = fc.record({ title: MODEL_TEXT.map((text) => `x${text}x`), description: MODEL_TEXT })

/** Returns all strings of a JSON document, as a parser reads them. */
function jsonStrings(json: string): string[] {
  const strings: string[] = []
  JSON.parse(json, (_name, value: unknown) => (typeof value === 'string' ? strings.push(value) : value))
  return strings
}

const meaning = (entry: Entry): Said => ({
  id: entry.id,
  title: entry.title,
  permalink: entry.permalink,
  // The title stands in where a post says nothing else.
  summary: entry.summary || (entry.content ? undefined : entry.title),
  content: entry.content || undefined,
  authors: entry.authors.map(({ name }) => name),
  terms: entry.terms.map(({ term }) => term),
  publishedMs: entry.publishedMs,
})

describe('for all entries of the model', () => {
  test('each document, read by an XML or JSON parser, says exactly what the entries say', () => {
    fc.assert(
      fc.property(MODEL_ENTRIES, SETTINGS_TEXTS, (entries, texts) => {
        const { rss, atom, json } = render(entries, { ...SETTINGS, ...texts })
        const expected = entries.map(meaning)
        expect(rssItems(rss)).toEqual(expected)
        expect(atomEntries(atom)).toEqual(expected)
        expect(jsonItems(json)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  test('a term feed of any name says its name', () => {
    fc.assert(
      fc.property(MODEL_TEXT, (term) => {
        const feed = termFeed('tag', `x${term}x`)
        const { rss, atom, json } = render([], SETTINGS, feed)
        const title = `x${term}x – Field Notes`
        const read = (xml: string) => JSON.stringify(parseXml(xml))
        expect(read(rss)).toContain(JSON.stringify(title))
        expect(read(atom)).toContain(JSON.stringify(title))
        expect(JSON.parse(json).title).toBe(title)
      }),
      { numRuns: 100 },
    )
  })
})

describe('for entries that hold what no document can carry', () => {
  test('the documents are well-formed, free of it, and agree', () => {
    fc.assert(
      fc.property(ANY_ENTRIES, (entries) => {
        const { rss, atom, json } = render(entries)
        for (const body of [rss, atom, ...jsonStrings(json)]) {
          expect(body).not.toMatch(/[\0-\x08\x0B-\x1F\uFFFE\uFFFF]|\p{Surrogate}/u)
        }
        expect(atomEntries(atom)).toEqual(rssItems(rss))
        expect(jsonItems(json)).toEqual(rssItems(rss))
      }),
      { numRuns: 300 },
    )
  })
})

test('an instant that no document can write is refused, with the entry it is of', () => {
  for (const instant of [Number.NaN, Number.POSITIVE_INFINITY, Date.UTC(10_000, 0), -70_000_000_000_000]) {
    expect(() => render([{ ...PLAIN, publishedMs: instant }])).toThrow(RangeError)
    expect(() => render([{ ...PLAIN, updatedMs: instant }])).toThrow(PLAIN.id)
  }
})
