/**
 * The clock on a laptop: runs the tick when the next post comes due or expires.
 *
 * Deployed, the tick runs every minute, whatever is due. Here the next due post is looked up after each change instead,
 * so that a scheduled post appears on its second. It may be looked up too often without harm.
 */
import { asError } from '../model/as-error.js'
import type { PublishContext } from '../publish/context.js'
import type { Published } from '../publish/publish.js'
import { nextDueMs, tick } from '../publish/tick.js'
import type { WorkQueue } from '../publish/work.js'

/** The longest wait before looking again, in milliseconds: a laptop that slept wakes with its clock moved on. */
const WAIT_MAX_MS = 30_000
/** The wait after a tick that failed, in milliseconds. */
const RETRY_MS = 5_000

export interface DueListener {
  /** Hears what a tick published. */
  readonly onTick: (published: Published, tookMs: number) => void
  readonly onError: (error: Error) => void
}

export class DueTimer {
  readonly #context: PublishContext
  readonly #queue: WorkQueue
  readonly #listener: DueListener
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> | undefined
  #stopped = false

  constructor(context: PublishContext, queue: WorkQueue, listener: DueListener) {
    this.#context = context
    this.#queue = queue
    this.#listener = listener
  }

  /** Looks up the next scheduled post, and sets the timer for it. Never throws. */
  async plan(): Promise<void> {
    try {
      const dueMs = await nextDueMs(this.#context)
      if (dueMs !== undefined) this.#wait(dueMs - this.#context.now())
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Returns when a tick that is under way has ended; there is none after it. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#ticking
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    if (this.#stopped) return
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(ms, 0), WAIT_MAX_MS))
  }

  #wake(): void {
    this.#ticking ??= this.#tick().finally(() => {
      this.#ticking = undefined
    })
  }

  async #tick(): Promise<void> {
    const startedMs = this.#context.now()
    try {
      const { published, failed } = await tick(this.#context, this.#queue)
      this.#listener.onTick(published, this.#context.now() - startedMs)
      for (const error of failed.values()) throw error
    } catch (error) {
      this.#fail(error)
      return
    }
    await this.plan()
  }

  #fail(error: unknown): void {
    this.#listener.onError(asError(error))
    this.#wait(RETRY_MS)
  }
}
