/**
 * A store that remembers when each document was written, since the port does not: for `Last-Modified`, which S3 and
 * CloudFront send with every document. Only documents are dated; of the many small objects of the state nobody asks.
 */
import { PUBLIC_PREFIX } from '../publish/cache-control.js'
import type {
  Condition,
  GetOptions,
  Listing,
  ListOptions,
  ObjectHead,
  ObjectStore,
  PutOptions,
  StoredObject,
} from '../store/object-store.js'

export class DatedStore implements ObjectStore {
  readonly #store: ObjectStore
  readonly #now: () => number
  readonly #writtenMs = new Map<string, number>()

  constructor(store: ObjectStore, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Returns when the document at `key` was last written, in milliseconds since the Unix epoch, where that is known. */
  writtenMs(key: string): number | undefined {
    return this.#writtenMs.get(key)
  }

  async put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<{ readonly etag: string }> {
    const put = await this.#store.put(key, body, options)
    if (key.startsWith(PUBLIC_PREFIX)) this.#writtenMs.set(key, this.#now())
    return put
  }

  async delete(key: string, options?: Pick<Condition, 'ifMatch'>): Promise<void> {
    await this.#store.delete(key, options)
    this.#writtenMs.delete(key)
  }

  get(key: string, options?: GetOptions): Promise<StoredObject | undefined> {
    return this.#store.get(key, options)
  }

  head(key: string): Promise<ObjectHead | undefined> {
    return this.#store.head(key)
  }

  list(options?: ListOptions): Promise<Listing> {
    return this.#store.list(options)
  }
}
