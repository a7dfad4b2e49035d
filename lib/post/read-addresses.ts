/**
 * The addresses of a post: slug, permalink, id, the page it is about, its pictures.
 *
 * Each function reads one of them, and says what is wrong with it to the log. What is missing is undefined.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { idOfGuid } from '../model/bare-guid.js'
import type { Settings } from '../model/settings.js'
import { oneLine, xmlText } from '../model/text.js'
import { shorten } from '../settings/excerpt.js'
import { templateFault } from '../settings/permalink-template.js'
import { describeValue, type Value } from '../settings/value.js'
import type { Field } from './fields.js'
import { textIn } from './fields.js'
import type { Reading } from './reading.js'
import { slugify } from './slugify.js'
import { httpUrl } from './web-address.js'

/** RFC 3987 section 2.2, as far as a program that only compares ids has to know it. */
const IRI = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const ADDRESS_HINT = 'write an address such as https://example.com/page'

/** The `slug` of front matter, else the file name’s. */
export function readSlug({ fields, key, settings, log }: Reading): string {
  const field = fields.first('slug')
  const named = cleanSlug(key.slug) || slugify(key.basename, 'default') || 'post'
  if (field === undefined) return named
  const { value } = field
  if (value.kind !== 'scalar') {
    log.reject(
      field.key,
      value.place,
      `found ${describeValue(value)}, expected text`,
      'write a line such as slug: my-post',
    )
    return named
  }
  const slug = cleanSlug(value.text)
  const most = settings.limits.permalinkLength
  if (slug.length > most) {
    const message = `has ${slug.length} characters; at most ${most} are taken`
    log.reject(field.key, value.place, message, 'write a shorter one')
  }
  return slug === '' ? named : slug
}

/** Steps up and empty steps would make an address of another place. */
function cleanSlug(text: string): string {
  const steps = oneLine(text).split(/[/\\]/)
  return steps.filter((step) => !/^[.\s]*$/.test(step)).join('/')
}

