/**
 * Recordings that come with a post: `enclosure`, `audio`, `video` and their kin.
 *
 * Each is an address, a mapping, or a list of those. The media type is that of the extension where the post says none;
 * what has neither, such as the page of a video, is no file that readers can play, and is left out with a warning. What is
 * left out of one that lies on the site may be known of the object itself, and comes back as incomplete.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import mime from 'mime'
import type { Enclosure } from '../model/entry.js'
import { oneLine } from '../model/text.js'
import { describeValue, type Value } from '../settings/value.js'
import { type Field, textIn } from './fields.js'
import { objectKeyOf } from './object-key.js'
import type { IncompleteEnclosure } from './parsed-post.js'
import { siteUrl } from './read-addresses.js'
import type { Reading } from './reading.js'

const NAMES = [
  ...['enclosure', 'enclosures', 'attachment', 'attachments', 'audio', 'video', 'podcast', 'podcastfile', 'audiofile'],
  ...['audiourl', 'videourl', 'podcasturl', 'mp3', 'file'],
]
const LENGTHS = ['length', 'lengthbytes', 'size', 'bytes', 'filesize']
const DURATIONS = ['duration', 'durationseconds', 'durationinseconds', 'itunesduration']
/** What themes write beside an address rather than in a mapping with it. */
const OUTER_LENGTHS = ['enclosurelength', 'audiolength', 'podcastbytes', 'bytes', 'length', 'filesize']
const OUTER_TYPES = ['enclosuretype', 'audiotype', 'mimetype']
const OUTER_DURATIONS = [...DURATIONS, 'audioduration', 'podcastduration']
const TYPE_HINT = 'write a mapping with url and type, such as {url: /a.mp3, type: audio/mpeg}'
const LENGTH_HINT = 'upload it, or write a mapping with its length in bytes, such as {url: /a.mp3, length: 12345678}'
const MEDIA_TYPE = /^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*$/i

export interface FoundEnclosures {
  readonly enclosures: readonly Enclosure[]
  readonly incomplete: readonly IncompleteEnclosure[]
}

type Found = Pick<IncompleteEnclosure, 'enclosure'> & Partial<Pick<IncompleteEnclosure, 'objectKey' | 'problem'>>

/** Returns the recordings of the post whose page is `permalink`, none twice. */
export function readEnclosures(reading: Reading, permalink: string): FoundEnclosures {
  const { fields, settings, log } = reading
  const found = new Map<string, Found>()
  for (const name of NAMES) {
    const field = fields.first(name)
    if (field === undefined) continue
    for (const value of field.value.kind === 'list' ? field.value.items : [field.value]) {
      const enclosure = readEnclosure({ key: field.key, value }, found.size === 0, reading, permalink)
      if (enclosure !== undefined && !found.has(enclosure.enclosure.url)) found.set(enclosure.enclosure.url, enclosure)
      if (found.size > settings.limits.enclosures) {
        const message = `there are more than ${settings.limits.enclosures} recordings`
        log.reject(field.key, field.value.place, message, 'use fewer')
        return { enclosures: [], incomplete: [] }
      }
    }
  }
  return sorted([...found.values()])
}

function sorted(found: readonly Found[]): FoundEnclosures {
  const enclosures: Enclosure[] = []
  const incomplete: IncompleteEnclosure[] = []
  for (const { enclosure, objectKey, problem } of found) {
    if (objectKey !== undefined && problem !== undefined)
      incomplete.push({ enclosure, at: enclosures.length, objectKey, problem })
    const { type } = enclosure
    if (type !== undefined) enclosures.push({ ...enclosure, type })
  }
  return { enclosures, incomplete }
}

function readEnclosure(
  { key, value }: Field,
  isFirst: boolean,
  reading: Reading,
  permalink: string,
): Found | undefined {
  const { fields, settings, log } = reading
  // `audio: true` asks a theme for a player.
  if (value.kind === 'list' || (value.kind === 'scalar' && value.type !== 'text')) return undefined
  const inMapping = (names: readonly string[]): string | undefined =>
    value.kind === 'mapping' ? textIn(value, ...names) : undefined
  const outside = (names: readonly string[]): string | undefined => {
    const outer = isFirst ? fields.first(...names)?.value : undefined
    return outer?.kind === 'scalar' ? outer.text.trim() : undefined
  }
  const address =
    value.kind === 'scalar'
      ? value.text.trim()
      : inMapping(['url', 'src', 'href', 'link', 'path', 'file', 'mp3', 'm4a', 'ogg', 'opus'])
  if (address === undefined || address === '') return undefined
  const url = siteUrl(address, settings, permalink)
  if (url === undefined) {
    log.warn(key, value.place, `${describeText(address)} is no address of a recording, and is left out`)
    return undefined
  }
  const given = inMapping(['type', 'mimetype', 'mediatype']) ?? outside(OUTER_TYPES)
  const type = given !== undefined && MEDIA_TYPE.test(given) ? given.toLowerCase() : typeOf(url)
  const objectKey = objectKeyOf(url, settings)
  const untyped = `${describeText(address)} has no extension that tells its type, and is left out`
  if (type === undefined && objectKey === undefined) {
    log.warn(key, value.place, untyped, TYPE_HINT)
    return undefined
  }
  const lengthBytes = wholeNumber(inMapping(LENGTHS) ?? outside(OUTER_LENGTHS))
  const durationSeconds = parseDuration(inMapping(DURATIONS) ?? outside(OUTER_DURATIONS) ?? '')
  const title = oneLine(inMapping(['title', 'name']) ?? '')
  const enclosure = {
    url,
    ...(type !== undefined && { type }),
    ...(lengthBytes !== undefined && { lengthBytes }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(title !== '' && { title }),
  }
  if (objectKey === undefined || (type !== undefined && lengthBytes !== undefined)) return { enclosure }
  const unmeasured = `there is no ${objectKey} in the content bucket, so the length of the recording is not known`
  const problem =
    type === undefined
      ? log.problem(key, value.place, untyped, TYPE_HINT)
      : log.problem(key, value.place, unmeasured, LENGTH_HINT)
  return { enclosure, objectKey, problem }
}

function typeOf(url: string): string | undefined {
  const type = mime.getType(new URL(url).pathname)
  return type === null || type === 'text/html' ? undefined : type
}

/** `12345`, `12,345` and `12_345` are the same number of bytes. */
function wholeNumber(text: string | undefined): number | undefined {
  const digits = text?.replace(/[,_\s]/g, '')
  if (digits === undefined || !/^\d{1,15}$/.test(digits)) return undefined
  return Number(digits)
}

/** Returns the seconds of `1834`, `30:34`, `1:02:03` or ISO 8601's `PT1H2M3S`; undefined where it is none of these. */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,7}(?:\.\d+)?$/.test(text)) return Math.round(Number(text))
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.\d+)?$/.exec(text)
  const iso = /^PT(?=\d)(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})(?:\.\d+)?S)?$/i.exec(text)
  const [, hours = 0, minutes = 0, seconds = 0] = clock ?? iso ?? []
  return clock === null && iso === null ? undefined : Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}

function describeText(text: string): string {
  return describeValue({ kind: 'scalar', type: 'text', text, place: { line: 1, column: 1 } } satisfies Value)
}
