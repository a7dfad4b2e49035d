/**
 * The report, told as stories of a site. What happens when things go wrong is the simulator's to show.
 */
import { describe, expect, test } from 'vitest'
import { handle } from '../../lib/publish/handle.js'
import { isValid, type Mark, markKey, parseMarkKey } from '../../lib/publish/mark.js'
import { recordId } from '../../lib/publish/record.js'
import { publishReport } from '../../lib/publish/report.js'
import { tick } from '../../lib/publish/tick.js'
import type { Work } from '../../lib/publish/work.js'
import { POSTS_REPORTED_MAX } from '../../lib/report/report.js'
import { UnavailableError } from '../../lib/store/errors.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { post, SETTINGS, Site } from './site.js'

const A = '_posts/2024-01-01-a.md'
const B = '_posts/2024-01-02-b.md'
const BROKEN = post('A', { date: 'someday' })
const WARNED = post('B', { lang: '"?"' })
const MINUTE_MS = 60_000

interface Status {
  readonly title?: string
  readonly settings: { readonly inForce: boolean; readonly problems: readonly { readonly key?: string }[] }
  readonly counts: Record<string, number | string> | null
  readonly rejected: Listed
  readonly warned: Listed
}

interface Listed {
  readonly posts: readonly { key: string; seen: string; published: boolean; problems: readonly { key: string }[] }[]
  readonly more: boolean
}

async function statusOf({ site }: Site, prefix = 'public/'): Promise<Status> {
  const found = await site.get(`${prefix}status.json`)
  return JSON.parse(new TextDecoder().decode(found?.body)) as Status
}

const keysOf = ({ posts }: Listed): string[] => posts.map(({ key }) => key)

async function newSite(settings = SETTINGS): Promise<Site> {
  const site = new Site()
  await site.upload('_config.yml', settings)
  return site
}

async function reportKeys({ site }: Site): Promise<string[]> {
  const { objects } = await site.list()
  return objects.map(({ key }) => key).filter((key) => key.includes('/status.'))
}