/** The permalink of front matter: a template without faults, or an absolute http(s) URL. */
export function readPermalink({ fields, settings, log }: Reading): string | undefined {
  const field = fields.first('permalink', 'url', 'path')
  if (field === undefined) return undefined
  const { key, value } = field
  const hint = 'write a path such as /about/ or a template such as /:year/:title/'
  // Eleventy's `permalink: false` is for pages that have none; an entry must point somewhere.
  if (value.kind === 'scalar' && value.type === 'boolean') return undefined
  if (value.kind !== 'scalar') {
    log.reject(key, value.place, `found ${describeValue(value)}, expected text`, hint)
    return undefined
  }
  const permalink = oneLine(value.text)
  if (permalink === '') return undefined
  const most = settings.limits.permalinkLength
  if (permalink.length > most) {
    log.reject(key, value.place, `has ${permalink.length} characters; at most ${most} are taken`, hint)
    return undefined
  }
  if (/\{\{|\{%|\$\{/.test(permalink)) {
    log.reject(key, value.place, 'is a template of another program', hint)
    return undefined
  }
  if (/^https?:\/\//i.test(permalink)) {
    if (URL.canParse(permalink)) return permalink
    log.reject(key, value.place, `${JSON.stringify(shorten(permalink, 80))} is no address`, hint)
    return undefined
  }
  const fault = templateFault(permalink)
  if (fault === undefined) return permalink
  log.reject(key, value.place, fault.message, fault.hint)
  return undefined
}

/** The address that the post names as its own page's, such as that of the first publication elsewhere. */
export function readCanonical({ fields, settings, log }: Reading): string | undefined {
  const field = fields.first('canonicalurl', 'canonical')
  return field && addressOf(field, `${settings.url}${settings.baseurl}/`, log)
}

/** The page that a link post is about. Jekyll's themes write `link`, which may also be an address of the site itself. */
export function readExternalUrl({ fields, log }: Reading): string | undefined {
  const field = fields.first('externalurl', 'linkurl', 'link')
  if (field === undefined) return undefined
  if (field.key.toLowerCase() === 'link' && !/^https?:\/\//i.test(textOf(field.value))) return undefined
  return addressOf(field, undefined, log)
}

function addressOf({ key, value }: Field, base: string | undefined, log: Reading['log']): string | undefined {
  const text = textOf(value)
  if (text === '' && value.kind === 'scalar') return undefined
  const url =
    base === undefined && !/^(?:https?:)?\/\//i.test(text) ? undefined : httpUrl(text, base ?? 'https://x.invalid/')
  if (url === undefined)
    log.warn(key, value.place, `${describeValue(value)} is no address, and is left out`, ADDRESS_HINT)
  return url
}

/**
 * The id that the post gives itself: an IRI as RFC 4287 section 4.2.6 asks for, kept to the letter, a UUID, or a
 * `guid` of another program's RSS that is neither.
 * `id` has other meanings elsewhere, so what is no IRI is passed over there without a word.
 */
export function readId({ fields, settings, log }: Reading): string | undefined {
  const field = fields.first('guid', 'id')
  if (field === undefined) return undefined
  const { key, value } = field
  const text = xmlText(textOf(value))
  if (UUID.test(text)) return `urn:uuid:${text.toLowerCase()}`
  if (IRI.test(text) && text.length <= settings.limits.permalinkLength) return text
  if (key.toLowerCase() === 'guid' && text !== '') {
    const bare = idOfGuid(text)
    if (bare !== undefined) return bare
    const hint = 'write an address, a UUID, or letters, digits, dots, hyphens and underscores alone'
    log.warn(key, value.place, `${describeValue(value)} is no id that Atom can have, and is left out`, hint)
  }
  return undefined
}

/** The names of a post's picture, the ones that mean just that first. */
const IMAGES = [
  ...['image', 'images', 'cover', 'coverimage', 'featuredimage', 'heroimage', 'hero', 'thumbnail', 'thumb', 'ogimage'],
  ...['socialimage', 'teaser', 'header', 'photo'],
]

/** The picture of the post: an absolute http(s) URL. */
export function readImage(reading: Reading, permalink: string): string | undefined {
  return pictureOf(reading.fields.first(...IMAGES), reading, permalink)
}

/** A wide picture for the top of the post. */
export function readBanner(reading: Reading, permalink: string): string | undefined {
  return pictureOf(reading.fields.first('banner', 'bannerimage'), reading, permalink)
}

function pictureOf(field: Field | undefined, { settings, log }: Reading, permalink: string): string | undefined {
  if (field === undefined) return undefined
  const { key, value } = field
  const text = pictureText(value)
  if (text === '') return undefined
  const picture = siteUrl(text, settings, permalink)
  if (picture === undefined) {
    const shown = value.kind === 'scalar' ? describeValue(value) : `the text ${JSON.stringify(text.slice(0, 80))}`
    log.warn(key, value.place, `${shown} is no address of a picture, and is left out`)
  }
  return picture
}

/** Obsidian writes a picture as a link between brackets. */
function pictureText(value: Value): string {
  const first = value.kind === 'list' ? value.items[0] : value
  if (first === undefined) return ''
  if (first.kind === 'mapping') return textIn(first, 'path', 'url', 'src', 'image', 'teaser', 'file', 'feature') ?? ''
  return textOf(first).replace(/^!?\[\[([^\]|]+)(?:\|[^\]]*)?\]\]$/, '$1')
}

/**
 * Returns the absolute http(s) URL of `address`. A path is one below the site's address, as in Jekyll's plugins, unless
 * it starts with a dot: then it is one beside the post's page.
 */
export function siteUrl(
  address: string,
  { url, baseurl }: Pick<Settings, 'url' | 'baseurl'>,
  permalink: string,
): string | undefined {
  if (/^\.\.?\//.test(address)) return httpUrl(address, permalink)
  const atRoot = address.startsWith('/') && !address.startsWith('//')
  const path = atRoot && !address.startsWith(`${baseurl}/`) ? baseurl + address : address
  return httpUrl(path, `${url}${baseurl}/`)
}

function textOf(value: Value): string {
  return value.kind === 'scalar' ? value.text.trim() : ''
}
