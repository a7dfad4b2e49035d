/** Whatever posts say, all three documents can be read, and they say it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../lib/model/entry.js'
import { termFeed } from '../../lib/model/feed-id.js'
import { ANY_ENTRIES, MODEL_ENTRIES, MODEL_TEXT, SITES } from './any-entries.js'
import { PLAIN, SETTINGS } from './cases.js'
import { atomEntries, jsonItems, parseXml, render, rssItems, type Said } from './documents.js'

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
      fc.property(MODEL_ENTRIES, SITES, (entries, settings) => {
        const { rss, atom, json } = render(entries, settings)
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
