/**
 * WebSub: every change is told to every hub, after it can be fetched; nothing is told where nothing changed.
 */
import { expect, test } from 'vitest'
import { handle } from '../../lib/publish/handle.js'
import type { HubAnswer, HubClient } from '../../lib/publish/hub-client.js'
import { inlineQueue } from '../../lib/publish/inline-queue.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import { noteForHubs } from '../../lib/publish/tell-hubs.js'
import { tick } from '../../lib/publish/tick.js'
import { GIVE_UP_MS, HUBS_PREFIX, TOPIC_DUE_PREFIX } from '../../lib/publish/topic.js'
import { verify } from '../../lib/publish/verify.js'
import type { Work } from '../../lib/publish/work.js'
import type { MemoryStore } from '../../lib/store/memory-store.js'
import { crashing } from './crashing.js'
import { post, Site } from './site.js'

const HUB = 'https://hub.example/'
const OTHER = 'https://other.example/hub?a=b'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const settings = (...hubs: string[]): string =>
  `title: The Site\nurl: https://example.com\nbroadsheet:\n  feeds: []\n  hubs: ${JSON.stringify(hubs)}\n`

interface News {
  readonly hub: string
  readonly topic: string
  /** ETag of the document when the hub was told: what it then fetches. */
  readonly etag: string | undefined
}

/** Hubs that fetch what they are told of. */
class Hubs implements HubClient {
  readonly heard: News[] = []
  /** What a hub answers in place of taking the news. */
  readonly refusals = new Map<string, HubAnswer>()
  asked = 0
  readonly #site: MemoryStore

  constructor(site: MemoryStore) {
    this.#site = site
  }

