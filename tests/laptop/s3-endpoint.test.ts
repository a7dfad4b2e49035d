/**
 * The S3 endpoint as the AWS SDK sees it. What the SDK never sends is in s3-endpoint-wire.test.ts; what all stores do is in
 * tests/store/s3-store.test.ts.
 */
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type S3Endpoint, type S3Fault, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { MemoryStore } from '../../lib/store/memory-store.js'

const MIB = 1_024 * 1_024
const START_MS = Date.UTC(2024, 0, 31, 9, 30)

let content: MemoryStore
let endpoint: S3Endpoint
let client: S3Client
let nowMs: number
let fault: S3Fault | undefined

beforeEach(async () => {
  content = new MemoryStore()
  nowMs = START_MS
  fault = undefined
  const buckets = { content, site: new MemoryStore() }
  endpoint = await startS3Endpoint({ buckets, port: 0, now: () => nowMs, faults: () => fault })
  client = new S3Client({
    endpoint: endpoint.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  })
})

afterEach(async () => {
  client.destroy()
  await endpoint.close()
})

const at = (key: string) => ({ Bucket: 'content', Key: key })
const put = (key: string, body: string | Uint8Array = `body of ${key}`, more = {}) =>
  client.send(new PutObjectCommand({ ...at(key), Body: body, ...more }))
const get = async (key: string, more = {}) => {
  const answer = await client.send(new GetObjectCommand({ ...at(key), ...more }))
  return { ...answer, text: await answer.Body?.transformToString() }
}
/** The refusal that `request` meets: its code and status. */
const refusal = async (request: Promise<unknown>) => {
  const error = await request.then(
    () => new Error('it was not refused'),
    (thrown) => thrown,
  )
  return [error.name, error.$metadata?.httpStatusCode]
}

describe('buckets', () => {
  it('are those that the endpoint was started with', async () => {
    const { Buckets } = await client.send(new ListBucketsCommand({}))
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['content', 'site'])
    await client.send(new HeadBucketCommand({ Bucket: 'content' }))
    await client.send(new CreateBucketCommand({ Bucket: 'content' }))
    expect((await client.send(new GetBucketLocationCommand({ Bucket: 'content' }))).LocationConstraint).toBeFalsy()
    expect(await refusal(client.send(new CreateBucketCommand({ Bucket: 'other' })))).toEqual(['NoSuchBucket', 404])
    expect(await refusal(client.send(new ListObjectsV2Command({ Bucket: 'other' })))).toEqual(['NoSuchBucket', 404])
  })
})

