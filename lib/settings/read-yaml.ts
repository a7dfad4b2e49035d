/**
 * YAML as people write it by hand, with the place of each value and of each mistake.
 *
 * YAML 1.2's core schema: `2021-12-08` stays text (a date is read by `lib/post`, in the site's zone), `no` stays text,
 * and no tag makes anything but text, numbers, truth values, null, lists and mappings. Merge keys (`<<`) work, as they
 * do in Jekyll. What grows when it is read (aliases) or nests is bounded.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
  type Scalar as YamlScalar,
} from 'yaml'
import type { Problem } from '../model/problem.js'
import { excerptLine, shorten } from './excerpt.js'
import { readPlainYaml } from './plain-yaml.js'
import type { Mapping, Place, Scalar, Value } from './value.js'

export interface YamlReading {
  /** Undefined where the text is empty or has problems. */
  readonly value: Value | undefined
  readonly problems: readonly Problem[]
  /** What is odd but can be read: a key that stands twice. */
  readonly warnings: readonly Problem[]
}

/** What bounds a text: the values it may have, with those that aliases repeat; nesting; aliases. */
export interface YamlLimits {
  readonly values: number
  readonly depth: number
  readonly aliases: number
}

/** The limits of `_config.yml`. */
export const YAML_LIMITS: YamlLimits = { values: 10_000, depth: 64, aliases: 1_000 }
/**
 * What could open a list or mapping, at once: the parser calls itself for each, and at about 600 the stack may end where
 * the engine cannot recover. Text such as `a - b - c` counts too, so this is far above the limit of nesting.
 */
const OPENERS_MAX = 256
/** Problems of one text that are told; a broken text can have thousands. */
const PROBLEMS_MAX = 5

/** What would be right, by the parser's word for what is wrong. */
const HINTS: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'put text that has a colon in quotes, as in title: "News: today"',
  TAB_AS_INDENT: 'indent with spaces',
  MISSING_CHAR: 'close the quote or bracket that was opened before',
  BAD_ALIAS: 'put text that starts with * in quotes',
  BAD_SCALAR_START: 'put text that starts with a special character in quotes',
  BAD_DQ_ESCAPE: 'write a backslash in double quotes twice, or use single quotes',
  MULTIPLE_DOCS: 'remove the line ---, or indent it',
  BAD_INDENT: 'give all keys of one mapping the same indentation',
}
const HINT_OTHERWISE = 'check the quotes, the colons and the indentation'

/** Reads `text`, whose first line is its file's first. Never throws. */
export function readYaml(text: string, limits: YamlLimits = YAML_LIMITS): YamlReading {
  const plain = readPlainYaml(text)
  if (plain === undefined || plain.values > limits.values || limits.depth < 2) return readAnyYaml(text, limits)
  return { value: { kind: 'mapping', entries: plain.entries, place: plain.place }, problems: [], warnings: [] }
}

/** Reads `text` by the parser for all of YAML. */
export function readAnyYaml(text: string, limits: YamlLimits = YAML_LIMITS): YamlReading {
  const lines = new LineCounter()
  const deepLine = lineTooDeep(text)
  if (deepLine !== undefined) return failed([tooDeep(text, { line: deepLine, column: 1 }, limits.depth)])
  const document = parseDocument(text, {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'silent',
  }) as Document.Parsed
  if (document.errors.length > 0) {
    return failed(
      document.errors.slice(0, PROBLEMS_MAX).map((error): Problem => {
        const { line, column } = placeAt(error.pos[0], text, lines)
        return {
          message: `cannot be read as YAML: ${shorten(error.message.split('\n')[0] ?? '').replace(/[.:]$/, '')}`,
          hint: HINTS[error.code] ?? HINT_OTHERWISE,
          line,
          column,
          excerpt: excerptLine(text, line),
        }
      }),
    )
  }
  const reader = new NodeReader(text, lines, limits)
  const value = reader.read(document.contents as Node | null, 0)
  return reader.problem === undefined
    ? { value, problems: [], warnings: reader.warnings }
    : { value: undefined, problems: [reader.problem], warnings: [] }
}

function failed(problems: readonly Problem[]): YamlReading {
  return { value: undefined, problems, warnings: [] }
}

