/**
 * RSS 2.0 documents (https://www.rssboard.org/rss-specification), with the elements of other namespaces that readers
 * look for: `atom:link`, `content:encoded`, `dc:creator`, `dc:language`, `media:content`.
 *
 * `feed` lays the document out; see `slots.ts` for how, and `tests/feed/faults.test.ts` for what is put right.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { type Category, type Enclosure, type Extension, Feed, type Item } from 'feed'
import type { Entry } from '../model/entry.js'
import { type EntryText, entryText } from './entry-text.js'
import { authorsOf, type FeedHead, GENERATOR, ownLanguage } from './feed-head.js'
import { extension, tidy } from './layout.js'
import { present } from './present.js'
import { Slots } from './slots.js'
import { fillXml, namespaces, textAsHtml } from './xml-text.js'

const DOCS = 'https://www.rssboard.org/rss-specification'

/** Returns the RSS 2.0 document of the feed. */
export function renderRss(head: FeedHead, entries: readonly Entry[]): string {
  const slots = new Slots<string>()
  const channel = new Feed({
    title: slots.put(head.title),
    link: slots.put(head.home),
    // A channel must have one.
    description: slots.put(head.description || head.title),
    language: slots.put(head.language),
    updated: head.updated,
    generator: GENERATOR,
    docs: DOCS,
    feed: slots.put(head.self['rss.xml']),
  })
  for (const entry of entries) channel.addItem(item(entry, head, slots))
  return fillXml(correct(channel.rss2()), slots)
}

function correct(layout: string): string {
  const tidied = tidy(layout)
  const declared = namespaces(tidied)
  return `${tidied
    .replace(/<rss [^>]*>/, () => `<rss version="2.0"${declared}>`)
    .replace(/<title><!\[CDATA\[([^\]]*)\]\]><\/title>/g, '<title>$1</title>')}\n`
}

function item(entry: Entry, head: FeedHead, slots: Slots<string>): Item {
  const instant = new Date(entry.publishedMs)
  const text = entryText(entry, head.content)
  return present({
    title: slots.put(entry.title),
    link: slots.put(entry.permalink),
    guid: guid(entry, slots),
    date: instant,
    published: instant,
    description: slots.put(description(text)),
    content: text.content && slots.put(text.content),
    category: category(entry, head, slots),
    enclosure: enclosure(entry, slots),
    extensions: [...dcCreator(entry, head, slots), ...dcLanguage(entry, head, slots), ...mediaContent(entry, slots)],
  })
}

/** `guid`: left out where it is the link, which `feed` then writes as one with isPermaLink="true". */
function guid(entry: Entry, slots: Slots<string>): string | undefined {
  return entry.id === entry.permalink ? undefined : slots.put(entry.id)
}

/** `description`, as HTML: the summary; else, since readers expect one beside `content:encoded`, the content. */
function description({ summary, content = '' }: EntryText): string {
  return summary === undefined ? content : textAsHtml(summary)
}

/** `category`, with the address of the scheme as its domain. */
function category(entry: Entry, head: FeedHead, slots: Slots<string>): Category[] {
  return entry.terms.map(({ scheme, term }) => ({ name: slots.put(term), domain: slots.put(head.schemes[scheme]) }))
}

/** `enclosure`: the first, as an item has one at most. The length is 0 where it is not known, as the profile says. */
function enclosure({ enclosures: [first] }: Entry, slots: Slots<string>): Enclosure | undefined {
  return first && { url: slots.put(first.url), type: slots.put(first.type), length: first.lengthBytes ?? 0 }
}

/** `dc:creator`: RSS's own `author` takes e-mail addresses only. */
function dcCreator(entry: Entry, head: FeedHead, slots: Slots<string>): Extension[] {
  return [
    extension(
      'dc:creator',
      authorsOf(entry, head).map(({ name }) => ({ _text: slots.put(name) })),
    ),
  ]
}

/** `dc:language`, where it is another than the channel's. */
function dcLanguage(entry: Entry, head: FeedHead, slots: Slots<string>): Extension[] {
  const language = ownLanguage(entry, head)
  return language === undefined ? [] : [extension('dc:language', { _text: slots.put(language) })]
}

/** `media:content` (Media RSS 1.5.1): the picture of the post, and the enclosures after the first. */
function mediaContent({ image, enclosures }: Entry, slots: Slots<string>): Extension[] {
  const media = [
    ...(image === undefined ? [] : [{ url: slots.put(image), medium: 'image' }]),
    ...enclosures.slice(1).map(({ url, type, lengthBytes, durationSeconds }) => ({
      url: slots.put(url),
      fileSize: lengthBytes,
      type: slots.put(type),
      duration: durationSeconds === undefined ? undefined : Math.round(durationSeconds),
    })),
  ]
  return [
    extension(
      'media:content',
      media.map((_attributes) => ({ _attributes })),
    ),
  ]
}