describe('objects', () => {
  it('come back with what was said of them', async () => {
    const said = {
      ContentType: 'text/markdown; charset=gb18030',
      CacheControl: 'no-cache',
      ContentDisposition: 'attachment',
      ContentEncoding: 'gzip',
      ContentLanguage: 'zh',
      Metadata: { author: 'someone', tool: 'sdk' },
    }
    nowMs = START_MS + 60_000
    const { ETag } = await put('post.md', 'text', said)
    const expected = { ...said, ETag, ContentLength: 4, LastModified: new Date(nowMs) }
    expect(await get('post.md')).toMatchObject({ ...expected, text: 'text' })
    expect(await client.send(new HeadObjectCommand(at('post.md')))).toMatchObject(expected)
    // Another version is another object: nothing is left of what was said of the first.
    await content.put('post.md', 'changed in the store')
    const later = await get('post.md')
    expect(later.Metadata?.author).toBeUndefined()
    expect(later.ContentEncoding).toBeUndefined()
  })

  it('are missing where they are missing', async () => {
    expect(await refusal(get('none'))).toEqual(['NoSuchKey', 404])
    expect(await refusal(client.send(new HeadObjectCommand(at('none'))))).toEqual(['NotFound', 404])
    await client.send(new DeleteObjectCommand(at('none')))
  })

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=7-99', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=0-1,4-5', '0123456789', undefined],
    ['bytes=5-2', '0123456789', undefined],
    ['lines=1-2', '0123456789', undefined],
  ])('give the range %s', async (Range, text, ContentRange) => {
    await put('key', '0123456789')
    const answer = await get('key', { Range })
    expect([answer.text, answer.ContentRange]).toEqual([text, ContentRange])
    expect(answer.$metadata.httpStatusCode).toBe(ContentRange === undefined ? 200 : 206)
  })

  it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('have no range %s', async (Range) => {
    await put('key', '0123456789')
    expect(await refusal(get('key', { Range }))).toEqual(['InvalidRange', 416])
  })

  it('are read under conditions', async () => {
    const { ETag = '' } = await put('key')
    const before = new Date(START_MS - 60_000)
    const after = new Date(START_MS + 60_000)
    const notModified = [expect.anything(), 304]
    const failed = ['PreconditionFailed', 412]
    expect((await get('key', { IfMatch: ETag })).text).toBe('body of key')
    expect((await get('key', { IfMatch: `"other", ${ETag}` })).text).toBe('body of key')
    expect((await get('key', { IfNoneMatch: '"other"' })).text).toBe('body of key')
    expect((await get('key', { IfModifiedSince: before })).text).toBe('body of key')
    expect((await get('key', { IfUnmodifiedSince: after })).text).toBe('body of key')
    expect(await refusal(get('key', { IfMatch: '"other"' }))).toEqual(failed)
    expect(await refusal(get('key', { IfUnmodifiedSince: before }))).toEqual(failed)
    expect(await refusal(get('key', { IfNoneMatch: ETag }))).toEqual(notModified)
    expect(await refusal(get('key', { IfNoneMatch: '*' }))).toEqual(notModified)
    expect(await refusal(get('key', { IfModifiedSince: new Date(START_MS) }))).toEqual(notModified)
  })

  it('are written under conditions, with quotes around the ETag or without', async () => {
    expect(await refusal(put('key', 'one', { IfMatch: '"any"' }))).toEqual(['NoSuchKey', 404])
    expect(await refusal(put('key', 'one', { IfMatch: '*' }))).toEqual(['NoSuchKey', 404])
    const { ETag = '' } = await put('key', 'one', { IfNoneMatch: '*' })
    expect(await refusal(put('key', 'two', { IfNoneMatch: '*' }))).toEqual(['PreconditionFailed', 412])
    expect(await refusal(put('key', 'two', { IfMatch: '"other"' }))).toEqual(['PreconditionFailed', 412])
    expect(await refusal(put('key', 'two', { IfNoneMatch: ETag }))).toEqual(['NotImplemented', 501])
    const second = await put('key', 'two', { IfMatch: ETag })
    await put('key', 'three', { IfMatch: second.ETag?.replaceAll('"', '') })
    await put('key', 'four', { IfMatch: '*' })
    expect((await get('key')).text).toBe('four')
  })

  it('are deleted under conditions', async () => {
    const remove = (IfMatch: string) => client.send(new DeleteObjectCommand({ ...at('key'), IfMatch }))
    const { ETag = '' } = await put('key')
    expect(await refusal(remove('"other"'))).toEqual(['PreconditionFailed', 412])
    await remove(ETag)
    expect(await refusal(remove(ETag))).toEqual(['NoSuchKey', 404])
  })

  it('are deleted many at once, each for itself', async () => {
    const keys = ['plain', ' & < > " spaces ', 'line\r\nbreaks\t', '泉州/🎉', '007', '__proto__', '../..']
    for (const key of keys) await put(key)
    const { ETag } = await put('kept')
    const { Deleted, Errors } = await client.send(
      new DeleteObjectsCommand({
        Bucket: 'content',
        Delete: { Objects: [...keys.map((Key) => ({ Key })), { Key: 'none' }, { Key: 'kept', ETag: '"other"' }] },
      }),
    )
    expect(Deleted?.map(({ Key }) => Key)).toEqual([...keys, 'none'])
    expect(Errors).toMatchObject([{ Key: 'kept', Code: 'PreconditionFailed' }])
    expect((await content.list()).objects.map(({ key }) => key)).toEqual(['kept'])
    const quiet = await client.send(
      new DeleteObjectsCommand({ Bucket: 'content', Delete: { Quiet: true, Objects: [{ Key: 'kept', ETag }] } }),
    )
    expect(quiet.Deleted).toBeUndefined()
    expect((await content.list()).objects).toEqual([])
  })

  it('are copied, within a bucket and between buckets, with what was said of them or something else', async () => {
    const source = 'from/a b+c%20&泉.md'
    const CopySource = `content/${encodeURIComponent(source)}`
    const copy = (Key: string, more = {}) => client.send(new CopyObjectCommand({ ...at(Key), CopySource, ...more }))
    const { ETag = '' } = await put(source, 'text', { ContentType: 'text/markdown', Metadata: { author: 'someone' } })
    expect((await copy('same')).CopyObjectResult?.ETag).toBe(ETag)
    expect(await get('same')).toMatchObject({
      text: 'text',
      ContentType: 'text/markdown',
      Metadata: { author: 'someone' },
    })
    await copy('said anew', { MetadataDirective: 'REPLACE', ContentType: 'text/plain' })
    expect(await get('said anew')).toMatchObject({ text: 'text', ContentType: 'text/plain', Metadata: {} })
    await copy('there', { Bucket: 'site', CopySourceIfMatch: ETag })
    expect((await get('there', { Bucket: 'site' })).text).toBe('text')
    expect(await refusal(copy('same', { CopySourceIfMatch: '"other"' }))).toEqual(['PreconditionFailed', 412])
    expect(await refusal(copy('same', { CopySourceIfNoneMatch: ETag }))).toEqual(['PreconditionFailed', 412])
    expect(await refusal(copy('same', { IfNoneMatch: '*' }))).toEqual(['PreconditionFailed', 412])
    expect(await refusal(copy(source))).toEqual(['InvalidRequest', 400])
    expect(await refusal(copy('x', { CopySource: 'content/none' }))).toEqual(['NoSuchKey', 404])
    expect(await refusal(copy('x', { CopySource: 'other/none' }))).toEqual(['NoSuchBucket', 404])
  })

  it.each([['CRC32'], ['CRC32C'], ['CRC64NVME'], ['SHA1'], ['SHA256']] as const)(
    'arrive with a checksum by %s, from a buffer',
    async (ChecksumAlgorithm) => {
      await put('key', 'text', { ChecksumAlgorithm })
      expect((await get('key')).text).toBe('text')
    },
  )

  it('arrive in chunks, from a stream', async () => {
    const body = new Uint8Array(300_000).map((_, index) => index % 251)
    const pieces = [0, 1, 2, 3, 4].map((nth) => Buffer.from(body.subarray(nth * 70_000, (nth + 1) * 70_000)))
    const stream = Readable.from(pieces, { objectMode: false })
    await client.send(new PutObjectCommand({ ...at('key'), Body: stream, ContentLength: body.length }))
    const found = await get('key')
    expect(found.ContentEncoding).toBeUndefined()
    expect(found.ContentLength).toBe(body.length)
    expect(Buffer.from((await content.get('key'))?.body ?? []).equals(body)).toBe(true)
  })
})

