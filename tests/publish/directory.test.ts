/**
 * The directory, told as stories: every feed that people can subscribe to is in it, whatever goes wrong on the way; and it
 * is written when it changes, and at no other time.
 */
import { describe, expect, test } from 'vitest'
import { publishDirectory } from '../../lib/publish/directory.js'
import { handle } from '../../lib/publish/handle.js'
import { startRebuild } from '../../lib/publish/rebuild.js'
import { readSettings, settleSettings } from '../../lib/publish/settings-state.js'
import type { Work, WorkQueue } from '../../lib/publish/work.js'
import { ConflictError } from '../../lib/store/errors.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { post, SETTINGS, Site, withPut } from './site.js'

const A = '_posts/2024-01-01-a.md'
const OPML = 'public/feeds.opml'

async function siteWith(...tags: string[]): Promise<Site> {
  const site = new Site()
  await site.upload('_config.yml', SETTINGS)
  await site.upload(A, post('A', { tags: JSON.stringify(tags) }))
  return site
}

/** The tags that the list of feeds has. */
async function listed(site: Site): Promise<string[]> {
  return [...((await site.read('feeds.opml')) ?? '').matchAll(/\/tag\/([^/]*)\/rss\.xml/g)].map(([, tag = '']) => tag)
}

describe('a feed', () => {
  test('is in the list and on the page of all feeds, with its first post', async () => {
    const site = await siteWith('a', 'b')
    expect(await listed(site)).toEqual(['a', 'b'])
    expect(await site.read('feeds/index.html')).toContain('<a href="../tag/a/" dir="auto">a</a>')
  })

  test('of the site is there before the first post', async () => {
    const site = new Site()
    await site.upload('_config.yml', SETTINGS)
    expect(await site.read('feeds.opml')).toContain('xmlUrl="https://example.com/rss.xml"')
    expect(await site.read('index.html')).toContain('<h1 dir="auto">The Site</h1>')
  })

  test('stays when its last post has left it, and its page says that there is nothing', async () => {
    const site = await siteWith('a')
    await site.remove(A)
    expect(await listed(site)).toEqual(['a'])
    expect(await site.read('tag/a/index.html')).toContain('There is nothing here at the moment.')
  })

  test('whose only post is gone again before it was published is not begun', async () => {
    const site = await siteWith()
    await site.content.put('_posts/2024-01-02-b.md', post('B', { tags: '[b]' }))
    // The author is quicker than the handler, once it has read the post.
    let reads = 0
    const content = new Proxy(site.content, {
      get: (target, name) => {
        if (name !== 'get') return Reflect.get(target, name).bind(target)
        return async (...given: Parameters<ObjectStore['get']>) => {
          const found = await target.get(...given)
          if (given[0] === '_posts/2024-01-02-b.md' && reads++ === 0) await target.delete(given[0])
          return found
        }
      },
    })
    const { failed } = await handle([{ keys: ['_posts/2024-01-02-b.md'] }], { ...site.context, content }, site.queue)
    expect([...failed]).toEqual([])
    expect(await listed(site)).toEqual([])
    expect(await site.site.head('state/feed-list/tag/b')).toBeUndefined()
    expect(await site.read('tag/b/rss.xml')).toBeUndefined()
  })

  test('of a scheduled post begins when it is due', async () => {
    const site = await siteWith()
    const key = '_posts/2030-01-02-b.md'
    await site.upload(key, post('B', { tags: '[b]' }))
    expect(await listed(site)).toEqual([])
    site.nowMs = Date.UTC(2030, 0, 3)
    await site.hear(key)
    expect(await listed(site)).toEqual(['b'])
  })

  test('of a kind that is wanted no more is not offered any more', async () => {
    const site = await siteWith('a')
    await site.upload('_config.yml', `${SETTINGS}broadsheet: { feeds: [category] }\n`)
    expect(await listed(site)).toEqual([])
    expect(await site.read('tag/a/rss.xml')).toBeDefined()
  })
})

test('a post of feeds that there are already leaves the directory alone', async () => {
  const site = await siteWith('a')
  const { etag } = (await site.site.head(OPML)) ?? {}
  const { directory } = await site.upload('_posts/2024-01-02-b.md', post('B', { tags: '[a]' }))
  expect(directory).toEqual([])
  expect((await site.site.head(OPML))?.etag).toBe(etag)
})

