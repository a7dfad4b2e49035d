/**
 * The quick reader of plain front matter against the parser for all of YAML: whatever the first reads, the second reads
 * as the same, to the place of each value.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPlainYaml } from '../../lib/settings/plain-yaml.js'
import { readAnyYaml, readYaml } from '../../lib/settings/read-yaml.js'

const key = fc.oneof(
  fc.constantFrom('title', 'date', 'tags', 'a-b', 'a_b', 'null', 'True', '<<', '1', 'y', 'no'),
  fc.string({ maxLength: 4 }),
)
const signs = `-?:,[]{}#&*!|>'"%@\`~.<=+/\\ \t\u00a0\u3000\u2028\ufeff雨é🗞️aZ09e_`
const words = fc.array(fc.oneof(fc.constantFrom(...signs), fc.constantFrom(...'abc 雨 ')), { maxLength: 8 })
const value = fc.oneof(
  words.map((characters) => characters.join('')),
  fc.constantFrom(
    'null',
    'TRUE',
    'no',
    '~',
    '1',
    '0x1f',
    '1e3',
    '.5',
    '-1',
    '0o7',
    '.inf',
    '.NaN',
    'e',
    'a: b',
    'a #b',
  ),
  fc.constantFrom('2024-01-31', '2024-01-31 09:30', '2024-01-31T09:30:00Z', '2024-01-31 09:30:00 +0800', '2024-1-3'),
  fc.array(words, { maxLength: 3 }).map((items) => `[${items.map((item) => item.join('')).join(', ')}]`),
  fc.constantFrom(
    '"quoted"',
    "'it'",
    '""',
    '"a: b # c"',
    '"a\\n"',
    "'a''b'",
    '- a',
    '-',
    '"a" b',
    `a${' - b'.repeat(300)}`,
  ),
)
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(key, value).map(([name, text]) => `${name}: ${text}`) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '  a', '# note', '- a', 'a:', '---', '...', '? a', 'a: |', '\r') },
)

test('whatever is read quickly means the same to the parser', () => {
  let quick = 0
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      const text = `\n${lines.join('\n')}`
      const plain = readPlainYaml(text)
      if (plain === undefined) return
      quick++
      const { entries, place, values } = plain
      const expected = readAnyYaml(text)
      expect({ value: { kind: 'mapping', entries, place }, problems: [], warnings: [] }).toEqual(expected)
      expect(readAnyYaml(text, { values, depth: 64, aliases: 0 }).problems).toEqual([])
      expect(readAnyYaml(text, { values: values - 1, depth: 64, aliases: 0 }).problems).toHaveLength(1)
    }),
    { seed: 20_261_123, numRuns: 10_000 },
  )
  expect(quick).toBeGreaterThan(300)
})

describe('is read quickly', () => {
  test.each([
    '\ntitle: 今年的第一场雨，也是最后一场',
    '\ntitle: Plain words, and - some signs (& more)!\n',
    '\ndate: 2024-01-31 09:30:00 +0800\ntags: [泉州晚报新闻, two words]\ncategories: []',
    '\ntitle: "In quotes: all # that"\nauthor: \'Kim\'',
  ])('%j', (text) => {
    expect(readPlainYaml(text)).toBeDefined()
    expect(readYaml(text)).toEqual(readAnyYaml(text))
  })
})

test('more values than are allowed are told of', () => {
  expect(readYaml('\na: b\nc: d', { values: 2, depth: 64, aliases: 0 }).problems).toHaveLength(1)
})
