/** Archives: periods, their bounds and names, and the links between the documents of RFC 5005 section 4. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ArchiveLinks,
  archiveFolder,
  type Period,
  parsePeriod,
  periodBounds,
  periodOf,
} from '../../lib/feed/archive.js'
import { documentPaths } from '../../lib/feed/document-paths.js'
import { SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { renderFeed } from './as-text.js'
import { PLAIN, SETTINGS } from './cases.js'

const KINDS = ['yearly', 'monthly', 'daily', 'hourly'] as const
const INSTANTS = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })
const period = (name: string) => name as Period

describe.each<[instant: string, yearly: string, monthly: string, daily: string, hourly: string]>([
  ['2024-05-31T09:59:59.999Z', '2024', '2024-05', '2024-05-31', '2024-05-31T09'],
  ['2024-12-31T23:59:59.999Z', '2024', '2024-12', '2024-12-31', '2024-12-31T23'],
  ['2025-01-01T00:00:00.000Z', '2025', '2025-01', '2025-01-01', '2025-01-01T00'],
  ['0001-01-01T00:00:00.000Z', '0001', '0001-01', '0001-01-01', '0001-01-01T00'],
  ['9999-12-31T23:59:59.999Z', '9999', '9999-12', '9999-12-31', '9999-12-31T23'],
])('%s', (instant, ...names) => {
  test.each(KINDS.map((kind, at) => [kind, names[at]] as const))('%s: %s', (kind, name) => {
    expect(periodOf(Date.parse(instant), kind)).toBe(name)
  })
})

test.each([
  ['2024', '2024-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'],
  ['2024-02', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ['2024-12', '2024-12-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ['2024-12-31T23', '2024-12-31T23:00:00.000Z', '2025-01-01T00:00:00.000Z'],
  ['0099', '0099-01-01T00:00:00.000Z', '0100-01-01T00:00:00.000Z'],
])('%s begins at %s and ends before %s', (name, start, end) => {
  expect(periodBounds(period(name))).toEqual({ startMs: Date.parse(start), endMs: Date.parse(end) })
})

test('every instant is within the bounds of its period, and next to it lie other periods', () => {
  fc.assert(
    fc.property(INSTANTS, fc.constantFrom(...KINDS), (instantMs, kind) => {
      const name = periodOf(instantMs, kind)
      const { startMs, endMs } = periodBounds(name)
      expect(startMs <= instantMs && instantMs < endMs).toBe(true)
      expect([periodOf(startMs, kind), periodOf(endMs - 1, kind)]).toEqual([name, name])
      if (endMs < 253_402_300_800_000) expect(periodOf(endMs, kind) > name).toBe(true)
      expect(parsePeriod(name)).toBe(name)
    }),
  )
})

test.each(['', '24', '2024-13', '2023-02-29', '2024-05-31T24', '2024-05-31T9', '2024-5', '2024-05-31T09:00', '+202'])(
  '%j is no period',
  (name) => {
    expect(parsePeriod(name)).toBeUndefined()
  },
)

test('the documents of a period lie in a folder of its name', () => {
  const tag = termFeed('tag', 'C<T>')
  expect(archiveFolder(SITE_FEED, period('2024-05'))).toBe('archive/2024-05/')
  expect(documentPaths(tag, SETTINGS, period('2024'))).toEqual(
    ['rss.xml', 'atom.xml', 'feed.json'].map((name) => `tag/C~3CT~3E/archive/2024/${name}`),
  )
})

/** Returns the links of the three documents, by their relation; JSON has one, to the next older document. */
function linksOf(links: ArchiveLinks) {
  const [rss, atom, json] = renderFeed(termFeed('tag', 'birds'), [PLAIN], SETTINGS, links)
  const found = (body = '') =>
    Object.fromEntries(
      [
        ...body.matchAll(/<(?:atom:)?link (?=[^>]*rel="(self|current|prev-archive|next-archive)")[^>]*href="([^"]*)"/g),
      ].map(([, rel, href]) => [rel, href?.replace('https://notes.example/tag/birds/', '')]),
    )
  const { feed_url, next_url } = JSON.parse(json?.body ?? '{}')
  const isArchive = [rss, atom].map((document) => document?.body.includes('<fh:archive/>'))
  return { rss: found(rss?.body), atom: found(atom?.body), json: { feed_url, next_url }, isArchive }
}

