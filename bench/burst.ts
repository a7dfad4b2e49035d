/**
 * Question 5: what does a burst of uploads cost, by the size of the batches that the handler is given?
 *
 * The posts are all there at once, and the news of them comes through the deployed handler, in SQS's messages of one
 * upload each. Nothing is published before.
 */
import { publishHandler } from '../lib/lambda/handler.js'
import { notificationBody, sqsEvent } from '../lib/laptop/bucket-event.js'
import { inlineParser } from '../lib/parse/inline-parser.js'
import { PUBLIC_PREFIX } from '../lib/publish/cache-control.js'
import { inlineQueue } from '../lib/publish/inline-queue.js'
import { MemoryStore } from '../lib/store/memory-store.js'
import type { ObjectStore } from '../lib/store/object-store.js'
import { config, corpusPost } from './corpus.js'
import { progress } from './measure.js'
import { dollars, Meter, REQUEST_KINDS, type RequestKind } from './metered-store.js'
import type { BenchOptions } from './options.js'
import { fixed, type Table } from './table.js'

const POSTS = 10_000
const BATCHES = [1_000, 100, 10, 1]
/** Seconds after which a size of batch has been measured enough. */
const ENOUGH_S = 60
const BUCKET = 'content'

/** Answers the question; `sizes` are numbers of posts. */
export async function run({ sizes = [POSTS] }: BenchOptions): Promise<Table> {
  const rows: string[][] = []
  for (const posts of sizes) for (const batch of BATCHES) if (batch <= posts) rows.push(await burst(posts, batch))
  return {
    title: 'A burst of uploads',
    columns: [
      ...['posts uploaded, batch', 'handled', 'posts a second', 'requests a post', 'PUT and LIST a post'],
      ...[`${REQUEST_KINDS.join('/')} a post`, 'documents written', 'most a batch and document', '$ a million posts'],
    ],
    rows,
    notes: [
      `Batches are handled one after the other; a size of batch is stopped after ${ENOUGH_S} s, and the figures are those of the posts handled until then.`,
      'The store is in the handler’s own process and memory, so that “posts a second” is what CPU allows.',
    ],
  }
}

async function burst(posts: number, batch: number): Promise<string[]> {
  const content = new MemoryStore()
  const writes = new DocumentWrites(new MemoryStore())
  await content.put('_config.yml', config())
  const keys: string[] = []
  for (let index = 0; index < posts; index++) {
    const { key, text } = corpusPost(index)
    keys.push(key)
    await content.put(key, text)
  }
  const meter = new Meter()
  const context = {
    content: meter.over(content),
    site: meter.over(writes.store),
    parser: inlineParser(),
    now: () => corpusPost(posts).publishedMs + 86_400_000,
    defaults: {},
    concurrency: 16,
  }
  const handler = publishHandler({
    context,
    queue: inlineQueue(context),
    contentBucket: BUCKET,
    report: ({ failures: [failure] }) => {
      if (failure !== undefined) throw failure.error
    },
  })
  const started = performance.now()
  const seconds = (): number => (performance.now() - started) / 1_000
  let handled = 0
  while (handled < keys.length && seconds() < ENOUGH_S) {
    const changes = keys.slice(handled, handled + batch).map((key) => ({ key, kind: 'saved' as const }))
    const messages = changes.map((change, index) => {
      return { id: String(index), body: notificationBody(change, BUCKET, 0), sentMs: 0, receives: 1, change }
    })
    writes.beginBatch()
    await handler(sqsEvent(messages), { getRemainingTimeInMillis: () => 900_000 })
    handled += changes.length
  }
  const rate = handled / seconds()
  const each = (count: number): number => count / handled
  const { requests } = meter
  const mean = Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, each(requests[kind])])) as Record<
    RequestKind,
    number
  >
  progress(`batches of ${batch}: ${fixed(each(meter.total), 2)} requests a post`)
  return [
    `${posts.toLocaleString('en')}, ${batch.toLocaleString('en')}`,
    handled.toLocaleString('en'),
    fixed(rate, 0),
    fixed(each(meter.total), 2),
    fixed(mean.PUT + mean.LIST, 2),
    REQUEST_KINDS.map((kind) => fixed(mean[kind], 2)).join('/'),
    writes.total.toLocaleString('en'),
    String(writes.mostInABatch),
    `$${fixed(dollars(mean) * 1e6, 0)}`,
  ]
}

/** Counts how often documents are written, in all and within a batch. */
class DocumentWrites {
  total = 0
  mostInABatch = 0
  readonly store: ObjectStore
  readonly #inBatch = new Map<string, number>()

  constructor(store: ObjectStore) {
    this.store = {
      get: (...given) => store.get(...given),
      head: (...given) => store.head(...given),
      delete: (...given) => store.delete(...given),
      list: (...given) => store.list(...given),
      put: (...given) => {
        this.#count(given[0])
        return store.put(...given)
      },
    }
  }

  beginBatch(): void {
    this.#inBatch.clear()
  }

  #count(key: string): void {
    if (!key.startsWith(PUBLIC_PREFIX)) return
    this.total++
    const count = (this.#inBatch.get(key) ?? 0) + 1
    this.#inBatch.set(key, count)
    this.mostInABatch = Math.max(this.mostInABatch, count)
  }
}
