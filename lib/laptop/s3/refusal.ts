/**
 * Refusals: S3's error answers, by their codes and with the statuses that AWS gives them
 * (Amazon S3 API Reference, "Error responses").
 */
import { asError } from '../../model/as-error.js'
import { StoreError, UnavailableError } from '../../store/errors.js'

const STATUSES = {
  AccessDenied: 403,
  BadDigest: 400,
  ConditionalRequestConflict: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  ServiceUnavailable: 503,
  SlowDown: 503,
} as const

export type RefusalCode = keyof typeof STATUSES

/** The request is answered with S3's error `code`. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  constructor(
    readonly code: RefusalCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.status = STATUSES[code]
  }
}

/** Returns what S3 would answer to `error`. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof UnavailableError) return new Refusal('ServiceUnavailable', error.message, { cause: error })
  if (error instanceof StoreError) {
    const isKey = error.reason.startsWith('a key has at most')
    return new Refusal(isKey ? 'KeyTooLongError' : 'InvalidRequest', error.message, { cause: error })
  }
  return new Refusal('InternalError', asError(error).message, { cause: error })
}
