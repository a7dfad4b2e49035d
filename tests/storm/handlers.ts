/**
 * Handler processes: so many at once, each with one batch at a time; one of them is killed every second, at whatever it
 * is, and replaced.
 */
import { type ChildProcess, fork } from 'node:child_process'
import type { Dice } from '../simulation/random.js'
import type { FromHandler, ToHandler } from './handler-process.js'
import type { Message, UnrulyQueue } from './queue.js'

export interface HandlersOptions {
  /** The bundled handler-process.ts. */
  readonly program: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly processes: number
  readonly queue: UnrulyQueue
  readonly dice: Dice
}

/** Time between two kills, in milliseconds. */
const KILL_EVERY_MS = 1_000
/**
 * Messages in one batch at most. A batch that is cut off makes the next ones smaller, and one that is done larger, so
 * that on a slow machine too most are done before their handler is killed.
 */
const BATCH_MAX = 50
const SMALLER = 0.7
const LARGER = 4
/** Time that a batch has, in milliseconds, as Lambda would give it. What is not begun by then goes back to the queue. */
const BATCH_MS = 15_000
/** A batch that has not ended by then is taken from the handler, which is killed, as Lambda would. */
const BATCH_MS_MAX = 30_000
/**
 * What a killed handler had is handed out again after so long, in milliseconds. SQS waits for minutes: longer than any
 * request that the handler still had under way takes to reach S3.
 */
const VISIBILITY_MS = 2_000

/** A handler lives for some seconds: code that is made fast over minutes would cost it more than it gets. */
const NODE_OPTIONS = ['--no-warnings', '--no-opt', '--always-sparkplug']

/** Errors that S3 and other handlers may cause; all others are faults of the program. */
const EXPECTED_ERRORS = new Set(['UnavailableError', 'PostponedError', 'ConflictError'])

interface Handler {
  readonly process: ChildProcess
  isReady: boolean
  batch: readonly Message[]
  timer?: NodeJS.Timeout
}

export class Handlers {
  readonly counts = { batches: 0, settled: 0, written: 0, kills: 0, timeouts: 0, errors: new Map<string, number>() }
  /** What no kill and no answer of S3 explains. */
  readonly crashes: string[] = []
  readonly #options: HandlersOptions
  readonly #handlers = new Set<Handler>()
  readonly #killer: NodeJS.Timeout
  #batchMax = BATCH_MAX
  #stopped = false

  constructor(options: HandlersOptions) {
    this.#options = options
    options.queue.onMessage = () => this.#handOut()
    for (let count = 0; count < options.processes; count++) this.#start()
    this.#killer = setInterval(() => this.#killOne(), KILL_EVERY_MS)
  }

  /** Ends all processes, and returns when they have ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#killer)
    await Promise.all(
      [...this.#handlers].map(({ process }) => {
        const ended = new Promise((resolve) => process.once('exit', resolve))
        process.kill('SIGKILL')
        return ended
      }),
    )
  }

  #start(): void {
    const { program, environment } = this.#options
    const process = fork(program, { env: environment as NodeJS.ProcessEnv, execArgv: NODE_OPTIONS })
    const handler: Handler = { process, isReady: false, batch: [] }
    this.#handlers.add(handler)
    process.on('message', (news: FromHandler) => this.#hear(handler, news))
    process.on('exit', (code, signal) => this.#ended(handler, code, signal))
  }

  #hear(handler: Handler, news: FromHandler): void {
    switch (news.kind) {
      case 'ready':
        handler.isReady = true
        this.#handOut()
        break
      case 'send':
        for (const body of news.bodies) this.#options.queue.send(body)
        say(handler, { kind: 'sent', sending: news.sending })
        break
      case 'answer': {
        const { batch } = handler
        const failed = new Set(news.failed)
        handler.batch = []
        clearTimeout(handler.timer)
        this.counts.batches++
        this.#batchMax = Math.min(BATCH_MAX, this.#batchMax + LARGER)
        this.counts.settled += news.settled
        this.counts.written += news.written
        for (const { name, text } of news.errors) {
          this.counts.errors.set(name, (this.counts.errors.get(name) ?? 0) + 1)
          if (!EXPECTED_ERRORS.has(name)) this.crashes.push(text)
        }
        this.#options.queue.done(batch.filter(({ id }) => !failed.has(id)))
        this.#options.queue.comeBack(batch.filter(({ id }) => failed.has(id)))
        break
      }
    }
  }

  #handOut(): void {
    if (this.#stopped) return
    for (const handler of this.#handlers) {
      if (!handler.isReady || handler.batch.length > 0) continue
      handler.batch = this.#options.queue.take(1 + this.#options.dice.below(this.#batchMax))
      if (handler.batch.length === 0) return
      handler.timer = setTimeout(() => {
        this.counts.timeouts++
        handler.process.kill('SIGKILL')
      }, BATCH_MS_MAX)
      say(handler, { kind: 'batch', messages: handler.batch, timeMs: BATCH_MS })
    }
  }

  #killOne(): void {
    const ready = [...this.#handlers].filter(({ isReady, process }) => isReady && !process.killed)
    if (ready.length === 0) return
    this.#options.dice.pick(ready).process.kill('SIGKILL')
    this.counts.kills++
  }

  #ended(handler: Handler, code: number | null, signal: string | null): void {
    this.#handlers.delete(handler)
    clearTimeout(handler.timer)
    if (this.#stopped) return
    if (signal !== 'SIGKILL') this.crashes.push(`a handler ended by itself, with ${signal ?? `exit code ${code}`}`)
    const { batch } = handler
    if (batch.length > 0) {
      this.#batchMax = Math.max(1, Math.floor(this.#batchMax * SMALLER))
      setTimeout(() => this.#options.queue.comeBack(batch), VISIBILITY_MS)
    }
    this.#start()
  }
}

/** A handler that was just killed hears nothing any more, and its end is told by `exit`. */
function say({ process }: Handler, news: ToHandler): void {
  if (process.connected) process.send(news, () => {})
}
