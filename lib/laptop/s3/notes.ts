/**
 * What clients said of their objects and the `ObjectStore` port cannot keep: user metadata, encodings, the time.
 *
 * Notes are kept in memory for the objects that were written last, and hold only for the version that they were written
 * with. They are a courtesy: without one, an object is described by what its store knows.
 */

import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './refusal.js'
import type { S3Request } from './request.js'

/** Objects with notes. */
export const NOTES_MAX = 50_000
/** Bytes of user metadata that one object may have, as in S3. */
export const METADATA_BYTES_MAX = 2_048

/** Headers that come back as they were sent. */
const KEPT_HEADERS = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires']

export type NotedHeaders = Readonly<Record<string, string>>

interface Note {
  readonly etag: string
  readonly headers: NotedHeaders
  readonly modifiedMs: number
}

export class Notes {
  readonly #notes = new Map<string, Note>()

  /** Notes what was said of the version `etag` of an object. */
  write(bucket: string, key: string, note: Note): void {
    const name = `${bucket}/${key}`
    this.#notes.delete(name)
    this.#notes.set(name, note)
    if (this.#notes.size <= NOTES_MAX) return
    for (const oldest of this.#notes.keys()) {
      this.#notes.delete(oldest)
      break
    }
  }

  /** Returns what is noted of the version `etag` of an object. */
  read(bucket: string, key: string, etag: string): Note | undefined {
    const note = this.#notes.get(`${bucket}/${key}`)
    return note?.etag === etag ? note : undefined
  }
}

/** Returns what `request` says of the object that it writes, in headers that come back with the object. */
export function describedBy({ headers: sent, header }: S3Request): NotedHeaders {
  const headers: Record<string, string> = { ...userMetadata(sent) }
  for (const name of KEPT_HEADERS) {
    const value = header(name)
    if (value !== undefined && value !== '') headers[name] = value
  }
  const encoding = header('content-encoding')
  if (encoding === undefined) return headers
  // `aws-chunked` was undone here, and is no property of the object.
  const own = encoding.split(/\s*,\s*/).filter((token) => token !== '' && token.toLowerCase() !== 'aws-chunked')
  return own.length === 0 ? headers : { ...headers, 'content-encoding': own.join(',') }
}

/** Returns the user metadata among `headers`. Throws the refusal `MetadataTooLarge`. */
function userMetadata(headers: IncomingHttpHeaders): NotedHeaders {
  const metadata: Record<string, string> = {}
  let bytes = 0
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-meta-') || value === undefined) continue
    const text = Array.isArray(value) ? value.join(',') : value
    metadata[name] = text
    bytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(text, 'latin1')
  }
  if (bytes <= METADATA_BYTES_MAX) return metadata
  throw new Refusal('MetadataTooLarge', `Your metadata headers exceed ${METADATA_BYTES_MAX} bytes.`)
}
