/**
 * Front matter: the fields at the head of a post, and where its content starts.
 *
 * gray-matter splits the two. All its engines are replaced, because its own run JavaScript (`---js`) and read dates as
 * UTC; and it is always called with options, because without them it keeps every input for ever.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import matter from 'gray-matter'
import type { PostLimits } from '../model/post-limits.js'
import type { Problem } from '../model/problem.js'
import { excerptLine } from '../settings/excerpt.js'
import { readYaml, type YamlReading } from '../settings/read-yaml.js'
import { describeValue, isAbsent } from '../settings/value.js'
import type { DecodedText } from './decode-text.js'
import { Fields } from './fields.js'
import { readToml } from './read-toml.js'

export type FrontMatter =
  | {
      readonly fields: Fields
      /** A text that begins with the front matter. */
      readonly text: string
      /** Returns what comes after the front matter. */
      readonly content: () => string
      /** Returns the line of the file on which the content starts, counted from 1. */
      readonly contentLine: () => number
      readonly warnings: readonly Problem[]
    }
  | { readonly problems: readonly Problem[] }

type Language = 'yaml' | 'toml' | 'json'

/** Where the front matter ends, and in what it is written. */
interface Head {
  readonly language: Language
  /** With delimiters, for gray-matter. */
  readonly text: string
  readonly delimiters: readonly [string, string]
  /** Length of the block between the delimiters, with the line end before it. */
  readonly blockLength: number
  /** Code units of the file that are front matter. */
  readonly length: number
}

type FoundHead = Head | { readonly problems: readonly Problem[] } | undefined

