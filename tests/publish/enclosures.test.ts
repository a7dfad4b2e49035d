/**
 * Recordings in the content bucket: their objects say how long they are, whichever is uploaded first, the post or they.
 */
import { expect, test } from 'vitest'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import { build } from '../../lib/publish/build.js'
import { handle } from '../../lib/publish/handle.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import type { Work } from '../../lib/publish/work.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { asText } from '../feed/as-text.js'
import { crashing } from './crashing.js'
import { post, Site } from './site.js'

const SETTINGS = 'title: The Show\nurl: https://example.com\nbaseurl: /show\nbroadsheet: {feeds: [], archive: off}\n'
const POST = '_posts/2024-05-01-one.md'
const AUDIO = 'audio/folge 1 泉州.mp3'

/** `isQuiet`: without a report, for stories that are told many times over. */
async function site(isQuiet = false): Promise<Site> {
  const made = new Site()
  await made.upload('_config.yml', isQuiet ? SETTINGS.replace('archive: off', 'archive: off, report: off') : SETTINGS)
  return made
}

/** The attachments of the only entry, as JSON Feed has them. */
async function attachments(made: Site): Promise<unknown> {
  return JSON.parse((await made.read('feed.json')) ?? '{}').items[0]?.attachments
}

async function warnings(made: Site): Promise<string[]> {
  const { warned } = JSON.parse((await made.read('status.json')) ?? '{}')
  const posts = warned.posts as { problems: { message: string; hint?: string; line?: number }[] }[]
  return posts.flatMap(({ problems }) =>
    problems.map(({ message, hint, line }) => `${line ?? ''} ${message}; ${hint ?? ''}`),
  )
}

async function expectBuilt(made: Site): Promise<void> {
  const { settings } = await readSettings(made.context)
  if (settings === undefined) throw new Error('no settings')
  const { documents } = await build(made.content, inlineParser(), settings, made.nowMs)
  for (const { path, body } of [...documents].map(asText)) expect([path, await made.read(path)]).toEqual([path, body])
}

const ENCLOSURE = { url: 'https://example.com/show/audio/folge%201%20%E6%B3%89%E5%B7%9E.mp3', mime_type: 'audio/mpeg' }

test.each(['/audio/folge 1 泉州.mp3', '/show/audio/folge%201%20泉州.mp3', ENCLOSURE.url, `${ENCLOSURE.url}?from=feed`])(
  'the length of %s is that of the object',
  async (address) => {
    const made = await site()
    await made.content.put(AUDIO, 'x'.repeat(1_234))
    await made.upload(POST, post('One', { enclosure: JSON.stringify(address) }))
    expect(await attachments(made)).toMatchObject([{ mime_type: 'audio/mpeg', size_in_bytes: 1_234 }])
    await expectBuilt(made)
  },
)

test('a recording that comes after its post is seen when it comes, and when it is replaced or goes', async () => {
  const made = await site()
  await made.upload(POST, post('One', { audio: `/${AUDIO}` }))
  expect(await attachments(made)).toEqual([ENCLOSURE])
  expect(await warnings(made)).toEqual([
    `3 audio: there is no ${AUDIO} in the content bucket, so the length of the recording is not known; ` +
      'upload it, or write a mapping with its length in bytes, such as {url: /a.mp3, length: 12345678}',
  ])
  for (const length of [1_000, 2_000]) {
    await made.upload(AUDIO, 'x'.repeat(length))
    expect(await attachments(made)).toEqual([{ ...ENCLOSURE, size_in_bytes: length }])
    expect(await warnings(made)).toEqual([])
    await expectBuilt(made)
  }
  const before = await made.etags()
  await made.hear(AUDIO, POST)
  expect(await made.etags()).toEqual(before)
  await made.remove(AUDIO)
  expect(await attachments(made)).toEqual([ENCLOSURE])
  expect(await warnings(made)).toHaveLength(1)
  await expectBuilt(made)
})

