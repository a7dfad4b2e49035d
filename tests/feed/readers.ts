/**
 * Other people's parsers, and what each of them sees of a document: feedsmith, rss-parser, @rowanmanning/feed-parser and
 * fast-xml-parser.
 */
import { parseFeed as parseWithRowan } from '@rowanmanning/feed-parser'
import { parseFeed as parseWithFeedsmith } from 'feedsmith'
import RssParser from 'rss-parser'
import { atomEntries, jsonItems, rssItems, type Said } from './documents.js'

/** An entry as a reader sees it. Terms that a category and a tag share count once, as in JSON Feed. */
export interface Seen {
  readonly id: unknown
  readonly title: unknown
  readonly link: unknown
  readonly publishedMs: number
  readonly authors: readonly unknown[]
  readonly terms: readonly unknown[]
}

export type Reader = (body: string) => Promise<readonly Seen[]>

export const once = <T>(values: readonly T[] = []): T[] => [...new Set(values)]

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

export const READERS: readonly [name: string, read: Reader, formats: readonly ('rss' | 'atom' | 'json')[]][] = [
  ['feedsmith', feedsmith, ['rss', 'atom', 'json']],
  ['fast-xml-parser', fastXmlParser, ['rss', 'atom', 'json']],
  ['rss-parser', rssParser, ['rss', 'atom']],
  ['@rowanmanning/feed-parser', rowan, ['rss', 'atom']],
]
