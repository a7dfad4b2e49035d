/**
 * What work costs: requests counted through the real loops over memory, at list prices.
 *
 * Prices are those of us-east-1 in US dollars, without free tiers, as AWS's pricing pages say them; docs/cost.md tells
 * when they were looked at. What is not counted but assumed stands in `ASSUMED`.
 */
import { gzipSync } from 'node:zlib'
import { dollars, Meter, REQUEST_KINDS, type RequestKind, S3_DOLLARS } from '../../bench/metered-store.js'
import { handle } from '../../lib/publish/handle.js'
import { startRebuild } from '../../lib/publish/rebuild.js'
import { readRebuild } from '../../lib/publish/rebuild-progress.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import { tick } from '../../lib/publish/tick.js'
import { Messages } from './rebuild-world.js'
import { post, SETTINGS, Site } from './site.js'

export const PRICES = {
  s3: S3_DOLLARS,
  /** For each request; a batch of ten messages is one. */
  sqs: 0.4 / 1e6,
  /** For each call, and for each gigabyte and second on arm64. */
  lambda: { call: 0.2 / 1e6, gigabyteSecond: 0.0000133334 },
  /** For each HTTPS request, and each gigabyte, of the first 10 TB in North America and Europe. */
  cloudFront: { request: 1 / 1e6, gigabyte: 0.085 },
} as const

export const ASSUMED = {
  /** Time that S3 takes for a request, in milliseconds, and requests under way at once. */
  requestMs: 30,
  atOnce: 16,
  gigabytes: 1,
  /** Bytes of headers of an answer. */
  headerBytes: 500,
  /** Of polls that ask with a condition, those that find the feed unchanged. */
  unchangedShare: 0.95,
} as const

export interface Cost {
  /** Store calls of each kind. */
  readonly s3: Readonly<Record<RequestKind, number>>
  readonly sqs: number
  readonly calls: number
}

const ARCHIVE = 600
const MESSAGES_A_BATCH = 100

/** A site with posts of one month, an hour apart, each in four feeds: the site's, a category's, and two tags'. */
async function archive(settings = SETTINGS): Promise<Site> {
  const site = new Site()
  site.nowMs = Date.UTC(2025, 0, 1)
  await site.content.put('_config.yml', settings)
  const keys = Array.from({ length: ARCHIVE }, (_, n) => keyOf(n))
  for (const [n, key] of keys.entries()) await site.content.put(key, textOf(n))
  await handle([{ keys: ['_config.yml', ...keys] }], site.context, site.queue)
  return site
}

const keyOf = (n: number): string => `_posts/2024-01-01-${String(n).padStart(5, '0')}.md`

function textOf(n: number): string {
  const date = new Date(Date.UTC(2024, 0, 1) + n * 3_600_000).toISOString()
  return post(`Post ${n}`, { date, categories: `c${n % 12}`, tags: `[t${n % 12}, u${n % 7}]` }, 'Text. '.repeat(100))
}

function metered(site: Site): { meter: Meter; site: Site['context'] } {
  const meter = new Meter()
  return { meter, site: { ...site.context, content: meter.over(site.content), site: meter.over(site.site) } }
}

/** Uploads one post after the other, each in a batch of its own; what one of them costs, times a thousand. */
async function uploadsOneByOne(site: Site): Promise<Cost> {
  const { meter, site: context } = metered(site)
  const posts = 5
  for (let n = ARCHIVE; n < ARCHIVE + posts; n++) {
    await site.content.put(keyOf(n), textOf(n))
    await handle([{ keys: [keyOf(n)] }], context, site.queue)
  }
  // S3's message, its receipt and its deletion.
  return scaled({ s3: meter.requests, sqs: 3 * posts, calls: posts }, 1_000 / posts)
}

/** Uploads a thousand posts at once, which are handled in batches. */
async function uploadsAtOnce(site: Site): Promise<Cost> {
  const { meter, site: context } = metered(site)
  const posts = 500
  const keys = Array.from({ length: posts }, (_, n) => keyOf(ARCHIVE + 100 + n))
  for (const [n, key] of keys.entries()) await site.content.put(key, textOf(ARCHIVE + 100 + n))
  for (let at = 0; at < posts; at += MESSAGES_A_BATCH) {
    await handle(
      keys.slice(at, at + MESSAGES_A_BATCH).map((key) => ({ keys: [key] })),
      context,
      site.queue,
    )
  }
  const cost = { s3: meter.requests, sqs: posts + 2 * (posts / 10), calls: posts / MESSAGES_A_BATCH }
  return scaled(cost, 1_000 / posts)
}

