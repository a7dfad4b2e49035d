/**
 * Files of `_includes` and `_data` to the library that posts use.
 *
 * Data is YAML or JSON, as Jekyll reads it; of CSV and TSV nothing is made. A file that cannot be read leaves its place
 * empty, and a problem that names it.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Problem } from '../model/problem.js'
import { readYaml } from '../settings/read-yaml.js'
import { plainData } from '../settings/value.js'
import type { Library } from './library.js'

export const INCLUDES_FOLDER = '_includes/'
export const DATA_FOLDER = '_data/'

/** Data is the publisher's own, and larger than front matter. */
const DATA_LIMITS = { values: 100_000, depth: 64, aliases: 1_000 }

const DATA_FILE = /^(.+)\.(?:ya?ml|json)$/i

/** Returns the library of the files, given by their keys. */
export function parseLibrary(files: ReadonlyMap<string, Uint8Array>): {
  readonly library: Library
  readonly problems: readonly Problem[]
} {
  const includes = new Map<string, string>()
  const data = emptyMapping()
  const problems: Problem[] = []
  for (const [key, body] of files) {
    const text = new TextDecoder().decode(body)
    if (key.startsWith(INCLUDES_FOLDER)) includes.set(key.slice(INCLUDES_FOLDER.length), text)
    const name = key.startsWith(DATA_FOLDER) ? DATA_FILE.exec(key.slice(DATA_FOLDER.length))?.[1] : undefined
    if (name === undefined) continue
    // Every JSON text is YAML too.
    const { value, problems: unreadable } = readYaml(text, DATA_LIMITS)
    problems.push(...unreadable.map((problem) => ({ ...problem, message: `${key}: ${problem.message}` })))
    if (value !== undefined) put(data, name.split('/'), plainData(value))
  }
  return { library: { includes, data }, problems }
}

type PlainMapping = Record<string, unknown>

/** A mapping in which no key means anything but itself, `__proto__` neither. */
function emptyMapping(): PlainMapping {
  return Object.create(null) as PlainMapping
}

function put(data: PlainMapping, path: readonly string[], value: unknown): void {
  const [first = '', ...rest] = path
  if (rest.length === 0) {
    data[first] = value
    return
  }
  const inner = data[first]
  const folder = isMapping(inner) ? inner : emptyMapping()
  data[first] = folder
  put(folder, rest, value)
}

function isMapping(value: unknown): value is PlainMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
