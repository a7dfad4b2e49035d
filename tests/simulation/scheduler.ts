/**
 * The scheduler: handlers stop at every store call, and one of them at a time is let go on.
 *
 * Everything between two store calls of a handler happens without a pause, so a history is fully said by the order in
 * which calls are let go on.
 */

/** A store call that waits for its turn. */
export interface Step {
  readonly actor: string
  readonly label: string
  /** Carries the call out, with or without a mishap, and lets the handler go on. */
  readonly go: () => Promise<void>
}

export class Scheduler {
  #waiting: Step[] = []
  /** What happened, one line a step. */
  readonly story: string[] = []

  /** Puts a call in line, and returns its answer when it is let go on. */
  enqueue<T>(actor: string, label: string, call: (note: (text: string) => void) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const go = async (): Promise<void> => {
        let noted = ''
        try {
          const answer = await call((text) => {
            noted = ` -> ${text}`
          })
          this.tell(actor, label + noted)
          resolve(answer)
        } catch (error) {
          this.tell(actor, `${label}${noted || ` -> ${(error as Error).name}`}`)
          reject(error)
        }
      }
      this.#waiting.push({ actor, label, go })
    })
  }

  get waiting(): readonly Step[] {
    return this.#waiting
  }

  /** Lets one call go on, and waits until every handler stands still again. */
  async advance(index: number): Promise<void> {
    const [step] = this.#waiting.splice(index, 1)
    await step?.go()
    await settleDown()
  }

  /** Stops an actor for ever: its calls that wait are never answered. */
  stop(actor: string): void {
    this.#waiting = this.#waiting.filter((step) => step.actor !== actor)
  }

  tell(actor: string, text: string): void {
    this.story.push(`${actor}: ${text}`)
  }
}

/**
 * Resolves when all that can happen without a store call has happened: a next tick asked for by a promise's reaction comes
 * after all other reactions, and needs no turn of the event loop, of which a million histories would take a half billion.
 */
export function settleDown(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve))
}
