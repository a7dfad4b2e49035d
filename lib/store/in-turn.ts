/**
 * Work that takes turns: of tasks for the same name, one runs at a time, in the order in which they came.
 */

export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs `task` when all earlier tasks for `name` have ended, well or not, and returns what it returns. */
  async run<T>(name: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(task, task)
    this.#last.set(name, turn)
    try {
      return await turn
    } finally {
      if (this.#last.get(name) === turn) this.#last.delete(name)
    }
  }
}
