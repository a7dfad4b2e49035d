/**
 * Records of posts that are gone: tagged for the bucket's lifecycle rule, which deletes them after many days, and no others.
 */
import { describe, expect, test } from 'vitest'
import type { PublishContext } from '../../lib/publish/context.js'
import { recordId, recordKey } from '../../lib/publish/record.js'
import type { ObjectStore, PutOptions } from '../../lib/store/object-store.js'
import { post, SETTINGS, Site } from './site.js'

const KEY = '_posts/2024-01-01-one.md'
const RECORD = recordKey(recordId(KEY))

/** A site with one post, and the tags that its record has now, as S3 keeps them: each put replaces all. */
async function siteWithTags() {
  const tags = new Map<string, PutOptions['tags']>()
  const noting = (site: ObjectStore): Partial<PublishContext> => ({
    site: {
      get: (...get) => site.get(...get),
      head: (...head) => site.head(...head),
      list: (...list) => site.list(...list),
      delete: (...remove) => site.delete(...remove),
      put: async (key, body, options = {}) => {
        const answer = await site.put(key, body, options)
        tags.set(key, options.tags)
        return answer
      },
    },
  })
  const site = new Site((stores) => noting(stores.site))
  await site.content.put('_config.yml', SETTINGS)
  await site.upload(KEY, post('One', { tags: 'news' }))
  return { site, tags: () => tags.get(RECORD), all: tags }
}

describe('the record of a post', () => {
  test('is tagged while the post is gone, and only then', async () => {
    const { site, tags, all } = await siteWithTags()
    expect(tags()).toBeUndefined()
    await site.remove(KEY)
    expect(tags()).toEqual({ gone: '1' })
    await site.upload(KEY, post('One again'))
    expect(tags()).toBeUndefined()
    await site.upload(KEY, '---\ndate: none\n---\n')
    expect(tags()).toBeUndefined()
    await site.upload(KEY, post('One', { published: 'false' }))
    expect(tags()).toBeUndefined()
    expect([...all].filter(([, tagged]) => tagged !== undefined)).toEqual([])
  })

  test('is not put again while the post stays gone, so that its days pass', async () => {
    const { site, tags, all } = await siteWithTags()
    await site.remove(KEY)
    all.clear()
    await site.hear(KEY)
    expect(tags()).toBeUndefined()
    expect(all.has(RECORD)).toBe(false)
  })

  test('may be deleted then: a post that comes back is in its feeds, and in no other', async () => {
    const { site } = await siteWithTags()
    const [before] = JSON.parse((await site.read('feed.json')) ?? '').items
    await site.remove(KEY)
    await site.site.delete(RECORD)
    expect(await site.titles('feed.json')).toEqual([])
    await site.upload(KEY, post('One', { tags: 'sport' }))
    const [after] = JSON.parse((await site.read('feed.json')) ?? '').items
    expect(after).toMatchObject({ id: before.id, title: 'One' })
    expect(await site.titles('tag/sport/feed.json')).toEqual(['One'])
    expect(await site.titles('tag/news/feed.json')).toEqual([])
  })
})
