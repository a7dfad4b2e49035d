/**
 * Verify, told as stories: the site bucket is damaged in some way, verify names just that, and repairs just that.
 */
import { describe, expect, test } from 'vitest'
import { renderDirectory } from '../../lib/page/directory.js'
import { build } from '../../lib/publish/build.js'
import { listFeeds } from '../../lib/publish/feed-list.js'
import { recordId, recordKey } from '../../lib/publish/record.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import { type Difference, type Verified, verify } from '../../lib/publish/verify.js'
import type { ListOptions, ObjectStore } from '../../lib/store/object-store.js'
import { asText } from '../feed/as-text.js'
import { post, SETTINGS, Site } from './site.js'

const A = '_posts/2024-01-01-a.md'
const B = '_posts/2024-01-02-b.md'
const BROKEN = '_posts/2024-01-03-broken.md'
const LATER = '_posts/2024-12-01-later.md'
const GONE = '_posts/2024-01-04-gone.md'

const recordOf = (key: string): string => recordKey(recordId(key))

/** A site with posts in every state that a post can be in. */
async function site(): Promise<Site> {
  const site = new Site()
  await site.upload('_config.yml', SETTINGS)
  await site.upload(A, post('A', { tags: '新闻', categories: 'news' }))
  await site.upload(B, post('B', { tags: '新闻' }))
  await site.upload(BROKEN, post('Good', { tags: 'mended' }))
  await site.upload(BROKEN, post('Bad', { date: 'someday' }))
  await site.upload(LATER, post('Later', { date: '2024-12-01' }))
  await site.upload(GONE, post('Gone', { tags: 'empty' }))
  await site.remove(GONE)
  await site.upload('_posts/2024-01-05-draft.md', post('Draft', { draft: 'true' }))
  await site.upload('_posts/2024-01-06-never.md', post('Never', { date: 'someday' }))
  return site
}

interface Seen extends Verified {
  readonly found: Difference[]
}

async function look(site: Site, repair = false): Promise<Seen> {
  const found: Difference[] = []
  const options = { onDifference: (difference: Difference) => found.push(difference) }
  const verified = await verify(site.context, repair ? { ...options, repair: site.queue } : options)
  return { ...verified, found }
}

async function all(store: ObjectStore): Promise<Record<string, string>> {
  const { objects } = await store.list()
  return Object.fromEntries(objects.map(({ key, etag }) => [key, etag]))
}

async function edit(site: Site, key: string, change: (text: string) => string): Promise<void> {
  const stored = await site.site.get(key)
  if (stored === undefined) throw new Error(`nothing at ${key}`)
  await site.site.put(key, change(new TextDecoder().decode(stored.body)), stored)
}

async function keyLike(site: Site, pattern: RegExp): Promise<string> {
  const found = Object.keys(await all(site.site)).find((key) => pattern.test(key))
  if (found === undefined) throw new Error(`no key like ${pattern}`)
  return found
}

test('a site that is as it should be has no differences, and is not touched', async () => {
  const one = await site()
  const before = await all(one.site)
  const { found, differences, remaining, garbage, counts } = await look(one)
  expect(found).toEqual([])
  expect({ differences, remaining, garbage }).toEqual({ differences: 0, remaining: 0, garbage: 0 })
  expect(counts).toMatchObject({
    records: 7,
    posts: 6,
    feeds: 5,
    documents: Object.keys(await one.etags('public/')).length,
  })
  await look(one, true)
  expect(await all(one.site)).toEqual(before)
})

test('a site of which nothing was ever handled lacks everything, and gets it', async () => {
  const one = new Site()
  await one.content.put('_config.yml', SETTINGS)
  await one.content.put(A, post('A', { tags: '新闻' }))
  const { found } = await look(one)
  expect(found.map(({ key }) => key)).toEqual(
    expect.arrayContaining([
      'state/settings.json',
      recordOf(A),
      expect.stringContaining('state/feeds/tag/新闻/'),
      'public/rss.xml',
    ]),
  )
  expect(await all(one.site)).toEqual({})
  await look(one, true)
  expect(await one.titles('tag/新闻/feed.json')).toEqual(['A'])
  expect((await look(one)).found).toEqual([])
})

