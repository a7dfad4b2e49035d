/**
 * Topics: what is known of each subscription document that hubs are told of, and when to look at it again.
 *
 * `state/hubs/topics/<id of the path>.json` says what each hub was last told, and since when it does not answer. It is
 * changed by compare-and-swap alone.
 *
 * `state/hubs/due/<instant>~<id of the path>` says that the document is to be looked at from that instant on. Such keys
 * sort soonest first. One more look than needed costs three reads, and tells nobody anything.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { soonestFirst, soonestFirstInstantMs } from './placement.js'
import { recordId } from './record.js'

/** How one hub stands to one topic. */
export interface HubStanding {
  /** Hash of the document that it was last told of. */
  readonly told?: string
  /** Absent where the last request went well, and where it was given up. */
  readonly failing?: Failing
}

export interface Failing {
  /** Requests in a row that failed. */
  readonly tries: number
  /** When the first of them failed, in milliseconds since the Unix epoch. */
  readonly sinceMs: number
  /** Not before this instant is it tried again. */
  readonly retryMs: number
}

export interface Topic {
  /** Path of the document, below `public/`. */
  readonly path: string
  /** By the address of the hub. */
  readonly hubs: Readonly<Record<string, HubStanding>>
}

/** What an object under `TOPIC_DUE_PREFIX` says. */
export interface TopicDue {
  readonly path: string
}

export const HUBS_PREFIX = 'state/hubs/'
export const TOPIC_DUE_PREFIX = `${HUBS_PREFIX}due/`

/** Due instants are whole minutes, as ticks are: what changes often is then still looked at once. */
const MINUTE_MS = 60_000
/** The first wait for a hub that failed; it doubles each time. */
export const RETRY_FIRST_MS = MINUTE_MS
export const RETRY_MS_MAX = 4 * 60 * MINUTE_MS
/** A hub that has failed for this long is not tried again before the document changes. */
export const GIVE_UP_MS = 24 * 60 * MINUTE_MS

export function topicKey(path: string): string {
  return `${HUBS_PREFIX}topics/${recordId(path)}.json`
}

/** Returns the key that says that the document at `path` is to be looked at in the first full minute from `instantMs` on. */
export function topicDueKey(instantMs: number, path: string): string {
  const minuteMs = Math.ceil(instantMs / MINUTE_MS) * MINUTE_MS
  return `${TOPIC_DUE_PREFIX}${soonestFirst(minuteMs)}~${recordId(path)}`
}

/** Returns the instant of a key that `topicDueKey` made, in milliseconds since the Unix epoch. */
export function topicDueMs(key: string): number {
  return soonestFirstInstantMs(key, TOPIC_DUE_PREFIX)
}

/** Tells whether a hub that stands like this is to be told at `nowMs` of the document of hash `version`. */
export function isToBeTold(standing: HubStanding | undefined, version: string, nowMs: number): boolean {
  return standing?.told !== version && (standing?.failing === undefined || standing.failing.retryMs <= nowMs)
}

/** Returns how a hub stands after a request that failed at `nowMs`; it is given up where `failing` is absent. */
export function afterFailure(
  standing: HubStanding | undefined,
  nowMs: number,
  retryAfterMs: number | undefined,
): HubStanding {
  const before = standing?.failing
  // What nobody came back to for so long was another trouble.
  const isSame = before !== undefined && nowMs - before.retryMs <= RETRY_MS_MAX
  const sinceMs = isSame ? before.sinceMs : nowMs
  const tries = (isSame ? before.tries : 0) + 1
  const told = standing?.told === undefined ? {} : { told: standing.told }
  if (nowMs - sinceMs >= GIVE_UP_MS) return told
  const waitMs = Math.min(Math.max(RETRY_FIRST_MS * 2 ** Math.min(tries - 1, 20), retryAfterMs ?? 0), RETRY_MS_MAX)
  return { ...told, failing: { tries, sinceMs, retryMs: nowMs + waitMs } }
}

export function encodeTopic(topic: Topic): string {
  return JSON.stringify({ format: TOPIC_FORMAT, ...topic })
}

/** Returns what `body` stores. What cannot be read, or is of another format, counts as nothing known. */
export function decodeTopic(path: string, body: Uint8Array | undefined): Topic {
  const unknown: Topic = { path, hubs: {} }
  if (body === undefined) return unknown
  try {
    const { format, hubs } = JSON.parse(new TextDecoder().decode(body)) as Topic & { format: number }
    return format === TOPIC_FORMAT ? { path, hubs } : unknown
  } catch {
    return unknown
  }
}

/** Grows when topics are kept otherwise than before. */
const TOPIC_FORMAT = 1
