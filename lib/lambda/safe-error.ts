/**
 * What may be said of an error in a log: never a post's text.
 *
 * The messages of our own errors are made of keys, of feeds, of S3's words and of numbers. Any other message may quote what
 * it was about, as `JSON.parse` does with what it cannot read; of those the name is said, and the places in the program.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { ParserBusyError, ParserLostError } from '../parse/post-parser.js'
import { PostponedError } from '../publish/context.js'
import { ConflictError, StoreError, TooLargeError, UnavailableError } from '../store/errors.js'
import { EventError } from './events.js'

const QUOTING_NOTHING = [
  ConflictError,
  EventError,
  ParserBusyError,
  ParserLostError,
  PostponedError,
  StoreError,
  TooLargeError,
  UnavailableError,
]
/** Places in the program that are said at most. */
const PLACES_MAX = 8

export interface SaidError {
  readonly error: string
  readonly reason?: string
  /** Of an error from elsewhere: the calls that led to it, innermost first. */
  readonly places?: readonly string[]
  /** Name or code of what caused it. */
  readonly cause?: string
}

/** The message of `sayError`, for whoever takes no more than a line. */
export function sayErrorInWords(error: unknown): string {
  const { error: name, reason } = sayError(error)
  return reason === undefined ? name : `${name}: ${reason}`
}

/** Returns what a log may say of `error`. */
export function sayError(error: unknown): SaidError {
  if (!(error instanceof Error)) return { error: typeof error }
  const cause = causeOf(error.cause)
  const said = { error: nameOf(error), ...(cause !== undefined && { cause }) }
  if (QUOTING_NOTHING.some((known) => error instanceof known)) return { ...said, reason: error.message }
  return { ...said, places: placesOf(error) }
}

/** Names are words of programs; anything else is somebody's text. */
function nameOf({ name }: Error): string {
  return /^[A-Za-z]\w{0,63}$/.test(name) ? name : 'Error'
}

function causeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined
  const { code } = cause as { readonly code?: unknown }
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : nameOf(cause)
}

/** The stack starts with the message, whose lines may look like anything. */
function placesOf({ stack = '', name, message }: Error): string[] {
  const head = message === '' ? name : `${name}: ${message}`
  if (!stack.startsWith(`${head}\n`)) return []
  const lines = stack.slice(head.length + 1).split('\n')
  return lines.map((line) => line.trim()).slice(0, PLACES_MAX)
}
