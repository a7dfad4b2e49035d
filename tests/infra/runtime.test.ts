/**
 * The packaged functions in an empty folder: in plain Node, and under Lambda's own runtime client (see runtime/lambda.ts).
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SQSEvent } from 'aws-lambda'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type S3Endpoint, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { makePackage } from './packaging.js'
import { copyRuntimeClient, type Lambda, startLambda, unpack } from './runtime/lambda.js'

const RIC = process.env.AWS_LAMBDA_RIC

let folder: string
let upload: SQSEvent
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-runtime-'))
  const made = await makePackage('UTC')
  await unpack(made.zip, join(folder, 'publish'))
  await unpack(made.tickZip, join(folder, 'tick'))
  upload = JSON.parse(await readFile(new URL('fixtures/sqs-upload.json', import.meta.url), 'utf8'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let content: MemoryStore
let site: MemoryStore
let s3: S3Endpoint
beforeEach(async () => {
  content = new MemoryStore()
  site = new MemoryStore()
  s3 = await startS3Endpoint({ buckets: { content, site }, port: 0 })
  await content.put('_config.yml', 'title: The Daily\nurl: https://daily.example\n')
  await content.put(
    '_posts/2024-05-01-shares close higher.md',
    '---\ntitle: Shares close higher\n---\nA third *day*.\n',
  )
})
afterEach(() => s3.close())

const environment = (): Record<string, string> => ({
  CONTENT_BUCKET: 'content',
  SITE_BUCKET: 'site',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_SESSION_TOKEN: 'any',
  AWS_ENDPOINT_URL: s3.url,
})

async function published(): Promise<string> {
  return Buffer.from((await site.get('public/rss.xml'))?.body ?? []).toString()
}

/** Calls the handler of a function in a Node of its own, and returns its answer. */
async function answerOf(name: string, event: unknown): Promise<unknown> {
  const program = `
    const { handler } = await import('./dist/functions/${name}/index.mjs')
    const answer = await handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 60_000 })
    console.log(JSON.stringify({ answer }))`
  const args = ['--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: join(folder, name), env: environment() })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '').answer
}

describe('unpacked into an empty folder', () => {
  test('publish handles an upload that SQS tells of', async () => {
    expect(await answerOf('publish', upload)).toEqual({ batchItemFailures: [] })
    expect(await published()).toContain('<title>Shares close higher</title>')
  })

  test('tick handles its minute', async () => {
    expect(await answerOf('tick', {})).toBeUndefined()
  })
})

describe.skipIf(RIC === undefined)('under the runtime client of Lambda, where AWS_LAMBDA_RIC names it', () => {
  let client: string
  beforeAll(async () => {
    client = join(folder, 'client')
    await copyRuntimeClient(RIC ?? '', client)
  })

  let lambda: Lambda | undefined
  afterEach(() => lambda?.close())

  const start = async (name: string, more: Readonly<Record<string, string>> = {}): Promise<Lambda> => {
    lambda = await startLambda(client, join(folder, name), name, { ...environment(), ...more })
    return lambda
  }

  test('publish handles uploads, one after the other', async () => {
    const publish = await start('publish')
    expect(await publish.invoke(upload)).toEqual({ kind: 'response', body: { batchItemFailures: [] } })
    expect(await published()).toContain('<title>Shares close higher</title>')
    await content.put('_posts/2024-05-01-shares close higher.md', '---\ntitle: Shares close lower\n---\nAfter all.\n')
    expect(await publish.invoke(upload)).toEqual({ kind: 'response', body: { batchItemFailures: [] } })
    expect(await published()).toContain('<title>Shares close lower</title>')
  })

  test('tick handles its minute', async () => {
    const tick = await start('tick')
    expect(await tick.invoke({})).toEqual({ kind: 'response', body: null })
  })

  test('SQS hears which message is still to be done', async () => {
    const publish = await start('publish')
    const { Records } = upload
    const unreadable = { ...Records[0], messageId: 'unreadable', body: 'hello' }
    const { body } = await publish.invoke({ Records: [unreadable, ...Records] })
    expect(body).toEqual({ batchItemFailures: [{ itemIdentifier: 'unreadable' }] })
    expect(await published()).toContain('<title>Shares close higher</title>')
  })

  test('an event that publish does not know is an error, and the next event is handled', async () => {
    const publish = await start('publish')
    expect(await publish.invoke({ source: 'elsewhere' })).toEqual({
      kind: 'error',
      body: {
        errorType: 'NotDoneError',
        errorMessage: expect.stringContaining('EventError: not an S3 notification'),
        trace: expect.arrayContaining([expect.stringMatching(/^ +at .*index\.mjs:/)]),
      },
    })
    expect(publish.log()).toMatch(/\tERROR\tInvoke Error\s.*"errorType":"NotDoneError"/)
    expect(await publish.invoke(upload)).toEqual({ kind: 'response', body: { batchItemFailures: [] } })
  })

  test('a tick that could not do its work is an error that says why', async () => {
    const tick = await start('tick', { SITE_BUCKET: 'missing' })
    const { kind, body } = await tick.invoke({})
    expect(kind).toBe('error')
    expect(body).toMatchObject({ errorType: 'NotDoneError', errorMessage: expect.stringContaining('NoSuchBucket') })
  })

  test.each(['publish', 'tick'])('%s says at its start which variable is missing', async (name) => {
    const failed = await start(name, { SITE_BUCKET: '' })
    expect(await failed.failedStart()).toEqual({
      kind: 'init error',
      errorType: 'Error',
      body: {
        errorType: 'Error',
        errorMessage: 'the environment variable SITE_BUCKET is missing',
        trace: expect.arrayContaining([expect.stringMatching(/^ +at .*index\.mjs:/)]),
      },
    })
  })
})
