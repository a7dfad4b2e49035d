/**
 * Finds out a store that does not keep the port's promises about conditional writes, before anything relies on them.
 *
 * Such stores exist: OpenStack Swift's S3 layer answers 501, and s3rver takes conditions and ignores them. Without
 * compare-and-swap, two handlers overwrite each other's work and nobody notices.
 */
import { ConflictError, StoreError } from './errors.js'
import type { ObjectStore, PutOptions } from './object-store.js'

const BODY = 'Broadsheet writes this object to see whether the store honours If-Match and If-None-Match.\n'
/** An ETag that no object has. */
const FOREIGN_ETAG = '00000000000000000000000000000000'
/**
 * Times that a write which has to succeed is tried: a store may report that another one was under way, and several handlers
 * may probe at once, whose answers may be lost besides. A good store must never be refused for a run of bad luck.
 */
const TRIES_MAX = 12

/**
 * Writes the object `key` under conditions that must hold and under some that must not, and leaves it behind.
 * Handlers may do so at the same time: all write the same bytes, and nobody deletes them.
 * Throws a `StoreError` that says what is missing; and `UnavailableError` where the store does not answer.
 */
export async function probeConditionalWrites(store: ObjectStore, key: string): Promise<void> {
  // A conflict may be answered while another's write is under way, and then nothing is there yet.
  for (let tries = 0; (await store.head(key)) === undefined; tries++) {
    if (tries === TRIES_MAX) throw lacking(key, `an object that was written ${TRIES_MAX} times is not there`)
    await tryPut(store, key, { ifNoneMatch: '*' })
  }
  if (await tryPut(store, key, { ifNoneMatch: '*' })) {
    throw lacking(key, 'it overwrote an object that is there although If-None-Match: * was sent')
  }
  if (await tryPut(store, key, { ifMatch: FOREIGN_ETAG })) {
    throw lacking(key, 'it overwrote an object although If-Match named another ETag')
  }
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const head = await store.head(key)
    if (head === undefined) throw lacking(key, 'an object that was just written is not there')
    if (await tryPut(store, key, { ifMatch: head.etag })) return
  }
  throw lacking(key, `it refused If-Match with the object's own ETag ${TRIES_MAX} times`)
}

/** Returns whether the condition held. */
async function tryPut(store: ObjectStore, key: string, condition: PutOptions): Promise<boolean> {
  try {
    await store.put(key, BODY, { ...condition, contentType: 'text/plain; charset=utf-8' })
    return true
  } catch (error) {
    if (error instanceof ConflictError) return false
    if (error instanceof StoreError && error.reason.startsWith('NotImplemented'))
      throw lacking(key, error.reason, error)
    throw error
  }
}

function lacking(key: string, found: string, cause?: Error): StoreError {
  const reason = `the store cannot be used, since conditional writes do not work there: ${found}`
  return new StoreError('the probe of conditional writes', key, reason, { cause })
}