test('a subscription document links to the newest archive document', () => {
  expect(linksOf({ kind: 'subscription', prevArchive: period('2024-04') })).toEqual({
    rss: { self: 'rss.xml', 'prev-archive': 'archive/2024-04/rss.xml' },
    atom: { self: 'atom.xml', 'prev-archive': 'archive/2024-04/atom.xml' },
    json: {
      feed_url: 'https://notes.example/tag/birds/feed.json',
      next_url: 'https://notes.example/tag/birds/archive/2024-04/feed.json',
    },
    isArchive: [false, false],
  })
})

test('one without an archive links to none', () => {
  const { rss, atom, json } = linksOf({ kind: 'subscription' })
  expect([rss, atom, json.next_url]).toEqual([{ self: 'rss.xml' }, { self: 'atom.xml' }, undefined])
})

test('an archive document links to its neighbours and to the subscription document', () => {
  expect(
    linksOf({ kind: 'archive', period: period('2024-04'), prev: period('2024-02'), next: period('2024-05') }),
  ).toEqual({
    rss: {
      self: 'archive/2024-04/rss.xml',
      current: 'rss.xml',
      'prev-archive': 'archive/2024-02/rss.xml',
      'next-archive': 'archive/2024-05/rss.xml',
    },
    atom: {
      self: 'archive/2024-04/atom.xml',
      current: 'atom.xml',
      'prev-archive': 'archive/2024-02/atom.xml',
      'next-archive': 'archive/2024-05/atom.xml',
    },
    json: {
      feed_url: 'https://notes.example/tag/birds/feed.json',
      next_url: 'https://notes.example/tag/birds/archive/2024-02/feed.json',
    },
    isArchive: [true, true],
  })
})

test('the oldest archive document has none before it', () => {
  const { rss, atom, json } = linksOf({ kind: 'archive', period: period('2024-04'), next: period('2024-05') })
  expect([rss?.['prev-archive'], atom?.['prev-archive'], json.next_url]).toEqual([undefined, undefined, undefined])
})

test('the documents of an archive have the id of their feed, and say when they changed themselves', () => {
  const settings = { ...SETTINGS, hubs: ['https://hub.example/'] }
  const [, subscription] = renderFeed(SITE_FEED, [PLAIN], settings)
  const old = { ...PLAIN, publishedMs: 0, updatedMs: Date.UTC(2001, 1, 3) }
  const [rss, atom, json] = renderFeed(SITE_FEED, [old], settings, { kind: 'archive', period: period('1970') })
  const id = '<id>https://notes.example/</id>'
  expect(subscription?.body).toContain(id)
  expect(atom?.body).toContain(id)
  expect(atom?.body).toContain('<updated>2001-02-03T00:00:00Z</updated>')
  // Nobody subscribes to them, so there is nothing to tell and no time to come again.
  for (const document of [rss, atom, json]) expect(document?.body).not.toMatch(/hub|ttl/)
})

test('whoever walks from the subscription document to the oldest archive document sees every entry', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2024, 0) }), { maxLength: 30 }),
      fc.constantFrom('yearly' as const, 'monthly' as const, 'daily' as const),
      fc.nat(5),
      (instants, kind, shown) => {
        const entries = instants
          .sort((a, b) => b - a)
          .map((publishedMs, at) => ({ ...PLAIN, id: `urn:x:${at}`, publishedMs, updatedMs: publishedMs }))
        const periods = [...new Set(entries.map(({ publishedMs }) => periodOf(publishedMs, kind)))]
        const documents = new Map<string, string>()
        const add = (entriesShown: typeof entries, links: ArchiveLinks) => {
          for (const { path, body } of renderFeed(SITE_FEED, entriesShown, SETTINGS, links)) documents.set(path, body)
        }
        add(entries.slice(0, shown), { kind: 'subscription', ...(periods[0] && { prevArchive: periods[0] }) })
        for (const [at, name] of periods.entries()) {
          const [next, prev] = [periods[at - 1], periods[at + 1]]
          const within = entries.filter(({ publishedMs }) => periodOf(publishedMs, kind) === name)
          add(within, { kind: 'archive', period: name, ...(prev && { prev }), ...(next && { next }) })
        }
        const seen = new Set<string>()
        let path: string | undefined = 'feed.json'
        while (path !== undefined) {
          const feed = JSON.parse(documents.get(path) ?? '')
          for (const { id } of feed.items) seen.add(id)
          path = feed.next_url?.replace('https://notes.example/', '')
        }
        expect([...seen].sort()).toEqual(entries.map(({ id }) => id).sort())
      },
    ),
    { numRuns: 30 },
  )
})
