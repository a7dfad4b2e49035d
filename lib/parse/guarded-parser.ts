/**
 * The parser that can stop: quick posts are parsed at once, others by a process that is ended where they take longer
 * than the settings' `parseMs`, or too much memory. Such a post is rejected with that reason, and the posts behind it are parsed.
 *
 * A post that waits for a process stands in line, first come, first served. Those who ask bound how many wait: each of
 * the loops has so many posts under way at once, and no more.
 */
import { parsePost } from '../post/parse-post.js'
import type { ParsedPost } from '../post/parsed-post.js'
import { isQuick } from './is-quick.js'
import { PARSE_MEMORY_MB_MAX } from './limits.js'
import { ParseProcess } from './parse-process.js'
import { type ParseGiven, ParserBusyError, type PostParser } from './post-parser.js'

export interface GuardedParserOptions {
  /** The bundled `parse-worker.ts`. */
  readonly program: URL
  /** Megabytes (of 2^20 bytes) of JavaScript objects that a process may hold. */
  readonly memoryMbMax?: number
  /** Milliseconds that a post may stand in line before `ParserBusyError`; without it, as long as the line takes. */
  readonly waitMsMax?: number
  /** Processes at most. */
  readonly processes?: number
}

interface Waiting {
  readonly take: (child: ParseProcess) => void
}

export class GuardedParser implements PostParser {
  readonly #options: Required<Omit<GuardedParserOptions, 'waitMsMax'>>
  readonly #waitMsMax: number | undefined
  readonly #processes: ParseProcess[] = []
  readonly #idle: ParseProcess[] = []
  /** In the order in which they came. */
  readonly #line = new Set<Waiting>()

  constructor({ waitMsMax, ...options }: GuardedParserOptions) {
    this.#waitMsMax = waitMsMax
    this.#options = {
      memoryMbMax: PARSE_MEMORY_MB_MAX,
      processes: 1,
      ...options,
    }
  }

  async parse(...given: ParseGiven): Promise<ParsedPost> {
    const [source, settings] = given
    if (isQuick(source, settings)) return parsePost(...given)
    const child = this.#free() ?? (await this.#wait(source.key))
    try {
      return await child.parse(given)
    } finally {
      this.#release(child)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((child) => child.close()))
  }

  /** Returns a process that has nothing to do, where there is or may be one. */
  #free(): ParseProcess | undefined {
    const idle = this.#idle.pop()
    if (idle !== undefined || this.#processes.length === this.#options.processes) return idle
    const child = new ParseProcess(this.#options.program, this.#options.memoryMbMax)
    this.#processes.push(child)
    return child
  }

  #wait(key: string): Promise<ParseProcess> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const waiting: Waiting = {
        take(child) {
          clearTimeout(timer)
          resolve(child)
        },
      }
      this.#line.add(waiting)
      const waitMsMax = this.#waitMsMax
      if (waitMsMax === undefined) return
      timer = setTimeout(() => {
        this.#line.delete(waiting)
        reject(new ParserBusyError(key, waitMsMax))
      }, waitMsMax)
    })
  }

  #release(child: ParseProcess): void {
    const [next] = this.#line
    if (next === undefined) {
      this.#idle.push(child)
      return
    }
    this.#line.delete(next)
    next.take(child)
  }
}
