/**
 * What the deployed functions log, and that no post's text is ever in it. Everything that reaches standard output or the
 * console counts: that is what CloudWatch keeps.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type PublishHandler, publishHandler, tickHandler } from '../../lib/lambda/handler.js'
import { logReport } from '../../lib/lambda/log.js'
import { StoreMeter } from '../../lib/lambda/meter.js'
import { observed } from '../../lib/lambda/observed.js'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import type { PublishContext } from '../../lib/publish/context.js'
import { inlineQueue } from '../../lib/publish/inline-queue.js'
import { recordId, recordKey } from '../../lib/publish/record.js'
import { UnavailableError } from '../../lib/store/errors.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { SETTINGS, Site } from '../publish/site.js'

/** Stands in every post, wherever a post has text. Nothing that is logged may have it. */
const CANARY = 'Kanarienvogel'
const KEY = '_posts/2024-01-01-one.md'
const REQUEST = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef'
const LAMBDA = { getRemainingTimeInMillis: () => 60_000, awsRequestId: REQUEST }

let said: string[]
beforeEach(() => {
  said = []
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
      said.push(String(chunk))
      return true
    })
  }
  for (const method of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...things: unknown[]) => void said.push(things.map(String).join(' ')))
  }
})
afterEach(() => {
  vi.restoreAllMocks()
})

interface LoggedLine {
  readonly message?: string
  readonly level?: string
  readonly [fact: string]: unknown
}

const lines = (): LoggedLine[] =>
  said
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
const linesOf = (message: string) => lines().filter((line) => line.message === message)
const metrics = (): LoggedLine[] => lines().filter((line) => line._aws !== undefined)

/** A site whose functions are put together as they are deployed. */
async function deployed(
  change: (parts: { context: PublishContext; site: Site }) => Partial<PublishContext> = () => ({}),
) {
  const site = new Site()
  await site.content.put('_config.yml', SETTINGS)
  const meter = new StoreMeter(site.context.now)
  const watched = { ...site.context, content: meter.watch(site.content), site: meter.watch(site.site) }
  const context = { ...watched, ...change({ context: watched, site }) }
  const parts = { context, queue: inlineQueue(context), contentBucket: 'content', report: logReport, meter }
  return { site, publish: observed(publishHandler(parts)), tick: observed(tickHandler(parts)) }
}

function uploadOf(...keys: readonly string[]): object {
  const Records = keys.map((key) => ({
    eventSource: 'aws:s3',
    eventTime: '2024-05-31T23:59:30.000Z',
    s3: { bucket: { name: 'content' }, object: { key } },
  }))
  return { Records: [{ messageId: 'm1', eventSource: 'aws:sqs', body: JSON.stringify({ Records }) }] }
}

const failing = (store: ObjectStore, key: string, error: Error): ObjectStore => ({
  get: (...get) => (get[0] === key ? Promise.reject(error) : store.get(...get)),
  head: (...head) => store.head(...head),
  put: (...put) => store.put(...put),
  delete: (...remove) => store.delete(...remove),
  list: (...list) => store.list(...list),
})

