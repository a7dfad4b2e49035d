/**
 * What is put otherwise where the bucket is S3 and CloudFront reads it: types that are compressed, and tags.
 */
import type { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { OPML_TYPE } from '../../lib/feed/opml.js'
import { startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { FORMATS } from '../../lib/model/feed-document.js'
import { compressibleType } from '../../lib/store/compressible-type.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { s3Client, siteBucketOptions } from '../../lib/store/s3-client.js'
import { S3Store } from '../../lib/store/s3-store.js'

/** Those types of CloudFront's list (Developer Guide, "File types that CloudFront compresses") that Broadsheet uses. */
const COMPRESSED = ['application/json', 'application/rss+xml', 'application/xml', 'text/css', 'text/html', 'text/plain']

const ATOM = 'application/atom+xml; charset=utf-8'

describe('a type that CloudFront compresses', () => {
  test.each([
    ['application/atom+xml; charset=utf-8', 'application/xml; charset=utf-8'],
    ['application/feed+json', 'application/json'],
    ['Application/Feed+JSON; charset=utf-8', 'application/json; charset=utf-8'],
    ['text/x-opml; charset=utf-8', 'application/xml; charset=utf-8'],
    ['application/rss+xml; charset=utf-8', undefined],
    ['application/json', undefined],
    ['text/html; charset=utf-8', undefined],
    ['image/png', undefined],
  ])('stands for %s: %s', (type, expected) => {
    expect(compressibleType(type)).toBe(expected)
  })

  test.each([...Object.values(FORMATS), OPML_TYPE, 'text/html; charset=utf-8', 'application/json; charset=utf-8'])(
    'is what %s is put as',
    (type) => {
      expect(COMPRESSED).toContain((compressibleType(type) ?? type).split(';')[0])
    },
  )
})

describe('a document in the site bucket', () => {
  test('is put as what is compressed, keeps what it is beside that, and is read as what it is', async () => {
    const endpoint = await startS3Endpoint({ buckets: { site: new MemoryStore() }, port: 0 })
    const client = s3Client({ AWS_ENDPOINT_URL: endpoint.url, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' })
    const inputs: unknown[] = []
    client.middlewareStack.add((next) => (args) => {
      inputs.push(args.input)
      return next(args)
    })
    try {
      const store = new S3Store({ client, bucket: 'site', hasCompressibleTypes: true })
      await store.put('public/atom.xml', '<feed/>', { contentType: ATOM })
      expect(inputs).toMatchObject([{ ContentType: 'application/xml; charset=utf-8', Metadata: { type: ATOM } }])
    } finally {
      client.destroy()
      await endpoint.close()
    }
  })

  test('is read as what it is', async () => {
    const answer = { ETag: '"1"', ContentType: 'application/xml; charset=utf-8', Metadata: { type: ATOM } }
    const { client } = fakeClient(answer)
    expect(await new S3Store({ client, bucket: 'site' }).head('public/atom.xml')).toMatchObject({ contentType: ATOM })
  })

  test.each([
    [true, 'gone=1'],
    [false, undefined],
  ])('has its tags where the bucket knows them: %s', async (hasTags, Tagging) => {
    const { client, inputs } = fakeClient({ ETag: '"1"' })
    await new S3Store({ client, bucket: 'site', hasTags }).put('state/records/1.json', '{}', { tags: { gone: '1' } })
    expect(inputs).toEqual([expect.objectContaining({ Key: 'state/records/1.json' })])
    expect((inputs[0] as { Tagging?: string }).Tagging).toBe(Tagging)
  })
})

describe('the environment says', () => {
  test('what the site bucket is', () => {
    expect(siteBucketOptions({})).toEqual({ hasTags: false, hasCompressibleTypes: false })
    expect(siteBucketOptions({ S3_OBJECT_TAGS: 'true', S3_COMPRESSIBLE_TYPES: 'false' })).toEqual({
      hasTags: true,
      hasCompressibleTypes: false,
    })
    expect(() => siteBucketOptions({ S3_OBJECT_TAGS: 'yes' })).toThrow(
      'the environment variable S3_OBJECT_TAGS is yes: expected true or false',
    )
  })

  test('which credentials are for S3 alone', async () => {
    const AWS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'role', AWS_SECRET_ACCESS_KEY: 'r' }
    const client = s3Client({ ...AWS, S3_ACCESS_KEY_ID: 'other', S3_SECRET_ACCESS_KEY: 'o' })
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: 'other', secretAccessKey: 'o' })
    expect(await s3Client(AWS).config.credentials()).toMatchObject({ accessKeyId: 'role' })
  })
})

/** A client that answers everything with `answer`, and remembers what it was asked. */
function fakeClient(answer: object): { readonly client: S3Client; readonly inputs: object[] } {
  const inputs: object[] = []
  const send = async (command: HeadObjectCommand) => {
    inputs.push(command.input)
    return answer
  }
  return { client: { send } as unknown as S3Client, inputs }
}