describe('listings', () => {
  const KEYS = ['+', 'a b', 'a/1', 'a/2', 'b&<c>', 'line\nbreak', '泉/州', '\u{ffff}', '🎉']

  beforeEach(async () => {
    for (const key of KEYS) await content.put(key, key)
  })

  it('come in the order of bytes, with sizes, ETags and times', async () => {
    const { Contents, KeyCount, IsTruncated } = await client.send(
      new ListObjectsV2Command({ Bucket: 'content', EncodingType: 'url', FetchOwner: true }),
    )
    const keys = Contents?.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')))
    expect(keys).toEqual(KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
    expect([KeyCount, IsTruncated]).toEqual([KEYS.length, false])
    expect(Contents?.[0]).toMatchObject({
      Key: '%2B',
      Size: 1,
      LastModified: new Date(START_MS),
      ETag: `"${(await content.head('+'))?.etag}"`,
    })
  })

  it('come page by page, by tokens', async () => {
    const seen: string[] = []
    let ContinuationToken: string | undefined
    do {
      const page: ListObjectsV2CommandOutput = await client.send(
        new ListObjectsV2Command({ Bucket: 'content', MaxKeys: 2, Delimiter: '/', ContinuationToken, Prefix: '' }),
      )
      expect((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0)).toBeLessThanOrEqual(2)
      for (const { Key = '' } of page.Contents ?? []) seen.push(Key)
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) seen.push(Prefix)
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined)
    expect(seen.toSorted()).toEqual(['+', 'a b', 'a/', 'b&<c>', 'line\nbreak', '泉/', '\u{ffff}', '🎉'].toSorted())
  })

  it('come in the older form too', async () => {
    const first = await client.send(new ListObjectsCommand({ Bucket: 'content', MaxKeys: 3 }))
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(['+', 'a b', 'a/1'])
    expect([first.IsTruncated, first.NextMarker]).toEqual([true, 'a/1'])
    const rest = await client.send(new ListObjectsCommand({ Bucket: 'content', Marker: 'a/1', Prefix: 'a/' }))
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['a/2'])
  })

  it('may be of nothing', async () => {
    const answer = await client.send(new ListObjectsV2Command({ Bucket: 'content', MaxKeys: 0 }))
    expect([answer.KeyCount, answer.IsTruncated]).toEqual([0, false])
    const token = client.send(new ListObjectsV2Command({ Bucket: 'content', ContinuationToken: '!' }))
    expect(await refusal(token)).toEqual(['InvalidArgument', 400])
  })
})

