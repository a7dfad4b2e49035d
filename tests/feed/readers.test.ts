/**
 * Other people's parsers read our documents: feedsmith, rss-parser, @rowanmanning/feed-parser and fast-xml-parser. Each
 * sees, in every format that it knows, the entries as they are: ids, links, titles, instants, authors and tags, in order.
 */
import { parseFeed as parseWithRowan } from '@rowanmanning/feed-parser'
import { describe, expect, test } from 'vitest'
import { cleaned } from '../../lib/feed/clean-entry.js'
import type { Entry } from '../../lib/model/entry.js'
import type { Settings } from '../../lib/model/settings.js'
import { CASES } from './cases.js'
import { render } from './documents.js'
import { once, READERS, type Seen } from './readers.js'

function meant(entries: readonly Entry[], settings: Settings): Seen[] {
  return entries.map(({ id, title, permalink, publishedMs, authors, terms }) => ({
    id,
    title,
    link: permalink,
    // RSS has whole seconds.
    publishedMs,
    authors: authors.length > 0 ? authors.map(({ name }) => name) : [settings.title],
    terms: once(terms.map(({ term }) => term)),
  }))
}

/**
 * What readers make of texts that no reader gets right: this one decodes references twice, and splits names at spaces.
 * RSS and Atom still are alike to it.
 */
const CARELESS = new Map([['@rowanmanning/feed-parser', ['awkward']]])

describe.each(READERS)('%s', (name, read, formats) => {
  describe.each(Object.entries(CASES))('%s', (caseName, { feed, entries, settings, links }) => {
    const bodies = render(entries, settings, feed, links)
    if (CARELESS.get(name)?.includes(caseName)) {
      test('reads all formats alike', async () => {
        const [first, ...others] = await Promise.all(formats.map((format) => read(bodies[format])))
        expect(first).toHaveLength(entries.length)
        for (const other of others) expect(other).toEqual(first)
      })
      return
    }

    test.each(formats)('reads %s', async (format) => {
      expect(await read(bodies[format])).toEqual(meant(cleaned(entries), settings))
    })
  })
})

test('the content is the content, wherever there is a picture', () => {
  const { entries = [], settings, feed } = CASES['link-post'] ?? {}
  const { rss, atom } = render(entries, settings, feed)
  for (const body of [rss, atom]) {
    expect(parseWithRowan(body).items.map(({ content }) => content)).toEqual(entries.map(({ content }) => content))
  }
})
