/** Work as SQS messages: how many go in one call, and which of them wait. */
import { type SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { decodeEvent } from '../../lib/lambda/events.js'
import { sqsQueue } from '../../lib/lambda/sqs-queue.js'
import { EDGE_SECONDS } from '../../lib/publish/cache-control.js'
import type { Work } from '../../lib/publish/work.js'

type Entries = NonNullable<SendMessageBatchCommand['input']['Entries']>

/** An SQS that takes everything, but for messages of which `refuses` says so. */
function queue(refuses: (body: string) => boolean = () => false) {
  const calls: Entries[] = []
  const client = new SQSClient({ region: 'eu-west-1' })
  Object.assign(client, {
    send: async ({ input }: SendMessageBatchCommand) => {
      const entries = input.Entries ?? []
      calls.push(entries)
      const refused = entries.filter(({ MessageBody = '' }) => refuses(MessageBody))
      return { Failed: refused.map(({ Id }) => ({ Id, Message: 'no room', SenderFault: false, Code: 'X' })) }
    },
  })
  return { calls, queue: sqsQueue(client, 'https://sqs.example/uploads') }
}

const bodiesOf = (calls: readonly Entries[]) => calls.flat().map(({ MessageBody }) => MessageBody)

test('ten messages go in one call, each with an id of its own', async () => {
  const { calls, queue: sqs } = queue()
  const items = Array.from({ length: 23 }, (_, index): Work => ({ keys: [`_posts/${index}.md`] }))
  await sqs.send(items)
  expect(calls.map((entries) => entries.length)).toEqual([10, 10, 3])
  for (const entries of calls) expect(new Set(entries.map(({ Id }) => Id)).size).toBe(entries.length)
  const Records = bodiesOf(calls).map((body, index) => ({ eventSource: 'aws:sqs', messageId: `${index}`, body }))
  expect(decodeEvent({ Records }, 'content').items.map(({ work }) => work)).toEqual(items)
})

test('large messages go in calls of 256 KiB at most', async () => {
  const { calls, queue: sqs } = queue()
  await sqs.send(Array.from({ length: 6 }, () => ({ keys: ['長'.repeat(30_000)] })))
  expect(calls.length).toBeGreaterThan(2)
  for (const entries of calls) {
    const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0)
    expect(bytes).toBeLessThanOrEqual(256 * 1024)
  }
})

test('news for hubs waits until the CDN has let go of what it had, and other work does not', async () => {
  const { calls, queue: sqs } = queue()
  await sqs.send([{ hubs: ['atom.xml'] }, { report: true }])
  const [hubs, report] = calls.flat()
  expect(hubs?.DelaySeconds).toBeGreaterThan(2 * EDGE_SECONDS)
  expect(report?.DelaySeconds).toBeUndefined()
})

test('a message that SQS did not take is an error', async () => {
  const { queue: sqs } = queue((body) => body.includes('b.md'))
  await expect(sqs.send([{ keys: ['a.md'] }, { keys: ['b.md'] }])).rejects.toThrow('SQS took 1 of 2: no room')
})
