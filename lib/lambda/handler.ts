/**
 * The handler, as an adapter: decode the event, do the work, answer with what failed.
 *
 * SQS is told the ids of the messages that are still to be done, and of no others. Whoever calls without SQS gets an
 * error instead, and by its own rules tries again.
 */
import type { Context, SQSBatchResponse } from 'aws-lambda'
import type { PublishContext } from '../publish/context.js'
import { type Handled, handle } from '../publish/handle.js'
import type { WorkQueue } from '../publish/work.js'
import { decodeEvent, isSqs } from './events.js'

export interface HandlerParts {
  readonly context: PublishContext
  readonly queue: WorkQueue
  /** Name of the content bucket; news of others is not ours. */
  readonly contentBucket: string
  /** Hears of each batch: what was done, and each failure with the message that it came in. */
  readonly report: (report: HandlerReport) => void
}

export interface HandlerReport {
  readonly handled: Handled
  readonly failures: readonly { readonly messageId?: string; readonly error: Error }[]
}

export type PublishHandler = (
  event: unknown,
  lambda: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse | undefined>

/** With less time left than this, in milliseconds, nothing new is begun: what is under way can then still end. */
export const RESERVE_MS = 5_000
/** Of the time there is, the part that settling may take: what is settled and not published is settled in vain. */
const SETTLING_SHARE = 0.6

/** Returns the handler of events about the content bucket. */
export function publishHandler({ context, queue, contentBucket, report }: HandlerParts): PublishHandler {
  return async (event, lambda) => {
    const { items, unreadable } = decodeEvent(event, contentBucket)
    const remainingMs = (): number => lambda.getRemainingTimeInMillis()
    const forPublishingMs = Math.max(RESERVE_MS, remainingMs() * (1 - SETTLING_SHARE))
    const handled = await handle(
      items.map(({ work }) => work),
      context,
      queue,
      { settlingIsOver: () => remainingMs() < forPublishingMs, publishingIsOver: () => remainingMs() < RESERVE_MS },
    )
    const undone = [...handled.failed].map(([index, error]) => ({ ...messageOf(items[index]?.messageId), error }))
    const failures = [...unreadable, ...undone]
    report({ handled, failures })
    if (isSqs(event))
      return { batchItemFailures: failures.map(({ messageId = '' }) => ({ itemIdentifier: messageId })) }
    if (failures.length === 0) return undefined
    const errors = failures.map(({ error }) => error)
    throw new AggregateError(errors, `not done: ${errors.map(({ message }) => message).join('; ')}`)
  }
}

function messageOf(messageId: string | undefined): { readonly messageId?: string } {
  return messageId === undefined ? {} : { messageId }
}