describe('the report', () => {
  test('is there with the first settings, and says that nothing is wrong', async () => {
    const site = await newSite()
    expect(await statusOf(site)).toMatchObject({
      title: 'The Site',
      settings: { inForce: true, problems: [] },
      counts: { published: 0, rejected: 0 },
      rejected: { posts: [], more: false },
    })
    expect(await site.read('status.html')).toContain('No post is rejected.')
  })

  test('says of a rejected post what is wrong, where and since when', async () => {
    const site = await newSite()
    await site.upload(A, BROKEN)
    expect((await statusOf(site)).rejected).toMatchObject({
      posts: [
        {
          key: A,
          seen: '2024-06-01T00:00:00Z',
          published: false,
          problems: [{ key: 'date', line: 3, excerpt: 'date: someday' }],
        },
      ],
    })
    expect(await site.read('status.html')).toContain('date: someday')
  })

  test('names posts that are published with warnings apart', async () => {
    const site = await newSite()
    await site.upload(B, WARNED)
    const { rejected, warned, counts } = await statusOf(site)
    expect([keysOf(rejected), keysOf(warned), warned.posts[0]?.published]).toEqual([[], [B], true])
    expect(counts).toMatchObject({ published: 1, warned: 1 })
  })

  test('shows the newest first', async () => {
    const site = await newSite()
    await site.upload(A, BROKEN)
    site.nowMs += MINUTE_MS
    await site.upload(B, BROKEN)
    expect(keysOf((await statusOf(site)).rejected)).toEqual([B, A])
  })

  test('forgets a post that is mended, turned into a draft, or deleted', async () => {
    for (const mend of [
      (site: Site) => site.upload(A, post('A')),
      (site: Site) => site.upload(A, post('A', { draft: 'true' })),
      (site: Site) => site.remove(A),
    ]) {
      const site = await newSite()
      await site.upload(A, BROKEN)
      await mend(site)
      expect((await statusOf(site)).rejected.posts).toEqual([])
      expect((await site.site.list({ prefix: 'state/rejected/' })).objects).toEqual([])
    }
  })

  test('says that the last good version of a rejected post stands', async () => {
    const site = await newSite()
    await site.upload(A, post('A'))
    await site.upload(A, BROKEN)
    const { rejected, counts } = await statusOf(site)
    expect(rejected.posts).toMatchObject([{ key: A, published: true }])
    expect(counts).toMatchObject({ published: 1, rejected: 1 })
  })

  test('keeps the instant for as long as the same bytes are found to be wrong, whatever settles them', async () => {
    const site = await newSite()
    await site.upload(A, BROKEN)
    site.nowMs += MINUTE_MS
    await site.upload(A, BROKEN)
    await site.upload('_config.yml', `${SETTINGS}lang: de\n`)
    expect((await statusOf(site)).rejected.posts).toMatchObject([{ seen: '2024-06-01T00:00:00Z' }])
    await site.upload(A, post('A', { date: 'never' }))
    expect((await statusOf(site)).rejected.posts).toMatchObject([{ seen: '2024-06-01T00:01:00Z' }])
  })

  test('is not written anew when the same bytes are uploaded again', async () => {
    const site = await newSite()
    await site.upload(A, BROKEN)
    await site.upload(B, WARNED)
    const before = await site.etags('')
    const { reported } = await site.hear(A, B)
    expect(reported).toEqual([])
    expect(await site.etags('')).toEqual(before)
  })

  test('says what is wrong with the settings, and nothing more once they are mended', async () => {
    const site = await newSite()
    await site.upload('_config.yml', 'title: X\nurl: ftp://example.com\n')
    expect((await statusOf(site)).settings).toMatchObject({ inForce: true, problems: [{ key: 'url', line: 2 }] })
    await site.upload('_config.yml', SETTINGS)
    expect((await statusOf(site)).settings).toEqual({ inForce: true, problems: [] })
  })

  test('is there before there are any settings, and tells what they lack', async () => {
    const site = new Site()
    await site.upload(A, post('A'))
    expect((await statusOf(site)).settings).toMatchObject({ inForce: false, problems: [{ key: 'url' }] })
    expect(await site.read('status.html')).toContain('Nothing is published until they are mended.')
  })

  test('speaks the language of the site', async () => {
    const site = await newSite(`${SETTINGS}lang: zh-CN\n`)
    expect(await site.read('status.html')).toContain('没有被拒绝的文章。')
  })

  test('shows a bounded number of posts, and says that there are more', async () => {
    const site = await newSite()
    const keys = Array.from({ length: POSTS_REPORTED_MAX + 5 }, (_, index) => `_posts/2024-01-01-${index}.md`)
    for (const key of keys) await site.content.put(key, BROKEN)
    await site.hear(...keys)
    const { rejected, counts } = await statusOf(site)
    expect([rejected.posts.length, rejected.more, counts?.rejected]).toEqual([POSTS_REPORTED_MAX, true, keys.length])
    expect(await site.read('status.html')).toContain('And 5 more.')
  })
})

describe('the setting broadsheet.report', () => {
  const report = (where: string): string => `${SETTINGS}broadsheet: {report: ${where}}\n`

  test('moves the report out of public/, and back', async () => {
    const site = await newSite()
    await site.upload(A, BROKEN)
    await site.upload('_config.yml', report('private'))
    expect(await reportKeys(site)).toEqual(['state/report/status.html', 'state/report/status.json'])
    expect(keysOf((await statusOf(site, 'state/report/')).rejected)).toEqual([A])
    await site.upload('_config.yml', report('public'))
    expect(await reportKeys(site)).toEqual(['public/status.html', 'public/status.json'])
  })

  test('takes the report away', async () => {
    const site = await newSite()
    await site.upload('_config.yml', report('off'))
    expect(await reportKeys(site)).toEqual([])
    await site.upload(A, BROKEN)
    expect(await reportKeys(site)).toEqual([])
  })
})

