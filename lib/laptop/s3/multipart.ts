/**
 * Multipart uploads: CreateMultipartUpload, UploadPart, UploadPartCopy, CompleteMultipartUpload, AbortMultipartUpload,
 * ListParts and ListMultipartUploads.
 *
 * An object that came in parts has the same ETag here as one that came whole.
 */
import { type Answer, type Bucket, quoted, xmlAnswer, xmlTime } from './bucket.js'
import { writeCondition } from './conditions.js'
import { describedBy } from './notes.js'
import { copySource, rangeOf, write } from './objects.js'
import { Refusal } from './refusal.js'
import type { S3Request } from './request.js'
import type { Uploads } from './uploads.js'
import { parseCompletedParts, renderXml, type XmlElement } from './xml.js'

export function createUpload({ name }: Bucket, uploads: Uploads, request: S3Request): Answer {
  const id = uploads.start(name, request.key, describedBy(request))
  const result: XmlElement[] = [
    ['Bucket', name],
    ['Key', request.key],
    ['UploadId', id],
  ]
  return xmlAnswer(renderXml('InitiateMultipartUploadResult', result))
}

export function uploadPart({ name }: Bucket, uploads: Uploads, request: S3Request, body: Buffer): Answer {
  const { id, number } = partOf(request)
  const etag = uploads.addPart(name, request.key, id, number, body)
  return { status: 200, headers: { etag: quoted(etag) } }
}

/** UploadPartCopy: the part is a range of another object. */
export async function copyPart(
  bucket: Bucket,
  uploads: Uploads,
  request: S3Request,
  bucketNamed: (name: string) => Bucket,
): Promise<Answer> {
  const { id, number } = partOf(request)
  const { object } = await copySource(request, bucketNamed)
  const [from, to] = rangeOf(request.header('x-amz-copy-source-range'), object.sizeBytes) ?? [0, object.sizeBytes]
  // A copy of its own, so that a part does not hold on to the whole object.
  const body = Buffer.from(object.body.subarray(from, to))
  const etag = uploads.addPart(bucket.name, request.key, id, number, body)
  const result: XmlElement[] = [
    ['LastModified', xmlTime(bucket.now())],
    ['ETag', quoted(etag)],
  ]
  return xmlAnswer(renderXml('CopyPartResult', result))
}

export async function completeUpload(
  bucket: Bucket,
  uploads: Uploads,
  request: S3Request,
  body: Buffer,
): Promise<Answer> {
  const { key, query, header } = request
  const id = query.get('uploadId') ?? ''
  const parts = parseCompletedParts(body)
  let etag = uploads.endedAs(bucket.name, key, id)
  if (etag === undefined) {
    const { upload } = uploads.read(bucket.name, key, id)
    const whole = uploads.assemble(bucket.name, key, id, parts)
    const condition = await writeCondition(bucket.store, key, header)
    etag = await write(bucket, key, whole, upload.headers, condition)
    uploads.end(bucket.name, key, id, etag)
  }
  const result: XmlElement[] = [
    ['Location', `/${bucket.name}/${encodeURI(key)}`],
    ['Bucket', bucket.name],
    ['Key', key],
    ['ETag', quoted(etag)],
  ]
  return xmlAnswer(renderXml('CompleteMultipartUploadResult', result))
}

export function abortUpload({ name }: Bucket, uploads: Uploads, { key, query }: S3Request): Answer {
  uploads.end(name, key, query.get('uploadId') ?? '')
  return { status: 204 }
}

/** ListParts. All parts come on one page: S3's limit of 1,000 a page is one that clients must not count on. */
export function listParts({ name }: Bucket, uploads: Uploads, { key, query }: S3Request): Answer {
  const after = Number(query.get('part-number-marker') ?? 0)
  const { upload, parts } = uploads.read(name, key, query.get('uploadId') ?? '')
  const result: XmlElement[] = [
    ['Bucket', name],
    ['Key', key],
    ['UploadId', upload.id],
    ['PartNumberMarker', after],
    ['MaxParts', parts.length],
    ['IsTruncated', false],
    ...parts
      .filter(({ number }) => number > after)
      .map(
        ({ number, etag, body, modifiedMs }): XmlElement => [
          'Part',
          [
            ['PartNumber', number],
            ['LastModified', xmlTime(modifiedMs)],
            ['ETag', quoted(etag)],
            ['Size', body.length],
          ],
        ],
      ),
  ]
  return xmlAnswer(renderXml('ListPartsResult', result))
}

/** ListMultipartUploads: as many as there can be, on one page. */
export function listUploads({ name }: Bucket, uploads: Uploads, { query }: S3Request): Answer {
  const prefix = query.get('prefix') ?? ''
  const result: XmlElement[] = [
    ['Bucket', name],
    ['Prefix', prefix],
    ['IsTruncated', false],
    ...uploads
      .list(name)
      .filter(({ key }) => key.startsWith(prefix))
      .map(
        ({ key, id, startedMs }): XmlElement => [
          'Upload',
          [
            ['Key', key],
            ['UploadId', id],
            ['Initiated', xmlTime(startedMs)],
          ],
        ],
      ),
  ]
  return xmlAnswer(renderXml('ListMultipartUploadsResult', result))
}

function partOf({ query }: S3Request): { readonly id: string; readonly number: number } {
  const number = query.get('partNumber') ?? ''
  if (!/^\d{1,5}$/.test(number)) throw new Refusal('InvalidArgument', `partNumber is a whole number, not ${number}`)
  return { id: query.get('uploadId') ?? '', number: Number(number) }
}