function placeAt(offset: number, text: string, lines: LineCounter): Place {
  const { line, col } = lines.linePos(Math.min(offset, text.length))
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

/** Returns the first line at which more than `OPENERS_MAX` lists and mappings could be open, without parsing. */
function lineTooDeep(text: string): number | undefined {
  let brackets = 0
  const columns: number[] = []
  const rows = text.split('\n')
  for (const [index, row] of rows.entries()) {
    const indent = row.search(/[^ ]/)
    if (indent < 0) continue
    while ((columns.at(-1) ?? -1) >= indent) columns.pop()
    columns.push(indent)
    for (const { 0: opener, index: column } of row.matchAll(/[[\]{}]|[-?:](?=\s|$)/g)) {
      if (opener === '[' || opener === '{') brackets++
      else if (opener === ']' || opener === '}') brackets = Math.max(0, brackets - 1)
      else columns.push(column + 1)
      if (brackets + columns.length > OPENERS_MAX) return index + 1
    }
  }
  return undefined
}

function tooDeep(text: string, place: Place, depthMax: number): Problem {
  return {
    message: `lists and mappings lie more than ${depthMax} deep in one another`,
    hint: 'put text that has brackets in quotes',
    ...place,
    excerpt: excerptLine(text, place.line),
  }
}

/** Turns the parser's nodes into values; stops at the first limit that is passed, and says so in `problem`. */
class NodeReader {
  problem: Problem | undefined
  readonly warnings: Problem[] = []
  readonly #anchors = new Map<string, YamlScalar | YAMLMap | YAMLSeq>()
  readonly #text: string
  readonly #lines: LineCounter
  readonly #limits: YamlLimits
  #values = 0
  #aliases = 0

  constructor(text: string, lines: LineCounter, limits: YamlLimits) {
    this.#text = text
    this.#lines = lines
    this.#limits = limits
  }

  read(node: Node | null | undefined, depth: number): Value | undefined {
    if (node === null || node === undefined || this.problem !== undefined) return undefined
    const place = this.#place(node)
    // The parser's own way to resolve an alias walks the whole document each time.
    if (!isAlias(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    const { depth: depthMax, values, aliases } = this.#limits
    if (depth > depthMax) this.problem = tooDeep(this.#text, place, depthMax)
    else if (++this.#values > values) {
      this.problem = this.#tooMany(`values, counting those that aliases repeat`, values, place)
    } else if (isAlias(node) && ++this.#aliases > aliases) this.problem = this.#tooMany('aliases', aliases, place)
    else if (isAlias(node)) return this.read(this.#anchors.get(node.source), depth + 1)
    else if (isScalar(node)) return scalar(node.value, node.source, place)
    else if (isMap(node)) return this.#mapping(node.items as readonly { key: unknown; value: unknown }[], place, depth)
    else if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item as Node, depth + 1) ?? nothing(place))
      return { kind: 'list', items, place }
    }
    return undefined
  }

  #mapping(pairs: readonly { key: unknown; value: unknown }[], place: Place, depth: number): Mapping {
    const entries = new Map<string, Value>()
    const merged: Mapping[] = []
    for (const pair of pairs) {
      const keyPlace = this.#place(pair.key as Node | null)
      const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : ''
      const value = this.read(pair.value as Node | null, depth + 1) ?? nothing(keyPlace)
      if (this.problem !== undefined) break
      if (key === '<<') {
        for (const from of value.kind === 'list' ? value.items : [value]) if (from.kind === 'mapping') merged.push(from)
        continue
      }
      if (entries.has(key)) this.#warnOfTwice(key, keyPlace)
      entries.set(key, value)
    }
    for (const from of merged) for (const [key, value] of from.entries) if (!entries.has(key)) entries.set(key, value)
    return { kind: 'mapping', entries, place }
  }

  #place(node: Node | null): Place {
    return placeAt(node?.range?.[0] ?? 0, this.#text, this.#lines)
  }

  #tooMany(what: string, most: number, place: Place): Problem {
    return {
      message: `there are more than ${most} ${what}`,
      hint: 'write fewer values, and use no aliases of aliases',
      ...place,
      excerpt: excerptLine(this.#text, place.line),
    }
  }

  #warnOfTwice(key: string, place: Place): void {
    if (this.warnings.length >= PROBLEMS_MAX) return
    const excerpt = excerptLine(this.#text, place.line)
    this.warnings.push({ message: `${shorten(key, 80)}: stands twice; the last one counts`, key, ...place, excerpt })
  }
}

function nothing(place: Place): Scalar {
  return { kind: 'scalar', type: 'null', text: '', place }
}

function scalar(value: unknown, source: string | undefined, place: Place): Scalar {
  if (value === null || value === undefined) return nothing(place)
  const type =
    typeof value === 'number' || typeof value === 'bigint' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text'
  // Only what is no text has lost something by being read: 1.10, True, 007.
  return { kind: 'scalar', type, text: type === 'text' ? String(value) : (source ?? String(value)), place }
}
