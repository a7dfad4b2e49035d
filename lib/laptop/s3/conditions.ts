/**
 * Conditional requests: RFC 9110 section 13 for reading, and what S3 makes of it for writing
 * (Amazon S3 User Guide, "Add preconditions to S3 operations with conditional requests").
 */
import { ConflictError } from '../../store/errors.js'
import type { Condition, ObjectStore } from '../../store/object-store.js'
import { Refusal } from './refusal.js'

type HeaderReader = (name: string) => string | undefined

/** Says how a read goes on under its conditions, in the order of RFC 9110 section 13.2.2. */
export function readOutcome(
  etag: string,
  modifiedMs: number,
  header: HeaderReader,
): 'read' | 'failed' | 'not modified' {
  const ifMatch = header('if-match')
  // HTTP's dates have whole seconds.
  const seconds = Math.floor(modifiedMs / 1_000)
  if (ifMatch !== undefined ? !names(ifMatch, etag) : isBefore(header('if-unmodified-since'), seconds)) return 'failed'
  const ifNoneMatch = header('if-none-match')
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, etag) ? 'not modified' : 'read'
  const since = secondsOf(header('if-modified-since'))
  return since !== undefined && seconds <= since ? 'not modified' : 'read'
}

/** Returns the condition of a write; `*` for If-Match stands for the ETag that the key has now. */
export async function writeCondition(store: ObjectStore, key: string, header: HeaderReader): Promise<Condition> {
  const ifMatch = header('if-match')
  const ifNoneMatch = header('if-none-match')
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new Refusal('InvalidRequest', 'If-Match and If-None-Match cannot be given together.')
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return { ifNoneMatch: '*' }
    throw new Refusal('NotImplemented', 'If-None-Match on a write takes * alone.')
  }
  if (ifMatch === undefined) return {}
  if (ifMatch.trim() !== '*') return { ifMatch: bare(ifMatch) }
  const head = await store.head(key)
  if (head === undefined) throw noSuchKey()
  return { ifMatch: head.etag }
}

/** Runs `write`; where its condition does not hold, says so as S3 does: 404 for If-Match on a missing key, else 412. */
export async function writing<T>(
  store: ObjectStore,
  key: string,
  condition: Condition,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    if (condition.ifMatch !== undefined && (await store.head(key)) === undefined) throw noSuchKey()
    throw preconditionFailed(error)
  }
}

export function noSuchKey(): Refusal {
  return new Refusal('NoSuchKey', 'The specified key does not exist.')
}

export function preconditionFailed(cause?: unknown): Refusal {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return new Refusal('PreconditionFailed', message, { cause })
}

/** Says whether a list of ETags, or `*`, names `etag`. */
export function names(list: string, etag: string): boolean {
  return list.split(',').some((one) => one.trim() === '*' || bare(one) === etag)
}

function bare(etag: string): string {
  return etag.trim().replace(/^W\//, '').replaceAll('"', '')
}

function isBefore(date: string | undefined, seconds: number): boolean {
  const limit = secondsOf(date)
  return limit !== undefined && seconds > limit
}

/** A date that cannot be read is no condition (RFC 9110 section 13.1.3). */
function secondsOf(date: string | undefined): number | undefined {
  const ms = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1_000)
}
