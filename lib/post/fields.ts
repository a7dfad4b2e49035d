/**
 * The fields of front matter that say one thing each: title, dates, address, language, picture, summary, draft.
 *
 * Each function reads one of them, and says what is wrong with it to the log. What is missing is undefined.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Settings } from '../model/settings.js'
import { oneLine } from '../model/text.js'
import { templateFault } from '../settings/permalink-template.js'
import { parseLanguage } from '../settings/settings-schema.js'
import { describeValue, isAbsent, type Scalar, type Value } from '../settings/value.js'
import { ContentLimitError } from './content-limit-error.js'
import type { Fields } from './front-matter.js'
import { PERMALINK_LENGTH_MAX, SUMMARY_GIVEN_LENGTH_MAX, TITLE_LENGTH_MAX } from './limits.js'
import type { PostKey } from './post-key.js'
import type { ProblemLog } from './problem-log.js'
import { DATE_HINT, readDate } from './read-date.js'
import { titleOfSlug } from './slugify.js'
import { plainText } from './summary.js'
import { httpUrl } from './web-address.js'

/** Returns whether the post says that it is not to be published. */
export function isDraft(fields: Fields): boolean {
  return truthOf(fields.get('published')) === false || truthOf(fields.get('draft')) === true
}

/** YAML 1.1, which Jekyll reads, has more words for the two; quotes around them change nothing for people. */
function truthOf(value: Value | undefined): boolean | undefined {
  if (value?.kind !== 'scalar') return undefined
  if (/^(?:true|yes|on)$/i.test(value.text)) return true
  return /^(?:false|no|off)$/i.test(value.text) ? false : undefined
}

/** The title, or Jekyll's for a post without one: the slug in words. */
export function readTitle(fields: Fields, key: PostKey, log: ProblemLog): string | undefined {
  const value = fields.get('title')
  const hint = 'write a line such as title: My post'
  if (isAbsent(value)) {
    const title = oneLine(titleOfSlug(key.slug))
    if (title === '') log.reject('title', undefined, 'there is none, and the name of the file has no words', hint)
    return title === '' || isLong(title, undefined, log) ? undefined : title
  }
  const scalar = scalarOf(value, 'title', 'text', hint, log)
  if (scalar === undefined) return undefined
  const title = oneLine(scalar.text)
  if (title === '') {
    log.reject(
      'title',
      value.place,
      'the title is empty',
      'write a title, or remove the line to have one made of the file name',
    )
    return undefined
  }
  return isLong(title, value, log) ? undefined : title
}

function isLong(title: string, value: Value | undefined, log: ProblemLog): boolean {
  if (title.length <= TITLE_LENGTH_MAX) return false
  log.reject(
    'title',
    value?.place,
    `has ${title.length} characters; at most ${TITLE_LENGTH_MAX} are taken`,
    'write a shorter one',
  )
  return true
}

/** The instant of `date`, else midnight of the file name's date, in milliseconds since the Unix epoch. */
export function readPublished(fields: Fields, key: PostKey, timeZone: string, log: ProblemLog): number | undefined {
  const value = fields.get('date')
  if (!isAbsent(value)) return instantOf(value, 'date', timeZone, log)
  if (key.date === undefined) {
    log.reject('date', undefined, 'there is none, neither in the front matter nor in the name of the file', DATE_HINT)
    return undefined
  }
  const reading = readDate(key.date, timeZone)
  if ('ms' in reading) return reading.ms
  log.reject('date', undefined, `${reading.fault}; it stands in the name of the file`, DATE_HINT)
  return undefined
}

/** The instant of the last change, in milliseconds since the Unix epoch. */
export function readUpdated(fields: Fields, timeZone: string, log: ProblemLog): number | undefined {
  for (const key of ['last_modified_at', 'updated']) {
    const value = fields.get(key)
    if (!isAbsent(value)) return instantOf(value, key, timeZone, log)
  }
  return undefined
}

function instantOf(value: Value, key: string, timeZone: string, log: ProblemLog): number | undefined {
  const scalar = scalarOf(value, key, 'a date', DATE_HINT, log)
  if (scalar === undefined) return undefined
  const reading = readDate(scalar.text, timeZone)
  if ('ms' in reading) return reading.ms
  log.reject(key, value.place, reading.fault, DATE_HINT)
  return undefined
}

