/**
 * A rebuild: bounded whatever the number of posts, finished whatever dies on the way, and its progress right.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PublishContext } from '../../lib/publish/context.js'
import { handle } from '../../lib/publish/handle.js'
import { startRebuild } from '../../lib/publish/rebuild.js'
import { rebuildHere } from '../../lib/publish/rebuild-here.js'
import { nextStepOf, type RebuildProgress, readRebuild } from '../../lib/publish/rebuild-progress.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import type { RebuildStep, Work } from '../../lib/publish/work.js'
import { ITEM_SIZE } from '../../lib/publish/work.js'
import { LIST_LIMIT } from '../../lib/store/object-store.js'
import { Crash, Fate, Messages } from './rebuild-world.js'
import { post, SETTINGS, Site } from './site.js'

describe('what a rebuild holds is the same for any number of posts', () => {
  test.each([3_000, 100_000])(
    '%d posts are handed out once each, a page at a time',
    { timeout: 60_000 },
    async (posts) => {
      const site = new Site()
      await site.upload('_config.yml', SETTINGS)
      for (let n = 0; n < posts; n++) await site.content.put(`_posts/${String(n).padStart(6, '0')}.md`, 'x')
      let step: RebuildStep | undefined = await firstStep(site.context)
      const handedOut = new Set<string>()
      let steps = 0
      let sentAtOnce = 0
      let lastReport = 0
      while (step !== undefined) {
        const taken: RebuildStep = step
        const sent: Work[] = []
        const fate = new Fate()
        const context = { ...site.context, content: fate.over(site.content), site: fate.over(site.site) }
        await handle([{ rebuild: taken }], context, { send: async (items) => void sent.push(...items) })
        steps++
        // What is sent is all that a step holds: a page of keys, and at most one next step.
        expect(sent.length).toBeLessThanOrEqual(LIST_LIMIT / ITEM_SIZE + 2)
        expect(fate.calls).toBeLessThanOrEqual(CALLS_A_STEP_MAX)
        sentAtOnce = Math.max(sentAtOnce, sent.length)
        for (const key of sent.flatMap(({ keys = [] }) => keys)) {
          expect(handedOut.has(key)).toBe(false)
          handedOut.add(key)
        }
        const progress = await readRebuild(site.site)
        expect(progress?.posts).toBe(handedOut.size)
        if (sent.some(({ report }) => report)) lastReport = handedOut.size
        const next: Work[] = sent.filter(({ rebuild }) => rebuild !== undefined)
        expect(next.length).toBeLessThanOrEqual(1)
        step = next[0]?.rebuild
      }
      expect(handedOut.size).toBe(posts)
      expect(lastReport).toBe(posts)
      // One page more for _config.yml, and one for the feeds.
      expect(steps).toBe(posts / LIST_LIMIT + 2)
      expect(sentAtOnce).toBe(LIST_LIMIT / ITEM_SIZE + 2)
      expect(await readRebuild(site.site)).toMatchObject({ stage: 'done', posts, feeds: 1 })
    },
  )
})

/** Store calls of one step: the settings, a page, and the note of how far it is. */
const CALLS_A_STEP_MAX = 8

const POSTS = 23
/** Keys of one listing, so that a few posts take many steps. */
const PAGE = 5

/** A site whose settings are changed and not yet settled: a rebuild will change every document. */
async function changedSite(): Promise<Site> {
  const site = new Site()
  await site.content.put('_config.yml', SETTINGS)
  const keys = Array.from({ length: POSTS }, (_, n) => `_posts/2024-01-${10 + n}.md`)
  for (const [n, key] of keys.entries()) {
    await site.content.put(key, post(`Post ${n}`, { date: `2024-01-${10 + (n % 20)}`, tags: `t${n % 3}` }))
  }
  await handle([{ keys: ['_config.yml', ...keys] }], site.context, site.queue)
  // Every record has to change, and every document: what is passed over shows.
  await site.content.put('_config.yml', `${SETTINGS.replace('The Site', 'Another Name')}permalink: /moved/:title/\n`)
  return site
}

async function firstStep(context: PublishContext): Promise<RebuildStep> {
  const { generation } = await readSettings(context)
  const { rebuild } = startRebuild(generation, context.now())
  if (rebuild === undefined) throw new Error('no step')
  return rebuild
}

/** Handles the news of the settings and all that follows, with a crash at each of `crashesAt`. Checks how far it says it is. */
async function rebuildWithCrashes(crashesAt: Iterable<number>, size: number): Promise<{ site: Site; calls: number }> {
  const site = await changedSite()
  const fate = new Fate(crashesAt)
  const context = { ...site.context, content: fate.over(site.content, PAGE), site: fate.over(site.site, PAGE) }
  const messages = new Messages()
  await messages.send([{ keys: ['_config.yml'] }])
  let before: RebuildProgress | undefined
  await messages.drain(context, {
    size,
    fate,
    onBatch: async () => {
      const progress = await readRebuild(site.site)
      if (before !== undefined && progress?.begunMs === before.begunMs) expectNotBack(before, progress)
      before = progress
    },
  })
  return { site, calls: fate.calls }
}

