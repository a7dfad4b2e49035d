/**
 * Post keys: which objects of the content bucket are posts, and what a post's key says of it.
 *
 * The conventions are Jekyll's: `en/news/_posts/2021-12-21-a-slug.md` is a post of the categories `en` and `news`.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import picomatch from 'picomatch'
import type { Settings } from '../model/settings.js'

export type PostFormat = 'markdown' | 'html'

export interface PostKey {
  readonly format: PostFormat
  /** The folders before `_posts`, which Jekyll takes for categories; empty where there is no such folder. */
  readonly folders: readonly string[]
  /** The date of the file's name as it is written, such as `2021-12-21`. */
  readonly date?: string
  /** The file's name without date and extension. */
  readonly slug: string
  /** The file's name without extension. */
  readonly basename: string
  /** The key without `_posts` and without extension. */
  readonly path: string
}

const FORMATS: ReadonlyMap<string, PostFormat> = new Map([
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['mkdown', 'markdown'],
  ['mkdn', 'markdown'],
  ['mkd', 'markdown'],
  ['html', 'html'],
  ['htm', 'html'],
])

const POSTS_FOLDER = '_posts'
const DRAFTS_FOLDER = '_drafts'
const DATED = /^(\d{4}-\d{1,2}-\d{1,2}|\d{2}-\d{1,2}-\d{1,2})-(.*)$/su

/**
 * Returns whether the object of `key` is a post. Without patterns in the settings: every file below a `_posts` folder
 * that has an extension of Markdown or HTML, but not those that Jekyll does not read (`_site`, `.git`, `_template.md`).
 */
export function isPostKey(key: string, settings: Pick<Settings, 'posts'>): boolean {
  const segments = key.split('/')
  if (formatOf(key) === undefined || segments.includes(DRAFTS_FOLDER)) return false
  if (settings.posts.length > 0) return matcherOf(settings.posts)(key)
  return (
    segments.slice(0, -1).includes(POSTS_FOLDER) &&
    segments.every((segment) => segment === POSTS_FOLDER || (/^[^._#~]/.test(segment) && !segment.endsWith('~')))
  )
}

/** Returns whether `key` is a post under some settings. Of all other keys nothing is ever made. */
export function mayBePost(key: string): boolean {
  return formatOf(key) !== undefined
}

/** Returns what `key` says of its post. Any text will do. */
export function parsePostKey(key: string): PostKey {
  const segments = key.split('/')
  const name = segments.at(-1) ?? ''
  const extension = formatOf(key) === undefined ? '' : name.slice(name.lastIndexOf('.'))
  const basename = name.slice(0, name.length - extension.length)
  const posts = segments.slice(0, -1).indexOf(POSTS_FOLDER)
  const [, date, dated] = DATED.exec(basename) ?? []
  return {
    format: formatOf(key) ?? 'markdown',
    folders: posts < 0 ? [] : segments.slice(0, posts).filter((folder) => folder !== ''),
    ...(date !== undefined && { date: date.length < 8 || date[2] !== '-' ? date : fourDigits(date) }),
    slug: (dated ?? basename).replace(/\.+$/, ''),
    basename,
    path: [...segments.slice(0, -1).filter((_, index) => index !== posts), basename].join('/').replace(/\.+$/, ''),
  }
}

/** A year of two digits, as in Ruby's `Time.parse`: 69 to 99 are of the last century. */
function fourDigits(date: string): string {
  return `${Number(date.slice(0, 2)) < 69 ? '20' : '19'}${date}`
}

function formatOf(key: string): PostFormat | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot < 1 ? undefined : FORMATS.get(name.slice(dot + 1).toLowerCase())
}

const matchers = new WeakMap<readonly string[], (key: string) => boolean>()

/** Patterns that start with `!` take away from those before. Compiled once for each list. */
function matcherOf(patterns: readonly string[]): (key: string) => boolean {
  const known = matchers.get(patterns)
  if (known !== undefined) return known
  const wanted = picomatch(patterns.filter((pattern) => !pattern.startsWith('!')))
  const unwanted = picomatch(patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)))
  const matcher = (key: string): boolean => wanted(key) && !unwanted(key)
  matchers.set(patterns, matcher)
  return matcher
}