/** The `slug` of front matter, else the file name's. */
export function readSlug(fields: Fields, key: PostKey, log: ProblemLog): string {
  const value = fields.get('slug')
  const hint = 'write a line such as slug: my-post'
  const scalar = isAbsent(value) ? undefined : scalarOf(value, 'slug', 'text', hint, log)
  const slug = oneLine(scalar?.text ?? '')
  if (slug.length > PERMALINK_LENGTH_MAX) {
    log.reject('slug', value?.place, `has ${slug.length} characters; at most ${PERMALINK_LENGTH_MAX} are taken`, hint)
  }
  return slug === '' ? oneLine(key.slug) : slug
}

/** The `permalink` of front matter: a template, a path, or an http(s) address. */
export function readPermalink(fields: Fields, log: ProblemLog): string | undefined {
  const value = fields.get('permalink')
  if (isAbsent(value)) return undefined
  const hint = 'write a path such as /about/news/, or a template such as /:year/:title/'
  const permalink = oneLine(scalarOf(value, 'permalink', 'text', hint, log)?.text ?? '')
  if (permalink === '') return undefined
  if (permalink.length > PERMALINK_LENGTH_MAX) {
    log.reject(
      'permalink',
      value.place,
      `has ${permalink.length} characters; at most ${PERMALINK_LENGTH_MAX} are taken`,
      hint,
    )
    return undefined
  }
  if (/^https?:\/\//i.test(permalink)) {
    if (URL.canParse(permalink)) return permalink
    log.reject('permalink', value.place, `${JSON.stringify(permalink)} is no address`, hint)
    return undefined
  }
  const fault = templateFault(permalink)
  if (fault === undefined) return permalink
  log.reject('permalink', value.place, fault.message, fault.hint)
  return undefined
}

/** The language of the post: a tag of BCP 47 in canonical form. */
export function readLanguage(fields: Fields, log: ProblemLog): string | undefined {
  const value = fields.get('lang') ?? fields.get('language')
  if (isAbsent(value)) return undefined
  const text = value.kind === 'scalar' ? value.text.trim() : ''
  const language = text === '' ? undefined : parseLanguage(text)
  if (language === undefined && !(value.kind === 'scalar' && text === '')) {
    log.warn(
      'lang',
      value.place,
      `${describeValue(value)} is no language tag, and is left out`,
      'write en, zh-CN or pt_BR',
    )
  }
  return language
}

/** The picture of the post: an absolute http(s) URL. A path is one below the site's address, as in Jekyll's plugins. */
export function readImage(
  fields: Fields,
  site: Pick<Settings, 'url' | 'baseurl'>,
  log: ProblemLog,
): string | undefined {
  const value = fields.get('image')
  if (isAbsent(value)) return undefined
  const address =
    value.kind === 'mapping'
      ? (value.entries.get('path') ?? value.entries.get('url') ?? value.entries.get('src'))
      : value
  const text = address?.kind === 'scalar' ? address.text.trim() : ''
  const image = text === '' ? undefined : httpUrl(belowSite(text, site.baseurl), `${site.url}${site.baseurl}/`)
  if (image === undefined && text !== '') {
    log.warn('image', value.place, `${describeValue(address ?? value)} is no address of a picture, and is left out`)
  }
  return image
}

function belowSite(path: string, baseurl: string): string {
  const atRoot = path.startsWith('/') && !path.startsWith('//')
  return atRoot && !path.startsWith(`${baseurl}/`) ? baseurl + path : path
}

/** The summary that front matter gives, as plain text; as in jekyll-feed, a description comes before an excerpt. */
export function readSummary(fields: Fields, log: ProblemLog): string | undefined {
  for (const key of ['description', 'summary', 'excerpt']) {
    const value = fields.get(key)
    if (value?.kind !== 'scalar' || value.type === 'null') continue
    if (value.text.length > SUMMARY_GIVEN_LENGTH_MAX) {
      const message = `has ${value.text.length} characters; at most ${SUMMARY_GIVEN_LENGTH_MAX} are taken`
      log.reject(key, value.place, message, 'write a shorter one')
      return undefined
    }
    const summary = summaryText(value.text, key, value, log)
    if (summary !== '') return summary
  }
  return undefined
}

function summaryText(html: string, key: string, value: Value, log: ProblemLog): string {
  try {
    return plainText(html)
  } catch (error) {
    if (!(error instanceof ContentLimitError)) throw error
    log.reject(key, value.place, error.reason, 'write plain text')
    return ''
  }
}

function scalarOf(value: Value, key: string, expected: string, hint: string, log: ProblemLog): Scalar | undefined {
  if (value.kind === 'scalar') return value
  log.reject(key, value.place, `found ${describeValue(value)}, expected ${expected}`, hint)
  return undefined
}
