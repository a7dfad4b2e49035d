/**
 * One thread that parses, and can be stopped.
 *
 * What must hold:
 * - It is started when it is first needed, and used again. Where it has to be ended, the next post gets a new one.
 * - It parses one post at a time; the time of a post starts when the thread is ready for it.
 * - Past its time or its memory the thread is ended, whatever it is at, and the post is rejected.
 * - An idle thread keeps no process from ending, and a lost one takes no process along.
 */
import { Worker } from 'node:worker_threads'
import type { ParsedPost, PostSource } from '../post/parsed-post.js'
import { START_MS_MAX } from './limits.js'
import { type ParsedWith, type ParseGiven, ParserLostError } from './post-parser.js'

/** What a thread is asked. */
export interface Question {
  readonly source: PostSource
  /** Absent where it is what the question before was asked with: a site's library may have megabytes. */
  readonly rules?: ParsedWith
}

/** What a thread says: once that it is ready, and then one answer a question. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'parsed'; readonly parsed: ParsedPost }
  /** The parser threw: a fault of the program. */
  | { readonly kind: 'failed'; readonly error: unknown }

/** What is said of a post that is past a limit, after which limit it is. */
const HINT = 'simplify the markup, or split the post'

export class ParseThread {
  readonly #program: URL
  readonly #memoryMbMax: number
  #worker: Worker | undefined
  /** What the worker was last given to parse with. */
  #rules: ParsedWith | undefined

  /**
   * `program` is the bundled `parse-worker.ts`; `memoryMbMax` is in megabytes (of 2^20 bytes) of JavaScript objects.
   */
  constructor(program: URL, memoryMbMax: number) {
    this.#program = program
    this.#memoryMbMax = memoryMbMax
  }

  /** Parses one post. Throws `ParserLostError`, and what the parser throws. The call before must have ended. */
  async parse(given: ParseGiven): Promise<ParsedPost> {
    const [{ key }, { limits }] = given
    const worker = await this.#ready(key)
    const heard = await this.#ask(worker, given, limits.parseMs)
    if (heard.kind === 'parsed') return heard.parsed
    if (heard.kind === 'failed') throw heard.error
    await this.close()
    if (heard.kind === 'late') return rejected(`the post takes longer than ${limits.parseMs / 1_000} s to parse`)
    if (heard.kind === 'full') return rejected(`the post needs more than ${this.#memoryMbMax} MiB of memory to parse`)
    throw lost(key, heard)
  }

  /** Ends the thread where there is one, whatever it is at. */
  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  async #ask(worker: Worker, given: ParseGiven, msMax: number): Promise<Heard> {
    const [source, ...rules] = given
    const isKnown = rules.every((rule, index) => rule === this.#rules?.[index]) && rules.length === this.#rules?.length
    worker.ref()
    try {
      worker.postMessage((isKnown ? { source } : { source, rules }) satisfies Question)
      this.#rules = rules
      return await hear(worker, msMax)
    } finally {
      worker.unref()
    }
  }

  async #ready(key: string): Promise<Worker> {
    if (this.#worker !== undefined) return this.#worker
    const worker = new Worker(this.#program, {
      // It needs nothing of what its process was started with: neither flags nor credentials.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: this.#memoryMbMax },
    })
    this.#worker = worker
    this.#rules = undefined
    // Without a listener an error would end the process. Whoever waits for the thread hears of it.
    worker.on('error', () => {})
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    const heard = await hear(worker, START_MS_MAX)
    if (heard.kind === 'ready') return worker
    await this.close()
    throw lost(key, heard)
  }
}

/** What comes of waiting for a thread. */
type Heard =
  | Answer
  /** Nothing, in the time that there was. */
  | { readonly kind: 'late' }
  /** It needed more memory than it may have. */
  | { readonly kind: 'full' }
  | { readonly kind: 'ended'; readonly cause?: unknown }

/** Waits for the next thing that `worker` says, or that happens to it. */
function hear(worker: Worker, msMax: number): Promise<Heard> {
  return new Promise((resolve) => {
    const end = (heard: Heard): void => {
      clearTimeout(timer)
      worker.off('message', end).off('error', onError).off('exit', onExit)
      resolve(heard)
    }
    const onError = (cause: unknown): void => end(isOutOfMemory(cause) ? { kind: 'full' } : { kind: 'ended', cause })
    const onExit = (): void => end({ kind: 'ended' })
    const timer = setTimeout(() => end({ kind: 'late' }), msMax)
    worker.on('message', end).on('error', onError).on('exit', onExit)
  })
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function lost(key: string, heard: Heard): ParserLostError {
  if (heard.kind === 'late') return new ParserLostError(key, `it did not start within ${START_MS_MAX / 1_000} s`)
  if (heard.kind === 'full') return new ParserLostError(key, 'it has too little memory to start')
  const cause = heard.kind === 'ended' ? heard.cause : undefined
  const reason = cause instanceof Error ? cause.message : 'it ended by itself'
  return new ParserLostError(key, reason, { cause })
}

function rejected(message: string): ParsedPost {
  return { kind: 'rejected', problems: [{ message, hint: HINT }] }
}
