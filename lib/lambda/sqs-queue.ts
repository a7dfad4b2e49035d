/**
 * The deployed queue: work as SQS messages, sent to the queue that uploads come in by.
 */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Work, WorkQueue } from '../publish/work.js'
import { encodeWork } from './events.js'

/** Messages in one call, by SQS's own limit. */
const MESSAGES_MAX = 10
/** Bytes in one call: SQS takes 256 KiB, and this leaves room for its own wrapping. */
const BYTES_MAX = 240 * 1024

/** Returns the queue at `queueUrl`. */
export function sqsQueue(client: SQSClient, queueUrl: string): WorkQueue {
  return {
    async send(items) {
      for (const batch of batches(items)) {
        const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
        const [first] = Failed
        if (first !== undefined)
          throw new Error(`SQS took ${batch.length - Failed.length} of ${batch.length}: ${first.Message}`)
      }
    },
  }
}

function batches(items: readonly Work[]): string[][] {
  const made: string[][] = []
  let bytes = 0
  for (const body of items.map(encodeWork)) {
    const size = Buffer.byteLength(body)
    const open = made.at(-1)
    if (open === undefined || open.length === MESSAGES_MAX || bytes + size > BYTES_MAX) {
      made.push([body])
      bytes = size
    } else {
      open.push(body)
      bytes += size
    }
  }
  return made
}
