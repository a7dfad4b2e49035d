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
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')

/** Returns the permalink by `template`, which has no fault, and the id that goes with it. */
export function permalinkOf(template: string, parts: PermalinkParts, site: Site): Permalink {
  const path = cleanPath(fillTemplate(template, placeholders(parts, site.timeZone)))
  const folder = path.replace(/\/+$/, '').replace(/[^/]*$/, '')
  return { permalink: onSite(path, site), id: onSite(`${folder}/${parts.slug}`, site) }
}

/** Returns the URL of `path` below the site's address. */
function onSite(path: string, { url, baseurl }: Site): string {
  return new URL(encodeRest(`${baseurl}/${path}`.replace(/\/+/g, '/')), url).href
}

/** Jekyll's `sanitize_url`: no step up, no empty step. */
function cleanPath(path: string): string {
  return `/${path}`.replaceAll('..', '/').replaceAll('./', '').replace(/\/+/g, '/')
}

function placeholders(parts: PermalinkParts, timeZone: string): (placeholder: Placeholder) => string {
  const date = Temporal.Instant.fromEpochMilliseconds(parts.publishedMs).toZonedDateTimeISO(timeZone)
  const two = (value: number): string => String(value).padStart(2, '0')
  const month = MONTHS[date.month - 1] ?? ''
  const day = DAYS[date.dayOfWeek - 1] ?? ''
  const values: Record<Placeholder, () => string> = {
    basename: () => parts.key.basename,
    categories: () => distinct(parts.categories.map((category) => category.toLowerCase())),
    collection: () => 'posts',
    day: () => two(date.day),
    hour: () => two(date.hour),
    i_day: () => String(date.day),
    i_month: () => String(date.month),
    long_day: () => day,
    long_month: () => month,
    minute: () => two(date.minute),
    month: () => two(date.month),
    name: () => slugify(parts.key.basename, 'default'),
    output_ext: () => '.html',
    path: () => parts.key.path,
    second: () => two(date.second),
    short_day: () => day.slice(0, 3),
    short_month: () => month.slice(0, 3),
    short_year: () => two(date.year % 100),
    slug: () => slugify(parts.slug, 'default') || bare(parts.slug),
    slugified_categories: () => distinct(parts.categories.map((category) => slugify(category, 'default'))),
    title: () => slugify(parts.slug, 'pretty') || bare(parts.slug),
    w_day: () => String(date.dayOfWeek),
    w_year: () => String(date.yearOfWeek ?? date.year),
    week: () => two(date.weekOfYear ?? 0),
    y_day: () => String(date.dayOfYear).padStart(3, '0'),
    year: () => String(date.year).padStart(4, '0'),
  }
  return (placeholder) => encodeAll(values[placeholder]())
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
  return encodeURI(text.toWellFormed()).replaceAll('?', '%3F').replaceAll('#', '%23')
}

/** The same, but what is encoded already stays. */
function encodeRest(path: string): string {
  return path
    .split(/(%[0-9a-f]{2})/i)
    .map((part, index) => (index % 2 === 1 ? part.toUpperCase() : encodeAll(part)))
    .join('')
}
