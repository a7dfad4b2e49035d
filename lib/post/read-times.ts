/**
 * The instants of a post: when it is published, was updated, and expires, in milliseconds since the Unix epoch.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { describeValue } from '../settings/value.js'
import type { Field } from './fields.js'
import { DATE_HINT, readDate } from './read-date.js'
import { truthOf } from './read-status.js'
import type { Reading } from './reading.js'

/** Hugo shows a post from `publishDate` on, whatever its `date`, and so that comes first. */
const PUBLISHED = [
  'publishdate',
  'date',
  'pubdate',
  'published',
  'created',
  'datecreated',
  'createdat',
  'datepublished',
]
const UPDATED = [
  'lastmodifiedat',
  'lastmod',
  'updated',
  'updateddate',
  'updatedat',
  'modified',
  'datemodified',
  'lastmodified',
]
const EXPIRES = ['expirydate', 'expires']

/** The instant of `date` or a sibling, else midnight of the file name's date. */
export function readPublished(reading: Reading): number | undefined {
  const { fields, key, log, settings } = reading
  // Jekyll's and Hexo's `published: true` is no date.
  const name = PUBLISHED.find((name) => fields.first(name) !== undefined && truthOf(fields.get(name)) === undefined)
  const field = name && fields.first(name)
  if (field) return instantOf(field, reading)
  if (key.date === undefined) {
    log.reject('date', undefined, 'there is none, neither in the front matter nor in the name of the file', DATE_HINT)
    return undefined
  }
  const date = readDate(key.date, settings.timeZone)
  if ('ms' in date) return date.ms
  log.reject('date', undefined, `${date.fault}; it stands in the name of the file`, date.hint)
  return undefined
}

/** The instant of the last change. */
export function readUpdated(reading: Reading): number | undefined {
  const field = reading.fields.first(...UPDATED)
  return field && instantOf(field, reading)
}

/** The instant from which on the post is not shown. */
export function readExpires(reading: Reading): number | undefined {
  const field = reading.fields.first(...EXPIRES)
  return field && instantOf(field, reading)
}

function instantOf({ key, value }: Field, { settings, log }: Reading): number | undefined {
  if (value.kind !== 'scalar') {
    log.reject(key, value.place, `found ${describeValue(value)}, expected a date`, DATE_HINT)
    return undefined
  }
  const date = readDate(value.text, settings.timeZone)
  if ('ms' in date) return date.ms
  log.reject(key, value.place, date.fault, date.hint)
  return undefined
}
