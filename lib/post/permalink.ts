/**
 * Permalinks and ids, as Jekyll and jekyll-feed make them, so that a site that moves keeps both.
 *
 * A permalink is the site's address and a template with its placeholders filled in; an id is the permalink's folder
 * and the post's slug. Every character that RFC 3986 section 3.3 does not allow in a path is percent-encoded.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { Temporal } from 'temporal-polyfill'
import type { Settings } from '../model/settings.js'
import { fillTemplate, type Placeholder } from '../settings/permalink-template.js'
import type { PostKey } from './post-key.js'
import { slugify } from './slugify.js'
import { zoneOffsetMs } from './zone-offset.js'

/** What a permalink is made of. */
export interface PermalinkParts {
  readonly key: PostKey
  readonly publishedMs: number
  /** The post's categories, those of its folders first. */
  readonly categories: readonly string[]
  /** The `slug` of front matter; else the file name's. */
  readonly slug: string
}

/** The absolute address of the page, and the id that jekyll-feed gives to it. */
export interface Permalink {
  readonly permalink: string
  readonly id: string
}

type Site = Pick<Settings, 'url' | 'baseurl' | 'timeZone'>

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** Returns the permalink by `template`, which has no fault, and the id that goes with it. */
export function permalinkOf(template: string, parts: PermalinkParts, site: Site): Permalink {
  const { key, publishedMs, categories, slug } = parts
  const { timeZone } = site
  const local = new Date(publishedMs + zoneOffsetMs(publishedMs, timeZone))
  const filling: Filling = { key, publishedMs, categories, slug, timeZone, local }
  const path = cleanPath(fillTemplate(template, (placeholder) => encodeAll(VALUES[placeholder](filling))))
  const page = path.replace(/\/+$/, '')
  const folder = page.slice(0, page.lastIndexOf('/') + 1)
  return { permalink: onSite(path, site), id: onSite(`${folder}/${slug}`, site) }
}

/** Steps of letters, digits and signs that stay as they are in an address; none is `.` or `..`. */
const PLAIN_PATH = /^(?:\/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?)+$/

const PLAIN_STEP = /^[A-Za-z0-9_~.-]*$/

/** Returns the URL of `path` below the site's address. */
function onSite(path: string, { url, baseurl }: Site): string {
  const whole = `${baseurl}/${path}`.replace(/\/+/g, '/')
  // Most paths are as they have to be, and taking an address apart and putting it together takes long.
  if (PLAIN_PATH.test(whole) && isOrigin(url)) return url + whole
  return new URL(encodeRest(whole), url).href
}

let origin = ''

/** Tells whether `url` stays as it is when it is taken apart. All posts of a site have one and the same. */
function isOrigin(url: string): boolean {
  if (url === origin) return true
  if (new URL(url).origin !== url) return false
  origin = url
  return true
}

const UNCLEAN = /\.\.|\.\/|\/\//

/** Jekyll's `sanitize_url`: no step up, no empty step. */
function cleanPath(path: string): string {
  const whole = `/${path}`
  return UNCLEAN.test(whole) ? whole.replaceAll('..', '/').replaceAll('./', '').replace(/\/+/g, '/') : whole
}

/** What the placeholders of one post are made from. */
interface Filling extends PermalinkParts {
  readonly timeZone: string
  /** Local time, read as if it were UTC. */
  readonly local: Date
}

const two = (value: number): string => String(value).padStart(2, '0')
const monthName = ({ local }: Filling): string => MONTHS[local.getUTCMonth()] ?? ''
const dayName = ({ local }: Filling): string => DAYS[local.getUTCDay()] ?? ''
/** Few templates ask for what takes long. */
const calendar = ({ publishedMs, timeZone }: Filling) =>
  Temporal.Instant.fromEpochMilliseconds(publishedMs).toZonedDateTimeISO(timeZone)

const VALUES: Readonly<Record<Placeholder, (filling: Filling) => string>> = {
  basename: ({ key }) => key.basename,
  categories: ({ categories }) => distinct(categories.map((category) => category.toLowerCase())),
  collection: () => 'posts',
  day: ({ local }) => two(local.getUTCDate()),
  hour: ({ local }) => two(local.getUTCHours()),
  i_day: ({ local }) => String(local.getUTCDate()),
  i_month: ({ local }) => String(local.getUTCMonth() + 1),
  long_day: dayName,
  long_month: monthName,
  minute: ({ local }) => two(local.getUTCMinutes()),
  month: ({ local }) => two(local.getUTCMonth() + 1),
  name: ({ key }) => slugify(key.basename, 'default'),
  output_ext: () => '.html',
  path: ({ key }) => key.path,
  second: ({ local }) => two(local.getUTCSeconds()),
  short_day: (filling) => dayName(filling).slice(0, 3),
  short_month: (filling) => monthName(filling).slice(0, 3),
  short_year: ({ local }) => two(local.getUTCFullYear() % 100),
  slug: ({ slug }) => slugify(slug, 'default') || bare(slug),
  slugified_categories: ({ categories }) => distinct(categories.map((category) => slugify(category, 'default'))),
  title: ({ slug }) => slugify(slug, 'pretty') || bare(slug),
  w_day: ({ local }) => String(local.getUTCDay() === 0 ? 7 : local.getUTCDay()),
  w_year: (filling) => String(calendar(filling).yearOfWeek ?? filling.local.getUTCFullYear()),
  week: (filling) => two(calendar(filling).weekOfYear ?? 0),
  y_day: (filling) => String(calendar(filling).dayOfYear).padStart(3, '0'),
  year: ({ local }) => String(local.getUTCFullYear()).padStart(4, '0'),
}

/** A slug without a letter, such as one emoji: Jekyll would leave the step empty, and two posts of a day would share it. */
function bare(slug: string): string {
  return slug.replace(/[\s/\\]+/g, '-')
}

function distinct(values: readonly string[]): string {
  return [...new Set(values)].join('/')
}

/** Percent-encodes what may not stand in a path, percent signs included. */
function encodeAll(text: string): string {
  if (PLAIN_STEP.test(text)) return text
  return encodeURI(text.toWellFormed()).replaceAll('?', '%3F').replaceAll('#', '%23')
}

/** The same, but what is encoded already stays. */
function encodeRest(path: string): string {
  return path
    .split(/(%[0-9a-f]{2})/i)
    .map((part, index) => (index % 2 === 1 ? part.toUpperCase() : encodeAll(part)))
    .join('')
}
