/**
 * Atom 1.0 documents (RFC 4287), with `media:content` for pictures and RFC 5005's `fh:archive`.
 *
 * `feed` lays the document out; see `slots.ts` for how, and `tests/feed/faults.test.ts` for what is put right.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { type Author, type Category, Feed, type FeedOptions, type Item } from 'feed'
import type { Entry, Person } from '../model/entry.js'
import { type DocumentWriter, joined } from './document-writer.js'
import { EntryTexts } from './entry-texts.js'
import { authorsOf, type DocumentLinks, type EntryHead, type FeedHead, GENERATOR, ownLanguage } from './feed-head.js'
import { writeInstant } from './instant.js'
import { between, tidy } from './layout.js'
import { present } from './present.js'
import type { Shown } from './shown.js'
import { Layouts, Slots, Template } from './slots.js'
import { emptyElement, namespaces, XML_PLACES } from './xml-text.js'

const MEDIA_TYPE = 'application/atom+xml'

/** What `feed` is given of an entry, and what it has no words for: its links and media, as they stand, and its language. */
interface Given {
  readonly item: Item
  readonly links: readonly string[]
  readonly media: readonly string[]
  readonly language: string | undefined
}

/** What `feed` is given of a feed, and the links that it has no words for, as they stand. */
interface GivenFeed {
  readonly options: FeedOptions
  readonly links: readonly string[]
}

const FEEDS = new Layouts<string, GivenFeed>(layOutFeed, XML_PLACES)
const ENTRIES = new EntryTexts<string, Given>(layOutEntry, XML_PLACES, given)

/** Returns the writer of a feed's Atom 1.0 documents. */
export function atomWriter(head: FeedHead): DocumentWriter {
  const writer = ENTRIES.writer(head)
  return {
    entry: writer.write,
    document(entries, links) {
      const slots = new Slots<string>()
      const { layout } = FEEDS.template(givenFeed(head, links, slots))
      const [feed = '', end = ''] = layout.split(/(?=<\/feed>)/)
      const attributes = namespaces(layout + writer.layouts()) + xmlLang(slots.put(head.language))
      const declared = feed.replace(/<feed [^>]*/, (element) => element + attributes)
      const opening = new Template(declared, XML_PLACES).fill(slots.values)
      return joined(opening, entries, `${end}\n`)
    },
  }
}

function layOutFeed({ options, links }: GivenFeed): string {
  return tidy(new Feed(options).atom1())
    .replace('<link rel="alternate" ', '<link rel="alternate" type="text/html" ')
    .replace(/<link rel="self" ([^>]*>)/, (_element, attributes: string) =>
      [`<link rel="self" type="${MEDIA_TYPE}" ${attributes}`, ...links].join('\n'),
    )
}

function givenFeed(head: FeedHead, links: DocumentLinks, slots: Slots<string>): GivenFeed {
  return {
    options: present({
      id: slots.put(head.id),
      title: slots.put(head.title),
      updated: slots.putInstant(writeInstant(head.updatedMs)),
      generator: GENERATOR,
      author: head.author && person(head.author, slots),
      link: slots.put(head.home),
      feed: slots.put(links.self),
      description: head.description === '' ? undefined : slots.put(head.description),
      image: head.logo && slots.put(head.logo),
      favicon: head.icon && slots.put(head.icon),
      copyright: head.rights && slots.put(head.rights),
    }),
    links: feedLinks(head, links, slots),
  }
}

/** `link` to hubs, and to the archive of RFC 5005 section 4. */
function feedLinks(head: FeedHead, links: DocumentLinks, slots: Slots<string>): string[] {
  const { prevArchive, nextArchive } = links
  // Validators take a document without neighbours that still leads to another for a faulty complete feed.
  const current = prevArchive === undefined && nextArchive === undefined ? undefined : links.current
  const archive = { current, 'prev-archive': prevArchive, 'next-archive': nextArchive }
  return [
    ...head.hubs.map((hub) => emptyElement('link', { rel: 'hub', href: slots.put(hub) })),
    ...(head.isArchive ? [emptyElement('fh:archive', {})] : []),
    ...(head.isComplete ? [emptyElement('fh:complete', {})] : []),
    ...Object.entries(archive).flatMap(([rel, address]) =>
      address === undefined ? [] : [emptyElement('link', { rel, type: MEDIA_TYPE, href: slots.put(address) })],
    ),
  ]
}

