/**
 * Categories and tags.
 *
 * As in Jekyll: the folders before `_posts` are categories and come first, text under the plural key is split on white
 * space, a list is taken as it stands, and the singular key names one term. Beyond Jekyll: text that has commas is
 * split on those, since `tags: machine learning, ai` means two tags; Hugo's and Zola's `taxonomies` are heard; Obsidian's
 * `#` before a tag is none of its letters; and keywords are tags where a post has no others.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Term, TermScheme } from '../model/entry.js'
import { encodeTerm, TERM_BYTES_MAX } from '../model/feed-id.js'
import { oneLine } from '../model/text.js'
import { shorten } from '../settings/excerpt.js'
import { describeValue, isAbsent, type Place, type Value } from '../settings/value.js'
import { valueIn } from './fields.js'
import type { ProblemLog } from './problem-log.js'
import type { Reading } from './reading.js'

/** A term, and the key that it was found under. */
interface FoundTerm {
  readonly text: string
  readonly key: string
  readonly place?: Place
}

/** Returns the categories and then the tags of the post. */
export function readTerms(reading: Reading): Term[] {
  const { fields, key, settings, log } = reading
  const inFolders = key.folders.map((text) => ({ text, key: 'categories' }))
  const taxonomies = fields.get('taxonomies')
  const inTaxonomies = (...names: readonly string[]): FoundTerm[] =>
    taxonomies?.kind === 'mapping'
      ? names.flatMap((name) => textsIn({ key: name, value: valueIn(taxonomies, name) }, true, log))
      : []
  const categories = [
    ...inFolders,
    ...textsUnder(['categories'], true, reading),
    ...textsUnder(['category'], false, reading),
    ...inTaxonomies('categories', 'category'),
  ]
  let tags = [
    // In Jekyll `tags` is not read where there is a `tag`.
    ...(fields.first('tag') === undefined ? textsUnder(['tags'], true, reading) : textsUnder(['tag'], false, reading)),
    ...inTaxonomies('tags', 'tag'),
  ]
  if (tags.length === 0) tags = textsUnder(['keywords', 'keyword'], true, reading)
  const terms = distinct('category', categories, log).concat(distinct('tag', tags.map(withoutHash), log))
  const most = settings.limits.terms
  if (terms.length > most) {
    const place = fields.first('tags', 'categories', 'taxonomies', 'keywords')?.value.place
    log.reject('tags', place, `there are ${terms.length} categories and tags; at most ${most} are taken`, 'use fewer')
  }
  return terms
}

const HASH = /^\s*#(?=[^\s#])/

function withoutHash(found: FoundTerm): FoundTerm {
  return HASH.test(found.text) ? { ...found, text: found.text.replace(HASH, '') } : found
}

function textsUnder(names: readonly string[], plural: boolean, { fields, log }: Reading): FoundTerm[] {
  const field = fields.first(...names)
  return field === undefined ? [] : textsIn(field, plural, log)
}

function textsIn(
  { key, value }: { readonly key: string; readonly value: Value | undefined },
  plural: boolean,
  log: ProblemLog,
): FoundTerm[] {
  if (isAbsent(value)) return []
  if (value.kind === 'scalar') {
    const texts = plural ? split(value.text) : [value.text]
    return texts.map((text) => ({ text, key, place: value.place }))
  }
  return value.kind === 'list' ? flatten(value.items, key, log) : refuse(value, key, log)
}

function flatten(items: readonly Value[], key: string, log: ProblemLog): FoundTerm[] {
  return items.flatMap((item) => {
    if (item.kind === 'list') return flatten(item.items, key, log)
    if (item.kind === 'mapping') return refuse(item, key, log)
    return item.type === 'null' ? [] : [{ text: item.text, key, place: item.place }]
  })
}

function refuse(value: Value, key: string, log: ProblemLog): [] {
  log.reject(key, value.place, `found ${describeValue(value)}, expected text or a list`, `write ${key}: [one, two]`)
  return []
}

function split(text: string): string[] {
  return text.split(/[,，、]/.test(text) ? /[,，、]/ : /\s+/)
}

function distinct(scheme: TermScheme, found: readonly FoundTerm[], log: ProblemLog): Term[] {
  const terms = new Map<string, Term>()
  for (const { text, key, place } of found) {
    const term = oneLine(text)
    if (term === '' || terms.has(term)) continue
    // Every character takes a byte at least, so that a text this long need not be encoded to be known too long.
    if (term.length > TERM_BYTES_MAX || Buffer.byteLength(encodeTerm(term)) > TERM_BYTES_MAX) {
      const message = `${JSON.stringify(shorten(term, 60))} is longer than an address can be`
      log.reject(key, place, message, `use at most ${TERM_BYTES_MAX} letters, or ${TERM_BYTES_MAX / 3} Chinese ones`)
    } else terms.set(term, { scheme, term })
  }
  return [...terms.values()]
}
