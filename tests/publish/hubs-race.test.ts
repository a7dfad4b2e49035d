/**
 * Hubs while everything happens at once: authors, handlers that die or pause, ticks, and hubs that are now and then down.
 * Whatever the order, in the end every hub has fetched every document as it is, and was told of none for nothing.
 */
import { expect, test } from 'vitest'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import type { PublishContext } from '../../lib/publish/context.js'
import { handle } from '../../lib/publish/handle.js'
import type { HubClient } from '../../lib/publish/hub-client.js'
import { inlineQueue } from '../../lib/publish/inline-queue.js'
import { tick } from '../../lib/publish/tick.js'
import { TOPIC_DUE_PREFIX } from '../../lib/publish/topic.js'
import type { Work } from '../../lib/publish/work.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { scheduledStore } from '../simulation/mishaps.js'
import { Dice } from '../simulation/random.js'
import { Scheduler, settleDown } from '../simulation/scheduler.js'
import { post } from './site.js'

const HUBS = ['https://one.example/', 'https://two.example/']
const SETTINGS = `url: https://example.com\nbroadsheet: {feeds: [], archive: off, report: off, hubs: [${HUBS}]}\n`
const KEYS = ['_posts/2024-05-01-a.md', '_posts/2024-05-02-b.md']
const MINUTE_MS = 60_000
const TURNS = 250
const HISTORIES = Number(process.env.HUB_HISTORIES ?? 20)
/** Histories in which a protection that was taken away must show. */
const SABOTAGED_HISTORIES = 150

const ROUGH = { refuse: 0.03, loseAnswer: 0.03, conflict: 0.03, crash: 0.02 }
const STILL = { redeliver: 0, duplicate: 0, outOfTime: 0, pause: 0 }

type Sabotage = (site: ObjectStore) => ObjectStore

async function runHistory(seed: number, sabotage: Sabotage = (site) => site): Promise<void> {
  const dice = new Dice(seed)
  const scheduler = new Scheduler()
  const content = new MemoryStore()
  const site = new MemoryStore()
  const messages: Work[] = []
  const busy = new Map<string, Work | undefined>()
  let nowMs = Date.UTC(2024, 5, 1)
  let isRough = true
  let names = 0
  /** By hub and document: the version that it fetched last, and how often it was told of one that it had. */
  const fetched = new Map<string, string>()
  let forNothing = 0

  const hubs: HubClient = {
    async publish(hub, topic) {
      if (isRough && dice.chance(0.3)) return { isTaken: false, reason: 'down' }
      const path = new URL(topic).pathname.slice(1)
      const etag = (await site.head(`public/${path}`))?.etag ?? ''
      if (fetched.get(hub + path) === etag) forNothing++
      fetched.set(hub + path, etag)
      return { isTaken: true }
    },
  }
  const contextOf = (actor: string): PublishContext => {
    const around = { scheduler, dice, weather: () => (isRough ? { ...ROUGH, ...STILL } : undefined) }
    return {
      content: scheduledStore(content, actor, 'content', around),
      site: sabotage(scheduledStore(site, actor, 'site', around)),
      parser: inlineParser(),
      now: () => nowMs,
      defaults: {},
      concurrency: 2,
      hubs,
    }
  }
  const queue = { send: async (items: readonly Work[]) => void messages.push(...items) }
  const begin = (work: Work | undefined): void => {
    const actor = `h${names++}`
    busy.set(actor, work)
    const done = work === undefined ? tick(contextOf(actor), queue) : handle([work], contextOf(actor), queue)
    const end = (isDone: boolean): void => {
      if (!busy.delete(actor)) return
      if (!isDone && work !== undefined) messages.push(work)
    }
    done.then(
      ({ failed }) => end(failed.size === 0),
      () => end(false),
    )
  }
  const die = (): void => {
    const actor = dice.pick([...busy.keys()])
    scheduler.stop(actor)
    const work = busy.get(actor)
    busy.delete(actor)
    if (work !== undefined) messages.push(work)
  }

  await content.put('_config.yml', SETTINGS)
  messages.push({ keys: ['_config.yml'] })
  for (let turn = 0; turn < TURNS || messages.length > 0 || busy.size > 0; turn++) {
    if (turn === TURNS) isRough = false
    if (turn > 50 * TURNS) throw new Error('it does not end')
    if (isRough && dice.chance(0.05)) {
      const key = dice.pick(KEYS)
      await content.put(key, post(`Version ${dice.below(4)}`))
      messages.push({ keys: [key] })
    } else if (isRough && dice.chance(0.03)) begin(undefined)
    else if (isRough && dice.chance(0.1)) nowMs += dice.below(10) * MINUTE_MS
    else if (isRough && busy.size > 0 && dice.chance(ROUGH.crash)) die()
    else if (messages.length > 0 && busy.size < 4 && dice.chance(0.3)) begin(messages.shift())
    else if (scheduler.waiting.length > 0) await scheduler.advance(dice.below(scheduler.waiting.length))
    await settleDown()
  }

  const inPeace = { ...contextOf('end'), content, site }
  for (let minute = 0; minute < 48 * 60; minute += 10) {
    nowMs += 10 * MINUTE_MS
    await tick(inPeace, inlineQueue(inPeace))
  }
  for (const path of ['atom.xml', 'feed.json', 'rss.xml']) {
    const etag = (await site.head(`public/${path}`))?.etag
    for (const hub of HUBS) expect([seed, hub, path, fetched.get(hub + path)]).toEqual([seed, hub, path, etag])
  }
  expect([seed, (await site.list({ prefix: TOPIC_DUE_PREFIX })).objects]).toEqual([seed, []])
  // And from now on, nothing.
  forNothing = 0
  await handle([{ keys: KEYS, feeds: ['site' as never], hubs: ['atom.xml', 'rss.xml'] }], inPeace, inlineQueue(inPeace))
  for (let minute = 0; minute < 60; minute += 10) {
    nowMs += 10 * MINUTE_MS
    await tick(inPeace, inlineQueue(inPeace))
  }
  expect([seed, forNothing]).toEqual([seed, 0])
}

test('whatever happens at once, every hub ends with every document as it is', { timeout: 120_000 }, async () => {
  for (let seed = 1; seed <= HISTORIES; seed++) await runHistory(seed)
})

/** Lets nobody note that a document is to be looked at. */
const withoutNotes: Sabotage = (store) => ({
  get: (...given) => store.get(...given),
  head: (...given) => store.head(...given),
  put: async (key, ...given) => (key.startsWith(TOPIC_DUE_PREFIX) ? { etag: '' } : store.put(key, ...given)),
  delete: (...given) => store.delete(...given),
  list: (...given) => store.list(...given),
})

test('without the note before a document is put, some history ends wrong', { timeout: 120_000 }, async () => {
  for (let seed = 1; seed <= SABOTAGED_HISTORIES; seed++) {
    const isWrong = await runHistory(seed, withoutNotes).then(
      () => false,
      () => true,
    )
    if (isWrong) return
  }
  throw new Error(`all of ${SABOTAGED_HISTORIES} histories end right`)
})
