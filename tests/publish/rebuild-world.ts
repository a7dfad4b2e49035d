/**
 * A rebuild and what carries it: a queue that delivers until a message is done, and handlers that die in the middle.
 */

import type { PublishContext } from '../../lib/publish/context.js'
import { type Handled, handle } from '../../lib/publish/handle.js'
import type { Work, WorkQueue } from '../../lib/publish/work.js'
import type { ObjectStore } from '../../lib/store/object-store.js'

/** The process ended here: nothing that it was about to do is done, and nobody hears of it. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/** Counts the calls of stores and queues, and ends the process at some of them. */
export class Fate {
  calls = 0
  #isDead = false
  readonly #crashesAt: ReadonlySet<number>

  /** `crashesAt` counts from 1. The call itself is not carried out. */
  constructor(crashesAt: Iterable<number> = []) {
    this.#crashesAt = new Set(crashesAt)
  }

  /** A new process takes over. */
  revive(): void {
    this.#isDead = false
  }

  get isDead(): boolean {
    return this.#isDead
  }

  over(store: ObjectStore, limit = 1_000): ObjectStore {
    return {
      get: (...given) => this.#call(() => store.get(...given)),
      head: (...given) => this.#call(() => store.head(...given)),
      put: (...given) => this.#call(() => store.put(...given)),
      delete: (...given) => this.#call(() => store.delete(...given)),
      list: (options) => this.#call(() => store.list({ ...options, limit: Math.min(limit, options?.limit ?? limit) })),
    }
  }

  overQueue(queue: WorkQueue): WorkQueue {
    return { send: (items) => this.#call(() => queue.send(items)) }
  }

  async #call<T>(call: () => Promise<T>): Promise<T> {
    this.calls++
    if (this.#crashesAt.has(this.calls)) this.#isDead = true
    if (this.#isDead) throw new Crash(`call ${this.calls}`)
    return call()
  }
}

/** Messages in the order in which they were sent; one that is not done comes again, before all others. */
export class Messages implements WorkQueue {
  readonly waiting: Work[] = []
  /** The most that ever waited. */
  deepest = 0
  sent = 0

  async send(items: readonly Work[]): Promise<void> {
    this.waiting.push(...items)
    this.sent += items.length
    this.deepest = Math.max(this.deepest, this.waiting.length)
  }

  /**
   * Hands batches of `size` to handlers until none is left. A handler that dies leaves its whole batch.
   * `onBatch` hears of each that was done.
   */
  async drain(
    context: PublishContext,
    { size = 1, fate, onBatch }: { size?: number; fate?: Fate; onBatch?: (handled: Handled) => Promise<void> } = {},
  ): Promise<void> {
    const queue = fate === undefined ? this : fate.overQueue(this)
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, size)
      fate?.revive()
      // It is told of what failed, if it lives: then only those come again.
      const handled = await handle(batch, context, queue).catch((error: unknown) => {
        if (fate?.isDead) return undefined
        throw error
      })
      if (handled === undefined || fate?.isDead) continue
      const failed = batch.filter((_, index) => handled.failed.has(index))
      if (failed.length > 0) throw [...handled.failed.values()][0]
      this.waiting.splice(0, batch.length)
      await onBatch?.(handled)
    }
  }
}
