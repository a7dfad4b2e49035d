/** The view of a period: its entries, its neighbours, how many listings it takes to find those, and what is too much. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { periodKind, periodOf } from '../../lib/feed/archive.js'
import { ARCHIVE_ENTRIES_MAX, ArchiveEntries } from '../../lib/feed/archive-entries.js'
import type { Entry } from '../../lib/model/entry.js'
import { SITE_FEED } from '../../lib/model/feed-id.js'
import { readPeriod } from '../../lib/publish/archive-view.js'
import { placementKey, placementsOf } from '../../lib/publish/placement.js'
import { encodeRecord, type PostRecord, recordId, recordKey } from '../../lib/publish/record.js'
import { RecordReader } from '../../lib/publish/view.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'
import { MemoryStore } from '../../lib/store/memory-store.js'

const { settings } = parseSettings('url: https://example.com', {})
if (settings === undefined) throw new Error('no settings')
const KINDS = ['yearly', 'monthly', 'daily', 'hourly'] as const
const NOW_MS = Date.UTC(2024, 6, 1)

function entryAt(publishedMs: number, content = ''): Entry {
  const id = `urn:x:${publishedMs}`
  const texts = { id, title: id, summary: 'Brief.', content, permalink: `https://example.com/${publishedMs}` }
  return { ...texts, publishedMs, updatedMs: publishedMs, authors: [], terms: [], enclosures: [] }
}

async function storeWith(instants: Iterable<number>): Promise<MemoryStore> {
  const store = new MemoryStore()
  for (const publishedMs of instants) {
    const key = `${publishedMs}.md`
    const id = recordId(key)
    const entry = entryAt(publishedMs)
    const record: PostRecord = {
      ...{ key, generation: 1, outcome: 'published', entry, problems: [], periods: [] },
      ...{ placed: [SITE_FEED], feeds: [SITE_FEED] },
    }
    await store.put(recordKey(id), encodeRecord(record))
    for (const placement of placementsOf(id, record)) await store.put(placementKey(placement), '')
  }
  return store
}

/** Reads the period of `instantMs`, and tells how many listings that took. */
async function look(store: MemoryStore, instantMs: number, kind: (typeof KINDS)[number]) {
  let lists = 0
  const site = new Proxy(store, {
    get: (target, name) => {
      if (name === 'list') lists++
      return Reflect.get(target, name).bind(target)
    },
  })
  const period = periodOf(instantMs, kind)
  const seen = { nowMs: NOW_MS, records: new RecordReader(site), site }
  const view = await readPeriod({ feed: SITE_FEED, period }, kind, settings ?? fail(), seen)
  return { view, lists }
}

function fail(): never {
  throw new Error('no settings')
}

test('a period has the entries that lie in it, and next to it the nearest that have some, however far they are', async () => {
  const instants = fc.uniqueArray(fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2025, 0) }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      instants,
      fc.integer({ min: Date.UTC(1970, 0), max: NOW_MS }),
      fc.constantFrom(...KINDS),
      async (all, at, kind) => {
        const { view, lists } = await look(await storeWith(all), at, kind)
        const period = periodOf(at, kind)
        const due = all.filter((instant) => instant <= NOW_MS).sort((a, b) => b - a)
        const periods = due.map((instant) => periodOf(instant, kind))
        expect(view.entries.map(({ publishedMs }) => publishedMs)).toEqual(
          due.filter((instant) => periodOf(instant, kind) === period),
        )
        expect(view.prev).toBe(periods.find((other) => other < period))
        expect(view.next).toBe(periods.findLast((other) => other > period))
        expect(periodKind(period)).toBe(kind)
        // The hours of 55 years are half a million: twice the binary logarithm of that, and a few.
        expect(lists).toBeLessThan(45)
      },
    ),
    { numRuns: 100 },
  )
})

test('the period right after takes two listings more, and where there is none it takes one, or none', async () => {
  const store = await storeWith([Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 1), Date.UTC(2024, 2, 1)])
  expect((await look(store, Date.UTC(2024, 0, 1), 'monthly')).lists).toBe(3)
  expect((await look(store, Date.UTC(2024, 2, 1), 'monthly')).lists).toBe(2)
  expect((await look(store, NOW_MS, 'monthly')).lists).toBe(1)
})

describe('a period with more entries than a document shows', () => {
  test('shows the newest, and says that it is cut', { timeout: 60_000 }, async () => {
    const most = Array.from({ length: ARCHIVE_ENTRIES_MAX + 1 }, (_, at) => Date.UTC(2024, 1, 1) + at)
    const { view } = await look(await storeWith([...most, Date.UTC(2023, 0)]), Date.UTC(2024, 1, 1), 'monthly')
    expect(view.isCut).toBe(true)
    expect(view.entries).toHaveLength(ARCHIVE_ENTRIES_MAX)
    expect(view.entries.at(-1)?.publishedMs).toBe(most[1])
    expect(view.prev).toBe('2023-01')
  })
})

describe('of texts', () => {
  const limits = { content: 'full', documentBytesMax: 1_000 } as const

  test('no more are held than twice what a document has room for', () => {
    const shown = new ArchiveEntries(limits)
    for (let at = 0; at < 10; at++) shown.add(entryAt(at, 'x'.repeat(600)))
    expect(shown.entries.map(({ content }) => content.length)).toEqual([600, 600, 600, 600, 0, 0, 0, 0, 0, 0])
  })

  test('none are held that would not be shown', () => {
    const shown = new ArchiveEntries({ ...limits, content: 'summary' })
    shown.add(entryAt(1, 'text'))
    shown.add({ ...entryAt(2, 'text'), shows: 'full' })
    expect(shown.entries.map(({ content }) => content)).toEqual(['', 'text'])
  })
})
