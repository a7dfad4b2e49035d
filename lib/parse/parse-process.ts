/**
 * One process that parses, and can be stopped.
 *
 * It is a process and no thread, since a thread that runs out of memory may take its whole process along: V8 is asked to
 * end it, and where it allocates faster than it can be ended, V8 gives up for all. Here that ends the child alone.
 *
 * What must hold:
 * - It is started when it is first needed, and used again. Where it has to be ended, the next post gets a new one.
 * - It parses one post at a time; the time of a post starts when the process is ready for it.
 * - Past its time or its memory the process is ended, whatever it is at, and the post is rejected.
 * - An idle process keeps no other from ending, and a lost one takes no other along.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import type { ParsedPost, PostSource } from '../post/parsed-post.js'
import { START_MS_MAX } from './limits.js'
import { type ParsedWith, type ParseGiven, ParserLostError } from './post-parser.js'

/** What a process is asked. */
export interface Question {
  readonly source: PostSource
  /** Absent where it is what the question before was asked with: a site's library may have megabytes. */
  readonly rules?: ParsedWith
}

/** What a process says: once that it is ready, and then one answer a question. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'parsed'; readonly parsed: ParsedPost }
  /** The parser threw: a fault of the program. */
  | { readonly kind: 'failed'; readonly error: unknown }

/** What is said of a post that is past a limit, after which limit it is. */
const HINT = 'simplify the markup, or split the post'
/** How V8 ends a process that has no memory left, on one system or another. */
const OUT_OF_MEMORY = new Set<NodeJS.Signals | null>(['SIGABRT', 'SIGTRAP', 'SIGILL'])
/** What a process takes over of its parent's environment: where AWS Lambda says that Node's own libraries lie. */
const ENVIRONMENT = ['LD_LIBRARY_PATH']

export class ParseProcess {
  readonly #program: URL
  readonly #memoryMbMax: number
  #child: ChildProcess | undefined
  /** What the child was last given to parse with. */
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
    const child = await this.#ready(key)
    const heard = await this.#ask(child, given, limits.parseMs)
    if (heard.kind === 'parsed') return heard.parsed
    if (heard.kind === 'failed') throw heard.error
    await this.close()
    if (heard.kind === 'late') return rejected(`the post takes longer than ${limits.parseMs / 1_000} s to parse`)
    if (heard.kind === 'full') return rejected(`the post needs more than ${this.#memoryMbMax} MiB of memory to parse`)
    throw lost(key, heard)
  }

  /** Ends the process where there is one, whatever it is at. */
  async close(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || hasEnded(child)) return
    const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
    hold(child)
    child.kill('SIGKILL')
    await ended
  }

  async #ask(child: ChildProcess, given: ParseGiven, msMax: number): Promise<Heard> {
    const [source, ...rules] = given
    const isKnown = rules.every((rule, index) => rule === this.#rules?.[index]) && rules.length === this.#rules?.length
    this.#rules = rules
    return await hear(child, msMax, (isKnown ? { source } : { source, rules }) satisfies Question)
  }

  async #ready(key: string): Promise<ChildProcess> {
    if (this.#child !== undefined && !hasEnded(this.#child)) return this.#child
    const child = spawn(
      process.execPath,
      [
        `--max-old-space-size=${this.#memoryMbMax}`,
        '--input-type=module',
        '--eval',
        `import ${JSON.stringify(this.#program.href)}`,
      ],
      {
        // It needs nothing else of what its parent was started with: neither flags nor credentials.
        env: Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]])),
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        serialization: 'advanced',
      },
    )
    this.#child = child
    this.#rules = undefined
    // Without a listener an error would end the parent. Whoever waits for the process hears of it.
    child.on('error', () => {})
    const heard = await hear(child, START_MS_MAX)
    if (heard.kind === 'ready') return child
    await this.close()
    throw lost(key, heard)
  }
}

/** What comes of waiting for a process. */
type Heard =
  | Answer
  /** Nothing, in the time that there was. */
  | { readonly kind: 'late' }
  /** It needed more memory than it may have. */
  | { readonly kind: 'full' }
  | { readonly kind: 'ended'; readonly reason: string }

/** Says `question` where there is one, and waits for the next thing that `child` says, or that happens to it. */
function hear(child: ChildProcess, msMax: number, question?: Question): Promise<Heard> {
  return new Promise((resolve) => {
    const end = (heard: Heard): void => {
      clearTimeout(timer)
      child.off('message', onMessage).off('error', onError).off('exit', onExit)
      release(child)
      resolve(heard)
    }
    const onMessage = (message: unknown): void => end(message as Answer)
    const onError = (error: Error): void => end({ kind: 'ended', reason: error.message })
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void => end(endOf(code, signal))
    const timer = setTimeout(() => end({ kind: 'late' }), msMax)
    child.on('message', onMessage).on('error', onError).on('exit', onExit)
    hold(child)
    // Where it cannot be said the process has ended, or is about to, and `onExit` says more of it.
    if (question !== undefined) child.send(question, () => {})
  })
}

function endOf(code: number | null, signal: NodeJS.Signals | null): Heard {
  if (OUT_OF_MEMORY.has(signal)) return { kind: 'full' }
  return { kind: 'ended', reason: signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}` }
}

/** Keeps this process from ending before `child` does. */
function hold(child: ChildProcess): void {
  child.ref()
  child.channel?.ref()
}

function release(child: ChildProcess): void {
  child.unref()
  child.channel?.unref()
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined
}

function lost(key: string, heard: Heard): ParserLostError {
  if (heard.kind === 'late') return new ParserLostError(key, `it did not start within ${START_MS_MAX / 1_000} s`)
  if (heard.kind === 'full') return new ParserLostError(key, 'it has too little memory to start')
  return new ParserLostError(key, heard.kind === 'ended' ? heard.reason : 'it spoke out of turn')
}

function rejected(message: string): ParsedPost {
  return { kind: 'rejected', problems: [{ message, hint: HINT }] }
}
