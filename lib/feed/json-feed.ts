/**
 * JSON Feed 1.1 documents (https://www.jsonfeed.org/version/1.1/).
 *
 * `feed` lays out version 1; what 1.1 adds is given to it as extensions. See `slots.ts` for how values are put in. Here
 * a slot holds any JSON value, and an entry stands on a line of its own.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { type Extension, Feed, type FeedOptions, type Item } from 'feed'
import { guidOf } from '../model/bare-guid.js'
import type { Enclosure, Entry, Person } from '../model/entry.js'
import { type DocumentWriter, joined } from './document-writer.js'
import { EntryTexts } from './entry-texts.js'
import { authorsOf, type DocumentLinks, type EntryHead, type FeedHead, ownLanguage } from './feed-head.js'
import { writeInstant } from './instant.js'
import { extension } from './layout.js'
import { present } from './present.js'
import type { Shown } from './shown.js'
import { Layouts, type Place, Slots } from './slots.js'

const VERSION = 'https://jsonfeed.org/version/1.1'
const JSON_PLACES: readonly Place<unknown>[] = [{ around: ['"', '"'], write: (value) => JSON.stringify(value) }]

/** What `feed` is given of a feed. */
interface GivenFeed {
  readonly options: FeedOptions
  readonly extensions: readonly Extension[]
}

const FEEDS = new Layouts<unknown, GivenFeed>(layOutFeed, JSON_PLACES)
const ITEMS = new EntryTexts<unknown, Item>(layOutItem, JSON_PLACES, item)

/** Returns the writer of a feed's JSON Feed 1.1 documents. */
export function jsonFeedWriter(head: FeedHead): DocumentWriter {
  return {
    entry: ITEMS.writer(head).write,
    document(entries, links) {
      const slots = new Slots<unknown>()
      const opening = FEEDS.template(givenFeed(head, links, slots)).fill(slots.values)
      return joined(entries.length === 0 ? opening : `${opening}\n`, entries, ']}\n', ',\n')
    },
  }
}

/** Returns what stands before the items. */
function layOutFeed({ options, extensions }: GivenFeed): string {
  const feed = new Feed(options)
  for (const added of extensions) feed.addExtension(added)
  // `items` comes last, and is empty.
  return compact(feed).slice(0, -']}'.length)
}

function givenFeed(head: FeedHead, links: DocumentLinks, slots: Slots<unknown>): GivenFeed {
  const more = {
    version: VERSION,
    next_url: links.prevArchive,
    favicon: head.icon,
    language: head.language,
    authors: head.author && [author(head.author)],
    hubs: head.hubs.length === 0 ? undefined : head.hubs.map((url) => ({ type: 'WebSub', url })),
  }
  return {
    options: present({
      title: slots.put(head.title),
      link: slots.put(head.home),
      // It names the feed, whichever of its documents this is.
      feedLinks: { json: slots.put(links.current ?? links.self) },
      description: head.description === '' ? undefined : slots.put(head.description),
      // `feed` calls it icon: large, where `favicon` is small.
      image: head.logo && slots.put(head.logo),
    }),
    extensions: extensions(more, slots),
  }
}

function layOutItem(item: Item): string {
  const feed = new Feed({ title: '' })
  feed.addItem(item)
  return JSON.stringify(JSON.parse(feed.json1()).items[0])
}

function compact(feed: Feed): string {
  return JSON.stringify(JSON.parse(feed.json1()))
}

function item({ entry, summary, content }: Shown, head: EntryHead, slots: Slots<unknown>): Item {
  const more = {
    // What an item without `content_html` must have, and what lists of items show.
    ...(content === undefined && { content_text: summary, summary }),
    external_url: entry.externalUrl,
    banner_image: entry.banner,
    authors: authorsOf(entry, head).map(author),
    language: ownLanguage(entry, head),
    attachments: entry.enclosures.length === 0 ? undefined : entry.enclosures.map(attachment),
  }
  return present({
    id: slots.put(guidOf(entry.id)),
    link: slots.put(entry.permalink),
    title: slots.put(entry.title),
    // `feed` calls these content_html and summary, but a description alone content_html.
    content: content && slots.put(content),
    description: content && summary && slots.put(summary),
    image: entry.image && slots.put(entry.image),
    date: slots.putInstant(writeInstant(entry.updatedMs)),
    published: slots.putInstant(writeInstant(entry.publishedMs)),
    category: entry.terms.length > 0 ? tags(entry).map((name) => ({ name: slots.put(name) })) : undefined,
    extensions: extensions(more, slots),
  })
}

/** Returns the members of `values` that are there, in the form that `feed` takes for what it has no word for. */
function extensions(values: object, slots: Slots<unknown>): Extension[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [extension(name, slots.put(value))],
  )
}

/** `authors`: of e-mail addresses JSON Feed knows only as a URL. */
function author({ name, uri, email, avatar }: Person): object {
  return { name, url: uri ?? (email && `mailto:${encodeURI(email)}`), avatar }
}

/** `tags`: a category and a tag of one name are one. */
function tags({ terms }: Entry): string[] {
  return [...new Set(terms.map(({ term }) => term))]
}

/** An item of `attachments`: an enclosure. */
function attachment({ url, type, title, lengthBytes, durationSeconds }: Enclosure): object {
  return {
    url,
    mime_type: type,
    title,
    size_in_bytes: lengthBytes,
    duration_in_seconds: durationSeconds,
  }
}
