/**
 * Serves the documents as the deployed product does: what S3 answers, as CloudFront passes it on.
 *
 * - A path is a key below `public/`, percent-decoded; that of a folder stands for the page in it.
 * - `ETag` and `Last-Modified` are the object's; a request whose If-None-Match or, without one, If-Modified-Since holds
 *   is answered with 304 (RFC 9110 section 13.2.2).
 * - Text from 1,000 bytes up is compressed, with Brotli where the client takes it and else with gzip; the ETag is weak
 *   then, since the bytes on the wire are others (RFC 9110 section 8.8.3.3).
 * - `Link` (RFC 8288) is what was put with the object: the hubs of WebSub, and the topic.
 * - Cross-origin reading is allowed to everyone, and the security headers are CloudFront's: infra/distribution.yml.
 *
 * The page that says that there is no document is made here.
 */
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import fresh from 'fresh'
import Negotiator from 'negotiator'
import { asError } from '../model/as-error.js'
import { PAGE_NAME } from '../page/feed-page.js'
import { PUBLIC_PREFIX } from '../publish/cache-control.js'
import { StoreError } from '../store/errors.js'
import type { StoredObject } from '../store/object-store.js'
import type { DatedStore } from './dated-store.js'
import { closeServer, LOOPBACK, listen } from './listen.js'
import { notFoundPage } from './pages.js'

export interface DocumentsServer {
  /** Address without a slash at its end, such as `http://127.0.0.1:4000`. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** What CloudFront compresses, in bytes. */
const COMPRESSED_MIN_BYTES = 1_000
const COMPRESSED_MAX_BYTES = 10_000_000
const COMPRESSIBLE = /^text\/|[/+](?:xml|json|javascript)\b/

/** In the order in which CloudFront prefers them. */
const ENCODINGS = ['br', 'gzip'] as const
const METHODS = 'GET, HEAD, OPTIONS'

const COMMON_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Last-Modified, Link',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
}
const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': METHODS,
  'access-control-allow-headers': '*',
  'access-control-max-age': '86400',
}

interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Uint8Array | string
}

/** Serves the documents of `site` on loopback. Rejects with `EADDRINUSE` where the port is taken. */
export async function startDocumentsServer(site: DatedStore, port: number): Promise<DocumentsServer> {
  const server = createServer((request, response) => {
    answer(request, site)
      .catch(unanswerable)
      .then((answered) => send(request, response, answered))
      .catch(() => response.destroy())
  })
  const listening = await listen(server, port)
  return { url: `http://${LOOPBACK}:${listening}`, port: listening, close: () => closeServer(server) }
}

async function answer({ method = 'GET', url = '/' }: IncomingMessage, site: DatedStore): Promise<Answer> {
  if (method === 'OPTIONS') return { status: 204, headers: { allow: METHODS, ...PREFLIGHT_HEADERS }, body: '' }
  if (method !== 'GET' && method !== 'HEAD') {
    return text(405, `${method} is not for documents: they are only read.\n`, { allow: METHODS })
  }
  // Joined as text: a path that starts with two slashes would otherwise be taken for a host.
  const { pathname } = new URL(`http://${LOOPBACK}${url}`)
  const path = decode(pathname)
  if (path === undefined) return text(400, `The path is no valid percent-encoding: ${pathname}\n`)
  const isFolder = path === '' || path.endsWith('/')
  const document = await site.get(PUBLIC_PREFIX + path + (isFolder ? PAGE_NAME : ''))
  return document === undefined ? notFound(path) : documentAnswer(document, site)
}

function documentAnswer(document: StoredObject, site: DatedStore): Answer {
  const { etag, contentType, cacheControl, link, body, key } = document
  const writtenMs = site.writtenMs(key)
  return {
    status: 200,
    headers: {
      etag: `"${etag}"`,
      'content-type': contentType ?? 'application/octet-stream',
      ...(cacheControl === undefined ? {} : { 'cache-control': cacheControl }),
      ...(link === undefined ? {} : { link }),
      ...(writtenMs === undefined ? {} : { 'last-modified': new Date(writtenMs).toUTCString() }),
    },
    body,
  }
}

function notFound(path: string): Answer {
  const body = notFoundPage(path)
  return { status: 404, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body }
}

function text(status: number, body: string, headers: OutgoingHttpHeaders = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}

function unanswerable(error: unknown): Answer {
  // A key that no store could hold, or a target that is no path: nothing can be there.
  if (error instanceof StoreError || error instanceof TypeError) return notFound('')
  return text(500, `The document could not be read: ${asError(error).message}\n`)
}

async function send(request: IncomingMessage, response: ServerResponse, answered: Answer): Promise<void> {
  const bytes = Buffer.from(answered.body)
  const type = String(answered.headers['content-type'] ?? '')
  const isCompressible =
    COMPRESSIBLE.test(type) && bytes.length >= COMPRESSED_MIN_BYTES && bytes.length <= COMPRESSED_MAX_BYTES
  const encoding = isCompressible ? acceptedEncoding(request) : undefined
  const headers: OutgoingHttpHeaders = { ...COMMON_HEADERS, ...answered.headers }
  if (isCompressible) headers.vary = 'Accept-Encoding'
  if (encoding !== undefined && headers.etag !== undefined) headers.etag = `W/${headers.etag}`

  if (answered.status === 200 && isFresh(request, headers)) {
    const { 'content-type': _, ...kept } = headers
    response.writeHead(304, kept).end()
    return
  }
  const body = encoding === undefined ? bytes : await compress(bytes, encoding)
  if (encoding !== undefined) headers['content-encoding'] = encoding
  if (answered.status !== 204) headers['content-length'] = body.length
  response.writeHead(answered.status, headers)
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Of the request only the two conditions count, as on S3: not, as for a cache, `Cache-Control`. */
function isFresh({ headers }: IncomingMessage, { etag, 'last-modified': lastModified }: OutgoingHttpHeaders): boolean {
  const { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince } = headers
  return fresh(
    { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince },
    { etag: etag?.toString(), 'last-modified': lastModified?.toString() },
  )
}

function acceptedEncoding(request: IncomingMessage): (typeof ENCODINGS)[number] | undefined {
  const accepted = new Negotiator(request).encodings(ENCODINGS)
  return ENCODINGS.find((encoding) => accepted.includes(encoding))
}

async function compress(bytes: Uint8Array, encoding: (typeof ENCODINGS)[number]): Promise<Uint8Array> {
  if (encoding === 'gzip') return promisify(gzip)(bytes)
  // The default quality, 11, is for what is compressed once and served for ever.
  return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
}

/** Returns the key that `pathname` asks for, without its first slash, or undefined where it is not well encoded. */
function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(1))
  } catch {
    return undefined
  }
}
