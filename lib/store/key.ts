/**
 * Keys and listings: the checks and the arithmetic that every store shares.
 *
 * Pure: no clock, no randomness, no I/O.
 */

import { StoreError } from './errors.js'
import { compareKeys } from './key-order.js'
import { KEY_BYTES_MAX, LIST_LIMIT, type ListOptions } from './object-store.js'

/** Throws a `StoreError` where no store could hold `key`: it is empty, too long or not well-formed Unicode. */
export function checkKey(operation: string, key: string): void {
  if (key === '') throw new StoreError(operation, key, 'a key is never empty')
  if (!key.isWellFormed()) throw new StoreError(operation, key, 'a key is well-formed Unicode')
  // Each UTF-16 code unit takes one to three bytes of UTF-8, so that most keys need no counting.
  if (key.length * 3 <= KEY_BYTES_MAX) return
  const bytes = Buffer.byteLength(key)
  if (bytes > KEY_BYTES_MAX) {
    throw new StoreError(operation, key, `a key has at most ${KEY_BYTES_MAX} bytes of UTF-8, and this one has ${bytes}`)
  }
}

/** A listing's options with their defaults. An empty `delimiter` is none. */
export type ListQuery = Required<ListOptions>

/** Returns `options` with the defaults filled in. Throws a RangeError on a limit that is no whole number from 1 to 1,000. */
export function listQuery({
  prefix = '',
  startAfter = '',
  limit = LIST_LIMIT,
  delimiter = '',
}: ListOptions): ListQuery {
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_LIMIT) {
    throw new RangeError(`limit is a whole number from 1 to ${LIST_LIMIT}: limit=${limit}`)
  }
  return { prefix, startAfter, limit, delimiter }
}

/** Returns the common prefix that stands for `key` in a listing, or undefined where the key is listed itself. */
export function commonPrefix(key: string, { prefix, delimiter }: ListQuery): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

/**
 * Says whether a listing has no use for `key` because it stands before the listing's start.
 *
 * A common prefix counts as standing at its own place: a listing that starts after `a/` or after `a/m` says nothing
 * of `a/x`, so that `next` can name a common prefix.
 */
export function isBeforeStart(key: string, query: ListQuery): boolean {
  if (query.startAfter === '') return false
  if (compareKeys(key, query.startAfter) <= 0) return true
  const passed = commonPrefix(query.startAfter, query)
  return passed !== undefined && key.startsWith(passed)
}
