import { describe, expect, test } from 'vitest'
import { bytes, count, cutLines, duration, problemLines } from '../../lib/cli/wording.js'
import { parsePeriod } from '../../lib/feed/archive.js'
import { SITE_FEED } from '../../lib/model/feed-id.js'

test.each([
  [0, '0 posts'],
  [1, '1 post'],
  [12_345, '12,345 posts'],
])('%d is %s', (number, words) => {
  expect(count(number, 'post')).toBe(words)
})

test.each([
  [0, '0 ms'],
  [83.4, '83 ms'],
  [1_240, '1.2 s'],
])('%d is %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_234, '1.2 KB'],
  [9_437_184, '9.4 MB'],
  [5_000_000_000, '5.0 GB'],
])('%d bytes are %s', (number, words) => {
  expect(bytes(number)).toBe(words)
})

describe('a problem', () => {
  test('with nothing but a message', () => {
    expect(problemLines({ message: 'no front matter' })).toEqual(['    no front matter'])
  })

  test('with a place has a caret under it, also after Chinese, which is twice as wide', () => {
    expect(
      problemLines({ message: 'date', line: 3, column: 5, excerpt: '日期：x', hint: 'write it as 2024-01-31' }),
    ).toEqual([
      '    line 3, column 5: date',
      '        日期：x',
      `        ${' '.repeat(7)}^`,
      '    hint: write it as 2024-01-31',
    ])
  })

  test('whose place lies past the excerpt has no caret', () => {
    expect(problemLines({ message: 'date', line: 3, column: 90, excerpt: 'cut…' })).toHaveLength(2)
  })

  test('of which only the line is known', () => {
    expect(problemLines({ message: 'date', line: 3 })).toEqual(['    line 3: date'])
  })
})

test.each([
  ['2024', ['    hint: set broadsheet.archive in _config.yml to monthly']],
  ['2024-05', ['    hint: set broadsheet.archive in _config.yml to daily']],
  ['2024-05-31', ['    hint: set broadsheet.archive in _config.yml to hourly']],
  ['2024-05-31T09', []],
])('an archive that does not show all of %s names a shorter period, where there is one', (name, hint) => {
  const period = parsePeriod(name)
  expect(period && cutLines(SITE_FEED, period)).toEqual([
    `the archive of site shows the newest 5,000 entries of ${name}, which has more`,
    ...hint,
  ])
})
