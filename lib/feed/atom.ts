/**
 * Atom 1.0 documents (RFC 4287), with `media:content` for pictures.
 *
 * `feed` lays the document out; see `slots.ts` for how, and `tests/feed/faults.test.ts` for what is put right.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { type Author, type Category, Feed, type Item } from 'feed'
import type { Entry, Person } from '../model/entry.js'
import { writeUpdated } from './atom-updated.js'
import { entryText } from './entry-text.js'
import { authorsOf, type FeedHead, GENERATOR, ownLanguage } from './feed-head.js'
import { tidy } from './layout.js'
import { present } from './present.js'
import { Slots } from './slots.js'
import { emptyElement, fillXml, namespaces } from './xml-text.js'

/** Returns the Atom 1.0 document of the feed. */
export function renderAtom(head: FeedHead, entries: readonly Entry[]): string {
  const slots = new Slots<string>()
  const feed = new Feed(
    present({
      id: slots.put(head.id),
      title: slots.put(head.title),
      updated: head.updated,
      generator: GENERATOR,
      author: head.author && person(head.author, slots),
      link: slots.put(head.home),
      feed: slots.put(head.self['atom.xml']),
      description: head.description === '' ? undefined : slots.put(head.description),
    }),
  )
  for (const entry of entries) feed.addItem(item(entry, head, slots))
  return fillXml(correct(feed.atom1(), head, entries, slots), slots)
}

function correct(layout: string, head: FeedHead, entries: readonly Entry[], slots: Slots<string>): string {
  const plain = tidy(layout)
    // Titles and summaries are plain text: type text, which is the default (RFC 4287 section 3.1.1).
    .replace(/ type="html"><!\[CDATA\[([^\]]*)\]\]><\/(title|summary)>/g, '>$1</$2>')
    .replace('<link rel="alternate" ', '<link rel="alternate" type="text/html" ')
    .replace('<link rel="self" ', '<link rel="self" type="application/atom+xml" ')
  const [opening = '', ...closings] = plain.split('<entry>')
  if (closings.length !== entries.length) throw new RangeError('the layout holds each entry once')
  const updated = writeUpdated(entries.map(({ updatedMs }) => updatedMs))
  const corrected = entries.map((entry, at) => {
    const children = (closings[at] ?? '')
      .replace(/<link href="[^"]*"\/>/, () => links(entry, slots).join('\n'))
      .replace(/<updated>[^<]*/, () => `<updated>${updated[at]}`)
    return `<entry${xmlLang(ownLanguage(entry, head), slots)}>${children}`
  })
  const body = corrected.join('')
  const attributes = namespaces(body) + xmlLang(head.language, slots)
  return `${opening.replace(/<feed [^>]*/, (element) => element + attributes)}${body}\n`
}

function item(entry: Entry, head: FeedHead, slots: Slots<string>): Item {
  const { summary, content } = entryText(entry, head.content)
  return present({
    title: slots.put(entry.title),
    id: slots.put(entry.id),
    link: slots.put(entry.permalink),
    date: new Date(entry.updatedMs),
    published: new Date(entry.publishedMs),
    description: summary && slots.put(summary),
    content: content && slots.put(content),
    author: authorsOf(entry, head).map((author) => person(author, slots)),
    category: category(entry, head, slots),
  })
}

/** Person construct, RFC 4287 section 3.2. */
function person({ name, uri, email }: Person, slots: Slots<string>): Author {
  return present({ name: slots.put(name), email: email && slots.put(email), link: uri && slots.put(uri) })
}

/** `category`, RFC 4287 section 4.2.2. */
function category(entry: Entry, head: FeedHead, slots: Slots<string>): Category[] {
  return entry.terms.map(({ scheme, term }) => ({
    term: slots.put(term),
    scheme: slots.put(head.schemes[scheme]),
    name: slots.put(term),
  }))
}

/** `link`, RFC 4287 section 4.2.7: the alternate, each enclosure; and the picture, which Atom has no link for. */
function links({ permalink, enclosures, image }: Entry, slots: Slots<string>): string[] {
  return [
    emptyElement('link', { rel: 'alternate', type: 'text/html', href: slots.put(permalink) }),
    ...enclosures.map(({ url, type, lengthBytes, title }) =>
      emptyElement('link', {
        rel: 'enclosure',
        type: slots.put(type),
        length: lengthBytes,
        title: title && slots.put(title),
        href: slots.put(url),
      }),
    ),
    ...(image === undefined ? [] : [emptyElement('media:content', { url: slots.put(image), medium: 'image' })]),
  ]
}

/** `xml:lang`, RFC 4287 section 2, on the element whose name stands before it. */
function xmlLang(language: string | undefined, slots: Slots<string>): string {
  return language === undefined ? '' : ` xml:lang="${slots.put(language)}"`
}
