/**
 * What a post says of itself as an episode of a podcast: only a post with a recording is one.
 *
 * The names are those of Apple's tags and of the Podcasting 2.0 namespace, plain (`season`), with a prefix
 * (`itunes_season`), or in a mapping `itunes` or `podcast`.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Enclosure, Episode } from '../model/entry.js'
import { parseLanguage } from '../model/language.js'
import { oneLine } from '../model/text.js'
import type { Value } from '../settings/value.js'
import { type Field, textIn, valueIn } from './fields.js'
import { siteUrl } from './read-addresses.js'
import { truthOf } from './read-status.js'
import type { Reading } from './reading.js'

type Transcript = Episode['transcripts'][number]
type EpisodePerson = Episode['persons'][number]

/** Media types of transcripts, by the extensions that the namespace's specification names. */
const TRANSCRIPT_TYPES: ReadonlyMap<string, string> = new Map([
  ['vtt', 'text/vtt'],
  ['srt', 'application/x-subrip'],
  ['json', 'application/json'],
  ['html', 'text/html'],
  ['txt', 'text/plain'],
])

/** Returns the episode that the post whose page is `permalink` is; undefined where it is none, or says nothing of it. */
export function readEpisode(
  reading: Reading,
  enclosures: readonly Enclosure[],
  permalink: string,
): Episode | undefined {
  if (!enclosures.some(({ type }) => /^(?:audio|video)\//.test(type))) return undefined
  const number = positive(find(reading, 'episode', 'episodenumber', 'number'))
  const season = positive(find(reading, 'season', 'seasonnumber'))
  const type = typeOf(find(reading, 'episodetype'))
  const explicit = explicitOf(find(reading, 'explicit')?.value)
  const transcripts = readTranscripts(reading, permalink)
  const chapters = addressOf(find(reading, 'chapters', 'chaptersurl')?.value, reading, permalink)
  const persons = readPersons(reading, permalink)
  if (
    [number, season, type, explicit, chapters].every((part) => part === undefined) &&
    transcripts.length + persons.length === 0
  ) {
    return undefined
  }
  return {
    ...(number !== undefined && { number }),
    ...(season !== undefined && { season }),
    ...(type !== undefined && { type }),
    ...(explicit !== undefined && { explicit }),
    transcripts,
    ...(chapters !== undefined && { chapters }),
    persons,
  }
}

function find({ fields }: Reading, ...names: readonly string[]): Field | undefined {
  for (const group of ['itunes', 'podcast', 'episode']) {
    const mapping = fields.get(group)
    const value = mapping?.kind === 'mapping' ? valueIn(mapping, ...names) : undefined
    if (value !== undefined) return { key: group, value }
  }
  // A bare `number` could be anybody's.
  const plain = names.filter((name) => name !== 'number')
  return fields.first(...names.map((name) => `itunes${name}`), ...plain, ...plain.map((name) => `podcast${name}`))
}

/** Apple takes whole numbers above zero. */
function positive(field: Field | undefined): number | undefined {
  const text = field?.value.kind === 'scalar' ? field.value.text.trim() : ''
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

function typeOf(field: Field | undefined): Episode['type'] {
  const text = field?.value.kind === 'scalar' ? field.value.text.trim().toLowerCase() : ''
  return text === 'full' || text === 'trailer' || text === 'bonus' ? text : undefined
}

/** Apple's older feeds wrote `clean` and `explicit`. */
function explicitOf(value: Value | undefined): boolean | undefined {
  const word = value?.kind === 'scalar' ? value.text.trim().toLowerCase() : ''
  if (word === 'clean') return false
  return word === 'explicit' ? true : truthOf(value)
}

function readTranscripts(reading: Reading, permalink: string): Transcript[] {
  const field = find(reading, 'transcripts', 'transcript')
  return itemsOf(field, reading).flatMap((value): Transcript[] => {
    const url = addressOf(value, reading, permalink)
    if (url === undefined) return []
    const mapping = value.kind === 'mapping' ? value : undefined
    const extension = new URL(url).pathname.split('.').at(-1)?.toLowerCase() ?? ''
    const type = (mapping && textIn(mapping, 'type')) ?? TRANSCRIPT_TYPES.get(extension)
    const language = mapping && parseLanguage(textIn(mapping, 'language', 'lang') ?? '')
    return type === undefined ? [] : [{ url, type, ...(language !== undefined && { language }) }]
  })
}

function readPersons(reading: Reading, permalink: string): EpisodePerson[] {
  const persons: EpisodePerson[] = []
  for (const [names, role] of [
    [['persons', 'person', 'people'], undefined],
    [['hosts', 'host'], 'host'],
    [['guests', 'guest'], 'guest'],
  ] as const) {
    for (const value of itemsOf(find(reading, ...names), reading)) {
      const mapping = value.kind === 'mapping' ? value : undefined
      const name = oneLine(value.kind === 'scalar' ? value.text : ((mapping && textIn(mapping, 'name')) ?? ''))
      if (name === '') continue
      const ownRole = (mapping && textIn(mapping, 'role')) ?? role
      const uri = mapping && addressOf(valueIn(mapping, 'uri', 'url', 'href'), reading, permalink)
      const image = mapping && addressOf(valueIn(mapping, 'image', 'img', 'picture', 'avatar'), reading, permalink)
      persons.push({
        name,
        ...(ownRole !== undefined && { role: oneLine(ownRole) }),
        ...(uri !== undefined && { uri }),
        ...(image !== undefined && { image }),
      })
    }
  }
  return persons
}

function itemsOf(field: Field | undefined, { settings, log }: Reading): readonly Value[] {
  if (field === undefined) return []
  const items = field.value.kind === 'list' ? field.value.items : [field.value]
  if (items.length <= settings.limits.enclosures) return items
  log.reject(field.key, field.value.place, `has more than ${settings.limits.enclosures} items`, 'write fewer')
  return []
}

function addressOf(value: Value | undefined, { settings }: Reading, permalink: string): string | undefined {
  if (value === undefined || value.kind === 'list') return undefined
  const text = value.kind === 'scalar' ? value.text.trim() : textIn(value, 'url', 'src', 'href', 'path')
  return text === undefined || text === '' ? undefined : siteUrl(text, settings, permalink)
}
