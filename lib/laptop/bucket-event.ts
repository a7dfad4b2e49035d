/**
 * The news of a change in the bucket, worded as AWS words it: S3's notification, inside an SQS message.
 *
 * Event message structure 2.2 of Amazon S3: the key is percent-encoded as HTML forms do it, with `+` for a space.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { SQSEvent, SQSRecord } from 'aws-lambda'

/** What became of one key of the content bucket. */
export interface Change {
  readonly key: string
  readonly kind: 'saved' | 'deleted'
}

/** A message that waits in the laptop's queue. */
export interface Message {
  readonly id: string
  readonly body: string
  /** When it was first sent, in milliseconds since the Unix epoch. */
  readonly sentMs: number
  /** How often a handler was given it. */
  readonly receives: number
  /** The change that it tells of; absent where it is Broadsheet's own work. */
  readonly change?: Change
}

const REGION = 'laptop'

/** Returns the body of the message that S3 sends of `change` in `bucket`. */
export function notificationBody({ key, kind }: Change, bucket: string, timeMs: number): string {
  const record = {
    eventVersion: '2.2',
    eventSource: 'aws:s3',
    awsRegion: REGION,
    eventTime: new Date(timeMs).toISOString(),
    eventName: kind === 'saved' ? 'ObjectCreated:Put' : 'ObjectRemoved:Delete',
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: { key: encodeKey(key) },
    },
  }
  return JSON.stringify({ Records: [record] })
}

/** Returns the event with which SQS hands `messages` to a function. */
export function sqsEvent(messages: readonly Message[]): SQSEvent {
  return { Records: messages.map(sqsRecord) }
}

function sqsRecord({ id, body, sentMs, receives }: Message): SQSRecord {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentMs),
      SenderId: REGION,
      ApproximateFirstReceiveTimestamp: String(sentMs),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:000000000000:uploads`,
    awsRegion: REGION,
  }
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}
