/**
 * RSS 2.0 documents (https://www.rssboard.org/rss-specification), with the elements of other namespaces that readers
 * look for: `atom:link`, `content:encoded`, `dc:creator`, `dc:language`, `dc:rights`, `media:content`, RFC 5005's
 * `fh:archive`; and those of podcasts, which are in `podcast.ts`.
 *
 * `feed` lays the document out; see `slots.ts` for how, and `tests/feed/faults.test.ts` for what is put right.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { type Category, type Enclosure, type Extension, Feed, type FeedOptions, type Item } from 'feed'
import { guidOf } from '../model/bare-guid.js'
import type { Entry } from '../model/entry.js'
import { type DocumentWriter, joined } from './document-writer.js'
import { EntryTexts } from './entry-texts.js'
import {
  authorsOf,
  type DocumentLinks,
  type EntryHead,
  enclosuresOf,
  type FeedHead,
  GENERATOR,
  ownLanguage,
} from './feed-head.js'
import { between, extension, tidy } from './layout.js'
import { channelPodcast, itemPodcast } from './podcast.js'
import { present } from './present.js'
import type { Shown } from './shown.js'
import { Layouts, Slots, Template } from './slots.js'
import { emptyElement, namespaces, textAsHtml, XML_PLACES } from './xml-text.js'

const DOCS = 'https://www.rssboard.org/rss-specification'

/** What `feed` is given of a channel, and the elements that it has no words for, as they stand. */
interface Channel {
  readonly options: FeedOptions
  readonly more: readonly string[]
}

const CHANNELS = new Layouts<string, Channel>(layOutChannel, XML_PLACES)
const ITEMS = new EntryTexts<string, Item>(layOutItem, XML_PLACES, item)

/** Returns the writer of a feed's RSS 2.0 documents. */
export function rssWriter(head: FeedHead): DocumentWriter {
  const items = ITEMS.writer(head)
  return {
    entry: items.write,
    document(entries, links) {
      const slots = new Slots<string>()
      const { layout } = CHANNELS.template(channelOf(head, links, slots))
      const [channel = '', end = ''] = layout.split(/(?=<\/channel>)/)
      const declared = `<rss version="2.0"${namespaces(layout + items.layouts())}>`
      const opening = new Template(channel.replace(/<rss [^>]*>/, declared), XML_PLACES).fill(slots.values)
      return joined(opening, entries, `${end}\n`)
    },
  }
}

function layOutChannel({ options, more }: Channel): string {
  return tidy(new Feed(options).rss2()).replace('</channel>', () => [...more, '</channel>'].join('\n'))
}

function channelOf(head: FeedHead, links: DocumentLinks, slots: Slots<string>): Channel {
  return {
    options: present({
      title: slots.put(head.title),
      link: slots.put(head.home),
      // A channel must have one.
      description: slots.put(head.description || head.title),
      language: slots.put(head.language),
      updated: slots.putInstant(new Date(head.updatedMs).toUTCString()),
      generator: GENERATOR,
      docs: DOCS,
      ttl: head.ttlMinutes,
      image: head.logo && slots.put(head.logo),
      copyright: head.rights && slots.put(head.rights),
      feed: slots.put(links.self),
    }),
    more: [...channelLinks(head, links, slots), ...channelPodcast(head, slots)],
  }
}

/** `atom:link` of what is no document of the feed's own address: hubs, and the archive of RFC 5005 section 4. */
function channelLinks(head: FeedHead, links: DocumentLinks, slots: Slots<string>): string[] {
  const archive = { current: links.current, 'prev-archive': links.prevArchive, 'next-archive': links.nextArchive }
  return [
    ...head.hubs.map((hub) => emptyElement('atom:link', { href: slots.put(hub), rel: 'hub' })),
    ...(head.isArchive ? [emptyElement('fh:archive', {})] : []),
    ...(head.isComplete ? [emptyElement('fh:complete', {})] : []),
    ...Object.entries(archive).flatMap(([rel, address]) =>
      address === undefined
        ? []
        : [emptyElement('atom:link', { href: slots.put(address), rel, type: 'application/rss+xml' })],
    ),
  ]
}

