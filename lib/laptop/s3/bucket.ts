/**
 * What the operations work with, and what they answer.
 */
import type { ListedObject, ObjectHead, ObjectStore } from '../../store/object-store.js'
import type { Notes } from './notes.js'

/** One bucket, as an operation sees it. */
export interface Bucket {
  readonly name: string
  readonly store: ObjectStore
  readonly notes: Notes
  /** The clock, in milliseconds since the Unix epoch. */
  readonly now: () => number
  /** When the endpoint was started: the age of what nothing is known of. */
  readonly startedMs: number
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Absent: an empty answer. */
  readonly body?: Uint8Array | string
}

/** Returns when `object` was last written, in milliseconds since the Unix epoch, as well as anyone knows. */
export function modifiedMs({ name, notes, startedMs }: Bucket, object: ObjectHead | ListedObject): number {
  return object.modifiedMs ?? notes.read(name, object.key, object.etag)?.modifiedMs ?? startedMs
}

/** Returns an ETag as HTTP writes it (RFC 9110 section 8.8.3). */
export function quoted(etag: string): string {
  return `"${etag}"`
}

/** Returns an answer with the XML document `body`. */
export function xmlAnswer(body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body }
}

/** Returns an instant as S3's XML writes it: RFC 3339 in UTC with milliseconds. */
export function xmlTime(ms: number): string {
  return new Date(ms).toISOString()
}
