/**
 * Authors: a name, a mapping, or a list of either, under `author` or `authors`.
 *
 * A name that `_data/authors.yml` has as a key stands for what it says there, as in jekyll-feed.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Person } from '../model/entry.js'
import { oneLine } from '../model/text.js'
import { shorten } from '../settings/excerpt.js'
import { describeValue, type Mapping, type Value } from '../settings/value.js'
import { textIn } from './fields.js'
import { authorData } from './library.js'
import type { Reading } from './reading.js'
import { httpUrl } from './web-address.js'

const HINT = 'write author: A Name, or a mapping with name, email and uri'
/** Good enough for RFC 5322's `addr-spec` as people use it, and for every feed validator. */
const EMAIL = /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\.]+(?:\.[^\s@<>()[\],;:"\\.]+)+$/
const NAME_AND_EMAIL = /^([^<>]+)<([^<>]+)>$/

/** Where a person is named: for what is said of mistakes. */
interface Spot {
  readonly key: string
  readonly value: Value
}

type Details = Partial<Record<'email' | 'uri' | 'avatar', string | undefined>>

/** Returns whom the post names; else the site's author. */
export function readPeople(reading: Reading): readonly Person[] {
  const { fields, settings, log } = reading
  const people = new Map<string, Person>()
  for (const name of ['author', 'authors']) {
    const field = fields.first(name)
    if (field === undefined) continue
    for (const value of field.value.kind === 'list' ? field.value.items : several(field.value, name)) {
      const person = readPerson({ key: field.key, value }, reading)
      if (person !== undefined && !people.has(person.name)) people.set(person.name, person)
    }
  }
  const most = settings.limits.authors
  if (people.size > most) {
    const place = fields.first('authors', 'author')?.value.place
    log.reject('authors', place, `there are ${people.size} authors; at most ${most} are taken`, 'name fewer')
  }
  return people.size > 0 || settings.author === undefined
    ? [...people.values()]
    : [siteAuthor(settings.author, reading)]
}

/** `authors: Kim, Lee` names two; in `author: Kim Park, Jr` the comma belongs to the name. */
function several(value: Value, name: string): readonly Value[] {
  if (name !== 'authors' || value.kind !== 'scalar') return [value]
  return value.text.split(/[,，、]/).map((text) => ({ ...value, text }))
}

/** `author: kim` in `_config.yml` may be a key of `_data/authors.yml` too. */
function siteAuthor(author: Person, { library, settings }: Reading): Person {
  const data = authorData(library, author.name)
  if (data === undefined) return author
  const text = (...names: readonly string[]): string | undefined => dataText(data, names)
  const address = text('uri', 'url', 'website')
  const uri = address && httpUrl(address, `${settings.url}${settings.baseurl}/`)
  const email = text('email')
  return {
    ...author,
    name: text('name') ?? author.name,
    ...(uri !== undefined && { uri }),
    ...(email !== undefined && EMAIL.test(email) && { email }),
  }
}

function dataText(data: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(data, name) ? data[name] : undefined
    if (typeof value === 'string' && oneLine(value) !== '') return oneLine(value)
  }
  return undefined
}

function readPerson(spot: Spot, reading: Reading): Person | undefined {
  const { key, value } = spot
  if (value.kind === 'list') {
    reading.log.reject(key, value.place, `found ${describeValue(value)} in a list, expected a name`, HINT)
    return undefined
  }
  if (value.kind === 'mapping') return readMapping(value, spot, reading)
  const data = authorData(reading.library, value.text.trim())
  if (data !== undefined) {
    const text = (...names: readonly string[]): string | undefined => dataText(data, names)
    const details = {
      email: text('email', 'mail'),
      uri: text('uri', 'url', 'website', 'homepage', 'web'),
      avatar: text('avatar', 'picture', 'image'),
    }
    return person(text('name', 'display_name', 'title') ?? value.text, details, spot, reading)
  }
  const [, name, email] = NAME_AND_EMAIL.exec(value.text) ?? [undefined, value.text]
  return person(name ?? '', { email }, spot, reading)
}

function readMapping(value: Mapping, spot: Spot, reading: Reading): Person | undefined {
  const name = textIn(value, 'name', 'displayname', 'title')
  if (name === undefined) {
    if (value.entries.size > 0) reading.log.reject(spot.key, value.place, 'the author has no name', HINT)
    return undefined
  }
  const email = textIn(value, 'email', 'mail')
  const uri = textIn(value, 'uri', 'url', 'website', 'homepage', 'link')
  const avatar = textIn(value, 'avatar', 'picture', 'image')
  return person(name, { email, uri, avatar }, spot, reading)
}

function person(nameAsWritten: string, details: Details, spot: Spot, reading: Reading): Person | undefined {
  const { key, value } = spot
  const name = oneLine(nameAsWritten)
  if (name === '') return undefined
  const most = reading.settings.limits.personLength
  if ([name, ...Object.values(details)].some((text) => (text?.length ?? 0) > most)) {
    reading.log.reject(key, value.place, `a name or address has more than ${most} characters`, HINT)
    return undefined
  }
  const uri = address(details.uri, 'uri', spot, reading)
  const avatar = address(details.avatar, 'picture', spot, reading)
  const mailbox = oneLine(details.email ?? '')
  if (mailbox !== '' && !EMAIL.test(mailbox)) {
    const message = `${JSON.stringify(shorten(mailbox, 80))} is no e-mail address, and is left out`
    reading.log.warn(key, value.place, message, 'write kim@example.com')
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
  { key, value }: Spot,
  { settings, log }: Reading,
): string | undefined {
  if (text === undefined) return undefined
  const url = httpUrl(text, `${settings.url}${settings.baseurl}/`)
  if (url === undefined) log.warn(key, value.place, `the author's ${part} is no address, and is left out`)
  return url
}