describe('multipart uploads', () => {
  const start = async (key: string, more = {}) => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at(key), ...more }))
    return { ...at(key), UploadId }
  }
  const complete = (upload: Awaited<ReturnType<typeof start>>, Parts: object[], more = {}) =>
    client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }))
  const FIRST = new Uint8Array(5 * MIB).fill(1)

  it('become one object, whatever the order in which the parts came', async () => {
    const upload = await start('whole', { ContentType: 'audio/mpeg', Metadata: { episode: '1' } })
    const last = await client.send(new UploadPartCommand({ ...upload, PartNumber: 7, Body: 'the end' }))
    const wrong = await client.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: 'to be replaced' }))
    const first = await client.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: FIRST }))
    expect(wrong.ETag).not.toBe(first.ETag)
    const listed = await client.send(new ListPartsCommand(upload))
    expect(listed.Parts).toMatchObject([
      { PartNumber: 2, Size: 5 * MIB, ETag: first.ETag },
      { PartNumber: 7, Size: 7, ETag: last.ETag },
    ])
    const parts = [
      { PartNumber: 2, ETag: first.ETag },
      { PartNumber: 7, ETag: last.ETag },
    ]
    const { ETag } = await complete(upload, parts)
    const found = await get('whole')
    expect(found).toMatchObject({ ETag, ContentType: 'audio/mpeg', Metadata: { episode: '1' } })
    expect(found.ContentLength).toBe(5 * MIB + 7)
    expect(found.text?.endsWith('\u0001the end')).toBe(true)
    // A client that lost the answer asks again.
    expect((await complete(upload, parts)).ETag).toBe(ETag)
  })

  it('take parts out of other objects', async () => {
    await put('source', '0123456789')
    const upload = await start('copy')
    const { CopyPartResult } = await client.send(
      new UploadPartCopyCommand({
        ...upload,
        PartNumber: 1,
        CopySource: 'content/source',
        CopySourceRange: 'bytes=3-5',
      }),
    )
    await complete(upload, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }])
    expect((await get('copy')).text).toBe('345')
  })

  it('leave nothing behind when they are aborted', async () => {
    const upload = await start('never')
    await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x' }))
    const listed = await client.send(new ListMultipartUploadsCommand({ Bucket: 'content' }))
    expect(listed.Uploads).toMatchObject([{ Key: 'never', UploadId: upload.UploadId }])
    await client.send(new AbortMultipartUploadCommand(upload))
    expect(await refusal(client.send(new ListPartsCommand(upload)))).toEqual(['NoSuchUpload', 404])
    expect(await refusal(get('never'))).toEqual(['NoSuchKey', 404])
  })

  it('are refused where their parts are not right, and can still be completed', async () => {
    const upload = await start('key')
    const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'small' }))
    const second = await client.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: 'second' }))
    const one = { PartNumber: 1, ETag }
    const two = { PartNumber: 2, ETag: second.ETag }
    expect(await refusal(complete(upload, [two, one]))).toEqual(['InvalidPartOrder', 400])
    expect(await refusal(complete(upload, [{ ...one, ETag: '"other"' }]))).toEqual(['InvalidPart', 400])
    expect(await refusal(complete(upload, [one, { PartNumber: 3, ETag }]))).toEqual(['InvalidPart', 400])
    expect(await refusal(complete(upload, [one, two]))).toEqual(['EntityTooSmall', 400])
    expect(await refusal(client.send(new UploadPartCommand({ ...upload, PartNumber: 0, Body: 'x' })))).toEqual([
      'InvalidArgument',
      400,
    ])
    await put('key', 'meanwhile')
    expect(await refusal(complete(upload, [one], { IfNoneMatch: '*' }))).toEqual(['PreconditionFailed', 412])
    await complete(upload, [one])
    expect((await get('key')).text).toBe('small')
  })

  it('belong to their key', async () => {
    const upload = await start('key')
    const elsewhere = client.send(new UploadPartCommand({ ...upload, Key: 'other', PartNumber: 1, Body: 'x' }))
    expect(await refusal(elsewhere)).toEqual(['NoSuchUpload', 404])
  })
})

describe('faults', () => {
  it.each([
    [{ status: 503 } as const, ['SlowDown', 503], false],
    [{ status: 409 } as const, ['ConditionalRequestConflict', 409], false],
    [{ status: 500 } as const, ['InternalError', 500], false],
    ['drop' as const, [expect.anything(), undefined], false],
    ['lose-answer' as const, [expect.anything(), undefined], true],
  ])('%j', async (told, answer, isWritten) => {
    fault = told
    expect(await refusal(put('key'))).toEqual(answer)
    expect((await content.get('key')) !== undefined).toBe(isWritten)
    fault = undefined
    await put('key', 'afterwards')
    expect((await get('key')).text).toBe('afterwards')
  })

  it('what is not here is answered 501, and says so', async () => {
    await put('key')
    expect(await refusal(client.send(new GetObjectAclCommand(at('key'))))).toEqual(['NotImplemented', 501])
    expect(await refusal(get('key', { VersionId: '1' }))).toEqual(['NotImplemented', 501])
  })
})
