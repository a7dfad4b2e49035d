/**
 * The laptop's buckets over S3's protocol, so that `aws s3 cp`, `aws s3 sync`, s3cmd and any SDK can upload to them.
 *
 * What must hold:
 * - It listens on loopback alone, takes any credentials, and serves no web page's requests: see s3/request.ts.
 * - A conditional write is as atomic as its store makes it: conditions go down to the store.
 * - Answers are AWS's: their codes, their statuses, the order of their listings. What is not here is answered 501.
 * - Everything is held in memory while it is under way, within bounds: bodies (s3/body.ts), parts (s3/uploads.ts), what
 *   stores cannot keep (s3/notes.ts).
 * - It can be told to fail, so that a client's ways with failures can be tested over HTTP.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ObjectStore } from '../store/object-store.js'
import { closeServer, LOOPBACK, listen } from './listen.js'
import { BodyReader } from './s3/body.js'
import { type Answer, type Bucket, xmlAnswer } from './s3/bucket.js'
import { listBuckets, listObjects, listObjectsV2 } from './s3/listings.js'
import {
  abortUpload,
  completeUpload,
  copyPart,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from './s3/multipart.js'
import { Notes } from './s3/notes.js'
import { copyObject, deleteObject, deleteObjects, getObject, putObject } from './s3/objects.js'
import { type Operation, operationOf } from './s3/operation.js'
import { Refusal, refusalOf } from './s3/refusal.js'
import { readRequest, type S3Request } from './s3/request.js'
import { Uploads } from './s3/uploads.js'
import { renderError, renderXml } from './s3/xml.js'

/** Bytes of the XML that names the keys to delete, or the parts of an upload. */
const XML_BYTES_MAX = 8 * 1_024 * 1_024
/** Time that a request may take to arrive whole. */
const REQUEST_MS_MAX = 300_000
/** Time that a connection stays open between two requests: longer than clients keep theirs. */
const IDLE_MS_MAX = 65_000
/** Connections at the same time; more wait. */
const CONNECTIONS_MAX = 1_024

/** A request, as a fault is chosen for it. */
export interface S3RequestSummary {
  readonly operation: Operation
  readonly bucket: string
  readonly key: string
}

/**
 * How a request fails: answered with a status and nothing done; carried out, and the connection closed in place of the
 * answer; or the connection closed and nothing done.
 */
export type S3Fault = { readonly status: 409 | 500 | 503 } | 'lose-answer' | 'drop'

export interface S3EndpointOptions {
  /** The buckets by their names; there are no others. */
  readonly buckets: Readonly<Record<string, ObjectStore>>
  /** 0: any free port. */
  readonly port: number
  /** Asked of each request whether it is to fail. */
  readonly faults?: (request: S3RequestSummary) => S3Fault | undefined
  /** Hears of errors that are nobody's refusal but a fault in here. */
  readonly onError?: (error: Error) => void
  /** The clock, in milliseconds since the Unix epoch. */
  readonly now?: () => number
}

export interface S3Endpoint {
  /** Such as `http://127.0.0.1:9000`. */
  readonly url: string
  readonly port: number
  /** Ends all connections, and returns when it no longer listens. */
  close(): Promise<void>
}

/** Starts the endpoint on loopback. Throws the system's error where the port is taken. */
export async function startS3Endpoint(options: S3EndpointOptions): Promise<S3Endpoint> {
  const endpoint = new Endpoint(options)
  const limits = { requestTimeout: REQUEST_MS_MAX, keepAliveTimeout: IDLE_MS_MAX }
  const server = createServer(limits, (request, response) => void endpoint.serve(request, response))
  server.maxConnections = CONNECTIONS_MAX
  const port = await listen(server, options.port)
  return { url: `http://${LOOPBACK}:${port}`, port, close: () => closeServer(server) }
}

const FAULTS = { 409: 'ConditionalRequestConflict', 500: 'InternalError', 503: 'SlowDown' } as const

class Endpoint {
  readonly #options: S3EndpointOptions
  readonly #now: () => number
  readonly #startedMs: number
  readonly #buckets: ReadonlyMap<string, Bucket>
  readonly #uploads: Uploads
  readonly #bodies = new BodyReader()
  #served = 0

