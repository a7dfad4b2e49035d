/**
 * Events as they reach the handler, turned into work.
 *
 * The same news comes in several wrappings: S3 notifications straight, inside SQS messages, through SNS inside SQS
 * messages, and as EventBridge events, straight or inside SQS messages; as Cloudflare R2 tells of its buckets; and
 * Broadsheet's own work inside SQS messages. Of an S3 event nothing is trusted but the bucket and the key; its time is for
 * metrics alone.
 *
 * No error quotes a message: it goes into the log, and a message may hold anything.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { EventBridgeEvent, S3Event, S3EventRecord, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Work } from '../publish/work.js'

/** What EventBridge says of an object; the key is not URL-encoded there. */
export type S3BridgeEvent = EventBridgeEvent<
  string,
  { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } }
>

export type PublishEvent = SQSEvent | S3Event | S3BridgeEvent

/** One item of work, and the SQS message that asked for it. */
export interface Item {
  /** Absent where the event did not come through SQS. */
  readonly messageId?: string
  readonly work: Work
  /** When the changes happened that it tells of, in milliseconds since the Unix epoch, where it says so. */
  readonly changedMs?: readonly number[]
}

/** The event, or one message of it, is none that Broadsheet knows. */
export class EventError extends Error {
  override readonly name = 'EventError'
}

/** How Broadsheet's own work is marked in a message. */
export function encodeWork(work: Work): string {
  return JSON.stringify({ broadsheet: work })
}

/**
 * Returns the items that `event` asks for in `bucket`; news of other buckets asks for nothing.
 * A message that cannot be read is in `unreadable`. Throws `EventError` on an event that is not of SQS and is unknown.
 */
export function decodeEvent(
  event: unknown,
  bucket: string,
): { readonly items: Item[]; readonly unreadable: { readonly messageId: string; readonly error: EventError }[] } {
  const items: Item[] = []
  const unreadable: { messageId: string; error: EventError }[] = []
  if (!isSqs(event)) return { items: [decodeNews(event, bucket)], unreadable }
  for (const { messageId, body } of event.Records) {
    try {
      items.push({ messageId, ...decodeNews(parseJson(body), bucket) })
    } catch (error) {
      if (!(error instanceof EventError)) throw error
      unreadable.push({ messageId, error })
    }
  }
  return { items, unreadable }
}

export function isSqs(event: unknown): event is SQSEvent {
  const [first] = recordsOf(event) ?? []
  return first !== undefined && (first as Partial<SQSRecord>).eventSource === 'aws:sqs'
}

/** One change, as it was told. */
interface Change {
  readonly key: string
  /** ISO 8601, where it is there. */
  readonly time: unknown
}

function decodeNews(news: unknown, bucket: string): Item {
  if (!isObject(news)) throw new EventError(`expected an S3 notification, found ${kindOf(news)}`)
  if (isObject(news.broadsheet)) return { work: news.broadsheet as Work }
  const records = recordsOf(news)
  if (records !== undefined) return itemOf(records.flatMap((record) => s3Change(record, bucket)))
  if (isObject(news.detail)) return itemOf(bridgeChange(news.detail, news.time, bucket))
  if (isObject(news.object) && typeof news.bucket === 'string') {
    return itemOf(bridgeChange({ ...news, bucket: { name: news.bucket } }, news.eventTime, bucket))
  }
  // S3 sends one of these when notifications are set up.
  if (news.Event === 's3:TestEvent') return { work: {} }
  if (news.Type === 'Notification' && typeof news.Message === 'string')
    return decodeNews(parseJson(news.Message), bucket)
  throw new EventError('not an S3 notification, nor one inside an EventBridge, SNS or SQS message, nor one of R2')
}

function itemOf(changes: readonly Change[]): Item {
  const changedMs = changes.map(({ time }) => Date.parse(String(time))).filter((ms) => !Number.isNaN(ms))
  return { work: { keys: changes.map(({ key }) => key) }, ...(changedMs.length > 0 && { changedMs }) }
}

function s3Change(record: unknown, bucket: string): Change[] {
  const { eventSource, eventTime, s3 } = record as Partial<S3EventRecord>
  if (typeof s3?.object?.key !== 'string') throw new EventError('an S3 notification without s3.object.key')
  if (s3.bucket?.name !== bucket) return []
  return [{ key: eventSource === 'ceph:s3' ? s3.object.key : decodeKey(s3.object.key), time: eventTime }]
}

function bridgeChange(detail: Record<string, unknown>, time: unknown, bucket: string): Change[] {
  const { bucket: from, object } = detail as Partial<S3BridgeEvent['detail']>
  if (typeof object?.key !== 'string') throw new EventError('an event without the key of its object')
  return from?.name === bucket ? [{ key: object.key, time }] : []
}

/** AWS writes keys in notifications as HTML forms do: percent-encoded, with `+` for a space. Ceph writes them as they are. */
function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    return encoded
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new EventError(`expected JSON, found ${kindOf(text)} of ${text.length} characters`)
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value === 'string' ? 'text' : `a value of type ${typeof value}`
}

function recordsOf(event: unknown): unknown[] | undefined {
  return isObject(event) && Array.isArray(event.Records) ? event.Records : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
