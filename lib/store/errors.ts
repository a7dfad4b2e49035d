/**
 * The store's errors. They answer the caller's one question, "what may I do now?": three answers for any request, and
 * one for the reader of an object that is larger than it takes.
 */
import type { ObjectHead } from './object-store.js'

/** The condition of a write did not hold (S3: 412, 409, and 404 for If-Match). Read afresh and decide again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
  constructor(
    readonly key: string,
    options?: ErrorOptions,
  ) {
    super(`the object changed meanwhile, or its condition did not hold: ${key}`, options)
  }
}

/** The store did not answer, or could not now (S3: 500, 503, timeouts). A write may have taken effect. Try later. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'
  constructor(
    readonly operation: string,
    readonly key: string,
    options?: ErrorOptions,
  ) {
    super(`the store did not carry out ${operation}, or its answer was lost: ${named(key)}`, options)
  }
}

/** The object is larger than the reader takes. Its body was not read; what is known without it is in `head`. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
  constructor(
    readonly head: ObjectHead,
    readonly bytesMax: number,
  ) {
    super(`the object has ${head.sizeBytes} bytes, and at most ${bytesMax} are read: ${head.key}`)
  }
}

/** The request can never succeed as it is (S3: access denied, no such bucket, a store without conditional writes). */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  constructor(
    readonly operation: string,
    readonly key: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`the store refused ${operation} of ${named(key)}: ${reason}`, options)
  }
}

/** A listing of everything asks for the prefix ''. */
function named(key: string): string {
  return key === '' ? 'the whole bucket' : key
}
