/**
 * A queue that promises what SQS promises and no more: every message is handed out at least once until it is done.
 *
 * In any order, some of them twice, some to a second handler while the first is still at them. What a handler that was
 * killed had comes back after the visibility timeout.
 */
import type { Dice } from '../simulation/random.js'

export interface Message {
  readonly id: string
  readonly body: string
  /** Times that it was handed out. */
  readonly receives: number
}

/** How likely a message is sent twice, or handed out again while a handler is at it. */
const DUPLICATE = 0.15
const IMPATIENCE = 0.05

export class UnrulyQueue {
  /** Hears that there may be something to take. */
  onMessage: () => void = () => {}
  /** Times that the message was handed out which was handed out most often. */
  receivesMax = 0
  readonly #dice: Dice
  readonly #visible: Message[] = []
  #hidden = 0
  #sent = 0

  constructor(dice: Dice) {
    this.#dice = dice
  }

  /** Messages that are not done. */
  get length(): number {
    return this.#visible.length + this.#hidden
  }

  /** Messages that were sent, without the copies. */
  get sent(): number {
    return this.#sent
  }

  send(body: string): void {
    const message = { id: `m${++this.#sent}`, body, receives: 0 }
    this.#visible.push(message)
    if (this.#dice.chance(DUPLICATE)) this.#visible.push({ ...message, id: `${message.id}-again` })
    this.onMessage()
  }

  /** Hands out up to `limit` messages, in an order of its own. Each must be given to `done` or `comeBack`. */
  take(limit: number): Message[] {
    const taken: Message[] = []
    while (taken.length < limit && this.#visible.length > 0) {
      const at = this.#dice.below(this.#visible.length)
      const found = this.#visible[at]
      const last = this.#visible.pop()
      if (found === undefined || last === undefined) break
      if (at < this.#visible.length) this.#visible[at] = last
      const message = { ...found, receives: found.receives + 1 }
      this.receivesMax = Math.max(this.receivesMax, message.receives)
      taken.push(message)
    }
    this.#hidden += taken.length
    for (const message of taken) {
      if (this.#dice.chance(IMPATIENCE)) this.#visible.push({ ...message, id: `${message.id}-impatient` })
    }
    return taken
  }

  done(messages: readonly Message[]): void {
    this.#hidden -= messages.length
    this.onMessage()
  }

  /** The messages are visible again. */
  comeBack(messages: readonly Message[]): void {
    this.#hidden -= messages.length
    this.#visible.push(...messages)
    this.onMessage()
  }
}
