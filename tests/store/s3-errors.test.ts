import { describe, expect, it } from 'vitest'
import { isPassing, isSlowDown, storeError } from '../../lib/store/s3-errors.js'

/** An error as the SDK throws it for an answer. */
function answer(status: number, name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })
}
/** An error as the SDK throws it where there was no answer. */
function broken(name: string, code?: string): Error {
  return Object.assign(new Error('broken'), { name, ...(code && { code }) })
}

const CONFLICT = 'ConflictError'
const UNAVAILABLE = 'UnavailableError'
const REFUSED = 'StoreError'

describe("S3's answers in the port's words", () => {
  it.each([
    // answer to a conditional write, what it means, may a read be tried again
    [answer(412, 'PreconditionFailed'), CONFLICT, false],
    [answer(409, 'ConditionalRequestConflict'), CONFLICT, false],
    [answer(409, 'OperationAborted'), CONFLICT, false],
    [answer(404, 'NoSuchKey'), CONFLICT, false],
    [answer(404, 'NoSuchBucket'), REFUSED, false],
    [answer(500, 'InternalError'), UNAVAILABLE, true],
    [answer(502, 'Unknown'), UNAVAILABLE, true],
    [answer(503, 'SlowDown'), UNAVAILABLE, true],
    [answer(429, 'TooManyRequests'), UNAVAILABLE, true],
    [answer(400, 'RequestTimeout'), UNAVAILABLE, true],
    [answer(200, 'SyntaxError'), UNAVAILABLE, true],
    [broken('TimeoutError'), UNAVAILABLE, true],
    [broken('Error', 'ECONNRESET'), UNAVAILABLE, true],
    [broken('Error', 'ENOTFOUND'), UNAVAILABLE, true],
    [answer(501, 'NotImplemented'), REFUSED, false],
    [answer(403, 'AccessDenied'), REFUSED, false],
    [answer(403, 'SignatureDoesNotMatch'), REFUSED, false],
    [answer(301, 'PermanentRedirect'), REFUSED, false],
    [answer(400, 'InvalidArgument'), REFUSED, false],
    [broken('CredentialsProviderError'), REFUSED, false],
  ])('%s is %s', (error, expected, mayRetry) => {
    const said = storeError('put', 'the key', error, true)
    expect(said.name).toBe(expected)
    expect(said.message).toContain('the key')
    expect(said.cause).toBe(error)
    expect(isPassing(error)).toBe(mayRetry)
  })

  it('says 409 of an unconditional write to be a matter of time, and 412 to be refused', () => {
    expect(storeError('put', 'key', answer(409, 'OperationAborted')).name).toBe(UNAVAILABLE)
    expect(storeError('put', 'key', answer(412, 'PreconditionFailed')).name).toBe(REFUSED)
  })

  it('only takes 503 and 429 as requests to slow down', () => {
    expect(isSlowDown(answer(503, 'SlowDown'))).toBe(true)
    expect(isSlowDown(answer(429, 'Unknown'))).toBe(true)
    expect(isSlowDown(answer(500, 'InternalError'))).toBe(false)
    expect(isSlowDown(broken('TimeoutError'))).toBe(false)
  })

  it.each([
    [answer(403, 'AccessDenied', 'Access Denied'), /AccessDenied: Access Denied \(.*s3:ListBucket/],
    // HEAD has no body to say why.
    [answer(403, 'Unknown', 'UnknownError'), /AccessDenied.*s3:ListBucket/],
    [answer(404, 'NoSuchBucket'), /check the bucket's name/],
    [answer(501, 'NotImplemented'), /conditional writes/],
    [answer(403, 'InvalidAccessKeyId'), /check AWS_ACCESS_KEY_ID/],
  ])('says what helps: %s', (error, message) => {
    expect(storeError('head', 'key', error).message).toMatch(message)
  })

  it('calls a bucket that was listed from its start by that name', () => {
    expect(storeError('list', '', answer(404, 'NoSuchBucket')).message).toContain('refused list of the whole bucket: ')
  })
})
