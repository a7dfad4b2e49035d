/**
 * The upload queue on a laptop: SQS in miniature.
 *
 * Messages are handed over in batches, one batch at a time, oldest first. Those that the consumer names as failed come
 * back after a while, up to `TRIES_MAX` times in all; then they are given up, as SQS would move them to the dead-letter
 * queue. Nothing is kept over a restart: a start settles the whole folder anyway.
 */
import { randomUUID } from 'node:crypto'
import { encodeWork } from '../lambda/events.js'
import type { Work, WorkQueue } from '../publish/work.js'
import { type Change, type Message, notificationBody } from './bucket-event.js'

/** Messages in one batch: together they publish each feed once. */
export const BATCH_MAX = 1_000
/** Times that a message is tried before it is given up. Fewer than deployed: here somebody is looking on. */
export const TRIES_MAX = 5
/** Wait before a message comes back the first time, in milliseconds; it doubles with each further time. */
const RETRY_MS = 100

export interface QueueConsumer {
  /** Handles `batch`; returns the ids of the messages that are still to be done. Throws where none was done. */
  readonly handle: (batch: readonly Message[]) => Promise<ReadonlySet<string>>
  /** Hears of a message that was tried `TRIES_MAX` times in vain. */
  readonly onGivenUp: (message: Message) => void
}

export class LocalQueue implements WorkQueue {
  readonly #bucket: string
  readonly #now: () => number
  readonly #consumer: QueueConsumer
  #waiting: Message[] = []
  readonly #comingBack = new Map<NodeJS.Timeout, Message>()
  #pumping: Promise<void> | undefined
  #stopped = false

  constructor(bucket: string, now: () => number, consumer: QueueConsumer) {
    this.#bucket = bucket
    this.#now = now
    this.#consumer = consumer
  }

  /** Sends the news of `changes` that were seen at `seenMs`. */
  sendChanges(changes: readonly Change[], seenMs: number): void {
    this.#send(
      changes.map((change) => ({ change, body: notificationBody(change, this.#bucket, seenMs) })),
      seenMs,
    )
  }

  async send(items: readonly Work[]): Promise<void> {
    this.#send(
      items.map((work) => ({ body: encodeWork(work) })),
      this.#now(),
    )
  }

  /** Whether Broadsheet's own work, such as the rest of a rebuild, is still to be done. */
  get hasOwnWork(): boolean {
    return [...this.#waiting, ...this.#comingBack.values()].some(({ change }) => change === undefined)
  }

  /** Takes up no more messages, and returns when the batch under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#comingBack.keys()) clearTimeout(timer)
    this.#comingBack.clear()
    this.#waiting = []
    await this.#pumping
  }

  #send(messages: readonly Pick<Message, 'body' | 'change'>[], sentMs: number): void {
    for (const message of messages) this.#waiting.push({ ...message, id: randomUUID(), sentMs, receives: 0 })
    this.#wake()
  }

  #wake(): void {
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = undefined
      if (this.#waiting.length > 0 && !this.#stopped) this.#wake()
    })
  }

  async #pump(): Promise<void> {
    // Whoever sends has more to do first: what it sends in one go then comes in one batch.
    await Promise.resolve()
    while (this.#waiting.length > 0 && !this.#stopped) {
      const batch = this.#waiting
        .splice(0, BATCH_MAX)
        .map((message) => ({ ...message, receives: message.receives + 1 }))
      const failed = await this.#consumer.handle(batch).catch(() => new Set(batch.map(({ id }) => id)))
      for (const message of batch) if (failed.has(message.id)) this.#bringBack(message)
    }
  }

  #bringBack(message: Message): void {
    if (this.#stopped) return
    if (message.receives >= TRIES_MAX) {
      this.#consumer.onGivenUp(message)
      return
    }
    const timer = setTimeout(
      () => {
        this.#comingBack.delete(timer)
        this.#waiting.push(message)
        this.#wake()
      },
      RETRY_MS * 2 ** (message.receives - 1),
    )
    this.#comingBack.set(timer, message)
  }
}
