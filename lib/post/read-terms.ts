/**
 * Categories and tags.
 *
 * As in Jekyll: the folders before `_posts` are categories and come first, text under the plural key is split on white
 * space, a list is taken as it stands, and the singular key names one term. Beyond Jekyll: text that has commas is
 * split on those, since `tags: machine learning, ai` means two tags.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Term, TermScheme } from '../model/entry.js'
import { encodeTerm, TERM_BYTES_MAX } from '../model/feed-id.js'
import { oneLine } from '../model/text.js'
import { shorten } from '../settings/excerpt.js'
import { describeValue, isAbsent, type Place, type Value } from '../settings/value.js'
import type { Fields } from './front-matter.js'
import { TERMS_MAX } from './limits.js'
import type { ProblemLog } from './problem-log.js'

/** A term, and the key that it was found under. */
interface FoundTerm {
  readonly text: string
  readonly key: string
  readonly place?: Place
}

/** Returns the categories and then the tags of a post that lies in `folders`. */
export function readTerms(fields: Fields, folders: readonly string[], log: ProblemLog): Term[] {
  const inFolders = folders.map((text) => ({ text, key: 'categories' }))
  const categories = [
    ...inFolders,
    ...textsUnder(fields, 'categories', true, log),
    ...textsUnder(fields, 'category', false, log),
  ]
  const tagKey = isAbsent(fields.get('tag')) ? 'tags' : 'tag'
  const tags = textsUnder(fields, tagKey, tagKey === 'tags', log)
  const terms = [...distinct('category', categories, log), ...distinct('tag', tags, log)]
  if (terms.length > TERMS_MAX) {
    const place = (fields.get('tags') ?? fields.get('categories'))?.place
    log.reject(
      'tags',
      place,
      `there are ${terms.length} categories and tags; at most ${TERMS_MAX} are taken`,
      'use fewer',
    )
  }
  return terms
}

function textsUnder(fields: Fields, key: string, plural: boolean, log: ProblemLog): FoundTerm[] {
  const value = fields.get(key)
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
