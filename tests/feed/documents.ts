/** Reading our documents in tests: one feed in, its three bodies out, and a plain view of what each says. */
import { XMLParser } from 'fast-xml-parser'
import { XmlDocument } from 'libxml2-wasm'
import type { ArchiveLinks } from '../../lib/feed/archive.js'
import type { Entry } from '../../lib/model/entry.js'
import { type FeedId, SITE_FEED } from '../../lib/model/feed-id.js'
import type { Settings } from '../../lib/model/settings.js'
import { renderFeed } from './as-text.js'
import { SETTINGS } from './cases.js'

export interface Bodies {
  readonly rss: string
  readonly atom: string
  readonly json: string
}

export function render(
  entries: readonly Entry[],
  settings: Settings = SETTINGS,
  feed: FeedId = SITE_FEED,
  links?: ArchiveLinks,
): Bodies {
  const [rss, atom, json] = renderFeed(feed, entries, settings, links)
  return { rss: rss?.body ?? '', atom: atom?.body ?? '', json: json?.body ?? '' }
}

/** What an item or entry says in any of the formats. Parts that a format lacks are undefined. */
export interface Said {
  readonly id: string
  readonly title: string
  readonly permalink: string
  /** Plain text. */
  readonly summary: string | undefined
  /** HTML. */
  readonly content: string | undefined
  readonly authors: readonly string[]
  readonly terms: readonly string[]
  readonly publishedMs: number
}

type Node = Record<string, unknown>

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  alwaysCreateTextNode: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 },
  isArray: (name) => ['item', 'entry', 'category', 'dc:creator', 'author', 'link'].includes(name),
})

/**
 * Parses a document as most readers in JavaScript do, after libxml2 has. Throws where it is not well-formed, namespaces
 * included: fast-xml-parser's own validator lets much pass, such as `<` in attributes.
 */
export function parseXml(xml: string): Node {
  XmlDocument.fromString(xml).dispose()
  return parser.parse(xml) as Node
}

const child = (node: unknown, name: string): unknown => (node as Node | undefined)?.[name]
const children = (node: unknown, name: string): unknown[] => (child(node, name) as unknown[] | undefined) ?? []
const text = (node: unknown, name: string): string => String(child(child(node, name), '#text') ?? '')
const maybeText = (node: unknown, name: string) => (child(node, name) === undefined ? undefined : text(node, name))

/** Returns what a description says in plain text; one that is the content says nothing more. */
function summaryOf(description: string, content: string | undefined): string | undefined {
  if (description === content) return undefined
  return description.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

export function rssItems(xml: string): Said[] {
  return children(child(child(parseXml(xml), 'rss'), 'channel'), 'item').map((item) => ({
    id: text(item, 'guid'),
    title: text(item, 'title'),
    permalink: String(child(children(item, 'link')[0], '#text')),
    summary: summaryOf(text(item, 'description'), maybeText(item, 'content:encoded')),
    content: maybeText(item, 'content:encoded'),
    authors: children(item, 'dc:creator').map((creator) => String(child(creator, '#text'))),
    terms: children(item, 'category').map((category) => String(child(category, '#text'))),
    publishedMs: Date.parse(text(item, 'pubDate')),
  }))
}

export function atomEntries(xml: string): Said[] {
  return children(child(parseXml(xml), 'feed'), 'entry').map((entry) => ({
    id: text(entry, 'id'),
    title: text(entry, 'title'),
    permalink: String(child(children(entry, 'link')[0], '@href')),
    summary: maybeText(entry, 'summary'),
    content: maybeText(entry, 'content'),
    authors: children(entry, 'author').map((author) => text(author, 'name')),
    terms: children(entry, 'category').map((category) => String(child(category, '@term'))),
    publishedMs: Date.parse(text(entry, 'published')),
  }))
}

export function jsonItems(json: string): Said[] {
  return JSON.parse(json).items.map((item: Record<string, unknown>) => ({
    id: item.id,
    title: item.title,
    permalink: item.url,
    summary: item.summary,
    content: item.content_html,
    authors: ((item.authors as { name: string }[]) ?? []).map(({ name }) => name),
    terms: item.tags ?? [],
    publishedMs: Date.parse(String(item.date_published)),
  }))
}