interface Damage {
  readonly title: string
  readonly damage: (site: Site) => Promise<unknown>
  /** One of the differences; others may come of it. */
  readonly found: (site: Site) => Promise<Partial<Difference>> | Partial<Difference>
}

const DAMAGES: readonly Damage[] = [
  {
    title: 'a record is deleted',
    damage: (site) => site.site.delete(recordOf(A)),
    found: () => ({ key: recordOf(A), found: 'missing', of: A }),
  },
  {
    title: 'a record cannot be read',
    damage: (site) => site.site.put(recordOf(A), '{"format":1,"key":'),
    found: () => ({ key: recordOf(A), found: 'unreadable' }),
  },
  {
    title: 'a record says something else than its source',
    damage: (site) => edit(site, recordOf(A), (text) => text.replaceAll('"title":"A"', '"title":"Forged"')),
    found: () => ({ key: recordOf(A), found: 'different', of: A }),
  },
  {
    title: 'a record is copied to a name that is not its own',
    damage: async (site) => site.site.put(recordOf('other'), (await site.site.get(recordOf(A)))?.body ?? ''),
    found: () => ({ key: recordOf('other'), found: 'extra' }),
  },
  {
    title: 'a post was deleted, and nobody heard of it',
    damage: (site) => site.content.delete(A),
    found: () => ({ key: recordOf(A), found: 'different', of: A }),
  },
  {
    title: 'a post was edited, and nobody heard of it',
    damage: (site) => site.content.put(A, post('A, edited', { tags: 'other', categories: 'news' })),
    found: () => ({ key: recordOf(A), found: 'different', of: A }),
  },
  {
    title: 'a post was uploaded, and nobody heard of it',
    damage: (site) => site.content.put('_posts/2024-02-01-new.md', post('New')),
    found: () => ({ key: recordOf('_posts/2024-02-01-new.md'), found: 'missing', of: '_posts/2024-02-01-new.md' }),
  },
  {
    title: 'a placement is deleted',
    damage: async (site) => site.site.delete(await keyLike(site, new RegExp(`feeds/tag/新闻/.*${recordId(A)}`))),
    found: () => ({ found: 'missing', of: A }),
  },
  {
    title: 'a scheduled post is forgotten',
    damage: async (site) => site.site.delete(await keyLike(site, /^state\/due\//)),
    found: () => ({ found: 'missing', of: LATER }),
  },
  {
    title: 'a document is overwritten',
    damage: (site) => site.site.put('public/tag/新闻/rss.xml', '<rss/>', { contentType: 'text/xml' }),
    found: () => ({ key: 'public/tag/新闻/rss.xml', found: 'different', of: 'tag/新闻' }),
  },
  {
    title: 'a document is served as something else',
    damage: async (site) => site.site.put('public/atom.xml', (await site.site.get('public/atom.xml'))?.body ?? ''),
    found: () => ({ key: 'public/atom.xml', found: 'different', of: 'site' }),
  },
  {
    title: 'a document is missing',
    damage: (site) => site.site.delete('public/category/news/feed.json'),
    found: () => ({ key: 'public/category/news/feed.json', found: 'missing', of: 'category/news' }),
  },
  {
    title: 'an archive document is overwritten',
    damage: (site) => site.site.put('public/tag/新闻/archive/2024-01/rss.xml', '<rss/>', { contentType: 'text/xml' }),
    found: () => ({ key: 'public/tag/新闻/archive/2024-01/rss.xml', found: 'different', of: 'tag/新闻' }),
  },
  {
    title: 'an archive document is missing',
    damage: (site) => site.site.delete('public/archive/2024-01/atom.xml'),
    found: () => ({ key: 'public/archive/2024-01/atom.xml', found: 'missing', of: 'site' }),
  },
  {
    title: 'an archive document is there of a period without entries',
    damage: (site) => site.site.put('public/archive/2023-05/atom.xml', '<stray/>'),
    found: () => ({ key: 'public/archive/2023-05/atom.xml', found: 'extra', of: 'site' }),
  },
  {
    title: 'an archive document is there of a period of another kind',
    damage: (site) => site.site.put('public/tag/新闻/archive/2024/atom.xml', '<stray/>'),
    found: () => ({ key: 'public/tag/新闻/archive/2024/atom.xml', found: 'extra', of: 'tag/新闻' }),
  },
  {
    title: 'a document is there that nothing leads to',
    damage: (site) => site.site.put('public/tag/新闻/stray.xml', '<stray/>'),
    found: () => ({ key: 'public/tag/新闻/stray.xml', found: 'extra' }),
  },
  {
    title: 'a document is there in a folder of no feed',
    damage: (site) => site.site.put('public/elsewhere/rss.xml', '<stray/>'),
    found: () => ({ key: 'public/elsewhere/rss.xml', found: 'extra' }),
  },
  {
    title: 'an empty feed is lost from the list of feeds, and its documents are still there',
    damage: (site) => site.site.delete('state/feed-list/tag/empty'),
    found: () => ({ key: 'state/feed-list/tag/empty', found: 'missing', of: 'tag/empty' }),
  },
  {
    title: 'a feed is lost with its documents',
    damage: async (site) => {
      await site.site.delete('state/feed-list/category/news')
      for (const key of Object.keys(await site.etags('public/category/news/'))) await site.site.delete(key)
    },
    found: () => ({ key: 'state/feed-list/category/news', found: 'missing', of: 'category/news' }),
  },
  {
    title: 'the settings were changed, and nobody heard of it',
    damage: (site) => site.content.put('_config.yml', SETTINGS.replace('The Site', 'The New Site')),
    found: () => ({ key: 'state/settings.json', found: 'different', of: '_config.yml' }),
  },
  {
    title: 'the state of the settings says something else than they do',
    damage: (site) => edit(site, 'state/settings.json', (text) => text.replace('The Site', 'Forged')),
    found: () => ({ key: 'state/settings.json', found: 'different', of: '_config.yml' }),
  },
  {
    title: 'the state of the settings cannot be read',
    damage: (site) => site.site.put('state/settings.json', '{'),
    found: () => ({ key: 'state/settings.json', found: 'unreadable' }),
  },
  {
    title: 'the page of a feed is overwritten',
    damage: (site) =>
      site.site.put('public/tag/新闻/index.html', 'nonsense', { contentType: 'text/html; charset=utf-8' }),
    found: () => ({ key: 'public/tag/新闻/index.html', found: 'different', of: 'tag/新闻' }),
  },
  {
    title: 'the list of feeds is overwritten',
    damage: (site) => site.site.put('public/feeds.opml', '<opml/>', { contentType: 'text/x-opml; charset=utf-8' }),
    found: () => ({ key: 'public/feeds.opml', found: 'different' }),
  },
  {
    title: 'the page of all feeds is missing',
    damage: (site) => site.site.delete('public/feeds/index.html'),
    found: () => ({ key: 'public/feeds/index.html', found: 'missing' }),
  },
  {
    title: 'the report is overwritten',
    damage: (site) => site.site.put('public/status.json', '{}', { contentType: 'application/json' }),
    found: () => ({ key: 'public/status.json', found: 'different' }),
  },
]

describe.each(DAMAGES)('when $title', ({ damage, found: expected }) => {
  test('verify names it, and writes nothing', async () => {
    const one = await site()
    await damage(one)
    const before = await all(one.site)
    const { found, remaining } = await look(one)
    expect(found).toContainEqual(expect.objectContaining(await expected(one)))
    expect(remaining).toBe(found.length)
    expect(await all(one.site)).toEqual(before)
  })

  test('it is repaired, and the documents are those of a clean build', async () => {
    const one = await site()
    await damage(one)
    const { found, remaining } = await look(one, true)
    expect(found).toContainEqual(expect.objectContaining({ ...(await expected(one)), isRepaired: true }))
    expect(remaining).toBe(0)
    expect((await look(one)).found).toEqual([])
    await expectCleanBuild(one)
  })
})

/** Two things have a memory by design: the last good version of a broken post, and feeds that are empty. */
async function expectCleanBuild(one: Site): Promise<void> {
  const { settings } = await readSettings(one.context)
  if (settings === undefined) throw new Error('no settings')
  const good = new Site()
  for (const { key } of (await one.content.list()).objects) {
    const source = await one.content.get(key)
    const isBroken = key === BROKEN && (await one.titles('tag/mended/feed.json'))?.length === 1
    await good.content.put(key, isBroken ? post('Good', { tags: 'mended' }) : (source?.body ?? ''))
  }
  const { documents, archives, feeds } = await build(good.content, one.context.parser, settings, one.nowMs)
  const listed = (await listFeeds(one.site, '', 1_000)).feeds
  expect(listed).toEqual(expect.arrayContaining([...feeds]))
  const made = [...documents, ...renderDirectory(listed, settings)]
  for await (const document of archives) made.push(document)
  const expected = new Map(made.map((document) => [document.path, asText(document).body]))
  for (const [path, body] of expected) expect(await one.read(path), path).toBe(body)
}

test('repairing leaves alone what is right', async () => {
  const one = await site()
  const before = await all(one.site)
  await one.site.delete('public/category/news/feed.json')
  const writes: string[] = []
  const put = one.site.put.bind(one.site)
  one.site.put = (key, ...rest) => {
    writes.push(key)
    return put(key, ...rest)
  }
  await look(one, true)
  expect(writes).toEqual(['public/category/news/feed.json'])
  expect(await all(one.site)).toEqual(before)
})

test('placements that do not count are counted as garbage, and swept by a repair', async () => {
  const one = await site()
  const name = await keyLike(one, new RegExp(`feeds/tag/新闻/.*${recordId(A)}`))
  await one.upload(A, post('A', { tags: '新闻' }))
  await one.site.put(name, '')
  await one.site.put(name.replace(/\d+$/, '99'), '')
  expect(await look(one)).toMatchObject({ differences: 0, garbage: 2 })
  expect(await look(one, true)).toMatchObject({ differences: 0, garbage: 2 })
  expect(await look(one)).toMatchObject({ differences: 0, garbage: 0 })
  expect(await one.titles('tag/新闻/feed.json')).toEqual(['B', 'A'])
})

test('what several looks come upon is told of once', async () => {
  const one = await site()
  await one.site.delete(recordOf(A))
  const { found, differences } = await look(one)
  const keys = found.map(({ key }) => key)
  expect(keys).toContain('public/category/news/archive/2024-01/atom.xml')
  expect(keys).toHaveLength(new Set(keys).size)
  expect(differences).toBe(keys.length)
})

test('a record that was lost leads to no post in two places, however often the post is edited after', async () => {
  const one = await site()
  for (const day of [5, 6, 7]) await one.upload(A, post('A', { date: `2024-02-0${day}` }))
  await one.site.delete(recordOf(A))
  await look(one, true)
  for (const day of [1, 2, 3, 4]) await one.upload(A, post('A', { date: `2024-02-0${day}` }))
  expect((await one.titles('feed.json'))?.filter((title) => title === 'A')).toHaveLength(1)
  expect((await look(one)).found).toEqual([])
})

test('a repair that does not succeed says so', async () => {
  const one = await site()
  await one.site.delete('public/rss.xml')
  const refusing = new Proxy(one.site, {
    get: (target, name) =>
      name === 'put' ? () => Promise.reject(new Error('refused')) : Reflect.get(target, name).bind(target),
  })
  const found: Difference[] = []
  const { remaining } = await verify(
    { ...one.context, site: refusing },
    { repair: one.queue, onDifference: (difference) => found.push(difference) },
  )
  expect(found).toMatchObject([{ key: 'public/rss.xml', found: 'missing', isRepaired: false }])
  expect(remaining).toBe(1)
})

test('a bucket that lists few keys at a time is looked at page by page', async () => {
  const one = await site()
  await one.site.delete(recordOf(A))
  await one.site.put('public/tag/新闻/stray.xml', '<stray/>')
  const inOneGo = await look(one)
  const small = (store: ObjectStore): ObjectStore =>
    new Proxy(store, {
      get: (target, name) =>
        name === 'list'
          ? (options: ListOptions = {}) => target.list({ ...options, limit: Math.min(2, options.limit ?? 2) })
          : Reflect.get(target, name).bind(target),
    })
  const found: Difference[] = []
  const { counts } = await verify(
    { ...one.context, content: small(one.content), site: small(one.site) },
    { onDifference: (difference) => found.push(difference) },
  )
  expect(found).toEqual(inOneGo.found)
  expect(counts).toEqual(inOneGo.counts)
})