/** The bytes that are there already, once more: what a deployment that uploads everything costs. */
async function sameBytes(site: Site): Promise<Cost> {
  const { meter, site: context } = metered(site)
  const posts = 500
  for (let at = 0; at < posts; at += MESSAGES_A_BATCH) {
    const keys = Array.from({ length: MESSAGES_A_BATCH }, (_, n) => keyOf(at + n))
    await handle(
      keys.map((key) => ({ keys: [key] })),
      context,
      site.queue,
    )
  }
  const cost = { s3: meter.requests, sqs: posts + 2 * (posts / 10), calls: posts / MESSAGES_A_BATCH }
  return scaled(cost, 1_000 / posts)
}

/** Rebuilds all, under settings that change every document, or change nothing; what a million posts cost. */
async function rebuilt(site: Site, changes: boolean): Promise<Cost> {
  const { meter, site: context } = metered(site)
  const messages = new Messages()
  if (changes) {
    await site.content.put('_config.yml', `${SETTINGS}timezone: Europe/Berlin\ndescription: Changed.\n`)
    await messages.send([{ keys: ['_config.yml'] }])
  } else {
    const { generation } = await readSettings(site.context)
    await messages.send([startRebuild(generation, site.nowMs)])
  }
  let calls = 0
  await messages.drain(context, {
    size: MESSAGES_A_BATCH,
    onBatch: async () => {
      calls++
    },
  })
  const { posts = 0 } = (await readRebuild(site.site)) ?? {}
  return scaled({ s3: meter.requests, sqs: 3 * (messages.sent / 10), calls }, 1_000_000 / posts)
}

/** What a month of ticks costs in which nothing comes due: one a minute, and now and then a count of the posts. */
async function idleMonth(site: Site): Promise<Cost> {
  await tick(site.context, site.queue)
  const { meter, site: context } = metered(site)
  const hours = 1
  for (let minute = 0; minute < hours * 60; minute++) {
    site.nowMs += 60_000
    await tick(context, site.queue)
  }
  return scaled({ s3: meter.requests, sqs: 0, calls: hours * 60 }, (30 * 24) / hours)
}

function scaled({ s3, sqs, calls }: Cost, factor: number): Cost {
  const counts = Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, Math.round(s3[kind] * factor)]))
  return { s3: counts as Cost['s3'], sqs: Math.round(sqs * factor), calls: Math.ceil(calls * factor) }
}

/** What each thing costs, in the order of the table. */
export async function countCosts(): Promise<readonly (readonly [what: string, cost: Cost])[]> {
  const site = await shared
  return [
    ['1,000 posts uploaded, one now and then', await uploadsOneByOne(site)],
    ['… with `archive: off`', await uploadsOneByOne(await archive(`${SETTINGS}broadsheet: { archive: off }\n`))],
    ['1,000 posts uploaded at once', await uploadsAtOnce(site)],
    ['1,000 posts uploaded again, unchanged', await sameBytes(site)],
    ['1,000,000 posts rebuilt, all changed', await rebuilt(site, true)],
    ['1,000,000 posts rebuilt, none changed', await rebuilt(site, false)],
    ['a month of ticks, nothing due', await idleMonth(site)],
  ]
}

/** A site with an archive costs time to make; what costs depend on does not change while it is counted. */
const shared = archive()

/** Returns the dollars of S3, SQS and Lambda. */
export function dollarsOf({ s3, sqs, calls }: Cost): { s3: number; sqs: number; lambda: number; all: number } {
  const ofS3 = dollars(s3)
  const requests = REQUEST_KINDS.reduce((sum, kind) => sum + s3[kind], 0)
  // Work that is one request after the other takes longer than work that is many at once; a call takes a few at least.
  const atOnce = Math.min(ASSUMED.atOnce, Math.max(1, requests / calls / 8))
  const seconds = (requests * ASSUMED.requestMs) / 1_000 / atOnce
  const lambda = calls * PRICES.lambda.call + seconds * ASSUMED.gigabytes * PRICES.lambda.gigabyteSecond
  const ofSqs = sqs * PRICES.sqs
  return { s3: ofS3, sqs: ofSqs, lambda, all: ofS3 + ofSqs + lambda }
}

/** What a million polls of the site's feed cost, by how readers ask. */
export async function pollCosts(): Promise<readonly (readonly [how: string, bytes: number, dollars: number])[]> {
  const site = await shared
  const whole = Buffer.byteLength((await site.read('rss.xml')) ?? '')
  const compressed = gzipSync((await site.read('rss.xml')) ?? '').length
  const { headerBytes, unchangedShare } = ASSUMED
  const conditional = headerBytes + Math.round((1 - unchangedShare) * compressed)
  const rows: [string, number][] = [
    ['with conditions and compression, 19 of 20 unchanged', conditional],
    ['with compression alone', headerBytes + compressed],
    ['with neither', headerBytes + whole],
  ]
  return rows.map(([how, bytes]) => {
    const gigabytes = (bytes * 1e6) / 1e9
    return [how, bytes, 1e6 * PRICES.cloudFront.request + gigabytes * PRICES.cloudFront.gigabyte] as const
  })
}