test('many new feeds at once are one change of the directory', async () => {
  const site = await siteWith()
  const keys = Array.from({ length: 40 }, (_, at) => `_posts/2024-01-02-${at}.md`)
  for (const [at, key] of keys.entries()) await site.content.put(key, post('A', { tags: `[t${at}, u${at}]` }))
  let puts = 0
  const context = withPut(site, (key, ...rest) => {
    if (key === OPML) puts++
    return site.site.put(key, ...rest)
  })
  const later: Work[] = []
  const { failed } = await handle([{ keys }], context, { send: async (items) => void later.push(...items) })
  expect([failed.size, puts]).toEqual([0, 0])
  await handle(later, context, site.queue)
  expect([(await listed(site)).length, puts]).toEqual([80, 1])
})

test('new settings reach it', async () => {
  const site = await siteWith('a')
  await site.upload('_config.yml', 'title: 新站\nurl: https://new.example\nlang: zh-CN\n')
  expect(await site.read('feeds.opml')).toContain('<outline text="标签">')
  expect(await site.read('feeds.opml')).toContain('xmlUrl="https://new.example/tag/a/rss.xml"')
  expect(await site.read('feeds/index.html')).toContain('<html lang="zh-CN" dir="ltr">')
})

describe('before the first document of a feed is written', () => {
  const refusing: WorkQueue = { send: () => Promise.reject(new Error('the queue is full')) }

  test('the directory has been asked for: where that fails, all of it is for later', async () => {
    const site = await siteWith()
    await site.content.put(A, post('A', { tags: '[a]' }))
    const { failed } = await handle([{ keys: [A] }], site.context, refusing)
    expect(failed.get(0)?.message).toBe('the queue is full')
    expect(await site.read('tag/a/rss.xml')).toBeUndefined()
    await site.hear(A)
    expect(await listed(site)).toEqual(['a'])
    expect(await site.titles('tag/a/feed.json')).toEqual(['A'])
  })

  test('a crash between the list and the queue is made good when the event comes again', async () => {
    const site = await siteWith()
    await site.site.put('state/feed-list/tag/a', '')
    await site.upload(A, post('A', { tags: '[a]' }))
    expect(await listed(site)).toEqual(['a'])
  })
})

test('when the state was thrown away, a rebuild finds all feeds again', async () => {
  const site = await siteWith('a', 'b')
  for (const { key } of (await site.site.list({ prefix: 'state/' })).objects) await site.site.delete(key)
  await site.site.delete(OPML)
  const { generation } = await readSettings(site.context)
  await handle([startRebuild(generation, site.nowMs)], site.context, site.queue)
  expect(await listed(site)).toEqual(['a', 'b'])
})

describe('when others write it at the same time', () => {
  test('it is looked at again', async () => {
    const site = await siteWith('a')
    await site.site.put(OPML, 'that of another')
    let conflicts = 0
    const context = withPut(site, (key, ...rest) => {
      if (key === OPML && conflicts++ === 0) return Promise.reject(new ConflictError(key))
      return site.site.put(key, ...rest)
    })
    await publishDirectory(context)
    expect(await listed(site)).toEqual(['a'])
  })

  test('again and again, the work goes back to the queue', async () => {
    const site = await siteWith('a')
    await site.site.put(OPML, 'that of another')
    const context = withPut(site, (key) => Promise.reject(new ConflictError(key)))
    const { failed } = await handle([{ directory: true }], context, site.queue)
    expect(failed.get(0)?.message).toMatch(/the list of feeds: it changed 5 times meanwhile/)
  })
})

test('without settings there is none', async () => {
  const site = new Site()
  await handle([{ directory: true }], site.context, site.queue)
  expect(await site.read('feeds.opml')).toBeUndefined()
})

test('settings that come back are rebuilt for, since what was written meanwhile is of those between', async () => {
  const site = await siteWith('a')
  const before = await site.etags()
  // Others were in force for a moment, and were published under by somebody who had begun before.
  await site.content.put('_config.yml', SETTINGS.replace('The Site', 'Another Name'))
  await settleSettings(site.context)
  await publishDirectory(site.context)
  expect(await site.etags()).not.toEqual(before)
  await site.upload('_config.yml', SETTINGS)
  expect(await site.etags()).toEqual(before)
})
