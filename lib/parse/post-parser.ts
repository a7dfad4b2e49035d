/**
 * The port through which posts are parsed, so that one which takes too long can be stopped.
 *
 * `parsePost` is a function: while it runs, nothing else does, and nothing can end it. Its limits bound what a post
 * may hold; that a post of that size is parsed in time, no limit from inside can promise.
 *
 * Implementations: `inlineParser`, which bounds nothing, and `GuardedParser`.
 */
import type { parsePost } from '../post/parse-post.js'
import type { ParsedPost, PostSource } from '../post/parsed-post.js'

/** What `parsePost` takes: data alone, so that it can be handed to another process. */
export type ParseGiven = Parameters<typeof parsePost>

/** The same without the post: what many posts are parsed with. */
export type ParsedWith = ParseGiven extends readonly [PostSource, ...infer With] ? With : never

export interface PostParser {
  /**
   * Returns what `parsePost` returns, or a rejection that names the limit which the parsing passed.
   * Throws `ParserBusyError` and `ParserLostError`: they say nothing about the post, which is for later.
   */
  parse(...given: ParseGiven): Promise<ParsedPost>
  /** Ends what the parser started. What is being parsed then is lost, and nothing may be parsed afterwards. */
  close(): Promise<void>
}

/** Too many large posts stood in line before this one. */
export class ParserBusyError extends Error {
  override readonly name = 'ParserBusyError'
  constructor(
    readonly key: string,
    readonly waitMsMax: number,
  ) {
    super(`postponed: ${key}: other large posts were parsed for more than ${waitMsMax / 1_000} s before it`)
  }
}

/** The process ended, or did not start, for a reason that is not the post's. */
export class ParserLostError extends Error {
  override readonly name = 'ParserLostError'
  constructor(
    readonly key: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`the process that was to parse ${key} is lost: ${reason}`, options)
  }
}