test('what front matter says holds, and nobody looks', async () => {
  const made = await site()
  await made.upload(AUDIO, 'x')
  await made.upload(POST, post('One', { audio: `{url: /${AUDIO}, length: 77, type: audio/x-own}` }))
  expect(await attachments(made)).toEqual([{ ...ENCLOSURE, mime_type: 'audio/x-own', size_in_bytes: 77 }])
  expect((await made.site.list({ prefix: 'state/wanted/' })).objects).toEqual([])
  await expectBuilt(made)
})

test('a recording elsewhere is not looked for', async () => {
  const made = await site()
  await made.upload(POST, post('One', { audio: 'https://cdn.example/a.mp3' }))
  expect(await attachments(made)).toEqual([{ url: 'https://cdn.example/a.mp3', mime_type: 'audio/mpeg' }])
  expect(await warnings(made)).toEqual([])
  expect((await made.site.list({ prefix: 'state/wanted/' })).objects).toEqual([])
})

test('where no extension tells the type, the object does; else the recording is left out', async () => {
  const made = await site()
  const audio = '[/audio/one, /audio/two.mp3, /audio/three, /audio/page]'
  await made.content.put('audio/one', 'x', { contentType: 'audio/ogg; codecs=opus' })
  await made.content.put('audio/two.mp3', 'xx')
  await made.content.put('audio/page', 'x', { contentType: 'text/html' })
  await made.upload(POST, post('One', { audio }))
  expect(await attachments(made)).toEqual([
    { url: 'https://example.com/show/audio/one', mime_type: 'audio/ogg', size_in_bytes: 1 },
    { url: 'https://example.com/show/audio/two.mp3', mime_type: 'audio/mpeg', size_in_bytes: 2 },
  ])
  expect(await warnings(made)).toEqual(
    ['/audio/three', '/audio/page'].map(
      (name) =>
        `3 audio: the text "${name}" has no extension that tells its type, and is left out; ` +
        'write a mapping with url and type, such as {url: /a.mp3, type: audio/mpeg}',
    ),
  )
  await expectBuilt(made)
})

test('a recording of several posts, one of which no longer has it', async () => {
  const made = await site()
  const keys = [1, 2, 3].map((day) => `_posts/2024-05-0${day}-p.md`)
  for (const key of keys) await made.upload(key, post('P', { audio: `/${AUDIO}` }))
  await made.upload(String(keys[0]), post('P'))
  const { settled } = await made.upload(AUDIO, 'x'.repeat(5))
  expect(settled.filter(({ changed }) => changed).map(({ key }) => key)).toEqual(keys.slice(1))
  const { items } = JSON.parse((await made.read('feed.json')) ?? '')
  expect(
    items.map((item: { attachments?: { size_in_bytes?: number }[] }) => item.attachments?.[0]?.size_in_bytes),
  ).toEqual([5, 5, undefined])
  await expectBuilt(made)
})

test('a recording that many posts have in common goes through the queue, page by page', async () => {
  const made = await site(true)
  const keys = Array.from({ length: 60 }, (_, index) => `_posts/2024-05-01-${index}.md`)
  for (const key of keys) await made.content.put(key, post('P', { audio: `/${AUDIO}` }))
  await made.hear(...keys)
  await made.content.put(AUDIO, 'x'.repeat(7))
  const list: ObjectStore['list'] = (options) =>
    made.site.list({
      ...options,
      limit: Math.min(options?.limit ?? 40, options?.prefix?.startsWith('state/wanted/') ? 40 : 1_000),
    })
  const context = { ...made.context, site: { ...around(made.site, (call) => call()), list } }
  const sent: Work[] = []
  const queue = { send: async (items: readonly Work[]) => void sent.push(...items) }
  const settled: string[] = []
  for (let item: Work | undefined = { keys: [AUDIO] }; item !== undefined; item = sent.shift()) {
    const handled = await handle([item], context, queue)
    expect(handled.failed.size).toBe(0)
    settled.push(...handled.settled.filter(({ changed }) => changed).map(({ key }) => key))
  }
  expect(settled.sort()).toEqual(keys.sort())
  await expectBuilt(made)
})

