/**
 * The handler, as an adapter: decode the event, do the work, answer with what failed.
 *
 * SQS is told the ids of the messages that are still to be done, and of no others. Whoever calls without SQS gets an
 * error instead, and by its own rules tries again.
 */
import type { Context, SQSBatchResponse } from 'aws-lambda'
import type { PublishContext } from '../publish/context.js'
import { type Handled, type HandleOptions, handle } from '../publish/handle.js'
import { tick } from '../publish/tick.js'
import type { WorkQueue } from '../publish/work.js'
import { decodeEvent, type Item, isSqs } from './events.js'
import type { Metered, StoreMeter } from './meter.js'

export interface HandlerParts {
  readonly context: PublishContext
  readonly queue: WorkQueue
  /** Name of the content bucket; news of others is not ours. */
  readonly contentBucket: string
  /** Hears of each batch: what was done, and each failure with the message that it came in. Waited for. */
  readonly report: (report: HandlerReport) => unknown
  /** What the stores of the context are watched by. */
  readonly meter?: StoreMeter
}

export interface HandlerReport {
  readonly handled: Handled
  readonly failures: readonly { readonly messageId?: string; readonly error: Error }[]
  /** Lambda's name for this invocation. */
  readonly requestId?: string
  /** Milliseconds that it took. */
  readonly tookMs: number
  /** Absent where nobody watched the stores. */
  readonly metered?: Metered
  /** Seconds from each change that was told of to the last document written; empty where no document was. */
  readonly publicationSeconds: readonly number[]
}

export type PublishHandler = (event: unknown, lambda: Invocation) => Promise<SQSBatchResponse | undefined>

export type TickHandler = (event: unknown, lambda: Invocation) => Promise<void>

/** With less time left than this, in milliseconds, nothing new is begun: what is under way can then still end. */
export const RESERVE_MS = 5_000
/** Of the time there is, the part that settling may take: what is settled and not published is settled in vain. */
const SETTLING_SHARE = 0.6

/** What Lambda says of an invocation; elsewhere it has no name. */
export type Invocation = Pick<Context, 'getRemainingTimeInMillis'> & Partial<Pick<Context, 'awsRequestId'>>

/** Returns when settling and publishing have to end, counted from now. */
function timeOf(lambda: Invocation): Required<HandleOptions> {
  const remainingMs = (): number => lambda.getRemainingTimeInMillis()
  const forPublishingMs = Math.max(RESERVE_MS, remainingMs() * (1 - SETTLING_SHARE))
  return {
    settlingIsOver: () => remainingMs() < forPublishingMs,
    publishingIsOver: () => remainingMs() < RESERVE_MS,
  }
}

/** Returns the handler of events about the content bucket. */
export function publishHandler({ context, queue, contentBucket, report, meter }: HandlerParts): PublishHandler {
  return async (event, lambda) => {
    const measured = measure(context, lambda, meter)
    const { items, unreadable } = decodeEvent(event, contentBucket)
    const works = items.map(({ work }) => work)
    const handled = await handle(works, context, queue, timeOf(lambda))
    const undone = [...handled.failed].map(([index, error]) => ({ ...messageOf(items[index]?.messageId), error }))
    const failures = [...unreadable, ...undone]
    const done = items.filter((_, index) => !handled.failed.has(index))
    await report({ handled, failures, ...measured(done) })
    if (isSqs(event))
      return { batchItemFailures: failures.map(({ messageId = '' }) => ({ itemIdentifier: messageId })) }
    throwAny(failures)
    return undefined
  }
}

/** Returns the handler that a clock calls every minute; what it could not do, the next minute does. */
export function tickHandler({ context, queue, report, meter }: Omit<HandlerParts, 'contentBucket'>): TickHandler {
  return async (_event, lambda) => {
    const measured = measure(context, lambda, meter)
    const handled = await tick(context, queue, timeOf(lambda))
    const failures = [...handled.failed.values()].map((error) => ({ error }))
    await report({ handled, failures, ...measured([]) })
    throwAny(failures)
  }
}

/** Starts to measure; what it returns tells what was measured, once the `done` items are done. */
function measure({ now }: PublishContext, { awsRequestId }: Invocation, meter: StoreMeter | undefined) {
  const begunMs = now()
  // What an invocation that was cut off has left.
  meter?.take()
  return (done: readonly Item[]): Omit<HandlerReport, 'handled' | 'failures'> => {
    const metered = meter?.take()
    const { publishedMs } = metered ?? {}
    const changedMs = publishedMs === undefined ? [] : done.flatMap((item) => item.changedMs ?? [])
    return {
      tookMs: now() - begunMs,
      // Two clocks are in it, S3's and ours.
      publicationSeconds: changedMs.map((ms) => Math.max(0, (publishedMs ?? ms) - ms) / 1_000),
      ...(awsRequestId !== undefined && { requestId: awsRequestId }),
      ...(metered !== undefined && { metered }),
    }
  }
}

function throwAny(failures: readonly { readonly error: Error }[]): void {
  if (failures.length === 0) return
  const errors = failures.map(({ error }) => error)
  throw new AggregateError(errors, `not done: ${errors.map(({ message }) => message).join('; ')}`)
}

function messageOf(messageId: string | undefined): { readonly messageId?: string } {
  return messageId === undefined ? {} : { messageId }
}
