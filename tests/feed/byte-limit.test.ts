/** The byte limit: documents stay under it, and what gives way is the oldest. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../lib/model/entry.js'
import { SITE_FEED } from '../../lib/model/feed-id.js'
import type { Settings } from '../../lib/model/settings.js'
import { renderFeed } from './as-text.js'
import { PLAIN, SETTINGS } from './cases.js'
import { atomEntries, jsonItems, rssItems } from './documents.js'

const LIMIT = 16_384

/** Returns an entry for each of `lengths`, the characters of its content, newest first. */
const entriesOf = (...lengths: readonly number[]): Entry[] =>
  lengths.map((length, at) => ({
    ...PLAIN,
    id: `urn:x:${at}`,
    publishedMs: PLAIN.publishedMs - at * 60_000,
    updatedMs: PLAIN.publishedMs - at * 60_000,
    content: length === 0 ? '' : `<p>${'x'.repeat(length)}</p>`,
  }))

function limited(entries: readonly Entry[], settings: Partial<Settings> = {}) {
  return renderFeed(SITE_FEED, entries, { ...SETTINGS, documentBytesMax: LIMIT, ...settings })
}

/** Says of each item what it carries: F for its whole text, s for its summary. */
function carried(entries: readonly Entry[]): string {
  const json = limited(entries).find(({ path }) => path === 'feed.json')?.body ?? ''
  return jsonItems(json)
    .map(({ content }) => (content === undefined ? 's' : 'F'))
    .join('')
}

describe.each<[title: string, lengths: readonly number[], carried: string]>([
  ['what fits is carried whole', [3_000, 3_000, 3_000], 'FFF'],
  ['entries beyond the limit carry their summary', [5_000, 5_000, 5_000, 5_000], 'FFss'],
  ['a text longer than the limit does not take the others with it', [60_000, 3_000, 3_000], 'sFF'],
  ['a short text still fits where a longer one before it did not', [9_000, 9_000, 500], 'FsF'],
  ['a single text longer than the limit', [60_000], 's'],
])('%s', (_title, lengths, expected) => {
  test(expected, () => expect(carried(entriesOf(...lengths))).toBe(expected))
})

test('where not even the summaries fit, the oldest are left out', () => {
  const shown = jsonItems(limited(entriesOf(...Array<number>(200).fill(0)))[2]?.body ?? '')
  expect(shown.length).toBeGreaterThan(10)
  expect(shown.length).toBeLessThan(200)
  expect(shown.map(({ id }) => id)).toEqual(shown.map((_item, at) => `urn:x:${at}`))
})

test('the newest is shown, however long its summary is', () => {
  const [newest, ...others] = entriesOf(0, 0, 0).map((entry) => ({ ...entry, summary: 'x'.repeat(LIMIT) }))
  const [, , json] = newest ? limited([newest, ...others]) : []
  expect(jsonItems(json?.body ?? '').map(({ id }) => id)).toEqual(['urn:x:0'])
})

test('an archive document leaves out no entry', () => {
  const [, , json] = renderFeed(
    SITE_FEED,
    entriesOf(...Array<number>(200).fill(100)),
    { ...SETTINGS, documentBytesMax: LIMIT },
    { kind: 'archive', period: '2024-03' as never },
  )
  const items = jsonItems(json?.body ?? '')
  expect(items).toHaveLength(200)
  expect(items.every(({ content }) => content === undefined)).toBe(true)
})

const TEXT = fc.string({ unit: fc.constantFrom('a', '<', '&', ']]>', '"', '\n', '泉', '🦉'), maxLength: 3_000 })
const ENTRIES = fc
  .array(
    fc.record({
      content: TEXT,
      summary: fc.oneof(fc.constant(''), TEXT),
      title: TEXT.map((title) => `x${title}`),
      shows: fc.constantFrom('full' as const, 'summary' as const),
      enclosures: fc.constantFrom([], [{ url: 'https://notes.example/a.mp3', type: 'audio/mpeg' }]),
      minutes: fc.nat(3),
      milliseconds: fc.nat(2),
    }),
    { maxLength: 30 },
  )
  .map((all) =>
    all
      .sort((a, b) => a.minutes - b.minutes)
      .map(({ minutes, milliseconds, ...rest }, at): Entry => {
        const publishedMs = PLAIN.publishedMs - minutes * 60_000 + milliseconds
        return { ...PLAIN, ...rest, id: `urn:x:${at}`, publishedMs, updatedMs: publishedMs }
      }),
  )

test('every document of every feed stays under the limit, shows the newest first, and the same in each format', () => {
  fc.assert(
    fc.property(ENTRIES, fc.constantFrom(undefined, 'feed.xml'), (entries, atomPath) => {
      const settings = { documentBytesMax: 40_000, ...(atomPath && { atomPath }) }
      const documents = limited(entries, settings)
      for (const { body } of documents) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(40_000)
      const [rss, atom, json] = documents.map(({ body }) => body)
      const items = jsonItems(json ?? '')
      expect(items.map(({ id }) => id)).toEqual(entries.slice(0, items.length).map(({ id }) => id))
      if (entries.length > 0) expect(items.length).toBeGreaterThan(0)
      const whole = ({ id, content }: { id: string; content: string | undefined }) => [id, content !== undefined]
      expect(rssItems(rss ?? '').map(whole)).toEqual(items.map(whole))
      expect(atomEntries(atom ?? '').map(whole)).toEqual(items.map(whole))
      expect(limited(entries, settings)).toEqual(documents)
    }),
    { numRuns: 150 },
  )
})