  async publish(hub: string, topic: string): Promise<HubAnswer> {
    this.asked++
    const refusal = this.refusals.get(hub)
    if (refusal !== undefined) return refusal
    const path = decodeURI(new URL(topic).pathname.slice(1))
    this.heard.push({ hub, topic, etag: (await this.#site.head(`public/${path}`))?.etag })
    return { isTaken: true }
  }

  topics(hub = HUB): string[] {
    return this.heard
      .filter((news) => news.hub === hub)
      .map(({ topic }) => topic.replace('https://example.com/', ''))
      .sort()
  }

  forget(): void {
    this.heard.length = 0
    this.asked = 0
  }
}

/** A site whose hubs have heard of its first post. */
async function siteWithHubs(...addresses: string[]): Promise<{ site: Site; hubs: Hubs }> {
  const site: Site = new Site(() => ({}))
  const hubs = new Hubs(site.site)
  Object.assign(site.context, { hubs })
  await site.upload('_config.yml', settings(...addresses))
  await site.upload('_posts/2024-05-01-a.md', post('A'))
  return { site, hubs }
}

async function later(site: Site, ms: number): Promise<void> {
  for (const end = site.nowMs + ms; site.nowMs < end; ) {
    site.nowMs += MINUTE_MS
    await tick(site.context, site.queue)
  }
}

const DOCUMENTS = ['atom.xml', 'feed.json', 'rss.xml']

test('hubs hear of each document that was written, when it is there', async () => {
  const { site, hubs } = await siteWithHubs(HUB, OTHER)
  hubs.forget()
  await site.upload('_posts/2024-05-01-a.md', post('B'))
  expect(hubs.topics(HUB)).toEqual(DOCUMENTS)
  expect(hubs.topics(OTHER)).toEqual(DOCUMENTS)
  for (const { topic, etag } of hubs.heard) {
    expect(etag).toBe((await site.site.head(`public/${topic.replace('https://example.com/', '')}`))?.etag)
  }
})

test('hubs hear nothing where nothing changed: the same bytes again, a rebuild, ticks', async () => {
  const { site, hubs } = await siteWithHubs(HUB)
  hubs.forget()
  await site.upload('_posts/2024-05-01-a.md', post('A'))
  await handle([{ feeds: ['site' as never], hubs: DOCUMENTS }], site.context, site.queue)
  await later(site, HOUR_MS)
  expect(hubs.heard).toEqual([])
  // And all that was noted is gone.
  expect((await site.site.list({ prefix: TOPIC_DUE_PREFIX })).objects).toEqual([])
})

test('a hub that is added hears of all that there is, and the others of what changes with it', async () => {
  const { site, hubs } = await siteWithHubs(HUB)
  hubs.forget()
  await site.upload('_config.yml', settings(HUB, OTHER))
  expect(hubs.topics(OTHER)).toEqual(DOCUMENTS)
  expect(hubs.topics(HUB)).toEqual(DOCUMENTS)
})

test('without hubs nothing is noted, and a hub that was taken away is asked no more', async () => {
  const { site, hubs } = await siteWithHubs()
  expect((await site.site.list({ prefix: HUBS_PREFIX })).objects).toEqual([])
  await site.upload('_config.yml', settings(HUB))
  hubs.refusals.set(HUB, { isTaken: false, reason: 'down' })
  await site.upload('_posts/2024-05-01-a.md', post('B'))
  await site.upload('_config.yml', settings())
  hubs.forget()
  await later(site, 5 * HOUR_MS)
  expect(hubs.asked).toBe(0)
  expect((await site.site.list({ prefix: TOPIC_DUE_PREFIX })).objects).toEqual([])
})

test('documents say in Link where their hubs are', async () => {
  const { site } = await siteWithHubs(HUB, OTHER)
  expect((await site.site.head('public/atom.xml'))?.link).toBe(
    `<${HUB}>; rel="hub", <${OTHER}>; rel="hub", <https://example.com/atom.xml>; rel="self"`,
  )
  expect((await site.site.head('public/status.json'))?.link).toBeUndefined()
})

test('a hub that is down holds up neither publishing nor the others, and hears of everything once it is up', async () => {
  const { site, hubs } = await siteWithHubs(HUB, OTHER)
  hubs.forget()
  hubs.refusals.set(HUB, { isTaken: false, reason: 'down' })
  const { failed, published } = await site.upload('_posts/2024-05-01-a.md', post('B'))
  expect(failed.size).toBe(0)
  expect(published.written).toEqual(expect.arrayContaining(DOCUMENTS))
  expect(hubs.topics(OTHER)).toEqual(DOCUMENTS)
  await site.upload('_posts/2024-05-01-a.md', post('C'))
  await later(site, 2 * HOUR_MS)
  expect(hubs.topics(HUB)).toEqual([])
  // After waits of 1, 2, 4, 8, 16, 32 and 64 minutes, for each document; others heard twice.
  expect(hubs.asked).toBe(3 * (1 + 6) + 2 * 3)
  hubs.refusals.clear()
  await later(site, 2 * HOUR_MS)
  expect(hubs.topics(HUB)).toEqual(DOCUMENTS)
  expect(hubs.topics(OTHER)).toHaveLength(6)
})

test('a hub says when to come again', async () => {
  const { site, hubs } = await siteWithHubs(HUB)
  hubs.refusals.set(HUB, { isTaken: false, reason: 'HTTP 429', retryAfterMs: HOUR_MS })
  await site.upload('_posts/2024-05-01-a.md', post('B'))
  hubs.forget()
  await later(site, HOUR_MS - MINUTE_MS)
  expect(hubs.asked).toBe(0)
  hubs.refusals.clear()
  await later(site, 2 * MINUTE_MS)
  expect(hubs.topics()).toEqual(DOCUMENTS)
})

test('a hub that is away for more than a day is given up, until the document changes again', async () => {
  const { site, hubs } = await siteWithHubs(HUB)
  hubs.refusals.set(HUB, { isTaken: false, reason: 'down' })
  await site.upload('_posts/2024-05-01-a.md', post('B'))
  const outcomes: string[] = []
  for (const end = site.nowMs + GIVE_UP_MS + 5 * HOUR_MS; site.nowMs < end; site.nowMs += 5 * MINUTE_MS) {
    const { told } = await tick(site.context, site.queue)
    outcomes.push(...told.map(({ outcome }) => outcome))
  }
  expect(outcomes.filter((outcome) => outcome === 'givenUp')).toHaveLength(3)
  expect(outcomes.at(-1)).toBe('givenUp')
  expect((await site.site.list({ prefix: TOPIC_DUE_PREFIX })).objects).toEqual([])
  hubs.refusals.clear()
  hubs.forget()
  await later(site, HOUR_MS)
  expect(hubs.asked).toBe(0)
  await site.upload('_posts/2024-05-01-a.md', post('C'))
  expect(hubs.topics()).toEqual(DOCUMENTS)
})

test('of a hub that does not answer, a batch asks a few times and not for each document', async () => {
  const { site, hubs } = await siteWithHubs(HUB)
  const feeds = settings(HUB).replace('feeds: []', 'feeds: [tag]')
  await site.upload('_config.yml', feeds)
  hubs.forget()
  hubs.refusals.set(HUB, { isTaken: false, reason: 'no answer' })
  const tags = Array.from({ length: 30 }, (_, index) => `t${index}`)
  const asked: Work[] = []
  const queue = { send: async (items: readonly Work[]) => void asked.push(...items) }
  await site.content.put('_posts/2024-05-02-b.md', post('B', { tags: `[${tags}]` }))
  await handle([{ keys: ['_posts/2024-05-02-b.md'] }], site.context, queue)
  expect(asked.flatMap((work) => work.hubs ?? [])).toHaveLength(31 * 3)
  await handle(asked, site.context, queue)
  expect(hubs.asked).toBeLessThan(12)
  hubs.refusals.clear()
  await later(site, 2 * MINUTE_MS)
  expect(hubs.topics()).toHaveLength(31 * 3)
})

test('a queue that takes no news for hubs delays them, and nothing else', async () => {
  const { site, hubs } = await siteWithHubs(HUB)
  hubs.forget()
  await site.content.put('_posts/2024-05-01-a.md', post('B'))
  const refusing = { send: () => Promise.reject(new Error('the queue is away')) }
  const { failed } = await handle([{ keys: ['_posts/2024-05-01-a.md'] }], site.context, refusing)
  expect(failed.size).toBe(0)
  expect(hubs.heard).toEqual([])
  await later(site, 30 * MINUTE_MS)
  expect(hubs.topics()).toEqual(DOCUMENTS)
})

test('a write that takes effect after its function was killed is told too', async () => {
  const { site, hubs } = await siteWithHubs(HUB)
  await later(site, HOUR_MS)
  hubs.forget()
  const { settings: known } = await readSettings(site.context)
  if (known === undefined) throw new Error('no settings')
  await noteForHubs(['atom.xml'], known, site.context)
  await later(site, 10 * MINUTE_MS)
  await site.site.put('public/atom.xml', '<feed/>')
  await later(site, 20 * MINUTE_MS)
  expect(hubs.topics()).toEqual(['atom.xml'])
})

test('what a rebuild or a repair writes is told by whoever ticks, and is no difference to verify', async () => {
  const { site, hubs } = await siteWithHubs(HUB)
  await later(site, HOUR_MS)
  hubs.forget()
  const here = { ...site.context, hubs: 'later' as const }
  const queue = inlineQueue(here)
  expect((await verify(here)).differences).toBe(0)
  await site.site.delete('public/atom.xml')
  await site.site.put('public/rss.xml', '<rss/>')
  const { differences, remaining } = await verify(here, { repair: queue })
  expect([differences, remaining]).toEqual([2, 0])
  await site.content.put('_posts/2024-05-01-a.md', post('B'))
  await handle([{ keys: ['_posts/2024-05-01-a.md'] }], here, queue)
  await tick(here, queue)
  expect(hubs.asked).toBe(0)
  await later(site, 30 * MINUTE_MS)
  expect(hubs.topics()).toEqual(DOCUMENTS)
})

/** Store calls, and messages, that one story may take. */
const CALLS_MAX = 1_000
const TURNS_MAX = 100

/** Handles `work` until it is done, as SQS would have it; crashes at the store call `at` of all, once. */
async function survive(site: Site, work: Work, at: number, effect: 'before' | 'after'): Promise<boolean> {
  const crash = { at, effect, calls: 0, crashed: false }
  const context = { ...site.context, content: site.content, site: crashing(site.site, crash) }
  const messages: Work[] = [work]
  let turns = 0
  const queue = { send: async (items: readonly Work[]) => void messages.push(...items) }
  while (messages.length > 0) {
    const message = messages.shift()
    if (message === undefined || ++turns > TURNS_MAX) throw new Error('it does not end')
    const wasDead = crash.crashed
    const isDone = await handle([message], wasDead ? site.context : context, queue).then(
      ({ failed }) => failed.size === 0,
      () => false,
    )
    // A process that died acknowledges nothing.
    if (!isDone || crash.crashed !== wasDead) messages.push(message)
  }
  return crash.crashed
}

test.each(['before', 'after'] as const)(
  'a crash right %s any store call loses no change',
  async (effect) => {
    let crashes = 0
    for (let at = 0; at < CALLS_MAX; at++) {
      const { site, hubs } = await siteWithHubs(HUB, OTHER)
      hubs.forget()
      if (at % 3 === 0) hubs.refusals.set(OTHER, { isTaken: false, reason: 'down' })
      await site.content.put('_posts/2024-05-01-a.md', post('B'))
      const crashed = await survive(site, { keys: ['_posts/2024-05-01-a.md'] }, at, effect)
      await later(site, 40 * MINUTE_MS)
      hubs.refusals.clear()
      await later(site, 2 * HOUR_MS)
      for (const hub of [HUB, OTHER]) {
        const told = hubs.topics(hub)
        expect([at, hub, ...new Set(told)]).toEqual([at, hub, ...DOCUMENTS])
        // One crash is one telling that may not have been noted, of each document that was under way.
        if (!crashed) expect(told).toEqual(DOCUMENTS)
        else expect(told.length).toBeLessThanOrEqual(2 * DOCUMENTS.length)
        for (const { topic, etag } of hubs.heard) {
          expect([at, etag]).toEqual([
            at,
            (await site.site.head(topic.replace('https://example.com/', 'public/')))?.etag,
          ])
        }
      }
      expect((await site.site.list({ prefix: TOPIC_DUE_PREFIX })).objects).toEqual([])
      if (!crashed) break
      crashes++
    }
    expect(crashes).toBeGreaterThan(30)
  },
  60_000,
)
