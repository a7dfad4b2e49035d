/**
 * Jekyll's own filters, where liquidjs has none or would ask the machine's clock.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { toValue } from 'liquidjs'
import type { Settings } from '../model/settings.js'
import { permalinkOf } from './permalink.js'
import { parsePostKey } from './post-key.js'
import { readDate } from './read-date.js'

/** What filters and tags know of the site. */
export interface LiquidSite extends Pick<Settings, 'url' | 'baseurl' | 'timeZone' | 'permalink'> {
  /** Returns the seconds since the Unix epoch of `date`; `now` is `nowMs`. */
  readonly secondsOf: (date: unknown, nowMs: number) => number | undefined
}

/** Returns the site of `settings` as templates know it. */
export function liquidSite({ url, baseurl, timeZone, permalink }: Settings): LiquidSite {
  const secondsOf = (date: unknown, nowMs: number): number | undefined => {
    if (typeof date === 'number') return date
    if (typeof date !== 'string') return undefined
    if (/^(?:now|today)$/i.test(date)) return nowMs / 1_000
    if (/^\d{9,11}$/.test(date)) return Number(date)
    const reading = readDate(date, timeZone)
    return 'ms' in reading ? reading.ms / 1_000 : undefined
  }
  return { url, baseurl, timeZone, permalink, secondsOf }
}

/** Returns filters by their names. */
export function jekyllFilters({ url, baseurl }: LiquidSite): Record<string, (value: unknown) => unknown> {
  const below = (value: unknown): string => {
    const path = textOf(value)
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(path)) return path
    return `${baseurl}/${path.replace(/^\/+/, '')}`
  }
  return {
    relative_url: below,
    absolute_url: (value) => {
      const path = below(value)
      return path.startsWith('/') && !path.startsWith('//') ? url + path : path
    },
    strip_index: (value) => textOf(value).replace(/\/index\.html?$/, '/'),
    to_integer: (value) => Math.trunc(Number(textOf(value))) || 0,
    // Quotes stay as their writer set them.
    smartify: textOf,
    sassify: () => '',
    scssify: () => '',
  }
}

/**
 * Returns the path of the post whose file is `name`, such as `2024-01-31-a` or `news/2024-01-31-a`; undefined where its name
 * has no date. It is the path by the name alone: what the post's own front matter says of its categories, date and
 * permalink is not known here, since the meaning of one post must not hang on the bytes of another.
 */
export function pathOfPost(name: string, site: LiquidSite): string | undefined {
  const bare = name.replace(/^\/+/, '').replace(/\.(?:md|markdown|mkdown|mkdn|mkd|html?)$/i, '')
  const steps = bare.split('/')
  const file = steps.pop() ?? ''
  const folders = steps.filter((step) => step !== '' && step !== '_posts')
  const key = parsePostKey([...folders, '_posts', `${file}.md`].join('/'))
  const date = key.date === undefined ? undefined : readDate(key.date, site.timeZone)
  if (date === undefined || !('ms' in date)) return undefined
  const parts = { key, publishedMs: date.ms, categories: key.folders, slug: key.slug }
  return new URL(permalinkOf(site.permalink, parts, site).permalink).pathname
}

/** Returns the path of the page or file `name`, by the site's way to name pages. */
export function pathOfFile(name: string, site: LiquidSite): string {
  const path = name.replace(/^\/+/, '').replace(/\.(?:md|markdown|mkdown|mkdn|mkd)$/i, '.html')
  const isPretty = site.permalink.endsWith('/') && path.endsWith('.html')
  const shown = isPretty ? path.replace(/\.html$/, '/') : path
  return `${site.baseurl}/${shown.replace(/(^|\/)index(?:\.html|\/)$/, '$1')}`
}

function textOf(value: unknown): string {
  const plain: unknown = toValue(value)
  return plain === null || plain === undefined || typeof plain === 'object' ? '' : String(plain)
}
