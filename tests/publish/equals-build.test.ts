/**
 * The promise that all others rest on: whatever the order of the uploads, the documents are those of a clean build.
 *
 * The corpus is generated. With `BROADSHEET_CORPUS` set to a folder, its posts are tried too.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { build } from '../../lib/publish/build.js'
import { PUBLIC_PREFIX } from '../../lib/publish/cache-control.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import { FolderStore } from '../../lib/store/folder-store.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { asText } from '../feed/as-text.js'
import { post, Site } from './site.js'

const SEED = 20_260_302

type Source = readonly [key: string, body: Uint8Array | string]

const settingsWith = (archive: string): string => `title: 校样 & Proofs
url: https://proofs.example
lang: zh-CN
timezone: Asia/Shanghai
author: The Desk
broadsheet:
  window: { entries: 3, hours: 6, entries_max: 8 }
  archive: ${archive}
`

/** Two months of posts, some in the same second, some not to be published, some that cannot be. */
const corpus: fc.Arbitrary<readonly Source[]> = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 90_000 }),
      zone: fc.constantFrom('', ' +0000', ' -0530'),
      categories: fc.subarray(['emnews', 'two words', 'C&A']),
      tags: fc.subarray(['泉州晚报新闻', 'news', 'News', 'C<T>', '🗞️']),
      title: fc.constantFrom('今年的第一场雨', 'Rain & <shine>', '""', '"]]>"', 'Plain'),
      extra: fc.constantFrom('', 'draft: true', 'published: false', 'lang: en', 'date: 2024-02-30', 'author: Kim'),
      body: fc.constantFrom('一段。', '**Bold** and [a link](/there)', '<img src="//cdn.example/a.png">', ']]>', ''),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((drafts) =>
    drafts.map(({ minute, zone, categories, tags, title, extra, body }, index): Source => {
      const date = new Date(Date.UTC(2024, 3, 1) + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ')
      const [name = '', value = ''] = extra.split(': ')
      const fields = {
        date: date + zone,
        categories: JSON.stringify(categories),
        tags: JSON.stringify(tags),
        ...(extra === '' ? {} : { [name]: value }),
      }
      return [`_posts/2024-04-01-post-${index}.md`, post(title, fields, body)]
    }),
  )

const archives = fc.constantFrom('off', 'yearly', 'monthly', 'daily', 'hourly')
const dice = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }))

describe('posts that are uploaded one at a time, in any order and some of them twice', () => {
  test('end in the documents of a clean build, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(corpus, archives, dice, async (posts, archive, random) => {
        const next = () => random.next().value ?? 0
        await expectEqual([['_config.yml', settingsWith(archive)], ...posts], next)
      }),
      { seed: SEED, numRuns: 25 },
    )
  })

  const folder = process.env.BROADSHEET_CORPUS
  test.skipIf(folder === undefined)(`and so do those of BROADSHEET_CORPUS: ${folder ?? 'not given'}`, async () => {
    const sources = await sourcesOf(new FolderStore(folder ?? ''))
    const [random] = fc.sample(dice, { seed: SEED, numRuns: 1 })
    const { published } = await expectEqual(sources, () => random?.next().value ?? 0)
    expect(published).toBeGreaterThan(0)
  })
})

/** Uploads `sources` in an order that `random` chooses, each once or twice, and compares with a build of them. */
async function expectEqual(sources: readonly Source[], random: () => number): Promise<{ readonly published: number }> {
  const site = new Site()
  site.nowMs = Date.UTC(2030, 0, 1)
  // The settings are there first: without them nothing can be published, and what comes then is another story.
  for (const [key, body] of sources) if (key === '_config.yml') await site.content.put(key, body)
  for (const [key, body] of shuffled([...sources, ...sources.filter(() => random() < 0.3)], random)) {
    await site.content.put(key, body)
    const { failed } = await site.hear(key)
    expect(failed.size).toBe(0)
  }

  const { settings } = await readSettings(site.context)
  if (settings === undefined) throw new Error('the corpus has no settings that can be used')
  const built = await build(site.content, site.context.parser, settings, site.nowMs)
  const documents = [...built.documents].map(asText)
  for await (const document of built.archives) documents.push(asText(document))
  const expected = Object.fromEntries(documents.map(({ path, body }) => [path, body]))
  expect(await documentsOf(site)).toEqual(expected)
  return built.counts
}

async function documentsOf({ site }: Site): Promise<Record<string, string>> {
  const documents = await sourcesOf(site, PUBLIC_PREFIX)
  const text = (body: Uint8Array | string) => (typeof body === 'string' ? body : new TextDecoder().decode(body))
  // The report says when posts were seen, which a build does not know.
  const ofFeeds = documents.filter(([key]) => !key.startsWith(`${PUBLIC_PREFIX}status.`))
  return Object.fromEntries(ofFeeds.map(([key, body]) => [key.slice(PUBLIC_PREFIX.length), text(body)]))
}

async function sourcesOf(store: ObjectStore, prefix = ''): Promise<Source[]> {
  const sources: Source[] = []
  let startAfter: string | undefined = ''
  while (startAfter !== undefined) {
    const listing = await store.list({ prefix, startAfter })
    for (const { key } of listing.objects) sources.push([key, (await store.get(key))?.body ?? ''])
    startAfter = listing.next
  }
  return sources
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items]
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1)) % all.length
    const [a, b] = [all[last], all[other]] as [T, T]
    all[last] = b
    all[other] = a
  }
  return all
}
