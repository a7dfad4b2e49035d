/**
 * Authors: a name, a mapping, or a list of either, under `author` or `authors`.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Person } from '../model/entry.js'
import { oneLine } from '../model/text.js'
import { describeValue, isAbsent, type Value } from '../settings/value.js'
import type { Fields } from './front-matter.js'
import { AUTHORS_MAX, PERSON_TEXT_LENGTH_MAX } from './limits.js'
import type { ProblemLog } from './problem-log.js'
import { httpUrl } from './web-address.js'

const HINT = 'write author: A Name, or a mapping with name, email and uri'
/** Good enough for RFC 5322's `addr-spec` as people use it, and for every feed validator. */
const EMAIL = /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\.]+(?:\.[^\s@<>()[\],;:"\\.]+)+$/
const NAME_AND_EMAIL = /^([^<>]+)<([^<>]+)>$/

/** Returns whom the post names; addresses of theirs that are relative are completed with `base`, the site's. */
export function readPeople(fields: Fields, base: string, log: ProblemLog): Person[] {
  const people = new Map<string, Person>()
  for (const key of ['author', 'authors']) {
    const value = fields.get(key)
    if (isAbsent(value)) continue
    for (const item of value.kind === 'list' ? value.items : [value]) {
      const person = readPerson(item, key, base, log)
      if (person !== undefined && !people.has(person.name)) people.set(person.name, person)
    }
  }
  if (people.size > AUTHORS_MAX) {
    const place = (fields.get('authors') ?? fields.get('author'))?.place
    log.reject('authors', place, `there are ${people.size} authors; at most ${AUTHORS_MAX} are taken`, 'name fewer')
  }
  return [...people.values()]
}

function readPerson(value: Value, key: string, base: string, log: ProblemLog): Person | undefined {
  if (value.kind === 'list') {
    log.reject(key, value.place, `found ${describeValue(value)} in a list, expected a name`, HINT)
    return undefined
  }
  if (value.kind === 'scalar') {
    const [, name, email] = NAME_AND_EMAIL.exec(value.text) ?? [undefined, value.text]
    return person(name ?? '', { email }, value, key, log)
  }
  const text = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const item = value.entries.get(name)
      if (item?.kind === 'scalar' && item.text.trim() !== '') return item.text
    }
    return undefined
  }
  const email = text('email', 'mail')
  const uri = address(text('uri', 'url', 'website', 'homepage'), 'uri', base, value, key, log)
  const avatar = address(text('avatar', 'picture', 'image'), 'picture', base, value, key, log)
  const name = text('name', 'display_name', 'title')
  if (name === undefined) {
    if (value.entries.size > 0) log.reject(key, value.place, 'the author has no name', HINT)
    return undefined
  }
  return person(name, { email, uri, avatar }, value, key, log)
}

function person(
  nameAsWritten: string,
  { email, uri, avatar }: Partial<Record<'email' | 'uri' | 'avatar', string | undefined>>,
  value: Value,
  key: string,
  log: ProblemLog,
): Person | undefined {
  const name = oneLine(nameAsWritten)
  if (name === '') return undefined
  if ([name, email, uri, avatar].some((text) => (text?.length ?? 0) > PERSON_TEXT_LENGTH_MAX)) {
    log.reject(key, value.place, `a name or address has more than ${PERSON_TEXT_LENGTH_MAX} characters`, HINT)
    return undefined
  }
  const mailbox = oneLine(email ?? '')
  if (mailbox !== '' && !EMAIL.test(mailbox)) {
    log.warn(
      key,
      value.place,
      `${JSON.stringify(mailbox)} is no e-mail address, and is left out`,
      'write kim@example.com',
    )
  }
  return {
    name,
    ...(uri !== undefined && { uri }),
    ...(EMAIL.test(mailbox) && { email: mailbox }),
    ...(avatar !== undefined && { avatar }),
  }
}

function address(
  text: string | undefined,
  part: string,
  base: string,
  value: Value,
  key: string,
  log: ProblemLog,
): string | undefined {
  if (text === undefined) return undefined
  const url = httpUrl(text, `${base}/`)
  if (url === undefined) log.warn(key, value.place, `the author's ${part} is no address, and is left out`)
  return url
}
