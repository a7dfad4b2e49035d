/**
 * Multipart uploads under way: their parts, kept in memory within bounds until they are put together.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { NotedHeaders } from './notes.js'
import { Refusal } from './refusal.js'
import type { CompletedPart } from './xml.js'

/** Bytes that one object may have. */
export const OBJECT_BYTES_MAX = 512 * 1_024 * 1_024
/** Bytes of all parts together. */
export const PARTS_BYTES_MAX = 2 * OBJECT_BYTES_MAX
/** Uploads under way. */
export const UPLOADS_MAX = 1_000
/** Number of the last part that an upload may have, as in S3. */
export const PART_NUMBER_MAX = 10_000
/** Bytes that every part but the last must have, as in S3. */
export const PART_BYTES_MIN = 5 * 1_024 * 1_024
/** An upload that is left alone for so long makes room for others. */
export const IDLE_MS_MAX = 3_600_000
/** Uploads whose end is remembered, for clients that did not hear of it and ask again. */
const ENDED_MAX = 1_000

export interface Part {
  readonly number: number
  readonly body: Buffer
  readonly etag: string
  readonly modifiedMs: number
}

export interface Upload {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly headers: NotedHeaders
  readonly startedMs: number
}

interface Pending extends Upload {
  readonly parts: Map<number, Part>
  touchedMs: number
}

export class Uploads {
  readonly #pending = new Map<string, Pending>()
  readonly #ended = new Map<string, string>()
  readonly #now: () => number
  #bytes = 0

  constructor(now: () => number) {
    this.#now = now
  }

  start(bucket: string, key: string, headers: NotedHeaders): string {
    if (this.#pending.size >= UPLOADS_MAX) this.#dropIdle()
    if (this.#pending.size >= UPLOADS_MAX) {
      throw new Refusal('SlowDown', `There are ${UPLOADS_MAX} unfinished uploads; abort some.`)
    }
    const id = randomUUID().replaceAll('-', '')
    const nowMs = this.#now()
    this.#pending.set(id, { id, bucket, key, headers, parts: new Map(), startedMs: nowMs, touchedMs: nowMs })
    return id
  }

  /** Takes a part, in place of an earlier one of that number, and returns its ETag. */
  addPart(bucket: string, key: string, id: string, number: number, body: Buffer): string {
    if (!Number.isInteger(number) || number < 1 || number > PART_NUMBER_MAX) {
      throw new Refusal('InvalidArgument', `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`)
    }
    const upload = this.#find(bucket, key, id)
    const earlier = upload.parts.get(number)?.body.length ?? 0
    if (sizeOf(upload.parts.values()) - earlier + body.length > OBJECT_BYTES_MAX) {
      throw new Refusal(
        'EntityTooLarge',
        `Your proposed upload exceeds the maximum allowed size of ${OBJECT_BYTES_MAX} bytes.`,
      )
    }
    const grown = () => this.#bytes - earlier + body.length
    if (grown() > PARTS_BYTES_MAX) this.#dropIdle()
    if (grown() > PARTS_BYTES_MAX) throw new Refusal('SlowDown', 'Unfinished uploads take all of the memory set aside.')
    this.#bytes = grown()
    const etag = createHash('md5').update(body).digest('hex')
    upload.parts.set(number, { number, body, etag, modifiedMs: this.#now() })
    return etag
  }

  /** Returns an upload with its parts in ascending order. */
  read(bucket: string, key: string, id: string): { readonly upload: Upload; readonly parts: readonly Part[] } {
    const upload = this.#find(bucket, key, id)
    return { upload, parts: [...upload.parts.values()].toSorted((a, b) => a.number - b.number) }
  }

  /** Returns the body that `completed` makes of an upload's parts. The upload stays until `end`. */
  assemble(bucket: string, key: string, id: string, completed: readonly CompletedPart[]): Buffer {
    const upload = this.#find(bucket, key, id)
    const isAscending = completed.every(({ number }, at) => number > (completed[at - 1]?.number ?? 0))
    if (!isAscending) throw new Refusal('InvalidPartOrder', 'The list of parts was not in ascending order.')
    const bodies = completed.map(({ number, etag }) => {
      const part = upload.parts.get(number)
      if (part?.etag === etag) return part.body
      throw new Refusal('InvalidPart', `Part ${number} was not uploaded, or its ETag is another.`)
    })
    const small = bodies.slice(0, -1).findIndex((body) => body.length < PART_BYTES_MIN)
    if (small < 0) return Buffer.concat(bodies)
    throw new Refusal('EntityTooSmall', `Part ${completed[small]?.number} has fewer than ${PART_BYTES_MIN} bytes.`)
  }

  /** Forgets an upload; `etag` is that of the object that became of it, or absent where it was aborted. */
  end(bucket: string, key: string, id: string, etag?: string): void {
    const upload = this.#find(bucket, key, id)
    this.#drop(upload)
    if (etag === undefined) return
    this.#ended.set(nameOf(bucket, key, id), etag)
    if (this.#ended.size <= ENDED_MAX) return
    for (const oldest of this.#ended.keys()) {
      this.#ended.delete(oldest)
      break
    }
  }

  /** Returns the ETag of the object that an ended upload became, while it is remembered. */
  endedAs(bucket: string, key: string, id: string): string | undefined {
    return this.#ended.get(nameOf(bucket, key, id))
  }

  /** Returns the uploads to a bucket, oldest first. */
  list(bucket: string): readonly Upload[] {
    return [...this.#pending.values()].filter((upload) => upload.bucket === bucket)
  }

  #find(bucket: string, key: string, id: string): Pending {
    const upload = this.#pending.get(id)
    if (upload?.bucket !== bucket || upload.key !== key) {
      throw new Refusal(
        'NoSuchUpload',
        'The specified multipart upload does not exist. It may have been ended already.',
      )
    }
    upload.touchedMs = this.#now()
    return upload
  }

  #dropIdle(): void {
    const limitMs = this.#now() - IDLE_MS_MAX
    for (const upload of this.#pending.values()) if (upload.touchedMs < limitMs) this.#drop(upload)
  }

  #drop(upload: Pending): void {
    this.#pending.delete(upload.id)
    this.#bytes -= sizeOf(upload.parts.values())
  }
}

function sizeOf(parts: Iterable<Part>): number {
  let bytes = 0
  for (const { body } of parts) bytes += body.length
  return bytes
}

function nameOf(bucket: string, key: string, id: string): string {
  return `${id}/${bucket}/${key}`
}
