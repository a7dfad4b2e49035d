/**
 * A batch of good posts and hostile ones, through the real loops: all good ones are published, and whoever uploaded
 * another can read why it is not.
 */
import { expect, test } from 'vitest'
import { DEFAULT_POST_LIMITS } from '../../lib/model/post-limits.js'
import { GuardedParser } from '../../lib/parse/guarded-parser.js'
import { build } from '../../lib/publish/build.js'
import { decodeRecord, recordId, recordKey } from '../../lib/publish/record.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import type { GetOptions, ObjectStore } from '../../lib/store/object-store.js'
import { post, SETTINGS, Site } from '../publish/site.js'
import { programBut, realProgram, StuckTime } from './programs.js'

const LARGE = 'word '.repeat(10_000)
const HUGE = '_posts/2024-01-01-huge.md'

const PARSE_MS = DEFAULT_POST_LIMITS.parseMs
const ENDLESS = `the post takes longer than ${PARSE_MS / 1_000} s to parse`

/** Posts by their keys, and of each the message of its rejection, if it is one. */
const POSTS: readonly (readonly [key: string, text: string, message?: string])[] = [
  ['_posts/2024-01-01-first.md', post('First')],
  ['_posts/2024-01-01-endless-1.md', post('Endless', {}, '![ '.repeat(20_000)), ENDLESS],
  ['_posts/2024-01-01-second.md', post('Second')],
  ['_posts/2024-01-01-endless-2.md', post('Endless', {}, '![ '.repeat(20_000)), ENDLESS],
  [HUGE, post('Huge', {}, 'word '.repeat(500_000)), 'the post has 2500021 bytes; at most 2097152 are read'],
  ['_posts/2024-01-01-large.md', post('Large', {}, LARGE)],
  ['_posts/2024-01-01-third.md', post('Third')],
]

test('a batch publishes its good posts, and rejects the others with the reason', async () => {
  const read: string[] = []
  const { program, remove } = await realProgram()
  const time = await StuckTime.begin(PARSE_MS)
  const site = new Site(({ content }) => ({
    parser: new GuardedParser({ program: programBut(program, time.deed) }),
    content: watched(content, read),
  }))
  await site.content.put('_config.yml', SETTINGS)
  for (const [key, text] of POSTS) await site.content.put(key, text)
  try {
    const { failed } = await site.hear(...POSTS.map(([key]) => key))
    expect(failed.size).toBe(0)
    expect((await site.titles('feed.json'))?.toSorted()).toEqual(['First', 'Large', 'Second', 'Third'])
    for (const [key, , message] of POSTS) {
      const stored = await site.site.get(recordKey(recordId(key)))
      const record = decodeRecord(stored?.body ?? new Uint8Array())
      expect([key, record.problems.map((problem) => problem.message)]).toEqual([key, message ? [message] : []])
    }
    expect(read).not.toContain(HUGE)

    const { settings } = await readSettings(site.context)
    if (settings === undefined) throw new Error('the site has no settings')
    const built = await build(site.content, site.context.parser, settings, site.nowMs)
    expect(built.counts).toMatchObject({ published: 4, rejected: 3 })
  } finally {
    await site.context.parser.close()
    time.end()
    await remove()
  }
})

/** `store`, with the keys in `read` whose bodies it gave away. */
function watched(store: ObjectStore, read: string[]): ObjectStore {
  return {
    head: (key) => store.head(key),
    put: (key, body, options) => store.put(key, body, options),
    delete: (key, options) => store.delete(key, options),
    list: (options) => store.list(options),
    async get(key: string, options?: GetOptions) {
      const found = await store.get(key, options)
      read.push(key)
      return found
    },
  }
}
