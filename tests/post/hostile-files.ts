/**
 * The files of tests/fixtures/hostile: one case each, which says in its first lines what it shows and what is expected.
 *
 * `expected` is `published`, `draft`, or `rejected:` and how the reason starts. What is too large or cannot be written
 * in a text file stands between `@@`: `@@repeat 3 "ab"@@` is ababab, `@@count 3 "t#,"@@` is t0,t1,t2, and
 * `@@bytes 00 FF@@` are two bytes.
 */
import { readdirSync, readFileSync } from 'node:fs'

export interface HostileFile {
  readonly name: string
  readonly shows: string
  readonly expected: string
  readonly body: Uint8Array
}

const FOLDER = new URL('../fixtures/hostile/', import.meta.url)
const MARK = /@@(repeat|count|bytes) ([^@]*)@@/

export function hostileFiles(): HostileFile[] {
  return readdirSync(FOLDER)
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, FOLDER), 'utf8')
      return { name, shows: said(text, 'shows'), expected: said(text, 'expected'), body: expand(text) }
    })
}

function said(text: string, word: string): string {
  const [, sentence] = new RegExp(`^\\W*${word}"?: *"?(.*?)(?:",| -->)?$`, 'm').exec(text.slice(0, 1_000)) ?? []
  if (sentence === undefined) throw new Error(`a hostile file says what it ${word}: ${text.slice(0, 100)}`)
  return sentence
}

function expand(text: string): Uint8Array {
  const parts: Uint8Array[] = []
  let rest = text
  for (let mark = MARK.exec(rest); mark !== null; mark = MARK.exec(rest)) {
    const [whole, verb, given = ''] = mark
    parts.push(Buffer.from(rest.slice(0, mark.index)))
    parts.push(
      verb === 'bytes' ? Buffer.from(given.replaceAll(' ', ''), 'hex') : Buffer.from(repeated(verb ?? '', given)),
    )
    rest = rest.slice(mark.index + whole.length)
  }
  return Buffer.concat([...parts, Buffer.from(rest)])
}

function repeated(verb: string, given: string): string {
  const [, count = '', json = ''] = /^(\d+) (".*")$/s.exec(given) ?? []
  const unit: string = JSON.parse(json)
  if (verb === 'repeat') return unit.repeat(Number(count))
  return Array.from({ length: Number(count) }, (_, index) => unit.replace('#', String(index))).join('')
}
