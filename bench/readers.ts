/**
 * Question 6: how many bytes do subscribers draw who poll every hour for a day?
 *
 * Polls are made over HTTP of the laptop's server, which answers as CloudFront is configured to, and all bytes that come
 * over the connection are counted, headers too.
 */
import { connect } from 'node:net'
import { DatedStore } from '../lib/laptop/dated-store.js'
import { startDocumentsServer } from '../lib/laptop/documents-server.js'
import { inlineParser } from '../lib/parse/inline-parser.js'
import { handle } from '../lib/publish/handle.js'
import { inlineQueue } from '../lib/publish/inline-queue.js'
import { MemoryStore } from '../lib/store/memory-store.js'
import { config, corpusPost } from './corpus.js'
import type { BenchOptions } from './options.js'
import { fixed, ratio, type Table } from './table.js'

const SUBSCRIBERS = 1_000
const HOURS = 24
/** Posts that are there before the day begins. */
const BEFORE = 40
const HOUR_MS = 3_600_000
const DOCUMENTS = ['rss.xml', 'atom.xml', 'feed.json']

interface Way {
  readonly name: string
  readonly isConditional: boolean
  readonly encoding?: string
}

const WAYS: readonly Way[] = [
  { name: 'plain', isConditional: false },
  { name: 'compressed', isConditional: false, encoding: 'gzip, br' },
  { name: 'conditional', isConditional: true },
  { name: 'conditional and compressed', isConditional: true, encoding: 'gzip, br' },
]

/** New posts by the hour of the day. */
const DAYS: readonly { readonly name: string; readonly posts: (hour: number) => number }[] = [
  { name: '24 new posts, one an hour', posts: () => 1 },
  { name: '24 new posts, three an hour from 9 to 17', posts: (hour) => (hour >= 9 && hour < 17 ? 3 : 0) },
  { name: 'no new post', posts: () => 0 },
]

/** Answers the question. */
export async function run(_options: BenchOptions): Promise<Table> {
  const rows: string[][] = []
  for (const { name: day, posts } of DAYS) {
    const bytes: number[][] = []
    for (const document of DOCUMENTS) bytes.push(await aDay(document, posts))
    for (const [index, { name: way }] of WAYS.entries()) {
      const cells = bytes.flatMap((ways) => {
        const [plain = 0] = ways
        const drawn = ways[index] ?? 0
        return [fixed((drawn * SUBSCRIBERS) / 1e6, 0), ratio(drawn, plain)]
      })
      rows.push([`${day}: ${way}`, ...cells])
    }
  }
  return {
    title: `${SUBSCRIBERS.toLocaleString('en')} subscribers who poll every hour for a day`,
    columns: ['day: polls', ...DOCUMENTS.flatMap((document) => [`${document}, MB`, 'of plain'])],
    rows,
    notes: ['The newest 20 entries in full, bodies of 0.2 to 8 KB. Headers are counted.'],
  }
}

/** Returns the bytes that one subscriber draws in a day, each way. */
async function aDay(document: string, posts: (hour: number) => number): Promise<number[]> {
  const content = new MemoryStore()
  let nowMs = Date.UTC(2024, 0, 1)
  const site = new DatedStore(new MemoryStore(), () => nowMs)
  const context = { content, site, parser: inlineParser(), now: () => nowMs, defaults: {}, concurrency: 16 }
  await content.put('_config.yml', config('archive: off\nwindow: { hours: 0 }'))
  const upload = async (number: number, atMs: number): Promise<void> => {
    const { key, text } = corpusPost(number)
    await content.put(key, text.replace(/date: .*/, `date: ${new Date(atMs).toISOString()}`))
    await handle([{ keys: ['_config.yml', key] }], context, inlineQueue(context))
  }
  let number = 0
  while (number < BEFORE) await upload(number, nowMs - (BEFORE - number++) * HOUR_MS)
  const server = await startDocumentsServer(site, 0)
  const etags: (string | undefined)[] = WAYS.map(() => undefined)
  const bytes = WAYS.map(() => 0)
  const pollEach = async (counts: boolean): Promise<void> => {
    for (const [index, way] of WAYS.entries()) {
      const answer = await poll(server.port, document, way, etags[index])
      etags[index] = answer.etag ?? etags[index]
      if (counts) bytes[index] = (bytes[index] ?? 0) + answer.bytes
    }
  }
  try {
    // They have been there the day before.
    await pollEach(false)
    for (let hour = 0; hour < HOURS; hour++) {
      nowMs += HOUR_MS
      for (let post = 0; post < posts(hour); post++) await upload(number++, nowMs - HOUR_MS + post * 60_000)
      await pollEach(true)
    }
  } finally {
    await server.close()
  }
  return bytes
}

function poll(
  port: number,
  document: string,
  { isConditional, encoding }: Way,
  etag: string | undefined,
): Promise<{ readonly bytes: number; readonly etag: string | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => {
      const answer = Buffer.concat(chunks)
      const head = answer.subarray(0, answer.indexOf('\r\n\r\n')).toString('latin1')
      if (!/^HTTP\/1\.1 (?:200|304) /.test(head)) reject(new Error(head))
      else resolve({ bytes: answer.length, etag: /^etag: (.*)$/im.exec(head)?.[1]?.trim() })
    })
    const headers = [
      `GET /${document} HTTP/1.1`,
      'Host: news.example',
      'Connection: close',
      ...(encoding === undefined ? [] : [`Accept-Encoding: ${encoding}`]),
      ...(isConditional && etag !== undefined ? [`If-None-Match: ${etag}`] : []),
    ]
    socket.write(`${headers.join('\r\n')}\r\n\r\n`)
  })
}
