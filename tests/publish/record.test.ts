import { describe, expect, test } from 'vitest'
import type { Entry, Term } from '../../lib/model/entry.js'
import type { Problem } from '../../lib/model/problem.js'
import type { Settings } from '../../lib/model/settings.js'
import type { ParsedPost } from '../../lib/post/parsed-post.js'
import {
  decodeRecord,
  encodeRecord,
  FEEDS_REMEMBERED_MAX,
  isUpToDate,
  nextRecord,
  type PostRecord,
  recordId,
} from '../../lib/publish/record.js'

const KEY = '_posts/2024-01-31-a.md'
const settings = { kinds: ['category', 'tag'], language: 'en', hash: 's1' } as unknown as Settings

function entry(title: string, ...tags: string[]): Entry {
  const terms: Term[] = tags.map((term) => ({ scheme: 'tag', term }))
  const permalink = 'https://example.com/a/'
  const instants = { publishedMs: 0, updatedMs: 0 }
  return { id: permalink, permalink, title, ...instants, authors: [], terms, summary: '', content: '', enclosures: [] }
}

const good = (title: string, ...tags: string[]): ParsedPost => ({
  kind: 'entry',
  entry: entry(title, ...tags),
  warnings: [],
})
const draft: ParsedPost = { kind: 'draft' }
const problems: Problem[] = [{ message: 'date: cannot read "someday" as a date' }]
const broken: ParsedPost = { kind: 'rejected', problems }

/** The record after these versions of the source, one after the other; undefined: it was deleted. */
function settledOf(first: ParsedPost | undefined, ...rest: (ParsedPost | undefined)[]): PostRecord {
  let record = nextRecord(KEY, undefined, first && { etag: 'e1', parsed: first }, settings, undefined, 0)
  for (const [index, parsed] of rest.entries()) {
    record = nextRecord(KEY, record, parsed && { etag: `e${index + 2}`, parsed }, settings, undefined, 0)
  }
  return record
}

describe('a record after', () => {
  test('a good post publishes it', () => {
    expect(settledOf(good('A', 'x'))).toMatchObject({
      generation: 1,
      outcome: 'published',
      entry: { title: 'A' },
      placed: ['site', 'tag/x'],
      feeds: ['site', 'tag/x'],
    })
  })

  test('a retag remembers the feed that was left', () => {
    expect(settledOf(good('A', 'x'), good('A', 'y'))).toMatchObject({
      generation: 2,
      placed: ['site', 'tag/y'],
      feeds: ['tag/x', 'site', 'tag/y'],
    })
  })

  test.each([
    ['a deletion', undefined, 'gone'],
    ['a draft', draft, 'draft'],
  ] as const)('%s shows nothing, and remembers the feeds', (_, version, outcome) => {
    const record = settledOf(good('A', 'x'), version)
    expect(record).toMatchObject({ generation: 2, outcome, placed: [], feeds: ['site', 'tag/x'] })
    expect(record.entry).toBeUndefined()
  })

  test('a broken first version shows nothing, and says why', () => {
    const record = settledOf(broken)
    expect(record).toMatchObject({ outcome: 'rejected', placed: [], feeds: [], problems })
    expect(record.entry).toBeUndefined()
  })

  test('a broken edit still shows the last good version, in the same generation', () => {
    expect(settledOf(good('A', 'x'), broken)).toMatchObject({
      generation: 1,
      outcome: 'rejected',
      entry: { title: 'A' },
      placed: ['site', 'tag/x'],
      problems,
    })
  })

  test('its expiry shows nothing any more, and remembers the feeds', () => {
    const parsed: ParsedPost = { kind: 'entry', entry: { ...entry('A', 'x'), expiresMs: 1_000 }, warnings: [] }
    const source = { etag: 'e1', parsed }
    const before = nextRecord(KEY, undefined, source, settings, undefined, 999)
    expect(before).toMatchObject({ outcome: 'published', placed: ['site', 'tag/x'] })
    expect(isUpToDate(before, 'e1', settings, 999)).toBe(true)
    expect(isUpToDate(before, 'e1', settings, 1_000)).toBe(false)
    const record = nextRecord(KEY, before, source, settings, undefined, 1_000)
    expect(record).toMatchObject({ generation: 2, outcome: 'expired', placed: [], feeds: ['site', 'tag/x'] })
    expect(isUpToDate(record, 'e1', settings, 1_000)).toBe(true)
  })

  test('a broken post that is deleted shows nothing any more', () => {
    expect(settledOf(good('A', 'x'), broken, undefined)).toMatchObject({ generation: 2, outcome: 'gone', placed: [] })
  })

  test('an upload that means the same keeps the generation: its placements still hold', () => {
    expect(settledOf(good('A', 'x'), good('A', 'x'))).toMatchObject({ generation: 1, sourceEtag: 'e2' })
  })

  test('a deletion and the same post again never uses a generation twice', () => {
    expect(settledOf(good('A', 'x'), undefined, good('A', 'x')).generation).toBe(3)
  })
})

describe('a record is up to date', () => {
  const record = settledOf(good('A'))
  test.each([
    ['under the same source and settings', record, 'e1', 's1', true],
    ['not under another source', record, 'e2', 's1', false],
    ['not under other settings', record, 'e1', 's2', false],
    ['not when the source is gone', record, undefined, 's1', false],
    ['when it is gone, whatever the settings', settledOf(good('A'), undefined), undefined, 's2', true],
  ])('%s', (_, one, etag, hash, expected) => {
    expect(isUpToDate(one, etag, { ...settings, hash }, 0)).toBe(expected)
  })
})

test('a record comes back from storage as it was', () => {
  const record = settledOf(good('A', '泉州'), broken)
  expect(decodeRecord(new TextEncoder().encode(encodeRecord(record)))).toEqual(record)
})

test('a record of another format is never up to date, and keeps its generation and its feeds', () => {
  const record = settledOf(good('A', 'x'), good('B', 'x'))
  const stored = encodeRecord(record).replace(/^{"format":\d/, '{"format":0')
  const old = decodeRecord(new TextEncoder().encode(stored))
  expect(old).toMatchObject({ generation: 2, feeds: ['site', 'tag/x'] })
  expect(isUpToDate(old, record.sourceEtag, settings, 0)).toBe(false)
})

test('a record remembers a bounded number of feeds, and always those that show the post', () => {
  let record = settledOf(good('A', 'first'))
  for (let index = 0; index < FEEDS_REMEMBERED_MAX + 5; index++) {
    const parsed = good('A', `t${index}`)
    record = nextRecord(KEY, record, { etag: `${index}`, parsed }, settings, undefined, 0)
  }
  expect(record.feeds).toHaveLength(FEEDS_REMEMBERED_MAX)
  expect(record.feeds).not.toContain('tag/first')
  expect(record.feeds).toEqual(expect.arrayContaining([...record.placed]))
})

test('ids of keys are fixed for ever: state in buckets goes by them', () => {
  expect(recordId('_posts/2024-01-31-a.md')).toBe('84d903e0404ac6222474a5bf0523691c')
})