  constructor(options: S3EndpointOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    const startedMs = this.#now()
    this.#startedMs = startedMs
    this.#uploads = new Uploads(this.#now)
    const common = { notes: new Notes(), now: this.#now, startedMs }
    this.#buckets = new Map(Object.entries(options.buckets).map(([name, store]) => [name, { name, store, ...common }]))
  }

  /** Answers one request, whatever happens. */
  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = (++this.#served).toString(16).toUpperCase().padStart(16, '0')
    let answer: Answer | undefined
    try {
      answer = await this.#answer(message)
    } catch (error) {
      answer = this.#refuse(error, message, requestId)
    }
    if (answer === undefined) {
      message.socket.destroy()
      return
    }
    const { status, headers, body = '' } = answer
    const hasNoLength = status === 204 || status === 304
    const length = hasNoLength ? {} : { 'content-length': Buffer.byteLength(body) }
    response.writeHead(status, { ...length, ...headers, 'x-amz-request-id': requestId, server: 'Broadsheet' })
    response.end(message.method === 'HEAD' ? undefined : body)
  }

  /** Returns undefined where the connection is to be closed in place of an answer. */
  async #answer(message: IncomingMessage): Promise<Answer | undefined> {
    const request = readRequest(message)
    const operation = operationOf(request)
    const fault = this.#options.faults?.({ operation, bucket: request.bucket, key: request.key })
    if (fault === 'drop') return undefined
    if (typeof fault === 'object') throw new Refusal(FAULTS[fault.status], 'The endpoint was told to fail.')
    const answer = await this.#run(operation, request, message)
    return fault === 'lose-answer' ? undefined : answer
  }

  async #run(operation: Operation, request: S3Request, message: IncomingMessage): Promise<Answer> {
    if (operation === 'ListBuckets') return listBuckets([...this.#buckets.keys()], this.#startedMs)
    const bucket = this.#bucketNamed(request.bucket)
    const bucketNamed = (name: string) => this.#bucketNamed(name)
    const body = () => this.#bodies.read(message, request)
    const xml = () => this.#bodies.read(message, request, XML_BYTES_MAX)
    switch (operation) {
      // The bucket is there, and whoever makes it again is its owner, as in us-east-1.
      case 'CreateBucket':
      case 'HeadBucket':
        return { status: 200, headers: { 'x-amz-bucket-region': 'us-east-1' } }
      case 'GetBucketLocation':
        // Empty is how S3 calls us-east-1.
        return xmlAnswer(renderXml('LocationConstraint', ''))
      case 'GetBucketVersioning':
        return xmlAnswer(renderXml('VersioningConfiguration', ''))
      case 'ListObjects':
        return listObjects(bucket, request)
      case 'ListObjectsV2':
        return listObjectsV2(bucket, request)
      case 'GetObject':
      case 'HeadObject':
        return getObject(bucket, request)
      case 'PutObject':
        return putObject(bucket, request, await body())
      case 'CopyObject':
        return copyObject(bucket, request, bucketNamed)
      case 'DeleteObject':
        return deleteObject(bucket, request)
      case 'DeleteObjects':
        return deleteObjects(bucket, await xml())
      case 'CreateMultipartUpload':
        return createUpload(bucket, this.#uploads, request)
      case 'UploadPart':
        return uploadPart(bucket, this.#uploads, request, await body())
      case 'UploadPartCopy':
        return copyPart(bucket, this.#uploads, request, bucketNamed)
      case 'CompleteMultipartUpload':
        return completeUpload(bucket, this.#uploads, request, await xml())
      case 'AbortMultipartUpload':
        return abortUpload(bucket, this.#uploads, request)
      case 'ListParts':
        return listParts(bucket, this.#uploads, request)
      case 'ListMultipartUploads':
        return listUploads(bucket, this.#uploads, request)
    }
  }

  #bucketNamed(name: string): Bucket {
    const bucket = this.#buckets.get(name)
    if (bucket !== undefined) return bucket
    const names = [...this.#buckets.keys()].join(', ')
    throw new Refusal(
      'NoSuchBucket',
      `The specified bucket does not exist: ${name}. There are ${names}, and no others.`,
    )
  }

  #refuse(error: unknown, message: IncomingMessage, requestId: string): Answer {
    const refusal = refusalOf(error)
    // A client that went away in the middle of its body is no fault in here.
    if (error !== refusal && refusal.code === 'InternalError' && !message.destroyed) this.#options.onError?.(refusal)
    const { code, status } = refusal
    const body = renderError(code, refusal.message, message.url?.split('?')[0] ?? '/', requestId)
    return { status, headers: { 'content-type': 'application/xml' }, body }
  }
}
