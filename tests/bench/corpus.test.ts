/**
 * What is measured is the same wherever it is measured, and in the shape of a newspaper.
 */
import { expect, test } from 'vitest'
import { CATEGORIES, categoryOf, config, corpusHead, corpusPost, POSTS_A_DAY } from '../../bench/corpus.js'
import { Meter } from '../../bench/metered-store.js'
import { entryLike, seededSite } from '../../bench/seeded-site.js'
import { parsePost } from '../../lib/post/parse-post.js'
import { handle } from '../../lib/publish/handle.js'
import { inlineQueue } from '../../lib/publish/inline-queue.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'

test('a post is a function of its number, the seed and the edition', () => {
  expect(corpusPost(7)).toEqual(corpusPost(7))
  const { key, text } = corpusPost(7)
  expect(corpusPost(7, 2).key).not.toBe(key)
  expect(corpusPost(7, 1, 1)).toMatchObject({ key })
  expect(corpusPost(7, 1, 1).text).not.toBe(text)
})

test('sixty categories with a Chinese tag each, titles and bodies of newspapers', () => {
  const names = Array.from({ length: CATEGORIES }, (_, index) => categoryOf(index))
  expect(new Set(names.map(({ category }) => category)).size).toBe(CATEGORIES)
  expect(new Set(names.map(({ tag }) => tag)).size).toBe(CATEGORIES)
  for (let index = 0; index < 500; index++) {
    const { title, text, publishedMs, category } = corpusPost(index)
    expect([...title].length).toBeGreaterThanOrEqual(8)
    expect([...title].length).toBeLessThanOrEqual(30)
    expect(category).toMatch(/^[a-z]+$/)
    const body = Buffer.byteLength(text.slice(text.indexOf('<p>')))
    expect(body).toBeGreaterThan(200)
    expect(body).toBeLessThan(9_000)
    expect(publishedMs).toBe(corpusPost(0).publishedMs + Math.floor((index * 86_400) / POSTS_A_DAY) * 1_000)
  }
})

test('what stands for an old post is what it would be parsed to', () => {
  const { settings } = parseSettings(config(), {})
  if (settings === undefined) throw new Error('the corpus has no settings')
  for (const index of [0, 800, 1_499, 99_999]) {
    const { key, text } = corpusPost(index)
    const parsed = parsePost({ key, body: Buffer.from(text) }, settings)
    expect(parsed.kind === 'entry' && entryLike(parsed.entry, corpusHead(index))).toEqual(
      parsed.kind === 'entry' && parsed.entry,
    )
  }
})

test('a new post asks for as much among three times as many', async () => {
  const own = 'archive: off\nwindow: { entries: 2, hours: 1 }'
  const costs = []
  for (const size of [400, 1_200]) {
    const { content, context } = await seededSite(size, 1_200, own)
    const { key, text } = corpusPost(1_200)
    await content.put(key, text)
    const meter = new Meter()
    const metered = { ...context, content: meter.over(content), site: meter.over(context.site) }
    const { failed } = await handle([{ keys: [key] }], metered, inlineQueue(metered))
    expect(failed.size).toBe(0)
    costs.push(meter.requests)
  }
  expect(costs[0]).toEqual(costs[1])
})
