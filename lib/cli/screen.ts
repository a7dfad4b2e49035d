/**
 * What a command shows: lines that stay, and one line of progress that does not.
 *
 * On a terminal the progress is one line that is written over; elsewhere it is a line every few seconds, so that a log
 * stays short. Texts may come from posts, so control characters never reach the terminal.
 */
import type { Surroundings } from './surroundings.js'

/** Time between two states of the line of progress, in milliseconds. */
const TERMINAL_INTERVAL_MS = 100
const LOG_INTERVAL_MS = 5_000

const CLEAR_LINE = '\r\x1b[2K'

export class Screen {
  readonly #around: Surroundings
  /** Work that is done sooner than the first interval shows no progress at all. */
  #progressMs: number
  #hasProgress = false

  constructor(around: Surroundings) {
    this.#around = around
    this.#progressMs = around.now()
  }

  /** Writes lines that people asked for. */
  say(...lines: readonly string[]): void {
    this.#clear()
    this.#around.out(lines.map((line) => `${printable(line)}\n`).join(''))
  }

  /** Writes lines about what is wrong. */
  complain(...lines: readonly string[]): void {
    this.#clear()
    this.#around.err(lines.map((line) => `${printable(line)}\n`).join(''))
  }

  /** Shows how far the work is, where it is time to. `state` is made only then. */
  progress(state: () => string): void {
    const { isTerminal, columns, now, err } = this.#around
    const nowMs = now()
    if (nowMs - this.#progressMs < (isTerminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)) return
    this.#progressMs = nowMs
    const text = printable(state())
    if (!isTerminal) {
      err(`${text}\n`)
      return
    }
    err(`${CLEAR_LINE}${text.slice(0, Math.max(0, columns - 1))}`)
    this.#hasProgress = true
  }

  #clear(): void {
    if (!this.#hasProgress) return
    this.#around.err(CLEAR_LINE)
    this.#hasProgress = false
  }
}

/** Returns `text` with every control character replaced: an escape sequence in a file's name would be obeyed. */
function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '\uFFFD')
}
