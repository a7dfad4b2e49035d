/**
 * Operations on objects: GetObject, HeadObject, PutObject, CopyObject, DeleteObject and DeleteObjects.
 */
import pMap from 'p-map'
import type { Condition, ObjectHead, ObjectStore, StoredObject } from '../../store/object-store.js'
import { type Answer, type Bucket, modifiedMs, quoted, xmlAnswer, xmlTime } from './bucket.js'
import { names, noSuchKey, preconditionFailed, readOutcome, writeCondition, writing } from './conditions.js'
import { describedBy, type NotedHeaders } from './notes.js'
import { Refusal, refusalOf } from './refusal.js'
import { decodePath, type S3Request } from './request.js'
import { parseDelete, renderXml, type XmlElement } from './xml.js'

/** Keys that one DeleteObjects may name, as in S3. */
const DELETE_KEYS_MAX = 1_000
const DELETES_AT_ONCE = 8

/** Query parameters with which a reader replaces a header of the answer. */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]

/** GetObject, and HeadObject where `method` is HEAD. */
export async function getObject(bucket: Bucket, { method, key, query, header }: S3Request): Promise<Answer> {
  const found: (ObjectHead & Partial<StoredObject>) | undefined =
    method === 'HEAD' ? await bucket.store.head(key) : await bucket.store.get(key)
  if (found === undefined) throw noSuchKey()
  const changedMs = modifiedMs(bucket, found)
  const version = { etag: quoted(found.etag), 'last-modified': new Date(changedMs).toUTCString() }
  const outcome = readOutcome(found.etag, changedMs, header)
  if (outcome === 'failed') throw preconditionFailed()
  if (outcome === 'not modified') return { status: 304, headers: version }
  const headers: Record<string, string> = { ...version, 'accept-ranges': 'bytes', ...describe(bucket, found) }
  for (const name of OVERRIDES) {
    const value = query.get(`response-${name}`)
    if (value !== null) headers[name] = value
  }
  const range = rangeOf(header('range'), found.sizeBytes)
  const [from, to] = range ?? [0, found.sizeBytes]
  if (range !== undefined) headers['content-range'] = `bytes ${from}-${to - 1}/${found.sizeBytes}`
  headers['content-length'] = String(to - from)
  return {
    status: range === undefined ? 200 : 206,
    headers,
    ...(found.body !== undefined && { body: found.body.subarray(from, to) }),
  }
}

export async function putObject(bucket: Bucket, request: S3Request, body: Buffer): Promise<Answer> {
  const condition = await writeCondition(bucket.store, request.key, request.header)
  const etag = await write(bucket, request.key, body, describedBy(request), condition)
  return { status: 200, headers: { etag: quoted(etag) } }
}

/** Writes an object with the headers that describe it, and returns its ETag. */
export async function write(
  { name, store, notes, now }: Bucket,
  key: string,
  body: Uint8Array,
  headers: NotedHeaders,
  condition: Condition,
): Promise<string> {
  const contentType = headers['content-type']
  const cacheControl = headers['cache-control']
  const options = {
    ...condition,
    ...(contentType !== undefined && { contentType }),
    ...(cacheControl !== undefined && { cacheControl }),
  }
  const { etag } = await writing(store, key, condition, () => store.put(key, body, options))
  notes.write(name, key, { etag, headers, modifiedMs: now() })
  return etag
}

/** CopyObject. `bucketNamed` finds the bucket of the source. */
export async function copyObject(
  bucket: Bucket,
  request: S3Request,
  bucketNamed: (name: string) => Bucket,
): Promise<Answer> {
  const { key, header } = request
  const { bucket: from, object } = await copySource(request, bucketNamed)
  const isReplaced = header('x-amz-metadata-directive')?.toUpperCase() === 'REPLACE'
  if (!isReplaced && from.name === bucket.name && object.key === key) {
    throw new Refusal('InvalidRequest', 'This copy request copies an object to itself without changing its metadata.')
  }
  const condition = await writeCondition(bucket.store, key, header)
  const headers = isReplaced ? describedBy(request) : describe(from, object)
  const etag = await write(bucket, key, object.body, headers, condition)
  const result: XmlElement[] = [
    ['LastModified', xmlTime(bucket.now())],
    ['ETag', quoted(etag)],
  ]
  return xmlAnswer(renderXml('CopyObjectResult', result))
}

