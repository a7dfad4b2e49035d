/**
 * The texts of a post: title, summary, language, rights, and how much of it feeds carry.
 *
 * Each function reads one of them, and says what is wrong with it to the log. What is missing is undefined.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry } from '../model/entry.js'
import { parseLanguage } from '../model/language.js'
import { oneLine } from '../model/text.js'
import { describeValue, isAbsent, type Value } from '../settings/value.js'
import { ContentLimitError } from './content-limit-error.js'
import type { Field } from './fields.js'
import { valueIn } from './fields.js'
import { truthOf } from './read-status.js'
import type { Reading } from './reading.js'
import { titleOfSlug } from './slugify.js'
import { plainText } from './summary.js'

const TITLE_HINT = 'write a line such as title: My post'

/** The title, or Jekyll's for a post without one: the slug in words. */
export function readTitle(reading: Reading): string | undefined {
  const { fields, key, log } = reading
  const field = fields.first('title')
  if (field === undefined) {
    const title = oneLine(titleOfSlug(key.slug))
    if (title === '') log.reject('title', undefined, 'there is none, and the name of the file has no words', TITLE_HINT)
    return title === '' || isLong(title, undefined, reading) ? undefined : title
  }
  const { value } = field
  if (value.kind !== 'scalar') {
    log.reject('title', value.place, `found ${describeValue(value)}, expected text`, TITLE_HINT)
    return undefined
  }
  const title = oneLine(value.text)
  if (title === '') {
    const hint = 'write a title, or remove the line to have one made of the file name'
    log.reject('title', value.place, 'the title is empty', hint)
    return undefined
  }
  return isLong(title, value, reading) ? undefined : title
}

function isLong(title: string, value: Value | undefined, { log, settings }: Reading): boolean {
  const most = settings.limits.titleLength
  if (title.length <= most) return false
  const message = `has ${title.length} characters; at most ${most} are taken`
  log.reject('title', value?.place, message, 'write a shorter one')
  return true
}

/** The language of the post: a tag of BCP 47 in canonical form. */
export function readLanguage({ fields, log }: Reading): string | undefined {
  const field = fields.first('lang', 'language')
  if (field === undefined) return undefined
  const { key, value } = field
  const text = value.kind === 'scalar' ? value.text.trim() : ''
  const language = text === '' ? undefined : parseLanguage(text)
  if (language === undefined && !(value.kind === 'scalar' && text === '')) {
    const message = `${describeValue(value)} is no language tag, and is left out`
    log.warn(key, value.place, message, 'write en, zh-CN or pt_BR')
  }
  return language
}

/** The summary that front matter gives, as plain text; as in jekyll-feed, a description comes before an excerpt. */
export function readSummary(reading: Reading): string | undefined {
  const { fields, log, settings } = reading
  const most = settings.limits.summaryLength
  for (const name of ['description', 'summary', 'excerpt']) {
    const field = fields.first(name)
    if (field?.value.kind !== 'scalar') continue
    const { text, place } = field.value
    if (text.length > most) {
      const message = `has ${text.length} characters; at most ${most} are taken`
      log.reject(field.key, place, message, 'write a shorter one')
      return undefined
    }
    const summary = summaryText(text, field, reading)
    if (summary !== '') return summary
  }
  return undefined
}

function summaryText(html: string, { key, value }: Field, { log, settings }: Reading): string {
  try {
    return plainText(html, settings.limits)
  } catch (error) {
    if (!(error instanceof ContentLimitError)) throw error
    log.reject(key, value.place, error.reason, 'write plain text')
    return ''
  }
}

/** Who may do what with the post, on one line. */
export function readRights({ fields }: Reading): string | undefined {
  const value = fields.first('rights', 'copyright')?.value
  const text = value?.kind === 'scalar' ? oneLine(value.text) : ''
  return text === '' ? undefined : text
}

/** jekyll-feed's `feed.excerpt_only` of one post. */
export function readShows({ fields }: Reading): Entry['shows'] {
  const feed = fields.get('feed')
  const truth = feed?.kind === 'mapping' ? truthOf(valueIn(feed, 'excerptonly')) : undefined
  return truth === undefined ? undefined : truth ? 'summary' : 'full'
}

/** Returns the text that ends the summary in this post, as Jekyll's `excerpt_separator`; else that of the site. */
export function readExcerptSeparator({ fields, settings }: Reading): string | undefined {
  const value = fields.get('excerptseparator')
  if (isAbsent(value) || value.kind !== 'scalar') return settings.excerptSeparator
  return value.text === '' ? undefined : value.text
}