describe('counts', () => {
  test('tell published, scheduled, draft, rejected and warned posts apart, and up to which post they go', async () => {
    const site = await newSite()
    await site.content.put('_posts/2024-01-03-c.md', post('C'))
    await site.content.put('_posts/2024-06-09-later.md', post('Later'))
    await site.content.put('_posts/2024-01-04-draft.md', post('Draft', { draft: 'true' }))
    await site.content.put(A, BROKEN)
    await site.content.put(B, WARNED)
    const { objects } = await site.content.list()
    await site.hear(...objects.map(({ key }) => key))
    expect((await statusOf(site)).counts).toEqual({
      published: 2,
      scheduled: 1,
      drafts: 1,
      rejected: 1,
      warned: 1,
      newest: '2024-01-03T00:00:00Z',
    })
  })

  test('of good posts come with the tick: the uploads themselves write nothing for them', async () => {
    const site = await newSite()
    const before = await statusOf(site)
    const { reported } = await site.upload(A, post('A'))
    expect(reported).toEqual([])
    expect((await statusOf(site)).counts).toEqual(before.counts)
    await tick(site.context, site.queue)
    expect((await statusOf(site)).counts).toMatchObject({ published: 1 })
  })

  test('move when a scheduled post comes due', async () => {
    const site = await newSite()
    await site.upload(A, post('A', { date: '2024-06-01 06:00:00' }))
    await tick(site.context, site.queue)
    expect((await statusOf(site)).counts).toMatchObject({ published: 0, scheduled: 1 })
    site.nowMs += 6 * 60 * MINUTE_MS
    await tick(site.context, site.queue)
    expect((await statusOf(site)).counts).toMatchObject({ published: 1, scheduled: 0 })
  })

  test('are not made again by each tick, and a tick without news writes nothing of the report', async () => {
    const site = await newSite()
    await site.upload(A, post('A'))
    await tick(site.context, site.queue)
    const before = await site.etags('')
    site.nowMs += MINUTE_MS
    await tick(site.context, site.queue)
    expect(await site.etags('')).toEqual(before)
    site.nowMs += 30 * MINUTE_MS
    await tick(site.context, site.queue)
    expect(await site.etags('public/')).toMatchObject({ 'public/status.json': before['public/status.json'] })
  })
})

describe('the counts of a large site', () => {
  /** A site whose store lists no more than two keys at once: then seven posts are a large site. */
  async function largeSite(): Promise<Site> {
    const site = new Site(({ site: store }) => ({
      site: {
        ...bound(store),
        list: (options = {}) => store.list({ ...options, limit: Math.min(options.limit ?? 2, 2) }),
      },
    }))
    await site.upload('_config.yml', SETTINGS)
    for (let index = 0; index < 9; index++) await site.upload(`_posts/2024-01-01-${index}.md`, post(`${index}`))
    return site
  }

  test('are the tick’s alone; until it has counted, those stand that were there', async () => {
    const site = await largeSite()
    await site.upload(A, BROKEN)
    // The first report was that of a small site.
    expect((await statusOf(site)).counts).toMatchObject({ published: 0, rejected: 1 })
    await tick(site.context, site.queue)
    expect((await statusOf(site)).counts).toMatchObject({ published: 9, rejected: 1 })
  })

  test('stay those of the last count in between, but for lists that are complete', async () => {
    const site = await largeSite()
    await tick(site.context, site.queue)
    await site.upload('_posts/2024-01-02-new.md', post('New'))
    await site.upload(A, BROKEN)
    expect((await statusOf(site)).counts).toMatchObject({ published: 9, rejected: 1 })
    site.nowMs += 60 * MINUTE_MS
    await tick(site.context, site.queue)
    expect((await statusOf(site)).counts).toMatchObject({ published: 10, rejected: 1 })
  })
})

