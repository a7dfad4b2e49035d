/**
 * A request in S3's terms: bucket, key, query and headers, path-style alone.
 *
 * Only programs on this machine are served. A page in a browser can reach a loopback port too, so whatever comes from
 * one is refused: it carries `Origin` or `Sec-Fetch-Site`, or, after DNS rebinding, a `Host` that is not loopback.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Refusal } from './refusal.js'

export interface S3Request {
  readonly method: string
  /** Empty where the request is about all buckets. */
  readonly bucket: string
  /** Empty where the request is about the bucket. */
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** Returns a header's value; its name is given in lower case. */
  readonly header: (name: string) => string | undefined
}

const LOOPBACK_HOST = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/i

/** Returns what `message` asks for. Throws a refusal where it makes no sense or comes from a browser. */
export function readRequest({ method = 'GET', url = '/', headers }: IncomingMessage): S3Request {
  const header = (name: string): string | undefined => {
    const value = headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
    throw new Refusal('AccessDenied', 'Web pages may not use this endpoint.')
  }
  if (!LOOPBACK_HOST.test(headers.host ?? '')) {
    throw new Refusal('AccessDenied', `Host is ${headers.host}: use 127.0.0.1, with the bucket in the path.`)
  }
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
  const slash = path.indexOf('/', 1)
  const bucket = decodePath(slash < 0 ? path.slice(1) : path.slice(1, slash))
  const key = slash < 0 ? '' : decodePath(path.slice(slash + 1))
  return { method, bucket, key, query, headers, header }
}

/** Undoes the percent-encoding of `path`. Throws the refusal `InvalidURI` where it is no encoding of UTF-8. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    throw new Refusal('InvalidURI', `Couldn't parse the specified URI: ${path}`, { cause: error })
  }
}
