/**
 * The list of all feeds as OPML 2.0 (http://opml.org/spec2.opml), which readers take to subscribe to many at once.
 *
 * The feed of the site comes first, then one group for each kind of feed; within it, feeds stand in the order of their
 * names, so that the same feeds give the same bytes. There is no date: a list says nothing else when nothing changed.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { FormatName } from '../model/feed-document.js'
import { type FeedId, type FeedKind, feedFolder, feedTerm, SITE_FEED } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { cleaned } from './clean-entry.js'
import { documentUrl } from './document-paths.js'
import { escapeAttribute, escapeText } from './xml-text.js'

/** What a list of feeds is served as. No type is registered for OPML; this is the one that readers know. */
export const OPML_TYPE = 'text/x-opml; charset=utf-8'

/** The document of a feed that the list leads to: `type="rss"` stands for any format, and all readers know this one. */
const LISTED: FormatName = 'rss.xml'

/** What the groups of feeds are called, in the order in which they stand. */
export type KindNames = Readonly<Record<FeedKind, string>>

const KIND_NAMES: KindNames = { category: 'Categories', tag: 'Tags', author: 'Authors', language: 'Languages' }

/** Returns the OPML 2.0 document that lists `feeds`, in whatever order they are given, and that of the site in any case. */
export function renderOpml(
  feeds: readonly FeedId[],
  settings: Pick<Settings, 'title' | 'url' | 'baseurl' | 'feedsUrl' | 'language' | 'author'>,
  kindNames: KindNames = KIND_NAMES,
): string {
  const { title, author } = cleaned({ title: settings.title, author: settings.author })
  const outlines = new Map<FeedKind | undefined, string[]>()
  for (const feed of [...new Set(feeds)].sort((a, b) => (a < b ? -1 : 1))) {
    const term = feedTerm(feed)
    const line = outline(feed, term, settings)
    const known = outlines.get(term?.kind)
    if (known === undefined) outlines.set(term?.kind, [line])
    else known.push(line)
  }
  const groups = (Object.keys(kindNames) as FeedKind[]).map((kind) => group(kindNames[kind], outlines.get(kind) ?? []))
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<opml version="2.0">',
    '<head>',
    `<title>${escapeText(notMarkup(title))}</title>`,
    ...(author === undefined ? [] : [`<ownerName>${escapeText(notMarkup(author.name))}</ownerName>`]),
    ...(author?.email === undefined ? [] : [`<ownerEmail>${escapeText(author.email)}</ownerEmail>`]),
    '</head>',
    '<body>',
    outline(SITE_FEED, undefined, settings),
    ...groups.flat(),
    '</body>',
    '</opml>',
  ]
  return `${lines.join('\n')}\n`
}

function group(name: string, outlines: readonly string[]): string[] {
  if (outlines.length === 0) return []
  return [`<outline text="${escapeAttribute(name)}">`, ...outlines, '</outline>']
}

/** An outline of type rss, as a subscription list has them. */
function outline(
  feed: FeedId,
  term: ReturnType<typeof feedTerm>,
  settings: Pick<Settings, 'title' | 'url' | 'baseurl' | 'feedsUrl' | 'language'>,
): string {
  const name = notMarkup(term?.term ?? settings.title)
  const attributes = {
    type: 'rss',
    text: name,
    title: name,
    xmlUrl: documentUrl(feedFolder(feed) + LISTED, settings),
    htmlUrl: `${settings.url}${settings.baseurl}/`,
    version: 'RSS2',
    language: term?.kind === 'language' ? term.term : settings.language,
  }
  const written = Object.entries(cleaned(attributes)).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
  return `<outline${written.join('')}/>`
}

/**
 * Returns `text` as OPML has it, whose texts may be HTML: what would be taken for a tag or a reference is written so that
 * it is none. All else stays as it is, for the many readers that take texts as they are.
 */
function notMarkup(text: string): string {
  return text.replace(/&(?=[#a-zA-Z])/g, '&amp;').replaceAll('<', '&lt;')
}