/** Store calls, and messages, that one story may take. */
const CALLS_MAX = 1_000
const TURNS_MAX = 100

/** Handles both pieces of news until both are done; the process dies once, at the store call `at`. */
async function survive(made: Site, at: number, effect: 'before' | 'after'): Promise<boolean> {
  const crash = { at, effect, calls: 0, crashed: false }
  const dying = { ...made.context, content: crashing(made.content, crash), site: crashing(made.site, crash) }
  const messages: Work[] = [{ keys: [POST] }]
  let turns = 0
  for (let isUploaded = false; messages.length > 0; ) {
    const message = messages.shift()
    if (message === undefined || ++turns > TURNS_MAX) throw new Error('it does not end')
    const wasDead = crash.crashed
    const isDone = await handle([message], wasDead ? made.context : dying, made.queue).then(
      ({ failed }) => failed.size === 0,
      () => false,
    )
    if (!isDone || crash.crashed !== wasDead) messages.push(message)
    if (!isUploaded) {
      isUploaded = true
      await made.content.put(AUDIO, 'x'.repeat(99))
      messages.push({ keys: [AUDIO] })
    }
  }
  return crash.crashed
}

test.each(['before', 'after'] as const)(
  'a crash right %s any store call loses no length',
  async (effect) => {
    let crashes = 0
    for (let at = 0; at < CALLS_MAX; at++) {
      const made = await site(true)
      await made.content.put(POST, post('One', { audio: `/${AUDIO}` }))
      const crashed = await survive(made, at, effect)
      expect([at, await attachments(made)]).toEqual([at, [{ ...ENCLOSURE, size_in_bytes: 99 }]])
      await expectBuilt(made)
      if (!crashed) break
      crashes++
    }
    expect(crashes).toBeGreaterThan(20)
  },
  60_000,
)

/** Has `news` of the post handled, and lets the author `act` right before the call `at` of that. Returns whether there was one. */
async function interrupt(made: Site, news: Work, at: number, act: () => Promise<unknown>): Promise<boolean> {
  let calls = 0
  const between = async <T>(call: () => Promise<T>): Promise<T> => {
    if (calls++ === at) await act()
    return call()
  }
  const context = { ...made.context, content: around(made.content, between), site: around(made.site, between) }
  await handle([news], context, made.queue)
  return calls > at
}

test('a recording that is uploaded while its post is settled', async () => {
  for (let at = 0; at < CALLS_MAX; at++) {
    const made = await site(true)
    await made.content.put(POST, post('One', { audio: `/${AUDIO}` }))
    if (!(await interrupt(made, { keys: [POST] }, at, () => made.upload(AUDIO, 'x'.repeat(99))))) break
    expect([at, await attachments(made)]).toEqual([at, [{ ...ENCLOSURE, size_in_bytes: 99 }]])
  }
})

test('a recording that is restored while its replacement is looked at', async () => {
  for (let at = 0; at < CALLS_MAX; at++) {
    const made = await site(true)
    await made.content.put(AUDIO, 'x'.repeat(11))
    await made.upload(POST, post('One', { audio: `/${AUDIO}` }))
    await made.content.put(AUDIO, 'x'.repeat(22))
    if (!(await interrupt(made, { keys: [AUDIO] }, at, () => made.upload(AUDIO, 'x'.repeat(11))))) break
    expect([at, await attachments(made)]).toEqual([at, [{ ...ENCLOSURE, size_in_bytes: 11 }]])
  }
})

function around(store: ObjectStore, act: <T>(call: () => Promise<T>) => Promise<T>): ObjectStore {
  return {
    get: (...given) => act(() => store.get(...given)),
    head: (...given) => act(() => store.head(...given)),
    put: (...given) => act(() => store.put(...given)),
    delete: (...given) => act(() => store.delete(...given)),
    list: (...given) => act(() => store.list(...given)),
  }
}
