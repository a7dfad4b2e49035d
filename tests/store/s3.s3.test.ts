/**
 * The contract against a real S3 server, which the environment names: S3_ENDPOINT (or nothing, for AWS itself),
 * AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. S3_GAPS=deleteIfMatch says that the server is known to
 * ignore If-Match on DELETE, as Ceph does. It makes a bucket of its own, and removes it.
 */
import { CreateBucketCommand, DeleteBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeConditionalWrites } from '../../lib/store/probe.js'
import { s3Client } from '../../lib/store/s3-client.js'
import { S3Store } from '../../lib/store/s3-store.js'
import { describeObjectStore } from './contract.js'

const { S3_ENDPOINT, S3_GAPS = '', ...environment } = process.env
const client = s3Client({ ...environment, ...(S3_ENDPOINT && { AWS_ENDPOINT_URL_S3: S3_ENDPOINT }) })
const bucket = `broadsheet-test-${process.pid}-${process.hrtime.bigint()}`
const store = new S3Store({ client, bucket })

async function empty(): Promise<void> {
  for (;;) {
    const { objects } = await store.list()
    if (objects.length === 0) return
    // One by one: some releases of Ceph do not survive the deletion of many.
    for (const { key } of objects) await store.delete(key)
  }
}

beforeAll(async () => {
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
})

afterAll(async () => {
  await empty()
  await client.send(new DeleteBucketCommand({ Bucket: bucket }))
  client.destroy()
})

describeObjectStore(
  `S3Store at ${S3_ENDPOINT ?? 'AWS'}`,
  async () => {
    await empty()
    return { store }
  },
  S3_GAPS.includes('deleteIfMatch') ? { deleteIfMatch: 'the server takes If-Match on DELETE and ignores it' } : {},
)

describe('a real S3', () => {
  it('passes the probe of conditional writes, twice', async () => {
    await probeConditionalWrites(store, 'state/probe')
    await expect(probeConditionalWrites(store, 'state/probe')).resolves.toBeUndefined()
  })
})
