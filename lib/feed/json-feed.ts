/**
 * JSON Feed 1.1 documents (https://www.jsonfeed.org/version/1.1/).
 *
 * `feed` lays out version 1; what 1.1 adds is given to it as extensions. See `slots.ts` for how values are put in. Here
 * a slot holds any JSON value, and an entry stands on a line of its own.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { type Extension, Feed, type Item } from 'feed'
import type { Enclosure, Entry, Person } from '../model/entry.js'
import { cleanText } from './clean-text.js'
import { entryText } from './entry-text.js'
import { authorsOf, type FeedHead, ownLanguage } from './feed-head.js'
import { extension, tidy } from './layout.js'
import { present } from './present.js'
import { Slots } from './slots.js'

const VERSION = 'https://jsonfeed.org/version/1.1'

/** Returns the JSON Feed 1.1 document of the feed. */
export function renderJsonFeed(head: FeedHead, entries: readonly Entry[]): string {
  const slots = new Slots<unknown>()
  const feed = new Feed(
    present({
      title: slots.put(head.title),
      link: slots.put(head.home),
      feedLinks: { json: slots.put(head.self['feed.json']) },
      description: head.description === '' ? undefined : slots.put(head.description),
    }),
  )
  feed.addExtension(extension('version', VERSION))
  feed.addExtension(extension('language', slots.put(head.language)))
  if (head.author !== undefined) feed.addExtension(extension('authors', slots.put([author(head.author)])))
  for (const entry of entries) feed.addItem(item(entry, head, slots))
  return slots.fill(correct(feed.json1()), [{ around: ['"', '"'], write: json }])
}

function correct(layout: string): string {
  return `${tidy(layout)
    .replaceAll('": ', '":')
    .replace(/\n(?!\{)/g, '')}\n`
}

function json(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => (typeof member === 'string' ? cleanText(member) : member))
}

function item(entry: Entry, head: FeedHead, slots: Slots<unknown>): Item {
  const { summary, content } = entryText(entry, head.content)
  return present({
    id: slots.put(entry.id),
    link: slots.put(entry.permalink),
    title: slots.put(entry.title),
    // `feed` calls these content_html and summary, but a description alone content_html.
    content: content && slots.put(content),
    description: content && summary && slots.put(summary),
    image: entry.image && slots.put(entry.image),
    date: new Date(entry.updatedMs),
    published: new Date(entry.publishedMs),
    category: entry.terms.length > 0 ? tags(entry).map((name) => ({ name: slots.put(name) })) : undefined,
    extensions: [
      ...(content === undefined && summary !== undefined ? contentText(summary, slots) : []),
      extension('authors', slots.put(authorsOf(entry, head).map(author))),
      ...language(entry, head, slots),
      ...attachments(entry, slots),
    ],
  })
}

/** `content_text`, which an item without `content_html` must have, and `summary`, which lists of items show. */
function contentText(summary: string, slots: Slots<unknown>): Extension[] {
  return [extension('content_text', slots.put(summary)), extension('summary', slots.put(summary))]
}

/** `authors`: of e-mail addresses JSON Feed knows only as a URL. */
function author({ name, uri, email, avatar }: Person): object {
  return { name, url: uri ?? (email && `mailto:${encodeURI(email)}`), avatar }
}

/** `tags`: a category and a tag of one name are one. */
function tags({ terms }: Entry): string[] {
  return [...new Set(terms.map(({ term }) => term))]
}

/** `language`, where it is another than the feed's. */
function language(entry: Entry, head: FeedHead, slots: Slots<unknown>): Extension[] {
  const own = ownLanguage(entry, head)
  return own === undefined ? [] : [extension('language', slots.put(own))]
}

/** `attachments`: the enclosures. */
function attachments({ enclosures }: Entry, slots: Slots<unknown>): Extension[] {
  return enclosures.length === 0 ? [] : [extension('attachments', slots.put(enclosures.map(attachment)))]
}

function attachment({ url, type, title, lengthBytes, durationSeconds }: Enclosure): object {
  return {
    url,
    mime_type: type,
    title,
    size_in_bytes: lengthBytes,
    duration_in_seconds: durationSeconds,
  }
}