describe('a batch', () => {
  test('is told of with request id, key, feeds and timings', async () => {
    const { site, publish } = await deployed()
    await site.content.put(KEY, `---\ntitle: ${CANARY}\ncategories: [news]\n---\n${CANARY}\n`)
    // The very first batch sees whether the store keeps to conditions.
    await publish(uploadOf('_config.yml'), LAMBDA)
    said = []
    expect(await publish(uploadOf(KEY), LAMBDA)).toEqual({ batchItemFailures: [] })
    expect(linesOf('settled')).toEqual([
      expect.objectContaining({
        level: 'INFO',
        requestId: REQUEST,
        key: KEY,
        outcome: 'published',
        generation: 1,
        feeds: expect.arrayContaining(['category/news']),
        timestamp: expect.any(String),
      }),
    ])
    expect(linesOf('batch')).toEqual([
      expect.objectContaining({
        requestId: REQUEST,
        settled: 1,
        changed: 1,
        written: expect.arrayContaining(['atom.xml', 'category/news/atom.xml']),
        postponed: 0,
        conflicts: 0,
        publicationSecondsMax: 30,
        tookMs: expect.any(Number),
        reads: expect.any(Number),
        writes: expect.any(Number),
      }),
    ])
  })

  test('has its metrics in the embedded format', async () => {
    const { site, publish } = await deployed()
    await site.content.put(KEY, `---\ntitle: ${CANARY}\n---\n${CANARY}\n`)
    await publish(uploadOf('_config.yml'), LAMBDA)
    const before = await site.etags('public/')
    said = []
    await publish(uploadOf(KEY, KEY), LAMBDA)
    const [first] = metrics()
    expect(first).toMatchObject({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Broadsheet',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'PostsSettled', Unit: 'Count' },
              { Name: 'PostsRejected', Unit: 'Count' },
              { Name: 'DocumentsWritten', Unit: 'Count' },
              { Name: 'DocumentsUnchanged', Unit: 'Count' },
              { Name: 'Conflicts', Unit: 'Count' },
              { Name: 'PublicationSeconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      PostsSettled: 1,
      PostsRejected: 0,
      Conflicts: 0,
      PublicationSeconds: [30, 30],
    })
    const after = Object.entries(await site.etags('public/'))
    expect(first?.DocumentsWritten).toBe(after.filter(([key, etag]) => before[key] !== etag).length)

    said = []
    await publish(uploadOf(KEY), LAMBDA)
    expect(metrics()).toMatchObject([{ DocumentsWritten: 0, DocumentsUnchanged: first?.DocumentsUnchanged }])
    expect(metrics()[0]).not.toHaveProperty('PublicationSeconds')
  })

  test('of nothing says nothing, and costs no metric', async () => {
    const { tick } = await deployed()
    await tick({}, LAMBDA)
    said = []
    await tick({}, LAMBDA)
    expect(said).toEqual([])
  })
})

describe('no text of a post is logged', () => {
  const BODY = `The ${CANARY} sings.\n\n<script>${CANARY}()</script>\n`
  const POSTS: readonly (readonly [what: string, text: string, outcome: string])[] = [
    ['is published', `---\ntitle: ${CANARY}\nsummary: ${CANARY}\n---\n${BODY}`, 'published'],
    ['has keys that nobody knows', `---\ntitle: ${CANARY}\n${CANARY}: ${CANARY}\n---\n${BODY}`, 'published'],
    ['has a date that is none', `---\ntitle: ${CANARY}\ndate: ${CANARY}\n---\n${BODY}`, 'rejected'],
    ['is no YAML', `---\ntitle: [${CANARY}\n${CANARY}: {{\n---\n${BODY}`, 'rejected'],
    ['is no TOML', `+++\ntitle = ${CANARY}\n+++\n${BODY}`, 'rejected'],
    ['has no end of its front matter', `---\ntitle: ${CANARY}\n${BODY}`, 'rejected'],
    ['is Liquid that is none', `---\ntitle: ${CANARY}\n---\n{% ${CANARY} %}{{ ${CANARY} | ${CANARY} }}\n`, ''],
    ['is a draft', `---\ntitle: ${CANARY}\npublished: false\n---\n${BODY}`, 'draft'],
  ]

  test.each(POSTS)('of one that %s', async (_, text, outcome) => {
    const { site, publish, tick } = await deployed()
    await site.content.put(KEY, text)
    await publish(uploadOf(KEY), LAMBDA)
    await tick({}, LAMBDA)
    const [line] = linesOf('settled')
    expect(line).toMatchObject({ key: KEY })
    if (outcome !== '') expect(line?.outcome).toBe(outcome)
    expect(said.join('')).not.toContain(CANARY)
  })

  test('where it was rejected, though the report has it', async () => {
    const { site, publish } = await deployed()
    await site.content.put(KEY, `---\ntitle: One\ndate: ${CANARY}\n---\n`)
    await publish(uploadOf(KEY), LAMBDA)
    expect(await site.read('status.json')).toContain(CANARY)
    expect(linesOf('settled')).toMatchObject([{ level: 'WARN', outcome: 'rejected', problems: [{ line: 3 }] }])
    expect(metrics()).toMatchObject([{ PostsRejected: 1 }])
    expect(said.join('')).not.toContain(CANARY)
  })

  const quoting = new SyntaxError(`Unexpected token, "${CANARY}\n    at ${CANARY} (post.md:1:1)" is not valid JSON`)
  const FAULTS: readonly (readonly [what: string, change: Parameters<typeof deployed>[0], said: object])[] = [
    [
      'the parser throws with the text in its message',
      () => ({ parser: { ...inlineParser(), parse: () => Promise.reject(quoting) } }),
      { error: 'SyntaxError', places: expect.any(Array) },
    ],
    [
      'the parser throws what is no error',
      () => ({ parser: { ...inlineParser(), parse: () => Promise.reject(CANARY) } }),
      { error: 'Error' },
    ],
    [
      'S3 does not answer',
      ({ context }) => ({
        content: failing(context.content, KEY, new UnavailableError('get', KEY, { cause: quoting })),
      }),
      { error: 'UnavailableError', reason: expect.stringContaining(KEY), cause: 'SyntaxError' },
    ],
  ]

  test.each(FAULTS)('where %s', async (_, change, expected) => {
    const { site, publish } = await deployed(change)
    await site.content.put(KEY, `---\ntitle: ${CANARY}\n---\n${BODY}`)
    expect(await publish(uploadOf(KEY), LAMBDA)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] })
    expect(linesOf('postponed')).toMatchObject([{ level: 'ERROR', requestId: REQUEST, messageId: 'm1', ...expected }])
    expect(said.join('')).not.toContain(CANARY)
  })

  test('where a record is damaged', async () => {
    const { site, publish } = await deployed()
    await site.content.put(KEY, `---\ntitle: ${CANARY}\n---\n${BODY}`)
    await site.site.put(recordKey(recordId(KEY)), `${CANARY} {"entry": `)
    await publish(uploadOf(KEY), LAMBDA)
    expect(linesOf('postponed')).toMatchObject([{ error: 'SyntaxError' }])
    expect(said.join('')).not.toContain(CANARY)
  })

  test.each<[string, (publish: PublishHandler) => Promise<unknown>]>([
    [
      'a message is the post itself',
      (publish) => publish({ Records: [{ messageId: 'm1', eventSource: 'aws:sqs', body: CANARY }] }, LAMBDA),
    ],
    ['an event is the post itself', (publish) => publish({ [CANARY]: CANARY }, LAMBDA).catch(noneOfIt)],
    ['an event is text', (publish) => publish(CANARY, LAMBDA).catch(noneOfIt)],
  ])('where %s', async (_, call) => {
    const { publish } = await deployed()
    await call(publish)
    expect(said.length).toBeGreaterThan(0)
    expect(said.join('')).not.toContain(CANARY)
  })

  test('where the whole batch breaks, neither in the log nor in what is thrown, which Lambda logs', async () => {
    const { publish, tick } = await deployed(({ context }) => ({
      site: failing(context.site, 'state/settings.json', quoting),
    }))
    for (const call of [() => publish(uploadOf(KEY), LAMBDA), () => tick({}, LAMBDA)]) {
      said = []
      await expect(call().catch(noneOfIt)).resolves.toMatchObject({
        name: 'NotDoneError',
        message: 'not done: SyntaxError',
      })
      expect(linesOf('broken')).toMatchObject([{ level: 'ERROR', requestId: REQUEST, error: 'SyntaxError' }])
      expect(said.join('')).not.toContain(CANARY)
    }
  })

  test('where it is called without SQS, and what failed is thrown', async () => {
    const { site, publish } = await deployed(() => ({
      parser: { ...inlineParser(), parse: () => Promise.reject(quoting) },
    }))
    await site.content.put(KEY, `---\ntitle: ${CANARY}\n---\n${BODY}`)
    const Records = [{ eventSource: 'aws:s3', s3: { bucket: { name: 'content' }, object: { key: KEY } } }]
    const error = await publish({ Records }, LAMBDA).catch(noneOfIt)
    expect(error).toMatchObject({ message: 'not done: SyntaxError' })
    expect(said.join('')).not.toContain(CANARY)
  })
})

/** Returns `error`, which Lambda would log as it is. */
function noneOfIt(error: unknown): unknown {
  expect(`${error instanceof Error ? error.stack : error}${JSON.stringify(error)}`).not.toContain(CANARY)
  return error
}
