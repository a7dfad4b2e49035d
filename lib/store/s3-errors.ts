/**
 * What S3's answers mean for a caller: the SDK's errors in the port's words.
 *
 * - 412, 409, and 404 for If-Match: a conflict. 409 says that another write was under way at the same time.
 * - 5xx, 429, a timeout or a broken connection: unknown. On Ceph, 500 is also how some of several racing writers lose.
 * - All else can never succeed as it is; S3's code and message are passed on, with what usually helps.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { ConflictError, StoreError, UnavailableError } from './errors.js'

/** S3's codes for "not now", some of which come with a status in the four hundreds. */
const PASSING_CODES = new Set([
  'BusyException',
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottlingException',
  'TooManyRequests',
  'TooManyRequestsException',
])

/** Names and codes of errors that came instead of an answer. */
const CONNECTION_CODES = new Set([
  'AbortError',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
  'RequestAbortedError',
  'TimeoutError',
])

const HINTS: Readonly<Record<string, string>> = {
  AccessDenied:
    'the credentials may not do this. For a key that is not there S3 says so too, unless s3:ListBucket is allowed',
  AuthorizationHeaderMalformed: 'the bucket may lie in another region: check AWS_REGION',
  CredentialsProviderError: 'no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret',
  InvalidAccessKeyId: 'check AWS_ACCESS_KEY_ID',
  NoSuchBucket: "check the bucket's name and the region",
  NotImplemented: 'this store lacks what Broadsheet needs: conditional writes, as AWS, Ceph, MinIO and R2 have them',
  PermanentRedirect: 'the bucket lies in another region: check AWS_REGION',
  RequestTimeTooSkewed: "this machine's clock is wrong",
  SignatureDoesNotMatch: 'check AWS_SECRET_ACCESS_KEY',
}

/** The codes that HEAD, whose answers have no body, leaves to be told by the status. */
const STATUS_CODES: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  403: 'AccessDenied',
  501: 'NotImplemented',
}

/** What the SDK's errors carry; each part may be missing. */
interface S3Error {
  readonly name?: string
  readonly code?: string
  readonly Code?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** Says whether `error` is the answer that there is no such key. A missing bucket is another matter. */
export function isNoSuchKey(error: unknown): boolean {
  const { status, code } = factsOf(error)
  return status === 404 && code !== 'NoSuchBucket'
}

/** Says whether S3 asked to slow down: then it did not carry the request out. */
export function isSlowDown(error: unknown): boolean {
  const { status, code } = factsOf(error)
  return code === 'SlowDown' || status === 503 || status === 429
}

/** Says whether what `error` reports may be over at the next try. A write may have taken effect. */
export function isPassing(error: unknown): boolean {
  const { status, code } = factsOf(error)
  if (PASSING_CODES.has(code)) return status !== 409
  if (status === undefined) return CONNECTION_CODES.has(code)
  // An answer of success that cannot be read, from a proxy or cut off, says nothing either.
  return status >= 500 ? status !== 501 && status !== 505 : status === 429 || status === 408 || status < 300
}

/** Returns `error` in the port's words, for a request with or without a condition. */
export function storeError(operation: string, key: string, error: unknown, isConditional = false): Error {
  const { status, code, message } = factsOf(error)
  const isConflict = status === 412 || status === 409 || (status === 404 && code !== 'NoSuchBucket')
  if (isConditional && isConflict) return new ConflictError(key, { cause: error })
  // An unconditional write that met another one may come again.
  if (status === 409 || isPassing(error)) return new UnavailableError(operation, key, { cause: error })
  const hint = HINTS[code] ? ` (${HINTS[code]})` : ''
  const reason = message && message !== code ? `${code}: ${message}${hint}` : `${code}${hint}`
  return new StoreError(operation, key, reason, { cause: error })
}

function factsOf(error: unknown): { readonly status?: number; readonly code: string; readonly message: string } {
  const { name, code, Code, message = '', $metadata }: S3Error = error instanceof Error ? error : {}
  const status = $metadata?.httpStatusCode
  // Of an answer the name says most; of a broken connection, the system's code.
  if (status === undefined) return { code: code || name || 'Unknown', message }
  const isNamed = name !== undefined && !/^(?:Error|Unknown|UnknownError|\d+)$/.test(name)
  return { status, code: isNamed ? name : Code || code || STATUS_CODES[status] || `status ${status}`, message }
}
