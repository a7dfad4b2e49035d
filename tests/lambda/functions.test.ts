/**
 * The functions as they are put together, from their environment alone, over an S3 that is not AWS's.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type S3Endpoint, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { post, SETTINGS } from '../publish/site.js'

const CANARY = 'Kanarienvogel'
const KEY = '_posts/2024-01-01-one.md'
const LAMBDA = { getRemainingTimeInMillis: () => 60_000, awsRequestId: 'request-1' }

let content: MemoryStore
let site: MemoryStore
let endpoint: S3Endpoint
let said: string
beforeEach(async () => {
  content = new MemoryStore()
  site = new MemoryStore()
  endpoint = await startS3Endpoint({ buckets: { posts: content, feeds: site }, port: 0 })
  const variables = {
    CONTENT_BUCKET: 'posts',
    SITE_BUCKET: 'feeds',
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_S3: endpoint.url,
    S3_ACCESS_KEY_ID: 'any',
    S3_SECRET_ACCESS_KEY: 'any',
    S3_COMPRESSIBLE_TYPES: 'true',
    POWERTOOLS_SERVICE_NAME: 'broadsheet-test',
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  said = ''
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      said += chunk
      return true
    })
  }
  vi.resetModules()
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await endpoint.close()
})

const lines = (): Record<string, unknown>[] =>
  said
    .split('\n')
    // Of an older Node the SDK says something to people.
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))

const uploadOf = (key: string): object => {
  const body = JSON.stringify({ Records: [{ s3: { bucket: { name: 'posts' }, object: { key } } }] })
  return { Records: [{ messageId: 'm1', eventSource: 'aws:sqs', body }] }
}

describe('publish', () => {
  test('publishes an upload, puts what CloudFront compresses, and logs by the name of the site', async () => {
    await content.put('_config.yml', SETTINGS)
    await content.put(KEY, post(CANARY))
    const { handler } = await import('../../functions/publish.js')
    expect(await handler(uploadOf(KEY), LAMBDA)).toEqual({ batchItemFailures: [] })

    expect(await site.head('public/atom.xml')).toMatchObject({ contentType: 'application/xml; charset=utf-8' })
    expect(await site.head('public/rss.xml')).toMatchObject({ contentType: 'application/rss+xml; charset=utf-8' })
    const [batch] = lines().filter(({ message }) => message === 'batch')
    expect(batch).toMatchObject({ service: 'broadsheet-test', requestId: 'request-1', settled: 1 })
    // The probe of a store that is new has two writes refused, which the meter sees.
    expect(lines().find(({ _aws }) => _aws !== undefined)).toMatchObject({ service: 'broadsheet-test', Conflicts: 2 })
    expect(said).not.toContain(CANARY)
  })

  test('says what broke it, and no more', async () => {
    await site.put('state/settings.json', `${CANARY} is no JSON`)
    const { handler } = await import('../../functions/publish.js')
    await expect(handler(uploadOf(KEY), LAMBDA)).rejects.toThrow(/^not done: SyntaxError$/)
    expect(lines()).toMatchObject([{ level: 'ERROR', message: 'broken', requestId: 'request-1' }])
    expect(said).not.toContain(CANARY)
  })

  test.each([
    ['CONTENT_BUCKET', '', 'the environment variable CONTENT_BUCKET is missing'],
    ['S3_COMPRESSIBLE_TYPES', 'yes', 'the environment variable S3_COMPRESSIBLE_TYPES is yes: expected true or false'],
    ['S3_FORCE_PATH_STYLE', '1', 'the environment variable S3_FORCE_PATH_STYLE is 1: expected true or false'],
    ['AWS_ENDPOINT_URL_S3', 'minio:9000', 'the S3 endpoint is minio:9000: expected an address'],
  ])('does not start where %s is %j', async (name, value, message) => {
    vi.stubEnv(name, value)
    await expect(import('../../functions/publish.js')).rejects.toThrow(message)
  })
})

describe('tick', () => {
  test('publishes what has come due, and is silent where nothing has', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2024-05-31T23:59:00Z') })
    try {
      await content.put('_config.yml', SETTINGS)
      await content.put(KEY, post('Due', { date: '2024-06-01' }))
      const { handler: publish } = await import('../../functions/publish.js')
      const { handler: tick } = await import('../../functions/tick.js')
      await publish(uploadOf(KEY), LAMBDA)
      for (const again of [false, true]) {
        said = ''
        await tick({}, LAMBDA)
        if (again) expect(said).toBe('')
      }
      vi.setSystemTime(new Date('2024-06-01T00:00:30Z'))
      await tick({}, LAMBDA)
      const feed = Buffer.from((await site.get('public/feed.json'))?.body ?? []).toString()
      expect(JSON.parse(feed)).toMatchObject({ items: [{ title: 'Due' }] })
      expect(lines().filter(({ message }) => message === 'batch')).toMatchObject([{ settled: 1 }])
    } finally {
      vi.useRealTimers()
    }
  })
})
