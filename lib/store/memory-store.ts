/**
 * A bucket in memory: the simplest store that keeps the port's promises, for tests and for the laptop.
 *
 * Each call does all of its work before it gives up the thread, so that compare-and-swap is atomic. Bodies are copied on
 * the way in and on the way out: what a caller does to its bytes never reaches the store.
 */
import { hash } from 'node:crypto'
import { ConflictError, TooLargeError } from './errors.js'
import { checkKey, commonPrefix, isBeforeStart, listQuery } from './key.js'
import { compareKeys } from './key-order.js'
import type {
  Condition,
  GetOptions,
  ListedObject,
  Listing,
  ListOptions,
  ObjectHead,
  ObjectStore,
  PutOptions,
  StoredObject,
} from './object-store.js'
import { OrderedKeys } from './ordered-keys.js'

/** A body and its digest. */
interface Digested {
  readonly body: Uint8Array
  readonly etag: string
  readonly sha256: string
}

interface Held extends Digested {
  readonly contentType?: string
  readonly cacheControl?: string
  readonly link?: string
}

/** Placements are empty objects, and there may be a million of them. */
const EMPTY = digested(new Uint8Array(0))

export class MemoryStore implements ObjectStore {
  readonly #held = new Map<string, Held>()
  readonly #keys = new OrderedKeys()

  async get(key: string, { bytesMax = Number.POSITIVE_INFINITY }: GetOptions = {}): Promise<StoredObject | undefined> {
    checkKey('get', key)
    const held = this.#held.get(key)
    if (held === undefined) return undefined
    if (held.body.length > bytesMax) throw new TooLargeError(headOf(key, held), bytesMax)
    return { ...headOf(key, held), body: new Uint8Array(held.body) }
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    checkKey('head', key)
    const held = this.#held.get(key)
    return held && headOf(key, held)
  }

  async put(key: string, body: Uint8Array | string, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    checkKey('put', key)
    const existing = this.#held.get(key)
    checkCondition(key, existing?.etag, options)
    // A fresh copy; small ones share a slab. (One call for both: the overloads differ in type alone.)
    const held: Held = {
      ...(body.length === 0 ? EMPTY : digested(Buffer.from(body as string), options.sha256)),
      ...(options.contentType !== undefined && { contentType: options.contentType }),
      ...(options.cacheControl !== undefined && { cacheControl: options.cacheControl }),
      ...(options.link !== undefined && { link: options.link }),
    }
    this.#held.set(key, held)
    if (existing === undefined) this.#keys.add(key)
    return { etag: held.etag }
  }

  async delete(key: string, options: Pick<Condition, 'ifMatch'> = {}): Promise<void> {
    checkKey('delete', key)
    const existing = this.#held.get(key)
    checkCondition(key, existing?.etag, options)
    if (existing === undefined) return
    this.#held.delete(key)
    this.#keys.remove(key)
  }

  async list(options: ListOptions = {}): Promise<Listing> {
    const query = listQuery(options)
    const objects: ListedObject[] = []
    const prefixes: string[] = []
    let last: string | undefined
    let position = this.#keys.seek((key) => compareKeys(key, query.prefix) < 0 || isBeforeStart(key, query))
    for (;;) {
      const key = this.#keys.at(position)
      if (key === undefined || !key.startsWith(query.prefix)) return { objects, prefixes }
      if (last !== undefined && objects.length + prefixes.length === query.limit)
        return { objects, prefixes, next: last }
      const group = commonPrefix(key, query)
      if (group === undefined) {
        const { etag, body } = this.#held.get(key) ?? EMPTY
        objects.push({ key, etag, sizeBytes: body.length })
        position = this.#keys.after(position)
      } else {
        prefixes.push(group)
        position = this.#keys.seek((other) => compareKeys(other, group) <= 0 || other.startsWith(group))
      }
      last = group ?? key
    }
  }
}

/** The ETag has the form of S3's for an object put in one part: clients know that such a one is no MD5 of the body. */
function digested(body: Uint8Array, sha256 = hash('sha256', body)): Digested {
  return { body, etag: `${sha256.slice(0, 32)}-1`, sha256 }
}

/** Throws a `ConflictError` where `condition` does not hold for a key whose ETag is `etag`. */
function checkCondition(key: string, etag: string | undefined, { ifMatch, ifNoneMatch }: Condition): void {
  if (ifMatch !== undefined && ifMatch !== etag) throw new ConflictError(key)
  if (ifNoneMatch !== undefined && etag !== undefined) throw new ConflictError(key)
}

function headOf(key: string, held: Held): ObjectHead {
  return {
    key,
    etag: held.etag,
    sizeBytes: held.body.length,
    sha256: held.sha256,
    ...(held.contentType !== undefined && { contentType: held.contentType }),
    ...(held.cacheControl !== undefined && { cacheControl: held.cacheControl }),
    ...(held.link !== undefined && { link: held.link }),
  }
}