describe('a report that cannot be written', () => {
  /** A site whose store refuses to write the report, as long as `broken`. */
  function siteWithTrouble(): { readonly site: Site; readonly trouble: { broken: boolean } } {
    const trouble = { broken: false }
    const site = new Site(({ site: store }) => ({
      site: {
        ...bound(store),
        put: async (key, body, options) => {
          if (trouble.broken && key.includes('/status.')) throw new UnavailableError('put', key)
          return store.put(key, body, options)
        },
      },
    }))
    return { site, trouble }
  }

  test('is left to the queue, and holds up no post', async () => {
    const { site, trouble } = siteWithTrouble()
    await site.upload('_config.yml', SETTINGS)
    trouble.broken = true
    const sent: unknown[] = []
    const queue = { send: async (items: readonly unknown[]) => void sent.push(...items) }
    await site.content.put(A, post('A', { date: '2024-01-01', lang: '"?"' }))
    const { failed } = await handle([{ keys: [A] }], site.context, queue)
    expect([failed.size, sent]).toEqual([0, [{ report: true }]])
    expect(await site.titles('feed.json')).toEqual(['A'])

    const again = await handle([{ report: true }], site.context, queue)
    expect([...again.failed.keys()]).toEqual([0])
    trouble.broken = false
    const last = await handle([{ report: true }], site.context, queue)
    expect(last.failed.size).toBe(0)
    expect(keysOf((await statusOf(site)).warned)).toEqual([A])
  })

  test('is asked for anew by a post, though another message asks in the same batch', async () => {
    const { site, trouble } = siteWithTrouble()
    await site.upload('_config.yml', SETTINGS)
    trouble.broken = true
    const sent: Work[] = []
    const queue = { send: async (items: readonly Work[]) => void sent.push(...items) }
    await site.content.put(A, BROKEN)
    const { failed } = await handle([{ keys: [A] }, { report: true }], site.context, queue)
    // Another handler may have that message too, have published the report before the post was settled, and say that it is done.
    expect([[...failed.keys()], sent]).toEqual([[1], [{ report: true }]])
    trouble.broken = false
    await handle(sent, site.context, queue)
    expect(keysOf((await statusOf(site)).rejected)).toEqual([A])
  })
})

describe('a mark', () => {
  const mark: Mark = { kind: 'rejected', number: 3, seenMs: Date.UTC(2024, 0, 1), recordId: recordId(A) }

  test('is said by its name, and the newest sorts first', () => {
    expect(parseMarkKey('rejected', markKey(mark))).toEqual(mark)
    expect(markKey({ ...mark, seenMs: mark.seenMs + 1 }) < markKey(mark)).toBe(true)
  })

  test('that its record does not say does not count, and is deleted where the report meets it', async () => {
    const site = await newSite()
    await site.upload(A, BROKEN)
    const stray = markKey({ ...mark, number: 1, seenMs: site.nowMs + 1 })
    await site.site.put(stray, '')
    await publishReport(site.context)
    expect(keysOf((await statusOf(site)).rejected)).toEqual([A])
    expect(await site.site.head(stray)).toBeUndefined()
  })

  test('does not count without a record', () => {
    expect(isValid(mark, undefined)).toBe(false)
  })

  test('that was lost on the way is put again when the event comes again', async () => {
    const site = await newSite()
    await site.upload(A, BROKEN)
    const { objects } = await site.site.list({ prefix: 'state/rejected/' })
    for (const { key } of objects) await site.site.delete(key)
    await site.hear(A)
    expect((await site.site.list({ prefix: 'state/rejected/' })).objects).toHaveLength(1)
  })

  test('of before that was left behind is deleted when the event comes again', async () => {
    const site = await newSite()
    await site.upload(A, post('A', { draft: 'true' }))
    const { objects } = await site.site.list({ prefix: 'state/drafts/' })
    await site.upload(A, post('A'))
    for (const { key } of objects) await site.site.put(key, '')
    await site.hear(A)
    expect((await site.site.list({ prefix: 'state/drafts/' })).objects).toEqual([])
  })
})

test('a good post costs no write for the report', async () => {
  const puts: string[] = []
  const site = new Site(({ site: store }) => ({
    site: {
      ...bound(store),
      put: (key, body, options) => {
        puts.push(key)
        return store.put(key, body, options)
      },
    },
  }))
  await site.upload('_config.yml', SETTINGS)
  puts.length = 0
  await site.upload(A, post('A'))
  expect(puts.filter((key) => /status|rejected|warned|drafts|counts/.test(key))).toEqual([])
})

/** The calls of `store`, so that some of them can be put in other places. */
function bound(store: ObjectStore): ObjectStore {
  return {
    get: (...given) => store.get(...given),
    head: (...given) => store.head(...given),
    put: (...given) => store.put(...given),
    delete: (...given) => store.delete(...given),
    list: (...given) => store.list(...given),
  }
}
