/**
 * `npm run test:rebuild`: all of a rebuild of 100,000 posts, through the queue, with handlers that die on the way.
 */
import { expect, test } from 'vitest'
import { build } from '../../lib/publish/build.js'
import { handle } from '../../lib/publish/handle.js'
import { readRebuild } from '../../lib/publish/rebuild-progress.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import { asText } from '../feed/as-text.js'
import { Fate, Messages } from './rebuild-world.js'
import { post, SETTINGS, Site } from './site.js'

const POSTS = 100_000
const MESSAGES_A_BATCH = 100
const TELL_EVERY_BATCHES = 20

test('100,000 posts are published anew, whatever dies, and its progress is right', async () => {
  const site = new Site()
  await site.content.put('_config.yml', SETTINGS)
  await handle([{ keys: ['_config.yml'] }], site.context, site.queue)
  for (let n = 0; n < POSTS; n++) {
    const date = new Date(Date.UTC(2010, 0, 1) + n * 3_600_000).toISOString()
    const key = `_posts/${date.slice(0, 10)}-${n}.md`
    await site.content.put(key, post(`Post ${n}`, { date, tags: `t${n % 20}`, categories: `c${n % 20}` }))
  }
  await site.content.put('_config.yml', SETTINGS.replace('The Site', 'Another Name'))

  // Now and then, in whatever is then under way.
  const fate = new Fate(Array.from({ length: 40 }, (_, n) => 1_000 + n * 17_389))
  const context = { ...site.context, content: fate.over(site.content), site: fate.over(site.site) }
  const messages = new Messages()
  await messages.send([{ keys: ['_config.yml'] }])
  let batches = 0
  let posts = 0
  await messages.drain(context, {
    size: MESSAGES_A_BATCH,
    fate,
    onBatch: async () => {
      batches++
      const progress = await readRebuild(site.site)
      expect(progress?.posts ?? 0).toBeGreaterThanOrEqual(posts)
      posts = progress?.posts ?? 0
      if (batches % TELL_EVERY_BATCHES === 0)
        console.log(`${posts} posts handed out, ${messages.waiting.length} messages wait`)
    },
  })
  console.log(`${messages.sent} messages, ${messages.deepest} at most at once; ${fate.calls} calls`)
  // Steps come in their turn, after what the step before them sent: a page and little more waits at any time.
  expect(messages.deepest).toBeLessThan(2 * MESSAGES_A_BATCH)
  expect(await readRebuild(site.site)).toMatchObject({ stage: 'done', posts: POSTS, feeds: 41 })

  const { settings } = await readSettings(site.context)
  if (settings === undefined) throw new Error('no settings')
  const built = await build(site.content, site.context.parser, settings, site.nowMs)
  let documents = 0
  for (const { path, body } of [...built.documents].map(asText)) {
    documents++
    expect((await site.read(path)) === body, path).toBe(true)
  }
  // Each feed in three formats and as a page, and beside them the page and the list of all.
  expect(documents).toBe(41 * (3 + 1) + 2)
})