function layOutItem(item: Item): string {
  const feed = new Feed({ title: '', updated: new Date(0) })
  feed.addItem(item)
  const layout = between('<item>', '</item>', tidy(feed.rss2()))
  return `${layout.replace(/<title><!\[CDATA\[([^\]]*)\]\]><\/title>/, '<title>$1</title>')}\n`
}

function item({ entry, summary, content }: Shown, head: EntryHead, slots: Slots<string>): Item {
  const instant = slots.putInstant(new Date(entry.publishedMs).toUTCString())
  return present({
    title: slots.put(entry.title),
    link: slots.put(entry.permalink),
    guid: guid(entry, slots),
    date: instant,
    published: instant,
    // As HTML; where there is no summary the content, since readers expect one beside `content:encoded`.
    description: slots.put(summary === undefined ? (content ?? '') : textAsHtml(summary)),
    content: content && slots.put(content),
    category: category(entry, head, slots),
    enclosure: enclosure(entry, slots),
    extensions: [
      ...dcCreator(entry, head, slots),
      ...dublinCore('dc:language', ownLanguage(entry, head), slots),
      ...dublinCore('dc:rights', entry.rights, slots),
      ...mediaContent(entry, slots),
      ...itemPodcast(entry, head, slots),
    ],
  })
}

/** `guid`: left out where it is the link, which `feed` then writes as one with isPermaLink="true". */
function guid(entry: Entry, slots: Slots<string>): string | undefined {
  return entry.id === entry.permalink ? undefined : slots.put(guidOf(entry.id))
}

/** `category`, with the address of the scheme as its domain. */
function category(entry: Entry, head: EntryHead, slots: Slots<string>): Category[] {
  return entry.terms.map(({ scheme, term }) => ({ name: slots.put(term), domain: slots.put(head.schemes[scheme]) }))
}

/** `enclosure`: an item has one at most. The length is 0 where it is not known, as the profile says. */
function enclosure(entry: Entry, slots: Slots<string>): Enclosure | undefined {
  const [main] = enclosuresOf(entry)
  if (main === undefined) return undefined
  const length = slots.put(String(main.lengthBytes ?? 0))
  // `feed` writes any value; its types know numbers alone.
  return { url: slots.put(main.url), type: slots.put(main.type), length: length as unknown as number }
}

/** `dc:creator`: RSS's own `author` takes e-mail addresses only. */
function dcCreator(entry: Entry, head: EntryHead, slots: Slots<string>): Extension[] {
  return [
    extension(
      'dc:creator',
      authorsOf(entry, head).map(({ name }) => ({ _text: slots.put(name) })),
    ),
  ]
}

/** An element of Dublin Core, where there is something to say. */
function dublinCore(name: string, text: string | undefined, slots: Slots<string>): Extension[] {
  return text === undefined ? [] : [extension(name, { _text: slots.put(text) })]
}

/** `media:content` (Media RSS 1.5.1): the picture of the post, and the enclosures that `enclosure` has no room for. */
function mediaContent(entry: Entry, slots: Slots<string>): Extension[] {
  const media = [
    ...(entry.image === undefined ? [] : [{ url: slots.put(entry.image), medium: 'image' }]),
    ...enclosuresOf(entry)
      .slice(1)
      .map(({ url, type, lengthBytes, durationSeconds }) => ({
        url: slots.put(url),
        fileSize: lengthBytes === undefined ? undefined : slots.put(String(lengthBytes)),
        type: slots.put(type),
        duration: durationSeconds === undefined ? undefined : slots.put(String(Math.round(durationSeconds))),
      })),
  ]
  if (media.length === 0) return []
  return [
    extension(
      'media:content',
      media.map((_attributes) => ({ _attributes })),
    ),
  ]
}
