/**
 * One handler, in a process of its own, which may be killed at any time: the deployed handler over S3.
 *
 * Its parent is the queue: it hands over batches, and takes messages that the handler sends.
 */
import { environmentContext, variable } from '../../lib/lambda/environment.js'
import { encodeWork } from '../../lib/lambda/events.js'
import { publishHandler } from '../../lib/lambda/handler.js'
import type { WorkQueue } from '../../lib/publish/work.js'
import type { Message } from './queue.js'

/** What the parent says. */
export type ToHandler =
  | { readonly kind: 'batch'; readonly messages: readonly Message[]; readonly timeMs: number }
  /** The messages of that many-th `send` are on the queue. */
  | { readonly kind: 'sent'; readonly sending: number }

/** What the handler says. */
export type FromHandler =
  | { readonly kind: 'ready' }
  | { readonly kind: 'send'; readonly sending: number; readonly bodies: readonly string[] }
  | {
      readonly kind: 'answer'
      readonly failed: readonly string[]
      readonly errors: readonly { readonly name: string; readonly text: string }[]
      readonly settled: number
      readonly written: number
    }

const say = (news: FromHandler): void => void process.send?.(news)

const sendings = new Map<number, () => void>()
let sendingsBegun = 0
const queue: WorkQueue = {
  send(items) {
    const sending = ++sendingsBegun
    return new Promise((resolve) => {
      sendings.set(sending, resolve)
      say({ kind: 'send', sending, bodies: items.map(encodeWork) })
    })
  },
}

const tally = { errors: [] as { name: string; text: string }[], settled: 0, written: 0 }
const handler = publishHandler({
  context: environmentContext(process.env, new URL('./parse-worker.mjs', import.meta.url)),
  queue,
  contentBucket: variable(process.env, 'CONTENT_BUCKET'),
  report: ({ handled, failures }) => {
    tally.settled = handled.settled.length
    tally.written = handled.published.written.length
    tally.errors = failures.map(({ error }) => toldOf(error))
  },
})

function toldOf(error: unknown): { name: string; text: string } {
  return error instanceof Error
    ? { name: error.name, text: `${error.stack}${error.cause ? `\n  because: ${error.cause}` : ''}` }
    : { name: 'unknown', text: String(error) }
}

async function handle(messages: readonly Message[], timeMs: number): Promise<void> {
  const end = performance.now() + timeMs
  const Records = messages.map(({ id, body }) => ({ messageId: id, body, eventSource: 'aws:sqs' }))
  try {
    const answer = await handler({ Records }, { getRemainingTimeInMillis: () => end - performance.now() })
    const failed = answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? []
    say({ kind: 'answer', failed, ...tally })
  } catch (error) {
    // Lambda would report the invocation as failed, and SQS bring back the whole batch.
    say({ kind: 'answer', failed: messages.map(({ id }) => id), errors: [toldOf(error)], settled: 0, written: 0 })
  }
}

process.on('message', (news: ToHandler) => {
  if (news.kind === 'batch') void handle(news.messages, news.timeMs)
  else {
    sendings.get(news.sending)?.()
    sendings.delete(news.sending)
  }
})
// Without its parent it has nothing to do, and must not stay behind.
process.on('disconnect', () => process.exit())
say({ kind: 'ready' })
