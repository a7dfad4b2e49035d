/**
 * What goes through the stores, counted: for logs and metrics, without the loops knowing of it.
 *
 * A function handles one batch at a time, so one meter serves all of its stores. It counts calls, not requests: one that
 * a store repeats counts once.
 */
import { documentKind, PUBLIC_PREFIX } from '../publish/cache-control.js'
import { ConflictError } from '../store/errors.js'
import type { ObjectStore } from '../store/object-store.js'

/** What went through since the meter was last taken. */
export interface Metered {
  readonly reads: number
  readonly lists: number
  readonly writes: number
  readonly deletes: number
  /** Writes and deletes whose condition did not hold. */
  readonly conflicts: number
  /** Writes into `public/` that took effect. */
  readonly documents: number
  /** When the last of those was answered, the report's left aside; in milliseconds since the Unix epoch. */
  readonly publishedMs?: number
}

const NOTHING: Metered = { reads: 0, lists: 0, writes: 0, deletes: 0, conflicts: 0, documents: 0 }

export class StoreMeter {
  readonly #now: () => number
  #metered: Metered = NOTHING

  /** `now` is the clock, in milliseconds since the Unix epoch. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Returns `store`, with all that goes through it counted. */
  watch(store: ObjectStore): ObjectStore {
    return {
      get: (...get) => this.#count('reads', store.get(...get)),
      head: (...head) => this.#count('reads', store.head(...head)),
      list: (...list) => this.#count('lists', store.list(...list)),
      delete: (...remove) => this.#count('deletes', store.delete(...remove)),
      put: async (key, ...put) => {
        const answer = await this.#count('writes', store.put(key, ...put))
        if (key.startsWith(PUBLIC_PREFIX)) this.#document(key.slice(PUBLIC_PREFIX.length))
        return answer
      },
    }
  }

  /** Returns what went through since the last call of this, and begins anew. */
  take(): Metered {
    const metered = this.#metered
    this.#metered = NOTHING
    return metered
  }

  async #count<T>(kind: 'reads' | 'lists' | 'writes' | 'deletes', answer: Promise<T>): Promise<T> {
    this.#add(kind)
    try {
      return await answer
    } catch (error) {
      if (error instanceof ConflictError) this.#add('conflicts')
      throw error
    }
  }

  #document(path: string): void {
    this.#add('documents')
    if (documentKind(path) !== 'status') this.#metered = { ...this.#metered, publishedMs: this.#now() }
  }

  #add(kind: Exclude<keyof Metered, 'publishedMs'>): void {
    this.#metered = { ...this.#metered, [kind]: this.#metered[kind] + 1 }
  }
}
