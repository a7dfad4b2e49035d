/**
 * What one upload costs: the same store calls, whether the archive is small or large.
 */
import { expect, test } from 'vitest'
import { Meter } from '../../bench/metered-store.js'
import { handle } from '../../lib/publish/handle.js'
import { post, SETTINGS, Site } from './site.js'

/** Posts, an hour apart. */
const SMALL = 60
const LARGE = 600
/** Enough that the oldest are in no window. */
const MEDIUM = 150

async function siteWith(posts: number, settings = SETTINGS): Promise<Site> {
  const site = new Site()
  await site.content.put('_config.yml', settings)
  const keys = Array.from({ length: posts }, (_, index) => `_posts/2024-01-01-${index}.md`)
  for (const [index, key] of keys.entries()) {
    // An hour apart: a window holds 25 of them.
    const date = new Date(Date.UTC(2024, 0, 1, index)).toISOString()
    await site.content.put(key, post(`Post ${index}`, { date, tags: `t${index % 3}`, categories: `c${index % 2}` }))
  }
  const { failed } = await handle([{ keys: ['_config.yml', ...keys] }], site.context, site.queue)
  expect(failed.size).toBe(0)
  return site
}

/** Uploads `source`, or deletes the post, and returns how many calls of each kind it took to handle the news. */
async function costOf(site: Site, source: string | undefined): Promise<Record<string, number>> {
  if (source === undefined) await site.content.delete(NEW)
  else await site.content.put(NEW, source)
  const meter = new Meter()
  const context = { ...site.context, content: meter.over(site.content), site: meter.over(site.site) }
  await handle([{ keys: [NEW] }], context, site.queue)
  return meter.requests
}

const NEW = '_posts/2024-05-01-new.md'
/** What may become of the post, which is of `date`. */
function changesOf(date: string): readonly (readonly [what: string, source: string | undefined])[] {
  const text = (title: string, tag: string): string => post(title, { date, tags: tag, categories: 'c0' })
  return [
    ['a new post', text('New', 't0')],
    ['an edit', text('Edited', 't0')],
    ['a retag', text('Edited', 't1')],
    ['the same bytes again', text('Edited', 't1')],
    ['a deletion', undefined],
  ]
}

async function expectSameCosts(date: string, least: number, settings = SETTINGS): Promise<void> {
  const [small, large] = [await siteWith(least, settings), await siteWith(LARGE, settings)]
  for (const [what, source] of changesOf(date)) {
    expect([what, await costOf(large, source)]).toEqual([what, await costOf(small, source)])
  }
}

test('each kind of change costs the same calls in an archive ten times as large', { timeout: 60_000 }, async () => {
  await expectSameCosts('2024-05-01', SMALL)
})

test('and so it does amid older posts, for periods that hold as much', { timeout: 60_000 }, async () => {
  await expectSameCosts('2024-01-02 05:30:00', MEDIUM, `${SETTINGS}broadsheet: { archive: daily }\n`)
})
