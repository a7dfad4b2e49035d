/**
 * A bucket in S3, or in anything that speaks S3 and keeps its promises about conditional writes.
 *
 * What must hold:
 * - The client retries nothing (`s3Client` makes such a one). Here, reads and unconditional writes are retried after
 *   anything that may pass. A conditional write is retried only after S3 asked to slow down, since it was then not
 *   carried out; after a lost answer it is for the caller to read afresh.
 * - If-Match goes without quotes, and ETags come back without: AWS takes both forms, Ceph only the bare one.
 * - Bodies go as buffers: a stream would go in chunks, which Ceph refuses.
 */
import { hash } from 'node:crypto'
import {
  type _Object,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { compressibleType } from './compressible-type.js'
import { TooLargeError, UnavailableError } from './errors.js'
import { checkKey, type ListQuery, listQuery } from './key.js'
import { compareKeys } from './key-order.js'
import type {
  Condition,
  GetOptions,
  ListedObject,
  Listing,
  ListOptions,
  ObjectHead,
  ObjectStore,
  PutOptions,
  StoredObject,
} from './object-store.js'
import { REAL_WORLD, RETRY_POLICY, type RetryPolicy, type RetryWorld, retrying } from './retry.js'
import { isNoSuchKey, isPassing, isSlowDown, storeError } from './s3-errors.js'

/** Pages that one listing reads at most while all they say was said before. */
const REPEATED_PAGES_MAX = 100
/** Sorts after all that may follow a common prefix, but for keys that nobody makes. */
const LAST_CHARACTER = '\u{10ffff}'

export interface S3StoreOptions {
  /** With `maxAttempts: 1`; it may serve several stores. */
  readonly client: S3Client
  readonly bucket: string
  /** Whether the bucket knows tags; without, they are dropped. */
  readonly hasTags?: boolean
  /** Whether documents are put as a type that CloudFront compresses, with their own one in `x-amz-meta-type`. */
  readonly hasCompressibleTypes?: boolean
  readonly retryPolicy?: RetryPolicy
  readonly retryWorld?: RetryWorld
}

/** What S3 says of an object in its headers. */
interface Described {
  readonly ETag?: string | undefined
  readonly ContentLength?: number | undefined
  readonly ContentType?: string | undefined
  readonly CacheControl?: string | undefined
  readonly LastModified?: Date | undefined
  readonly Metadata?: Record<string, string> | undefined
}

export class S3Store implements ObjectStore {
  readonly #client: S3Client
  readonly #bucket: string
  readonly #hasTags: boolean
  readonly #hasCompressibleTypes: boolean
  readonly #policy: RetryPolicy
  readonly #world: RetryWorld

  constructor({ client, bucket, ...options }: S3StoreOptions) {
    this.#client = client
    this.#bucket = bucket
    this.#hasTags = options.hasTags ?? false
    this.#hasCompressibleTypes = options.hasCompressibleTypes ?? false
    this.#policy = options.retryPolicy ?? RETRY_POLICY
    this.#world = options.retryWorld ?? REAL_WORLD
  }

  async get(key: string, { bytesMax = Number.POSITIVE_INFINITY }: GetOptions = {}): Promise<StoredObject | undefined> {
    checkKey('get', key)
    return this.#read('get', key, async () => {
      const found = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }))
      // The size comes before the body, so that asking for it costs no request of its own.
      if ((found.ContentLength ?? 0) > bytesMax) {
        await found.Body?.transformToWebStream().cancel()
        throw new TooLargeError(headOf(key, found), bytesMax)
      }
      const body = (await found.Body?.transformToByteArray()) ?? new Uint8Array(0)
      return { ...headOf(key, found), sizeBytes: body.length, body }
    })
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    checkKey('head', key)
    return this.#read('head', key, async () => {
      return headOf(key, await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key })))
    })
  }

  async put(key: string, body: Uint8Array | string, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    checkKey('put', key)
    const bytes = Buffer.from(body as string)
    const { contentType, cacheControl, link, tags, ifMatch, ifNoneMatch } = options
    const sha256 = options.sha256 ?? hash('sha256', bytes)
    const standIn = this.#hasCompressibleTypes && contentType ? compressibleType(contentType) : undefined
    const input = {
      Bucket: this.#bucket,
      Key: key,
      Body: bytes,
      Metadata: {
        sha256,
        ...(link !== undefined && { link }),
        ...(standIn !== undefined && contentType !== undefined && { type: contentType }),
      },
      ...(contentType !== undefined && { ContentType: standIn ?? contentType }),
      ...(this.#hasTags && tags !== undefined && { Tagging: new URLSearchParams(tags).toString() }),
      ...(cacheControl !== undefined && { CacheControl: cacheControl }),
      ...(ifMatch !== undefined && { IfMatch: ifMatch }),
      ...(ifNoneMatch !== undefined && { IfNoneMatch: ifNoneMatch }),
    }
    const { ETag } = await this.#write('put', key, options, () => this.#client.send(new PutObjectCommand(input)))
    return { etag: bareEtag(ETag) }
  }

  async delete(key: string, options: Pick<Condition, 'ifMatch'> = {}): Promise<void> {
    checkKey('delete', key)
    const { ifMatch } = options
    const input = { Bucket: this.#bucket, Key: key, ...(ifMatch !== undefined && { IfMatch: ifMatch }) }
    await this.#write('delete', key, options, async () => {
      try {
        await this.#client.send(new DeleteObjectCommand(input))
      } catch (error) {
        // Some stores say so of a key that was not there; without a condition that is what was asked for.
        if (ifMatch !== undefined || !isNoSuchKey(error)) throw error
      }
    })
  }

  async list(options: ListOptions = {}): Promise<Listing> {
    const query = listQuery(options)
    let token: string | undefined
    for (let pages = 1; pages <= REPEATED_PAGES_MAX; pages++) {
      const page = await this.#listPage(query, token)
      const objects = (page.Contents ?? []).map(listedObject)
      const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => decodeKey(Prefix))
      // Where a common prefix counts as standing differs between stores; here it stands at its own place.
      const unsaid = prefixes.filter((prefix) => compareKeys(prefix, query.startAfter) > 0)
      if (!page.IsTruncated) return { objects, prefixes: unsaid }
      const next = laterKey(objects.at(-1)?.key, unsaid.at(-1))
      if (next !== undefined) return { objects, prefixes: unsaid, next }
      token = page.NextContinuationToken
    }
    const cause = new Error(`${REPEATED_PAGES_MAX} pages in a row said nothing new after ${query.startAfter}`)
    throw new UnavailableError('list', query.prefix, { cause })
  }

  async #listPage(query: ListQuery, token: string | undefined): Promise<ListObjectsV2CommandOutput> {
    const { prefix, startAfter, limit, delimiter } = query
    // After a common prefix, S3 has to be taken past the keys for which it stands.
    const isPrefix = delimiter !== '' && startAfter.endsWith(delimiter) && startAfter.length > prefix.length
    const input = {
      Bucket: this.#bucket,
      MaxKeys: limit,
      EncodingType: 'url' as const,
      ...(prefix !== '' && { Prefix: prefix }),
      ...(delimiter !== '' && { Delimiter: delimiter }),
      ...(startAfter !== '' && { StartAfter: isPrefix ? startAfter + LAST_CHARACTER : startAfter }),
      ...(token !== undefined && { ContinuationToken: token }),
    }
    const list = () => this.#client.send(new ListObjectsV2Command(input))
    try {
      return await this.#retrying(list, isPassing)
    } catch (error) {
      throw storeError('list', prefix, error)
    }
  }

  /** Reads, and returns undefined where there is no such key. */
  async #read<T>(operation: string, key: string, request: () => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#retrying(request, isPassing)
    } catch (error) {
      if (isNoSuchKey(error)) return undefined
      if (error instanceof TooLargeError) throw error
      throw storeError(operation, key, error)
    }
  }

  async #write<T>(operation: string, key: string, condition: Condition, request: () => Promise<T>): Promise<T> {
    const isConditional = condition.ifMatch !== undefined || condition.ifNoneMatch !== undefined
    try {
      return await this.#retrying(request, isConditional ? isSlowDown : isPassing)
    } catch (error) {
      throw storeError(operation, key, error, isConditional)
    }
  }

  #retrying<T>(request: () => Promise<T>, mayRetry: (error: unknown) => boolean): Promise<T> {
    return retrying(request, mayRetry, this.#policy, this.#world)
  }
}

function headOf(key: string, described: Described): ObjectHead {
  const { ETag, ContentLength = 0, ContentType, CacheControl, LastModified, Metadata } = described
  const { sha256, link, type: contentType = ContentType } = Metadata ?? {}
  return {
    key,
    etag: bareEtag(ETag),
    sizeBytes: ContentLength,
    ...(LastModified !== undefined && { modifiedMs: LastModified.getTime() }),
    ...(contentType !== undefined && { contentType }),
    ...(CacheControl !== undefined && { cacheControl: CacheControl }),
    ...(sha256 !== undefined && { sha256 }),
    ...(link !== undefined && { link }),
  }
}

function listedObject({ Key = '', ETag, Size = 0, LastModified }: _Object): ListedObject {
  const modifiedMs = LastModified?.getTime()
  return { key: decodeKey(Key), etag: bareEtag(ETag), sizeBytes: Size, ...(modifiedMs !== undefined && { modifiedMs }) }
}

/** Undoes the listing's encoding, which some stores write with `+` for a space. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}

function bareEtag(etag = ''): string {
  return etag.replace(/^"(.*)"$/, '$1')
}

function laterKey(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return compareKeys(a, b) > 0 ? a : b
}