function expectNotBack(before: RebuildProgress, after: RebuildProgress): void {
  const stages = ['posts', 'feeds', 'done']
  expect(stages.indexOf(after.stage)).toBeGreaterThanOrEqual(stages.indexOf(before.stage))
  expect(after.posts).toBeGreaterThanOrEqual(before.posts)
  expect(after.feeds).toBeGreaterThanOrEqual(before.feeds)
}

const FEEDS = 4

describe('a changed _config.yml leads to a rebuild that ends right', () => {
  const right = rebuildWithCrashes([], 1).then(async ({ site, calls }) => ({ calls, etags: await site.etags() }))

  async function expectRight(site: Site, etags: Record<string, string>): Promise<void> {
    expect(await site.etags()).toEqual(etags)
    expect(await readRebuild(site.site)).toMatchObject({ stage: 'done', posts: POSTS, feeds: FEEDS })
    const status = JSON.parse((await site.read('status.json')) ?? '{}')
    expect(status.rebuild).toMatchObject({ stage: 'done', posts: POSTS, feeds: FEEDS })
  }

  test('without a crash', async () => {
    const { etags } = await right
    const { site } = await rebuildWithCrashes([], 3)
    await expectRight(site, etags)
    expect(await site.read('atom.xml')).toContain('Another Name')
  })

  test('wherever a handler dies', async () => {
    const { calls, etags } = await right
    // Each call of the first steps, and some after them.
    const places = Array.from({ length: calls }, (_, n) => n + 1).filter((n) => n <= 12 || n % 97 === 0)
    expect(places.length).toBeGreaterThan(20)
    for (const place of places) await expectRight((await rebuildWithCrashes([place], 1)).site, etags)
  })

  test('however often handlers die, and however many messages one holds', async () => {
    const { calls, etags } = await right
    const deaths = fc.uniqueArray(fc.integer({ min: 1, max: 2 * calls }), { minLength: 2, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(deaths, fc.integer({ min: 1, max: 10 }), async (crashesAt, size) => {
        await expectRight((await rebuildWithCrashes(crashesAt, size)).site, etags)
      }),
      { seed: 20_260_611, numRuns: 10 },
    )
  })

  test('in this process, taken up again from where it says that it stopped', async () => {
    const { etags } = await right
    for (let place = 3; place <= 400; place += 37) {
      const site = await changedSite()
      const fate = new Fate([place])
      const context = { ...site.context, content: fate.over(site.content, PAGE), site: fate.over(site.site, PAGE) }
      await handle([{ keys: ['_config.yml'] }], site.context, { send: async () => {} })
      const first = await firstStep(site.context)
      const died = await rebuildHere(first, context).then(
        () => false,
        (error: unknown) => fate.isDead || Promise.reject(error),
      )
      fate.revive()
      const progress = await readRebuild(site.site)
      const next = progress === undefined ? first : nextStepOf(progress)
      if (next !== undefined) await rebuildHere(next, context)
      else if (died) await handle([{ report: true }], context, { send: async () => {} })
      await expectRight(site, etags)
    }
  })
})

describe('of two rebuilds', () => {
  test('for other settings, the older one ends at its next step', async () => {
    const site = await changedSite()
    const messages = new Messages()
    await messages.send([startRebuild(0, 5)])
    await messages.drain(site.context)
    expect(messages.sent).toBeLessThanOrEqual(2)
  })

  test('for the same, the one that was asked for last is told of, in whichever order they end', async () => {
    const site = await changedSite()
    const first = await firstStep(site.context)
    const second = { ...first, begunMs: first.begunMs + 1 }
    const messages = new Messages()
    await messages.send([{ rebuild: second }, { rebuild: first }])
    await messages.drain(site.context)
    expect(await readRebuild(site.site)).toMatchObject({ stage: 'done', posts: POSTS, begunMs: second.begunMs })
  })

  test('a step that the queue delivers once more, long after, sets nothing back', async () => {
    const site = await changedSite()
    const first = await firstStep(site.context)
    const messages = new Messages()
    await messages.send([{ rebuild: first }])
    await messages.drain(site.context)
    const done = await readRebuild(site.site)
    expect(done).toMatchObject({ stage: 'done', posts: POSTS })
    await handle([{ rebuild: first }], site.context, { send: async () => {} })
    expect(await readRebuild(site.site)).toEqual(done)
  })
})

test('a rebuild here that cannot go on says why, and has noted nothing that was not done', async () => {
  const site = await changedSite()
  await handle([{ keys: ['_config.yml'] }], site.context, { send: async () => {} })
  const step = await firstStep(site.context)
  const content = new Fate([1]).over(site.content)
  await expect(rebuildHere(step, { ...site.context, content })).rejects.toThrow(Crash)
  expect(await readRebuild(site.site)).toBeUndefined()
  await rebuildHere(step, site.context)
  expect(await readRebuild(site.site)).toMatchObject({ stage: 'done', posts: POSTS })
})
