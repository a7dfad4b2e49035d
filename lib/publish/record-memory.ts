/**
 * Records that were decoded before, by the bytes that they were decoded from.
 *
 * From one upload to the next, nearly all records that a window shows are the same. They are read each time, since the store
 * alone says what they are now; but equal bytes are an equal record, and then the same object serves again. So its entry
 * is the same object too, and what was written of it is known by that (`lib/feed/entry-texts.ts`).
 *
 * Nothing is taken from an ETag, which need not be a digest: bytes are held against bytes. So one memory serves all stores
 * of a process, and nobody can tell whether it is there.
 */
import { decodeRecord, type PostRecord } from './record.js'

/**
 * Bytes of records, as they are stored, that are kept at most: four times what a document has room for, of every feed that
 * a busy hour touches. With what is decoded and written of them it comes to some ten times as much.
 */
export const RECORD_MEMORY_BYTES_MAX = 16 * 1024 * 1024

interface Decoded {
  readonly body: Uint8Array
  readonly record: PostRecord
}

/** Decodes records; those that were not asked for the longest are forgotten first. */
export class RecordMemory {
  readonly #bytesMax: number
  /** By the name of the record; the one that was asked for last stands last. */
  readonly #decoded = new Map<string, Decoded>()
  #bytes = 0

  constructor(bytesMax = RECORD_MEMORY_BYTES_MAX) {
    this.#bytesMax = bytesMax
  }

  /** Returns what `decodeRecord` does of `body`, the bytes of the record `id`: the same object for the same bytes. */
  decode(id: string, body: Uint8Array): PostRecord {
    const known = this.#decoded.get(id)
    const isSame = known !== undefined && Buffer.compare(known.body, body) === 0
    const decoded = isSame ? known : { body, record: decodeRecord(body) }
    this.#forget(id)
    this.#decoded.set(id, decoded)
    this.#bytes += decoded.body.length
    for (const oldest of this.#decoded.keys()) {
      if (this.#bytes <= this.#bytesMax) break
      this.#forget(oldest)
    }
    return decoded.record
  }

  #forget(id: string): void {
    this.#bytes -= this.#decoded.get(id)?.body.length ?? 0
    this.#decoded.delete(id)
  }
}
