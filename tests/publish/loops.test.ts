/**
 * The two loops, told as stories of a site. What happens when things go wrong is the simulator's to show.
 */
import { describe, expect, test } from 'vitest'
import { handle } from '../../lib/publish/handle.js'
import { decodeRecord, recordId, recordKey } from '../../lib/publish/record.js'
import { nextDueMs, tick } from '../../lib/publish/tick.js'
import { UnavailableError } from '../../lib/store/errors.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { post, SETTINGS, Site, withPut } from './site.js'

const A = '_posts/2024-01-01-a.md'
const B = '_posts/2024-01-02-b.md'
const HOUR_MS = 3_600_000

async function siteWithTwoPosts(): Promise<Site> {
  const site = new Site()
  await site.upload('_config.yml', SETTINGS)
  await site.upload(A, post('A', { tags: '新闻', categories: 'news' }))
  await site.upload(B, post('B', { tags: '新闻' }))
  return site
}

describe('an upload', () => {
  test('stands in the feed of the site and of each of its terms, newest first, in three formats, as a page, and in the archive', async () => {
    const site = await siteWithTwoPosts()
    expect(await site.titles('feed.json')).toEqual(['B', 'A'])
    expect(await site.titles('tag/新闻/feed.json')).toEqual(['B', 'A'])
    expect(await site.titles('category/news/feed.json')).toEqual(['A'])
    const archived = (folder: string) =>
      ['atom.xml', 'feed.json', 'rss.xml'].map((name) => `${folder}archive/2024-01/${name}`)
    expect(Object.keys(await site.etags())).toEqual(
      [
        ...[...archived(''), 'atom.xml', ...archived('category/news/'), 'category/news/atom.xml'],
        ...['category/news/feed.json', 'category/news/index.html'],
        ...['category/news/rss.xml', 'feed.json', 'feeds.opml', 'feeds/index.html', 'index.html', 'rss.xml'],
        ...[
          ...archived('tag/新闻/'),
          'tag/新闻/atom.xml',
          'tag/新闻/feed.json',
          'tag/新闻/index.html',
          'tag/新闻/rss.xml',
        ],
      ].map((path) => `public/${path}`),
    )
  })

  test('of the same bytes writes nothing at all', async () => {
    const site = await siteWithTwoPosts()
    const before = await site.etags('')
    const { published, settled } = await site.upload(A, post('A', { tags: '新闻', categories: 'news' }))
    expect(published).toMatchObject({ written: [], unchanged: 21 })
    expect(settled[0]?.changed).toBe(false)
    expect(await site.etags('')).toEqual(before)
  })

  test('before there are settings waits, and is published with the first good ones', async () => {
    const site = new Site()
    await site.upload(A, post('A'))
    expect(await site.etags()).toEqual({})
    await site.upload('_config.yml', SETTINGS)
    expect(await site.titles('feed.json')).toEqual(['A'])
  })

  test('of what is no post makes nothing', async () => {
    const site = await siteWithTwoPosts()
    const before = await site.etags('')
    await site.upload('assets/picture.png', 'x')
    await site.upload('about.md', post('About'))
    await site.upload('_drafts/later.md', post('Later'))
    expect(await site.etags('')).toEqual(before)
  })
})

describe('an edit', () => {
  test('of tags takes the post out of the feed that it leaves, which stays, empty and valid', async () => {
    const site = await siteWithTwoPosts()
    await site.upload(A, post('A', { categories: 'other' }))
    expect(await site.titles('category/news/feed.json')).toEqual([])
    expect(await site.titles('category/other/feed.json')).toEqual(['A'])
    expect(await site.titles('tag/新闻/feed.json')).toEqual(['B'])
  })

  test('of the date moves it', async () => {
    const site = await siteWithTwoPosts()
    await site.upload(A, post('A', { date: '2024-03-01' }))
    expect(await site.titles('feed.json')).toEqual(['A', 'B'])
  })

  test('that breaks it leaves the last good version, and says why', async () => {
    const site = await siteWithTwoPosts()
    const before = await site.etags()
    const { settled } = await site.upload(A, post('A', { date: 'someday' }))
    expect(settled[0]?.record).toMatchObject({ outcome: 'rejected', problems: [{ key: 'date' }] })
    expect(await site.etags()).toEqual(before)
  })

  test('leaves no placement of the old version behind', async () => {
    const site = await siteWithTwoPosts()
    await site.upload(A, post('A2', { tags: '新闻' }))
    const { objects } = await site.site.list({ prefix: 'state/feeds/site/' })
    expect(objects).toHaveLength(2)
  })
})

