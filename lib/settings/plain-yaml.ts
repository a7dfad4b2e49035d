/**
 * The YAML that nearly all front matter is: a key and a plain value on each line.
 *
 *     title: 今年的第一场雨
 *     date: 2024-01-31 09:30:00 +0800
 *     tags: [news, 泉州晚报新闻]
 *
 * What is not just that is not looked at: then the parser for all of YAML reads it. What is read here means the same
 * there, to the place of each value; `tests/settings/plain-yaml.test.ts` holds the two against each other. Of ten
 * thousand posts the parser takes more time than all else that is done with their front matter.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Place, Scalar, Value } from './value.js'

export interface PlainYaml {
  readonly entries: ReadonlyMap<string, Value>
  readonly place: Place
  /** Values in it, the mapping itself counted. */
  readonly values: number
}

/** Keys that are no text in YAML are not for here. */
const LINE = /^([A-Za-z][A-Za-z0-9_-]*): (?=[^ ])(.*)$/
const NO_TEXT = /^(?:null|true|false)$/i
/**
 * Text without quotes starts with a letter, and holds nothing that could end it, or that some reader of YAML takes for
 * the end of a line.
 */
const WORDS = /^\p{L}(?:[^:#"'`[\]{},&*!|>%@\p{C}\p{Z}]|[ ](?! |$))*$/u
/** The same for more signs, which mean something inside of brackets alone. */
const TEXT = /^\p{L}(?:[^:#[\]{}\p{C}\p{Z}]|[ ](?! |$))*$/u
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| ?[+-]\d\d:?\d\d)?)?$/
const QUOTED = /^(?:"([^"\\[\]{}\p{C}\u2028\u2029]*)"|'([^'[\]{}\p{C}\u2028\u2029]*)')$/u
/** A line that is longer could hold so many dashes that it looks too deep. */
const LINE_LENGTH_MAX = 480

/** Reads `text`, whose first line is empty, or returns undefined where it is not as plain as that. */
export function readPlainYaml(text: string): PlainYaml | undefined {
  const lines = text.split('\n')
  if (lines[0] !== '') return undefined
  const entries = new Map<string, Value>()
  let values = 1
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    // The line end before the delimiter.
    if (line === '' && at === lines.length - 1 && at > 1) break
    if (line.length > LINE_LENGTH_MAX) return undefined
    const [, key, written] = LINE.exec(line) ?? []
    if (key === undefined || written === undefined || NO_TEXT.test(key) || entries.has(key)) return undefined
    const value = readValue(written, { line: at + 1, column: key.length + 3 })
    if (value === undefined) return undefined
    values += value.kind === 'list' ? value.items.length + 1 : 1
    entries.set(key, value)
  }
  return entries.size === 0 ? undefined : { entries, place: { line: 2, column: 1 }, values }
}

function readValue(written: string, place: Place): Value | undefined {
  if (TEXT.test(written)) return NO_TEXT.test(written) ? undefined : text(written, place)
  if (DATE.test(written)) return text(written, place)
  const quoted = QUOTED.exec(written)
  if (quoted !== null) return text(quoted[1] ?? quoted[2] ?? '', place)
  return written.startsWith('[') && written.endsWith(']') ? readList(written, place) : undefined
}

/** Reads words between brackets, each with a comma and a space before the next. */
function readList(written: string, place: Place): Value | undefined {
  if (written === '[]') return { kind: 'list', items: [], place }
  const items: Scalar[] = []
  let column = place.column + 1
  for (const word of written.slice(1, -1).split(', ')) {
    if (!WORDS.test(word) || NO_TEXT.test(word)) return undefined
    items.push(text(word, { line: place.line, column }))
    column += word.length + 2
  }
  return { kind: 'list', items, place }
}

function text(written: string, place: Place): Scalar {
  return { kind: 'scalar', type: 'text', text: written, place }
}