function layOutEntry({ item, links, media, language }: Given): string {
  const feed = new Feed({ title: '', updated: new Date(0) })
  feed.addItem(item)
  const layout = between('<entry>', '</entry>', tidy(feed.atom1()))
    // Titles and summaries are plain text: type text, which is the default (RFC 4287 section 3.1.1).
    .replace(/ type="html"><!\[CDATA\[([^\]]*)\]\]><\/(title|summary)>/g, '>$1</$2>')
    .replace(/<link href="[^"]*"\/>/, () => links.join('\n'))
    .replace('<entry>', () => `<entry${xmlLang(language)}>`)
    // Last, since there are readers that take it for the content where it comes before that.
    .replace('</entry>', () => [...media, '</entry>'].join('\n'))
  return `${layout}\n`
}

function given({ entry, summary, content, updated }: Shown, head: EntryHead, slots: Slots<string>): Given {
  const language = ownLanguage(entry, head)
  return {
    language: language && slots.put(language),
    links: links(entry, slots),
    media: mediaContent(entry, slots),
    item: present({
      title: slots.put(entry.title),
      id: slots.put(entry.id),
      // `links` takes its place.
      link: 'slot:',
      date: slots.putInstant(updated),
      published: slots.putInstant(writeInstant(entry.publishedMs)),
      description: summary && slots.put(summary),
      content: content && slots.put(content),
      author: authorsOf(entry, head).map((author) => person(author, slots)),
      category: category(entry, head, slots),
      copyright: entry.rights && slots.put(entry.rights),
    }),
  }
}

/** Person construct, RFC 4287 section 3.2. */
function person({ name, uri, email }: Person, slots: Slots<string>): Author {
  return present({ name: slots.put(name), email: email && slots.put(email), link: uri && slots.put(uri) })
}

/** What readers and validators take for HTML in a label, though RFC 4287 section 4.2.2.3 says that there is none. */
const LIKE_HTML = /&#?\w+;|<\/?[a-zA-Z]/

/** `category`, RFC 4287 section 4.2.2. The label is the term, and left out where it would be misread. */
function category(entry: Entry, head: EntryHead, slots: Slots<string>): Category[] {
  return entry.terms.map(({ scheme, term }) =>
    present({
      term: slots.put(term),
      scheme: slots.put(head.schemes[scheme]),
      name: LIKE_HTML.test(term) ? undefined : slots.put(term),
    }),
  )
}

/** `link`, RFC 4287 section 4.2.7: the alternate, what a link post is about, and each enclosure. */
function links({ permalink, externalUrl, enclosures }: Entry, slots: Slots<string>): string[] {
  return [
    emptyElement('link', { rel: 'alternate', type: 'text/html', href: slots.put(permalink) }),
    ...(externalUrl === undefined ? [] : [emptyElement('link', { rel: 'related', href: slots.put(externalUrl) })]),
    ...enclosures.map(({ url, type, lengthBytes, title }) =>
      emptyElement('link', {
        rel: 'enclosure',
        type: slots.put(type),
        length: lengthBytes === undefined ? undefined : slots.put(String(lengthBytes)),
        title: title && slots.put(title),
        href: slots.put(url),
      }),
    ),
  ]
}

/** `media:content` (Media RSS 1.5.1): the picture, which Atom has no link for. */
function mediaContent({ image }: Entry, slots: Slots<string>): string[] {
  return image === undefined ? [] : [emptyElement('media:content', { url: slots.put(image), medium: 'image' })]
}

/** `xml:lang`, RFC 4287 section 2, on the element whose name stands before it; `language` is a token. */
function xmlLang(language: string | undefined): string {
  return language === undefined ? '' : ` xml:lang="${language}"`
}