test('a deletion takes the post out of every feed, and the record says gone', async () => {
  const site = await siteWithTwoPosts()
  const { settled } = await site.remove(A)
  expect(settled[0]?.record).toMatchObject({ outcome: 'gone', generation: 2 })
  expect(await site.titles('feed.json')).toEqual(['B'])
  expect(await site.titles('category/news/feed.json')).toEqual([])
})

test('a post that is deleted before it was ever seen is not brought back by who read it before', async () => {
  const site = await siteWithTwoPosts()
  const key = '_posts/2024-01-03-short-lived.md'
  await site.content.put(key, post('Short-lived'))
  let isFirst = true
  const put: ObjectStore['put'] = async (at, ...given) => {
    const isRecord = isFirst && at === recordKey(recordId(key))
    if (isRecord) {
      isFirst = false
      await site.remove(key)
    }
    const answer = await site.site.put(at, ...given)
    if (isRecord) throw new UnavailableError('put', at)
    return answer
  }
  await handle([{ keys: [key] }], withPut(site, put), site.queue)
  const stored = await site.site.get(recordKey(recordId(key)))
  expect(stored && decodeRecord(stored.body)).toMatchObject({ outcome: 'gone' })
})

describe('an id', () => {
  const ids = async (site: Site) =>
    JSON.parse((await site.read('feed.json')) ?? '').items.map(({ id }: { id: string }) => id)

  test('once given stays, whatever is edited', async () => {
    const site = await siteWithTwoPosts()
    const [, before] = await ids(site)
    await site.upload(A, post('Another', { date: '2023-12-24', tags: 'other' }))
    expect(await ids(site)).toContain(before)
    await site.remove(A)
    await site.upload(A, post('Once more', { date: '2023-11-11' }))
    expect(await ids(site)).toContain(before)
  })

  test('that two posts wish for is that of the first; the second is told, and has one of its own', async () => {
    const site = await siteWithTwoPosts()
    const fields = { slug: 'same', date: '2024-02-02' }
    await site.upload('_posts/2024-02-02-c.md', post('C', fields))
    const { settled } = await site.upload('_posts/2024-02-02-d.md', post('D', fields))
    expect(settled[0]?.record).toMatchObject({
      outcome: 'published',
      problems: [{ key: 'id', message: expect.stringContaining('_posts/2024-02-02-c.md') }],
    })
    const found = await ids(site)
    expect(found).toHaveLength(4)
    expect(new Set(found).size).toBe(4)
  })

  test('moves with the post to another key', async () => {
    const site = await siteWithTwoPosts()
    const text = post('C', { slug: 'same', date: '2024-02-02' })
    await site.upload('_posts/2024-02-02-c.md', text)
    const [before] = await ids(site)
    await site.content.delete('_posts/2024-02-02-c.md')
    await site.content.put('_posts/2024-02-02-moved.md', text)
    const { failed } = await site.hear('_posts/2024-02-02-moved.md', '_posts/2024-02-02-c.md')
    expect(failed.size).toBe(0)
    expect(await ids(site)).toEqual([before, expect.anything(), expect.anything()])
  })

  test('is what front matter says, from then on', async () => {
    const site = await siteWithTwoPosts()
    const fields = { date: '2024-01-02' }
    await site.upload(B, post('B', { ...fields, guid: 'https://old.example/?p=12' }))
    expect(await ids(site)).toContain('https://old.example/?p=12')
    await site.upload(B, post('B', { ...fields, guid: 'https://old.example/?p=13' }))
    expect(await ids(site)).toContain('https://old.example/?p=13')
    await site.upload(B, post('B', fields))
    expect(await ids(site), 'and stays where it says no other').toContain('https://old.example/?p=13')
  })
})

