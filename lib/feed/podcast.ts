/**
 * What makes an RSS feed a podcast: the tags of Apple's namespace, which directories ask for, and of Podcasting 2.0.
 * See https://help.apple.com/itc/podcasts_connect/#/itcb54353390 and https://podcasting2.org/docs/podcast-namespace.
 *
 * A feed is a podcast where an entry has something to hear or to see. Apple's tags mean little without a category, and
 * validators say so; so they are there where the settings give one.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Extension } from 'feed'
import type { Enclosure, Entry, Episode } from '../model/entry.js'
import { type EntryHead, enclosuresOf, type FeedHead, isEpisode } from './feed-head.js'
import { extension } from './layout.js'
import type { Slots } from './slots.js'
import { emptyElement, textElement } from './xml-text.js'

/** Returns the elements of a channel. */
export function channelPodcast(head: FeedHead, slots: Slots<string>): string[] {
  const { show, author } = head
  if (show === undefined) return []
  const { podcast, guid, image } = show
  const guidElement = textElement('podcast:guid', slots.put(guid))
  if (podcast === undefined) return [guidElement]
  const { category, subcategory, explicit, type, locked } = podcast
  const second = subcategory && emptyElement('itunes:category', { text: slots.put(subcategory) })
  return [
    textElement('itunes:author', slots.put(author?.name ?? head.publisher.name)),
    ...(image === undefined ? [] : [emptyElement('itunes:image', { href: slots.put(image) })]),
    second
      ? textElement('itunes:category', second, { text: slots.put(category) })
      : emptyElement('itunes:category', { text: slots.put(category) }),
    textElement('itunes:explicit', String(explicit)),
    textElement('itunes:type', type),
    ...owner(head, slots),
    guidElement,
    textElement('podcast:locked', locked ? 'yes' : 'no', { owner: author?.email && slots.put(author.email) }),
  ]
}

/** `itunes:owner`: whom directories write to; it is nobody without an address. */
function owner({ author }: FeedHead, slots: Slots<string>): string[] {
  if (author?.email === undefined) return []
  const name = textElement('itunes:name', slots.put(author.name))
  const email = textElement('itunes:email', slots.put(author.email))
  return [textElement('itunes:owner', name + email)]
}

/** Returns the elements of an item. */
export function itemPodcast(entry: Entry, head: EntryHead, slots: Slots<string>): Extension[] {
  if (!isEpisode(entry)) return []
  const apple = head.isForDirectories ? itemApple(entry, slots) : []
  return entry.episode === undefined ? apple : [...apple, ...itemPodcasting2(entry.episode, slots)]
}

/** Without `itunes:author`, which Apple knows of channels alone: readers take it for one author more. */
function itemApple(entry: Entry, slots: Slots<string>): Extension[] {
  const { episode, image } = entry
  return [
    ...(image === undefined ? [] : [extension('itunes:image', { _attributes: { href: slots.put(image) } })]),
    ...maybe('itunes:duration', duration(enclosuresOf(entry)[0])),
    ...maybe('itunes:season', episode?.season),
    ...maybe('itunes:episode', episode?.number),
    ...maybe('itunes:episodeType', episode?.type),
    ...maybe('itunes:explicit', episode?.explicit),
  ]

  function maybe(name: string, value: string | number | boolean | undefined): Extension[] {
    return value === undefined ? [] : [extension(name, { _text: slots.put(String(value)) })]
  }
}

/** `itunes:duration`, in whole seconds. */
function duration(enclosure: Enclosure | undefined): number | undefined {
  return enclosure?.durationSeconds === undefined ? undefined : Math.round(enclosure.durationSeconds)
}

function itemPodcasting2({ transcripts, chapters, persons }: Episode, slots: Slots<string>): Extension[] {
  const found = [
    ...transcripts.map(({ url, type, language }) => ({
      name: 'podcast:transcript',
      value: { _attributes: { url: slots.put(url), type: slots.put(type), language: language && slots.put(language) } },
    })),
    ...(chapters === undefined ? [] : [chapters]).map((url) => ({
      name: 'podcast:chapters',
      value: { _attributes: { url: slots.put(url), type: 'application/json+chapters' } },
    })),
    ...persons.map(({ name, role, uri, image }) => ({
      name: 'podcast:person',
      value: {
        _attributes: {
          // The role's names in the namespace are in lower case.
          role: role && slots.put(role.toLowerCase()),
          href: uri && slots.put(uri),
          img: image && slots.put(image),
        },
        _text: slots.put(name),
      },
    })),
  ]
  const names = [...new Set(found.map(({ name }) => name))]
  return names.map((name) =>
    extension(
      name,
      found.filter((one) => one.name === name).map(({ value }) => value),
    ),
  )
}