/** Returns the object that `x-amz-copy-source` names, where its conditions hold. */
export async function copySource(
  { header }: S3Request,
  bucketNamed: (name: string) => Bucket,
): Promise<{ readonly bucket: Bucket; readonly object: StoredObject }> {
  const [path = ''] = (header('x-amz-copy-source') ?? '').replace(/^\//, '').split('?versionId=')
  const source = decodePath(path)
  const slash = source.indexOf('/')
  if (slash < 1) throw new Refusal('InvalidArgument', `Copy Source must mention the source bucket and key: ${source}`)
  const bucket = bucketNamed(source.slice(0, slash))
  const object = await bucket.store.get(source.slice(slash + 1))
  if (object === undefined) throw noSuchKey()
  const ifMatch = header('x-amz-copy-source-if-match')
  const ifNoneMatch = header('x-amz-copy-source-if-none-match')
  if (ifMatch !== undefined && !names(ifMatch, object.etag)) throw preconditionFailed()
  if (ifNoneMatch !== undefined && names(ifNoneMatch, object.etag)) throw preconditionFailed()
  return { bucket, object }
}

export async function deleteObject({ store }: Bucket, { key, header }: S3Request): Promise<Answer> {
  await remove(store, key, await writeCondition(store, key, header))
  return { status: 204 }
}

/** DeleteObjects: each key is answered for itself. */
export async function deleteObjects({ store }: Bucket, body: Buffer): Promise<Answer> {
  const { quiet, objects } = parseDelete(body)
  if (objects.length > DELETE_KEYS_MAX) {
    throw new Refusal('MalformedXML', `At most ${DELETE_KEYS_MAX} keys can be deleted at once, not ${objects.length}.`)
  }
  const results = await pMap(
    objects,
    async ({ key, etag }): Promise<XmlElement | undefined> => {
      try {
        await remove(store, key, etag === undefined ? {} : { ifMatch: etag })
        return quiet ? undefined : ['Deleted', [['Key', key]]]
      } catch (error) {
        const { code, message } = refusalOf(error)
        return [
          'Error',
          [
            ['Key', key],
            ['Code', code],
            ['Message', message],
          ],
        ]
      }
    },
    { concurrency: DELETES_AT_ONCE },
  )
  return xmlAnswer(
    renderXml(
      'DeleteResult',
      results.filter((result) => result !== undefined),
    ),
  )
}

async function remove(store: ObjectStore, key: string, { ifMatch }: { readonly ifMatch?: string }): Promise<void> {
  const condition = ifMatch === undefined ? {} : { ifMatch }
  await writing(store, key, condition, () => store.delete(key, condition))
}

/** Returns the headers that describe `object`: as they were sent with it, or what its store knows. */
function describe({ name, notes }: Bucket, object: ObjectHead): NotedHeaders {
  const { contentType = 'binary/octet-stream', cacheControl, sha256, link } = object
  return {
    'content-type': contentType,
    ...(cacheControl !== undefined && { 'cache-control': cacheControl }),
    ...(notes.read(name, object.key, object.etag)?.headers ?? {
      ...(sha256 !== undefined && { 'x-amz-meta-sha256': sha256 }),
      ...(link !== undefined && { 'x-amz-meta-link': link }),
    }),
  }
}

/**
 * Returns the first byte of a range and the one after its last, or undefined where the whole is to be sent:
 * several ranges and other units are passed over (RFC 9110 section 14.2). Throws the refusal `InvalidRange`.
 */
export function rangeOf(header: string | undefined, sizeBytes: number): readonly [number, number] | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  const isSuffix = first === ''
  const from = isSuffix ? Math.max(0, sizeBytes - Number(last)) : Number(first)
  const to = isSuffix || last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes)
  if (!isSuffix && last !== '' && Number(last) < from) return undefined
  if (from >= sizeBytes) throw new Refusal('InvalidRange', 'The requested range is not satisfiable')
  return [from, to]
}
