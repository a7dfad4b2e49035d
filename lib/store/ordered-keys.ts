/**
 * A set of keys in the order of their UTF-8 bytes, quick to change and to walk with a million keys in it.
 *
 * A sorted array cut into chunks: a change moves at most one chunk's keys, and a search halves twice, first over the
 * chunks and then within one. No chunk is ever empty.
 */
import { compareKeys } from './key-order.js'

/** Keys in a chunk before it is halved. */
const CHUNK_KEYS_MAX = 1_024

/** A place in the order. It holds until the set changes. */
export interface KeyPosition {
  readonly chunk: number
  readonly at: number
}

export class OrderedKeys {
  readonly #chunks: string[][] = []

  /** Adds `key`, which must not be there. */
  add(key: string): void {
    const found = this.#chunkFor(key)
    const chunk = this.#chunks[found]
    if (chunk === undefined) {
      this.#chunks.push([key])
      return
    }
    chunk.splice(
      firstNot(chunk, (other) => compareKeys(other, key) < 0),
      0,
      key,
    )
    if (chunk.length > CHUNK_KEYS_MAX) this.#chunks.splice(found + 1, 0, chunk.splice(CHUNK_KEYS_MAX >> 1))
  }

  /** Removes `key`, which must be there. */
  remove(key: string): void {
    const found = this.#chunkFor(key)
    const chunk = this.#chunks[found]
    const at = chunk === undefined ? -1 : firstNot(chunk, (other) => compareKeys(other, key) < 0)
    if (chunk === undefined || chunk[at] !== key) throw new Error(`not in the set: ${key}`)
    if (chunk.length === 1) this.#chunks.splice(found, 1)
    else chunk.splice(at, 1)
  }

  /** Returns the place of the first key that is not `before`, which must hold for a beginning of the order. */
  seek(before: (key: string) => boolean): KeyPosition {
    const chunk = firstNot(this.#chunks, (keys) => before(keys[keys.length - 1] ?? ''))
    return { chunk, at: firstNot(this.#chunks[chunk] ?? [], before) }
  }

  /** Returns the key at `position`, or undefined past the last. */
  at({ chunk, at }: KeyPosition): string | undefined {
    return this.#chunks[chunk]?.[at]
  }

  /** Returns the place after `position`. */
  after({ chunk, at }: KeyPosition): KeyPosition {
    return at + 1 < (this.#chunks[chunk]?.length ?? 0) ? { chunk, at: at + 1 } : { chunk: chunk + 1, at: 0 }
  }

  /** The chunk where `key` is, or would be put; there is none only in an empty set. */
  #chunkFor(key: string): number {
    const past = firstNot(this.#chunks, (keys) => compareKeys(keys[0] ?? '', key) <= 0)
    return Math.max(0, past - 1)
  }
}

/** Returns the index of the first item that is not `before`, which must hold for a beginning of `items`. */
export function firstNot<T>(items: readonly T[], before: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (before(items[middle] as T)) low = middle + 1
    else high = middle
  }
  return low
}
