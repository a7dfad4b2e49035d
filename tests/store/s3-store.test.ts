import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type S3EndpointOptions, type S3RequestSummary, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { ConflictError, StoreError, UnavailableError } from '../../lib/store/errors.js'
import { FolderStore } from '../../lib/store/folder-store.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { probeConditionalWrites } from '../../lib/store/probe.js'
import { s3Client } from '../../lib/store/s3-client.js'
import { S3Store } from '../../lib/store/s3-store.js'
import { describeObjectStore } from './contract.js'

/** Opens an S3 store over HTTP, at an endpoint that keeps its bucket in `behind`; its retries do not wait. */
async function overHttp(behind: ObjectStore, faults?: S3EndpointOptions['faults']) {
  const endpoint = await startS3Endpoint({ buckets: { bucket: behind }, port: 0, ...(faults && { faults }) })
  const client = s3Client({ AWS_ENDPOINT_URL: endpoint.url, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' })
  const slept: number[] = []
  const retryWorld = {
    sleep: async (ms: number) => void slept.push(ms),
    random: () => 1,
    now: () => 0,
  }
  const open = (bucket: string) => new S3Store({ client, bucket, retryWorld })
  const close = async () => {
    client.destroy()
    await endpoint.close()
  }
  return { store: open('bucket'), open, slept, close }
}

describeObjectStore('S3Store over an endpoint over memory', () => overHttp(new MemoryStore()))

describeObjectStore('S3Store over an endpoint over a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-s3-'))
  const opened = await overHttp(new FolderStore(folder))
  const close = async () => {
    await opened.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...opened, close }
})

describe('S3Store when S3 fails', () => {
  /** A store whose endpoint fails as `faults` says, and the operations that reached it. */
  async function failing(
    faults: (request: S3RequestSummary, nth: number) => ReturnType<NonNullable<S3EndpointOptions['faults']>>,
    tell: (opened: Awaited<ReturnType<typeof overHttp>> & { seen: string[]; behind: MemoryStore }) => Promise<void>,
  ) {
    const seen: string[] = []
    const behind = new MemoryStore()
    const opened = await overHttp(behind, (request) => faults(request, seen.push(request.operation)))
    try {
      await tell({ ...opened, seen, behind })
    } finally {
      await opened.close()
    }
  }

  it('reads again, with longer and longer waits, when it is told to slow down', () =>
    failing(
      (_, nth) => (nth <= 3 ? { status: 503 } : undefined),
      async ({ store, slept, seen, behind }) => {
        await behind.put('key', 'body')
        expect(await store.head('key')).toMatchObject({ sizeBytes: 4 })
        expect(seen).toEqual(['HeadObject', 'HeadObject', 'HeadObject', 'HeadObject'])
        expect(slept).toEqual([50, 100, 200])
      },
    ))

  it.each([[{ status: 500 }], ['drop'], ['lose-answer']] as const)('reads and lists again after %j', (fault) =>
    failing(
      (_, nth) => (nth % 2 === 1 ? fault : undefined),
      async ({ store, behind }) => {
        await behind.put('key', 'body')
        expect(await store.get('key')).toMatchObject({ sizeBytes: 4 })
        expect((await store.list()).objects).toHaveLength(1)
      },
    ),
  )

  it('gives up reading after its last attempt', () =>
    failing(
      () => ({ status: 503 }),
      async ({ store, seen }) => {
        await expect(store.get('key')).rejects.toThrow(UnavailableError)
        expect(seen).toHaveLength(6)
      },
    ))

  it('takes 409 for a conflict, and does not write again', () =>
    failing(
      () => ({ status: 409 }),
      async ({ store, seen }) => {
        await expect(store.put('key', 'body', { ifNoneMatch: '*' })).rejects.toThrow(ConflictError)
        expect(seen).toEqual(['PutObject'])
      },
    ))

  it('does not know what became of a conditional write whose answer was lost, and does not write again', () =>
    failing(
      ({ operation }) => (operation === 'PutObject' ? 'lose-answer' : undefined),
      async ({ store, seen }) => {
        await expect(store.put('key', 'body', { ifNoneMatch: '*' })).rejects.toThrow(UnavailableError)
        expect(seen).toEqual(['PutObject'])
        expect(await store.head('key')).toMatchObject({ sizeBytes: 4 })
      },
    ))

  it('does not know what became of a conditional write that never arrived', () =>
    failing(
      ({ operation }) => (operation === 'PutObject' ? 'drop' : undefined),
      async ({ store }) => {
        await expect(store.put('key', 'body', { ifNoneMatch: '*' })).rejects.toThrow(UnavailableError)
        expect(await store.head('key')).toBeUndefined()
      },
    ))

  it('sends a conditional write again only where it was told to slow down', () =>
    failing(
      (_, nth) => (nth === 1 ? { status: 503 } : nth === 2 ? { status: 500 } : undefined),
      async ({ store, seen }) => {
        await expect(store.put('key', 'body', { ifNoneMatch: '*' })).rejects.toThrow(UnavailableError)
        expect(seen).toEqual(['PutObject', 'PutObject'])
      },
    ))

  it('sends unconditional writes and deletions again after a lost answer', () =>
    failing(
      (_, nth) => (nth % 2 === 1 ? 'lose-answer' : undefined),
      async ({ store, seen, behind }) => {
        await store.put('key', 'body')
        expect(await behind.head('key')).toMatchObject({ sizeBytes: 4 })
        await store.delete('key')
        expect(await behind.head('key')).toBeUndefined()
        expect(seen).toEqual(['PutObject', 'PutObject', 'DeleteObject', 'DeleteObject'])
      },
    ))

  it('says what is wrong where trying again cannot help', () =>
    failing(
      () => undefined,
      async ({ open }) => {
        const elsewhere = open('elsewhere')
        await expect(elsewhere.put('key', 'body')).rejects.toThrow(/NoSuchBucket.*check the bucket's name/)
        await expect(elsewhere.list()).rejects.toThrow(StoreError)
        await expect(elsewhere.put('key', 'body', { ifMatch: 'x' })).rejects.toThrow(StoreError)
        await expect(elsewhere.get('key')).rejects.toThrow(StoreError)
      },
    ))

  it('does not know about a server that is not there', async () => {
    const { store, close } = await overHttp(new MemoryStore())
    await close()
    await expect(store.put('key', 'body')).rejects.toThrow(UnavailableError)
    await expect(store.get('key')).rejects.toThrow(UnavailableError)
  })

  it('passes the probe of conditional writes', () =>
    failing(
      () => undefined,
      async ({ store }) => {
        await expect(probeConditionalWrites(store, 'state/probe')).resolves.toBeUndefined()
      },
    ))
})

describe('s3Client', () => {
  it.each([
    [{ AWS_ENDPOINT_URL: 'localhost:9000' }, /localhost:9000: expected an address/],
    [{ AWS_REGION: 'us-east-1', S3_FORCE_PATH_STYLE: 'yes' }, /S3_FORCE_PATH_STYLE is yes: expected true or false/],
  ])('refuses %j', (environment, message) => {
    expect(() => s3Client(environment)).toThrow(message)
  })

  it('retries nothing on its own', async () => {
    const client = s3Client({ AWS_REGION: 'us-east-1' })
    expect(await client.config.maxAttempts()).toBe(1)
    client.destroy()
  })
})
