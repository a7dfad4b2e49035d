/**
 * The deployed queue: work as SQS messages, sent to the queue that uploads come in by.
 */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { EDGE_SECONDS } from '../publish/cache-control.js'
import type { Work, WorkQueue } from '../publish/work.js'
import { encodeWork } from './events.js'

/** Messages in one call, by SQS's own limit. */
const MESSAGES_MAX = 10
/** Bytes in one call: SQS takes 256 KiB, and this leaves room for its own wrapping. */
const BYTES_MAX = 240 * 1024
/**
 * Seconds that news for hubs waits: a hub comes at once, and through the CDN, which by then has let go of what it had
 * (`EDGE_SECONDS`, in an edge and in the cache behind it).
 */
const HUBS_DELAY_SECONDS = 2 * EDGE_SECONDS + 2

/** Returns the queue at `queueUrl`. */
export function sqsQueue(client: SQSClient, queueUrl: string): WorkQueue {
  return {
    async send(items) {
      for (const batch of batches(items)) {
        const Entries = batch.map((message, index) => ({ Id: String(index), ...message }))
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
        const [first] = Failed
        if (first !== undefined)
          throw new Error(`SQS took ${batch.length - Failed.length} of ${batch.length}: ${first.Message}`)
      }
    },
  }
}

interface Message {
  readonly MessageBody: string
  readonly DelaySeconds?: number
}

function messageOf(work: Work): Message {
  const MessageBody = encodeWork(work)
  return work.hubs === undefined ? { MessageBody } : { MessageBody, DelaySeconds: HUBS_DELAY_SECONDS }
}

function batches(items: readonly Work[]): Message[][] {
  const made: Message[][] = []
  let bytes = 0
  for (const message of items.map(messageOf)) {
    const size = Buffer.byteLength(message.MessageBody)
    const open = made.at(-1)
    if (open === undefined || open.length === MESSAGES_MAX || bytes + size > BYTES_MAX) {
      made.push([message])
      bytes = size
    } else {
      open.push(message)
      bytes += size
    }
  }
  return made
}
