import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { decodeEvent } from '../../lib/lambda/events.js'
import { type Change, type Message, notificationBody, sqsEvent } from '../../lib/laptop/bucket-event.js'
import { keyOfFile } from '../../lib/laptop/folder-watch.js'
import { BATCH_MAX, LocalQueue, TRIES_MAX } from '../../lib/laptop/local-queue.js'
import { filePaths } from '../../lib/store/file-names.js'

const saved = (key: string): Change => ({ key, kind: 'saved' })

/** A queue whose consumer fails what `fails` says, and what became of it. */
function start(fails: (message: Message, batch: readonly Message[]) => boolean = () => false) {
  const batches: (readonly Message[])[] = []
  const givenUp: Message[] = []
  let underWay = 0
  const queue = new LocalQueue('content', () => 0, {
    async handle(batch) {
      if (++underWay > 1) throw new Error('two batches at once')
      batches.push(batch)
      await Promise.resolve()
      underWay--
      return new Set(batch.filter((message) => fails(message, batch)).map(({ id }) => id))
    },
    onGivenUp: (message) => givenUp.push(message),
  })
  const keys = () => batches.map((batch) => batch.map(({ change }) => change?.key))
  return { queue, batches, givenUp, keys }
}

describe('the queue', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('hands over what is sent together in one batch, in order', async () => {
    const { queue, keys } = start()
    queue.sendChanges([saved('a'), saved('b')], 0)
    queue.sendChanges([saved('c')], 0)
    await vi.runAllTimersAsync()
    expect(keys()).toEqual([['a', 'b', 'c']])
  })

  test('hands over no more than a batch holds, one batch after the other', async () => {
    const { queue, batches, givenUp } = start()
    const all = Array.from({ length: BATCH_MAX * 2 + 1 }, (_, index) => saved(`${index}`))
    queue.sendChanges(all, 0)
    await vi.runAllTimersAsync()
    expect(batches.map((batch) => batch.length)).toEqual([BATCH_MAX, BATCH_MAX, 1])
    expect(batches.flat().map(({ change }) => change)).toEqual(all)
    expect(givenUp).toEqual([])
  })

  test('brings back what failed, and nothing else', async () => {
    const { queue, keys, givenUp } = start(({ change, receives }) => change?.key === 'bad' && receives < 3)
    queue.sendChanges([saved('good'), saved('bad')], 0)
    await vi.runAllTimersAsync()
    expect(keys()).toEqual([['good', 'bad'], ['bad'], ['bad']])
    expect(givenUp).toEqual([])
  })

  test('gives up what was tried as often as it may be', async () => {
    const { queue, batches, givenUp } = start(() => true)
    queue.sendChanges([saved('bad')], 0)
    await vi.runAllTimersAsync()
    expect(batches).toHaveLength(TRIES_MAX)
    expect(givenUp).toMatchObject([{ change: saved('bad'), receives: TRIES_MAX }])
  })

  test('takes a consumer that throws for one that has done nothing', async () => {
    const { queue, batches } = start((_, batch) => {
      if (batch[0]?.receives === 1) throw new Error('the settings could not be read')
      return false
    })
    queue.sendChanges([saved('a')], 0)
    await vi.runAllTimersAsync()
    expect(batches.flat().map(({ receives }) => receives)).toEqual([1, 2])
  })

  test('knows whether work of its own is left', async () => {
    const { queue } = start()
    queue.sendChanges([saved('a')], 0)
    expect(queue.hasOwnWork).toBe(false)
    const sent = queue.send([{ keys: ['b'] }])
    expect(queue.hasOwnWork).toBe(true)
    await sent
    await vi.runAllTimersAsync()
    expect(queue.hasOwnWork).toBe(false)
  })

  test('hands over nothing more after it was stopped', async () => {
    const { queue, batches } = start(() => true)
    queue.sendChanges([saved('a')], 0)
    await queue.stop()
    queue.sendChanges([saved('b')], 0)
    await vi.runAllTimersAsync()
    expect(batches.length).toBeLessThanOrEqual(1)
  })
})

describe('the news of a change', () => {
  test.each(['a.md', 'with space.md', 'plus+sign.md', 'a%2Fb.md', 'a&b=c?.md', '泉州/🗞️.md', "it's (1)*!~.md"])(
    'of %j is read by the handler as S3 means it',
    (key) => {
      const message = { id: '1', body: notificationBody(saved(key), 'content', 0), sentMs: 0, receives: 1 }
      expect(decodeEvent(sqsEvent([message]), 'content')).toEqual({
        items: [{ messageId: '1', work: { keys: [key] }, changedMs: [0] }],
        unreadable: [],
      })
    },
  )

  test('writes the key as AWS does', () => {
    expect(notificationBody(saved('a b/c+d/é.md'), 'content', 0)).toContain('"key":"a+b/c%2Bd/%C3%A9.md"')
  })
})

describe('a file in the folder stands for the key that the store has for it', () => {
  test.each([
    '_posts/a.md',
    'a/.hidden/b.md',
    '../a.md',
    'a//b.md',
    '%2F/node_modules/a.md',
    `${'long-'.repeat(100)}.md`,
  ])('%s', (key) => {
    for (const names of filePaths(key)) expect(keyOfFile(names)).toBe(key)
  })

  test.each(['.git/a.md', 'node_modules/a.md', '%odd/a.md'])('%s is in no bucket', (path) => {
    expect(keyOfFile(path.split('/'))).toBeUndefined()
  })
})