describe('a scheduled post', () => {
  test('appears when its time has come, with the tick', async () => {
    const site = await siteWithTwoPosts()
    await site.upload('_posts/2024-06-01-c.md', post('C', { date: '2024-06-01 06:00:00' }))
    expect(await site.titles('feed.json')).toEqual(['B', 'A'])
    expect(await nextDueMs(site.context)).toBe(Date.UTC(2024, 5, 1, 6))

    site.nowMs += 5 * HOUR_MS
    expect((await tick(site.context, site.queue)).published.written).toEqual([])
    site.nowMs += HOUR_MS
    expect((await tick(site.context, site.queue)).published.written).toHaveLength(7)
    expect(await site.titles('feed.json')).toEqual(['C', 'B', 'A'])
    expect(await nextDueMs(site.context)).toBeUndefined()
  })
})

describe('settings', () => {
  test('that change are applied to every post and every feed, empty ones too', async () => {
    const site = await siteWithTwoPosts()
    await site.upload(A, post('A'))
    await site.upload('_config.yml', SETTINGS.replace('The Site', 'Another Name'))
    for (const path of ['feed.json', 'category/news/feed.json', 'tag/新闻/feed.json']) {
      expect(JSON.parse((await site.read(path)) ?? '').title).toContain('Another Name')
    }
  })

  test('with a mistake leave the last good ones in force, and say what is wrong', async () => {
    const site = await siteWithTwoPosts()
    const before = await site.etags()
    const { settings } = await site.upload('_config.yml', 'title: X\nurl: ftp://example.com\n')
    expect(settings.problems).toMatchObject([{ key: 'url' }])
    expect(settings.settings?.title).toBe('The Site')
    expect(await site.etags()).toEqual(before)
  })

  test('that are deleted leave the defaults, or where those do not do, the last good ones', async () => {
    const site = await siteWithTwoPosts()
    const { settings } = await site.remove('_config.yml')
    expect(settings.settings?.title).toBe('The Site')
  })
})

test('a store that ignores conditions is refused before anything is written', async () => {
  const site = new Site(({ site: store }) => ({
    site: {
      get: (key) => store.get(key),
      head: (key) => store.head(key),
      list: (options) => store.list(options),
      delete: (key) => store.delete(key),
      put: (key, body) => store.put(key, body),
    },
  }))
  await expect(site.upload('_config.yml', SETTINGS)).rejects.toThrow(/conditional writes do not work/)
  expect(Object.keys(await site.etags(''))).toEqual(['state/probe.txt'])
})

test('a feed shows no more than its window', async () => {
  const site = new Site()
  await site.upload('_config.yml', `${SETTINGS}broadsheet: {window: {entries: 2, hours: 1, entries_max: 3}}\n`)
  for (const minute of [0, 10, 20, 30]) {
    await site.upload(`_posts/2024-01-01-${minute}.md`, post(`at ${minute}`, { date: `2024-01-01 10:${minute}:00` }))
  }
  expect(await site.titles('feed.json')).toEqual(['at 30', 'at 20', 'at 10'])
})

test('a broken post holds up no other in its batch', async () => {
  const site = await siteWithTwoPosts()
  await site.content.put('_posts/2024-01-05-good.md', post('Good'))
  await site.content.put('_posts/2024-01-06-bad.md', '---\ntitle: [\n---\n')
  const { failed } = await site.hear('_posts/2024-01-06-bad.md', '_posts/2024-01-05-good.md')
  expect(failed.size).toBe(0)
  expect(await site.titles('feed.json')).toEqual(['Good', 'B', 'A'])
})
