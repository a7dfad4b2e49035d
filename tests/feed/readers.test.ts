/**
 * Other people's parsers read our documents: feedsmith, rss-parser, @rowanmanning/feed-parser and fast-xml-parser. Each
 * sees, in every format that it knows, the entries as they are: ids, links, titles, instants, authors and tags, in order.
 */
import { parseFeed as parseWithRowan } from '@rowanmanning/feed-parser'
import { parseFeed as parseWithFeedsmith } from 'feedsmith'
import RssParser from 'rss-parser'
import { describe, expect, test } from 'vitest'
import { cleaned } from '../../lib/feed/clean-entry.js'
import type { Entry } from '../../lib/model/entry.js'
import type { Settings } from '../../lib/model/settings.js'
import { CASES } from './cases.js'
import { atomEntries, jsonItems, render, rssItems, type Said } from './documents.js'

/** An entry as a reader sees it. Terms that a category and a tag share count once, as in JSON Feed. */
interface Seen {
  readonly id: unknown
  readonly title: unknown
  readonly link: unknown
  readonly publishedMs: number
  readonly authors: readonly unknown[]
  readonly terms: readonly unknown[]
}

type Reader = (body: string) => Promise<readonly Seen[]>

const once = <T>(values: readonly T[] = []): T[] => [...new Set(values)]

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

const feedsmith: Reader = async (body) => {
  const parsed = parseWithFeedsmith(body)
  switch (parsed.format) {
    case 'rss':
      return (parsed.feed.items ?? []).map((item) => ({
        id: item.guid?.value,
        title: item.title,
        link: item.link,
        publishedMs: Date.parse(item.pubDate ?? ''),
        authors: item.dc?.creators ?? [],
        terms: once(item.categories?.map(({ name }) => name)),
      }))
    case 'atom':
      return (parsed.feed.entries ?? []).map((entry) => ({
        id: entry.id,
        title: entry.title?.value,
        link: entry.links?.find(({ rel }) => rel === 'alternate')?.href,
        publishedMs: Date.parse(entry.published ?? ''),
        authors: entry.authors?.map(({ name }) => name) ?? [],
        terms: once(entry.categories?.map(({ term }) => term)),
      }))
    case 'json':
      return (parsed.feed.items ?? []).map((item) => ({
        id: item.id,
        title: item.title,
        link: item.url,
        publishedMs: Date.parse(item.date_published ?? ''),
        authors: item.authors?.map(({ name }) => name) ?? [],
        terms: item.tags ?? [],
      }))
    default:
      throw new Error(`not one of ours: ${parsed.format}`)
  }
}

const rowan: Reader = async (body) =>
  parseWithRowan(body).items.map(({ id, title, url, published, authors, categories }) => ({
    id,
    title,
    link: url,
    publishedMs: published?.getTime() ?? Number.NaN,
    authors: authors.map(({ name }) => name),
    terms: once(categories.map(({ term }) => term)),
  }))

/** What rss-parser finds where it is asked to keep all elements of a name. */
interface Kept {
  readonly id?: string
  readonly creators?: readonly string[]
  readonly persons?: readonly { readonly name: readonly string[] }[]
  readonly marks?: readonly { readonly _?: string; readonly $: { readonly term?: string } }[]
}

const rssParser: Reader = async (body) => {
  const keepArray = { keepArray: true } as const
  const parser = new RssParser<object, Kept>({
    customFields: {
      item: [
        ['dc:creator', 'creators', keepArray],
        ['author', 'persons', keepArray],
        ['category', 'marks', keepArray],
      ],
    },
  })
  const { items } = await parser.parseString(body)
  return items.map((item) => ({
    id: item.guid ?? item.id,
    title: item.title,
    link: item.link,
    publishedMs: Date.parse(item.isoDate ?? ''),
    authors: item.creators ?? item.persons?.map(({ name }) => name[0]) ?? [],
    terms: once(item.marks?.map(({ _, $ }) => $.term ?? _)),
  }))
}

const said = (items: readonly Said[]): Seen[] =>
  items.map(({ id, title, permalink, publishedMs, authors, terms }) => ({
    id,
    title,
    link: permalink,
    publishedMs,
    authors,
    terms: once(terms),
  }))

const fastXmlParser: Reader = async (body) => {
  if (body.startsWith('{')) return said(jsonItems(body))
  return said(body.includes('<rss') ? rssItems(body) : atomEntries(body))
}

const READERS: readonly [name: string, read: Reader, formats: readonly ('rss' | 'atom' | 'json')[]][] = [
  ['feedsmith', feedsmith, ['rss', 'atom', 'json']],
  ['fast-xml-parser', fastXmlParser, ['rss', 'atom', 'json']],
  ['rss-parser', rssParser, ['rss', 'atom']],
  ['@rowanmanning/feed-parser', rowan, ['rss', 'atom']],
]

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
