/**
 * Front matter: the fields at the head of a post, and where its content starts.
 *
 * gray-matter splits the two. All its engines are replaced, because its own run JavaScript (`---js`) and read dates as
 * UTC; and it is always called with options, because without them it keeps every input for ever.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import matter from 'gray-matter'
import type { Problem } from '../model/problem.js'
import { excerptLine } from '../settings/excerpt.js'
import { readYaml, type YamlReading } from '../settings/read-yaml.js'
import { describeValue, isAbsent, type Value } from '../settings/value.js'
import { FRONT_MATTER_LENGTH_MAX, FRONT_MATTER_LINES_MAX } from './limits.js'

/** The fields of a post by their names in lower case. */
export type Fields = ReadonlyMap<string, Value>

export type FrontMatter =
  | { readonly fields: Fields; readonly content: string; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] }

/** The languages that may be named after the first delimiter; one that is not named is YAML. */
const LANGUAGES: ReadonlySet<string> = new Set(['', 'yaml', 'yml'])
const OPENING = /^---(?!-)([^\r\n]*)(?:\r?\n|$)/
const OPENING_LATE = /^\s*\n---[ \t]*\r?\n/
/** Jekyll takes YAML's end of a document for a delimiter too. */
const CLOSING = /\n(---|\.\.\.)[ \t]*(?=\r?\n|$)/g

/** Splits `text` and reads its front matter; a text without any has no fields. Never throws. */
export function readFrontMatter(text: string): FrontMatter {
  const opening = OPENING.exec(text)
  if (opening === null) {
    const late = OPENING_LATE.exec(text.slice(0, 1_000))
    if (late === null) return { fields: new Map(), content: text, warnings: [] }
    const line = late[0].split('\n').length - 1
    return failed(text, line, 'the front matter does not start on the first line', 'remove the empty lines before ---')
  }
  const language = (opening[1] ?? '').trim().toLowerCase()
  if (!LANGUAGES.has(language)) {
    const hint = 'write the front matter in YAML, between two lines of ---'
    return failed(text, 1, 'the front matter is in a language that is not read', hint)
  }
  CLOSING.lastIndex = opening[0].length - (opening[0].endsWith('\n') ? 1 : 0)
  const closing = CLOSING.exec(text)
  if (closing === null) {
    return failed(
      text,
      1,
      'the front matter has no end',
      'write a line of --- between the front matter and the content',
    )
  }
  const headLength = closing.index + closing[0].length
  if (headLength > FRONT_MATTER_LENGTH_MAX) {
    const message = `the front matter is ${headLength} characters long; at most ${FRONT_MATTER_LENGTH_MAX} are read`
    return failed(text, 1, message, 'move what is long to the content')
  }
  const head = text.slice(0, headLength)
  const lines = head.split(/[\n\r\u2028\u2029]/).length
  if (lines > FRONT_MATTER_LINES_MAX) {
    const message = `the front matter has ${lines} lines; at most ${FRONT_MATTER_LINES_MAX} are read`
    return failed(text, 1, message, 'move what is long to the content')
  }

  let reading: YamlReading = { value: undefined, problems: [], warnings: [] }
  const parse = (block: string): object => {
    reading = readYaml(block)
    return {}
  }
  const refuse = (): object => {
    throw new TypeError('only YAML is read')
  }
  const engines = { yaml: { parse }, json: { parse: refuse }, javascript: { parse: refuse }, coffee: { parse: refuse } }
  const { matter: block } = matter(head, { language: 'yaml', delimiters: ['---', closing[1] ?? '---'], engines })
  // gray-matter takes any line that starts with the delimiter for the end, and would lose the fields that follow.
  const end = '---'.length + (language === '' ? 0 : (opening[1] ?? '').length) + block.length
  if (end !== closing.index) {
    const line = head.slice(0, end).split('\n').length + 1
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
  const entries = isAbsent(reading.value) ? [] : reading.value.entries
  return {
    fields: new Map([...entries].map(([key, value]) => [key.toLowerCase(), value])),
    content: text.slice(headLength).replace(/^\r?\n/, ''),
    warnings: reading.warnings,
  }
}

function failed(text: string, line: number, message: string, hint: string): FrontMatter {
  return { problems: [{ message, hint, line, column: 1, excerpt: excerptLine(text, line) }] }
}