/** The languages that may be named after the first delimiter; one that is not named is YAML. */
const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['', 'yaml'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['toml', 'toml'],
  ['json', 'json'],
])
const OPENING = /^---(?!-)([^\r\n]*)(?:\r?\n|$)/
const OPENING_TOML = /^\+\+\+[ \t]*(?:\r?\n|$)/
/** Hugo's JSON has no delimiters but its own braces. Liquid and notes of kramdown start with a brace too. */
const OPENING_JSON = /^\{[ \t]*(?:\r?\n[ \t\r\n]*)?["}]/
const OPENING_LATE = /^\s*\n(---|\+\+\+)[ \t]*\r?\n/
/** Jekyll takes YAML's end of a document for a delimiter too. */
const CLOSING = /\n(---|\.\.\.)[ \t]*(?=\r?\n|$)/g
const CLOSING_TOML = /\n(\+\+\+)[ \t]*(?=\r?\n|$)/g

/** Splits a text and reads its front matter; a text without any has no fields. Never throws. */
export function readFrontMatter({ beginning, whole }: DecodedText, limits: PostLimits): FrontMatter {
  // A head that is found in the beginning is the same in the whole; what else is found there may not be.
  const early = findHead(beginning)
  const text = isHead(early) ? beginning : whole()
  const head = isHead(early) ? early : findHead(text)
  if (head === undefined)
    return { fields: new Fields(new Map()), text, content: whole, contentLine: () => 1, warnings: [] }
  if ('problems' in head) return head
  if (head.length > limits.frontMatterLength) {
    const message = `the front matter is ${head.length} characters long; at most ${limits.frontMatterLength} are read`
    return failed(text, 1, message, 'move what is long to the content')
  }
  // It cannot have more lines than characters.
  const lines =
    head.length > limits.frontMatterLines ? text.slice(0, head.length).split(/[\n\r\u2028\u2029]/).length : 0
  if (lines > limits.frontMatterLines) {
    const message = `the front matter has ${lines} lines; at most ${limits.frontMatterLines} are read`
    return failed(text, 1, message, 'move what is long to the content')
  }

  let reading: YamlReading = { value: undefined, problems: [], warnings: [] }
  const parse = (block: string): object => {
    reading = readBlock(block, head, limits)
    return {}
  }
  const refuse = (): object => {
    throw new TypeError('only YAML, TOML and JSON are read')
  }
  const engines = {
    ...{ yaml: { parse }, toml: { parse }, json: { parse } },
    ...{ javascript: { parse: refuse }, coffee: { parse: refuse } },
  }
  const { matter: block } = matter(head.text, { language: head.language, delimiters: [...head.delimiters], engines })
  // gray-matter takes any line that starts with the delimiter for the end, and would lose the fields that follow.
  if (block.length !== head.blockLength) {
    const line = block.split('\n').length + 1
    return failed(
      text,
      line,
      'this line starts like the end of the front matter, but goes on',
      'put the text in quotes',
    )
  }

  if (reading.problems.length > 0) return { problems: reading.problems }
  if (!isAbsent(reading.value) && reading.value.kind !== 'mapping') {
    const { line } = reading.value.place
    const found = describeValue(reading.value)
    return failed(text, line, `the front matter is ${found}`, 'write keys and values, such as title: My post')
  }
  const newline = /^\r?\n/.exec(text.slice(head.length, head.length + 2))?.[0] ?? ''
  const length = head.length + newline.length
  return {
    fields: new Fields(isAbsent(reading.value) ? new Map() : reading.value.entries),
    text,
    content: () => whole().slice(length),
    contentLine: () => text.slice(0, length).split('\n').length,
    warnings: reading.warnings,
  }
}

function isHead(found: FoundHead): found is Head {
  return found !== undefined && !('problems' in found)
}

function findHead(text: string): FoundHead {
  const opening = OPENING.exec(text)
  if (opening !== null) {
    const name = (opening[1] ?? '').trim().toLowerCase()
    const language = LANGUAGES.get(name)
    if (language !== undefined) return findEnd(text, opening[0], '---', CLOSING, language, name === '' ? 0 : undefined)
    const hint = 'write the front matter in YAML between two lines of ---, or in TOML between two lines of +++'
    return failed(text, 1, 'the front matter is in a language that is not read', hint)
  }
  const toml = OPENING_TOML.exec(text)
  if (toml !== null) return findEnd(text, toml[0], '+++', CLOSING_TOML, 'toml', 0)
  if (OPENING_JSON.test(text)) return findJson(text)
  const late = OPENING_LATE.exec(text.slice(0, 1_000))
  if (late === null) return undefined
  const line = late[0].split('\n').length - 1
  const hint = `remove the empty lines before ${late[1]}`
  return failed(text, line, 'the front matter does not start on the first line', hint)
}

function findEnd(
  text: string,
  opening: string,
  open: string,
  closings: RegExp,
  language: Language,
  nameLength = opening.replace(/\r?\n$/, '').length - open.length,
): FoundHead {
  closings.lastIndex = opening.length - (opening.endsWith('\n') ? 1 : 0)
  const closing = closings.exec(text)
  if (closing === null) {
    const hint = `write a line of ${open} between the front matter and the content`
    return failed(text, 1, 'the front matter has no end', hint)
  }
  const length = closing.index + closing[0].length
  return {
    language,
    text: text.slice(0, length),
    delimiters: [open, closing[1] ?? open],
    blockLength: closing.index - open.length - nameLength,
    length,
  }
}

/** Finds the brace that closes the first one; braces in strings do not count. */
function findJson(text: string): FoundHead {
  let depth = 0
  for (const { 0: found, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}]/g)) {
    if (found === '{') depth++
    if (found !== '}' || --depth > 0) continue
    const block = text.slice(0, index + 1)
    if (!/^[ \t]*(?:\r?\n|$)/.test(text.slice(index + 1, index + 100))) return undefined
    // gray-matter knows front matter by delimiters alone.
    return {
      language: 'json',
      text: `---json\n${block}\n---`,
      delimiters: ['---', '---'],
      blockLength: block.length + 1,
      length: index + 1,
    }
  }
  const hint = 'close the brace that the front matter starts with'
  return failed(text, 1, 'the front matter has no end', hint)
}

function readBlock(block: string, head: Head, limits: PostLimits): YamlReading {
  if (head.language === 'toml') return readToml(block, limits)
  const yamlLimits = {
    values: limits.frontMatterValues,
    depth: limits.frontMatterDepth,
    aliases: limits.frontMatterAliases,
  }
  if (head.language === 'yaml') return readYaml(block, yamlLimits)
  // JSON is YAML, except that YAML takes no tabs before a value. Outside strings JSON has them for looks alone.
  const bare = head.length === head.blockLength - 1
  const reading = readYaml((bare ? block.slice(1) : block).replaceAll('\t', ' '), yamlLimits)
  const problems = reading.problems.map((problem) => ({
    ...problem,
    message: problem.message.replace('cannot be read as YAML', 'cannot be read as JSON'),
    ...(problem.message.startsWith('cannot be read') && { hint: 'check the quotes, the commas and the braces' }),
  }))
  return { ...reading, problems }
}

function failed(text: string, line: number, message: string, hint: string): { readonly problems: readonly Problem[] } {
  return { problems: [{ message, hint, line, column: 1, excerpt: excerptLine(text, line) }] }
}
