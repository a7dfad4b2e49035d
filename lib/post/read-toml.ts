/**
 * TOML front matter, as Hugo and Zola write it, to values that know their lines.
 *
 * smol-toml reads TOML 1.0 but says where something stands only of mistakes. So the lines of keys are found by looking
 * at the text again; a key inside an inline table or list has the place of what it lies in. Dates are taken as they are
 * written, since JavaScript's own would turn 30 February into 1 March.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { parse, TomlError } from 'smol-toml'
import type { PostLimits } from '../model/post-limits.js'
import type { Problem } from '../model/problem.js'
import { excerptLine, shorten } from '../settings/excerpt.js'
import type { YamlReading } from '../settings/read-yaml.js'
import type { Mapping, Place, Value } from '../settings/value.js'

interface Spot {
  readonly place: Place
  /** What stands after the equals sign. */
  readonly written: string
}

const TABLE = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?/
const PAIR = /^(\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=\s*)(.*)$/
/** A date of TOML, with what may follow it on its line. */
const WRITTEN_DATE = /^(\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d[\d:.]*)?(?:[Zz]|[+-]\d\d:\d\d)?)\s*(?:#.*)?\r?$/

/** Reads `text`, whose first line is its file's first. Never throws. */
export function readToml(text: string, limits: PostLimits): YamlReading {
  let data: unknown
  try {
    // The line end before the closing delimiter is cut in two where lines end as on Windows.
    data = parse(text.replace(/\r$/, ''), {
      maxDepth: limits.frontMatterDepth,
      integersAsBigInt: 'asNeeded',
      useLegacyDate: true,
    })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const { line, column } = error
    const reason = shorten((error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, ''))
    return failed(text, `cannot be read as TOML: ${reason}`, { line, column }, 'put text in quotes, as in title = "A"')
  }
  const spots = spotsOf(text)
  let values = 0
  let problem: { readonly message: string; readonly place: Place } | undefined

  const read = (item: unknown, path: string, above: Place, depth: number): Value => {
    const { place, written } = spots.get(path) ?? { place: above, written: '' }
    const none: Value = { kind: 'scalar', type: 'null', text: '', place }
    if (problem !== undefined) return none
    if (++values > limits.frontMatterValues) {
      problem = { message: `there are more than ${limits.frontMatterValues} values`, place }
      return none
    }
    if (depth > limits.frontMatterDepth) {
      const message = `lists and tables lie more than ${limits.frontMatterDepth} deep in one another`
      problem = { message, place }
      return none
    }
    if (item instanceof Date) {
      const asWritten = WRITTEN_DATE.exec(written)?.[1]
      return { kind: 'scalar', type: 'text', text: asWritten ?? item.toISOString(), place }
    }
    if (Array.isArray(item)) {
      return { kind: 'list', items: item.map((part) => read(part, `${path}[]`, place, depth + 1)), place }
    }
    if (typeof item === 'object' && item !== null) return readTable(item, path, place, depth)
    const type = typeof item === 'string' ? 'text' : typeof item === 'boolean' ? 'boolean' : 'number'
    return { kind: 'scalar', type, text: String(item), place }
  }
  const readTable = (table: object, path: string, place: Place, depth: number): Mapping => {
    const entries = Object.entries(table)
    const named = entries.map(([key, item]): [string, Value] => [key, read(item, join(path, key), place, depth + 1)])
    return { kind: 'mapping', entries: new Map(named), place }
  }

  const value = readTable(data as object, '', { line: 1, column: 1 }, 0)
  if (problem !== undefined) return failed(text, problem.message, problem.place, 'write fewer values')
  return { value, problems: [], warnings: [] }
}

function spotsOf(text: string): Map<string, Spot> {
  const spots = new Map<string, Spot>()
  let table = ''
  for (const [index, row] of text.split('\n').entries()) {
    const pair = PAIR.exec(row)
    if (pair !== null) {
      const [, before = '', double, single, bare, written = ''] = pair
      const path = join(table, double ?? single ?? bare ?? '')
      if (!spots.has(path)) spots.set(path, { place: { line: index + 1, column: before.length + 1 }, written })
      continue
    }
    table = TABLE.exec(row)?.[1] ?? table
  }
  return spots
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function failed(text: string, message: string, place: Place, hint: string): YamlReading {
  const problem: Problem = { message, hint, ...place, excerpt: excerptLine(text, place.line) }
  return { value: undefined, problems: [problem], warnings: [] }
}
