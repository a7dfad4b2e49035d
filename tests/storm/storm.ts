/**
 * The storm: the deployed handler in real processes, over a real S3, while many writers upload, edit and delete.
 *
 * Writers act at once; a queue repeats and reorders the news of it; handler processes are killed all the time. When
 * the queue is empty, the site bucket must hold what a clean build makes of the content bucket.
 */
import { S3Client } from '@aws-sdk/client-s3'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import { verify } from '../../lib/publish/verify.js'
import { s3Client } from '../../lib/store/s3-client.js'
import type { S3Store } from '../../lib/store/s3-store.js'
import { findFaults, tellFault } from '../simulation/oracle.js'
import { Dice } from '../simulation/random.js'
import { Buckets } from './buckets.js'
import { type Notifications, subscribe } from './ceph-notifications.js'
import { Handlers } from './handlers.js'
import { type Action, type StormPlan, stormPlan, uploadsOf } from './plan.js'
import { UnrulyQueue } from './queue.js'
import { write } from './writers.js'

export interface StormOptions {
  readonly seed: number
  /** Uploads, edits and deletions in all. */
  readonly actions: number
  readonly writers: number
  readonly processes: number
  /** Who tells the handlers of uploads: the storm itself, or Ceph. */
  readonly notifications: 'own' | 'ceph'
  readonly endpoint: string
  /** Credentials and region, as the AWS tools know them. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The bundled handler-process.ts. */
  readonly program: string
  /** What the names of its two buckets start with. */
  readonly bucketName: string
  /** Leaves the buckets as they are, for a look at what went wrong. */
  readonly keep: boolean
  /** Ends the storm early; its buckets are removed as ever. */
  readonly stop: AbortSignal
  readonly say: (line: string) => void
}

/** Writers wait while more messages than this wait: so the handlers are at work from the beginning to the end. */
const BACKLOG_MAX = 300
const PROGRESS_EVERY_MS = 5_000
/** A storm that takes longer than this has not ended: something sticks. In milliseconds. */
const STORM_MS_MAX = 20 * 60_000
/** Messages may come for so long after the last upload, in milliseconds. */
const SILENCE_MS = 1_000
/** Keys and feeds that one handler is at at once. */
const CONCURRENCY = '16'

/** Faults of the site bucket that are told in full, and that are named. */
const FAULTS_TOLD_MAX = 6
const FAULTS_NAMED_MAX = 100

/** Runs one storm. Returns whether it ended right; otherwise it has said what is wrong. */
export async function runStorm(options: StormOptions): Promise<boolean> {
  const { endpoint, bucketName, keep, say } = options
  const environment = { ...options.environment, AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: endpoint }
  const client = s3Client(environment)
  const buckets = await Buckets.make(client, bucketName)
  const storm = new Storm(options, environment, buckets, client)
  try {
    const ended = await storm.run()
    return ended && (await isRight(storm.plan, buckets, say))
  } finally {
    if (!keep) await buckets.remove()
    await storm.ceph?.stop()
    client.destroy()
  }
}

class Storm {
  readonly plan: StormPlan
  /** Where Ceph tells of uploads: to be stopped when the buckets are gone. */
  ceph: Notifications | undefined
  readonly #options: StormOptions
  readonly #environment: Readonly<Record<string, string | undefined>>
  readonly #buckets: Buckets
  readonly #client: S3Client
  readonly #queue: UnrulyQueue
  readonly #dice: Dice
  readonly #startedMs = performance.now()
  #done = 0

  constructor(
    options: StormOptions,
    environment: Readonly<Record<string, string | undefined>>,
    buckets: Buckets,
    client: S3Client,
  ) {
    this.#options = options
    this.#environment = environment
    this.#buckets = buckets
    this.#client = client
    this.plan = stormPlan(options.seed, options.actions, options.writers)
    this.#dice = new Dice(options.seed)
    this.#queue = new UnrulyQueue(this.#dice)
  }

  /** Returns whether everything was handled, by handlers of which none broke. */
  async run(): Promise<boolean> {
    const { notifications, endpoint, program, processes } = this.#options
    const { contentName, siteName } = this.#buckets
    const handlers = new Handlers({
      program,
      environment: {
        ...this.#environment,
        CONTENT_BUCKET: contentName,
        SITE_BUCKET: siteName,
        CONCURRENCY,
      },
      processes,
      queue: this.#queue,
      dice: this.#dice,
    })
    const progress = setInterval(() => this.#tell(handlers), PROGRESS_EVERY_MS)
    try {
      if (notifications === 'ceph')
        this.ceph = await subscribe(this.#client, endpoint, contentName, (body) => this.#queue.send(body))
      await this.#write(handlers)
      await this.#until(() => this.#queue.length === 0, handlers)
      this.#tell(handlers)
      return true
    } catch (error) {
      if (!(error instanceof Sticks)) throw error
      this.#options.say(error.message)
      return false
    } finally {
      clearInterval(progress)
      await handlers.stop()
      this.#sum(handlers)
    }
  }

  async #write(handlers: Handlers): Promise<void> {
    const { credentials, region } = this.#client.config
    // As anybody's: with the SDK's own retries.
    const client = new S3Client({ endpoint: this.#options.endpoint, region, credentials, forcePathStyle: true })
    await write({
      plan: this.plan,
      client,
      bucket: this.#buckets.contentName,
      onDone: (action) => {
        this.#done++
        if (this.#options.notifications === 'own') this.#queue.send(news(action, this.#buckets.contentName))
      },
      mayGoOn: () => this.#until(() => this.#queue.length <= BACKLOG_MAX, handlers),
    })
    client.destroy()
    await pause(SILENCE_MS)
  }

  async #until(holds: () => boolean, { crashes }: Handlers): Promise<void> {
    for (;;) {
      const [crash] = crashes
      if (crash !== undefined) throw new Sticks(`a handler broke: ${crash}`)
      if (this.#options.stop.aborted) throw new Sticks('interrupted')
      if (performance.now() - this.#startedMs > STORM_MS_MAX) throw new Sticks('the storm does not end')
      if (holds()) return
      await pause(20)
    }
  }

  #tell({ counts }: Handlers): void {
    const { kills, settled, written } = counts
    this.#options.say(
      `  ${this.#seconds()} s: ${this.#done} of ${this.#options.actions} actions, ${this.#queue.length} messages waiting, ` +
        `${settled} keys settled, ${written} documents written, ${kills} handlers killed`,
    )
  }

  #sum({ counts }: Handlers): void {
    const errors = [...counts.errors].map(([name, count]) => `${count} ${name}`).join(', ') || 'no errors'
    const from = this.ceph === undefined ? '' : `, ${this.ceph.count()} notifications from Ceph`
    this.#options.say(
      `  ${this.#queue.sent} messages${from}, handed out ${this.#queue.receivesMax} times at most, in ${counts.batches} ` +
        `batches; ${counts.timeouts} timed out; ${errors}; ${this.#seconds()} s`,
    )
  }

  #seconds(): string {
    return ((performance.now() - this.#startedMs) / 1_000).toFixed(0)
  }
}

/** The storm does not come to an end, or not to a good one. */
class Sticks extends Error {}

async function isRight(plan: StormPlan, { content, site }: Buckets, say: (line: string) => void): Promise<boolean> {
  const faults = await findFaults({ content, site, nowMs: Date.now(), uploadsOf: (key) => uploadsOf(plan, key) })
  for (const fault of faults.slice(0, FAULTS_TOLD_MAX)) say(tellFault(fault))
  for (const { key, reason } of faults.slice(FAULTS_TOLD_MAX, FAULTS_NAMED_MAX)) say(`${key} ${reason}`)
  if (faults.length > FAULTS_NAMED_MAX) say(`and ${faults.length - FAULTS_NAMED_MAX} more`)
  return faults.length === 0 && (await isVerified(content, site, say))
}

/** Verify knows the state better than the oracle, which looks at documents alone. */
async function isVerified(content: S3Store, site: S3Store, say: (line: string) => void): Promise<boolean> {
  const context = {
    content,
    site,
    parser: inlineParser(),
    now: Date.now,
    defaults: {},
    concurrency: Number(CONCURRENCY),
  }
  const { differences, garbage, counts } = await verify(context, {
    onDifference: ({ key, found, of, reason }) => say(`verify: ${found}: ${key}, of ${of} ${reason ?? ''}`),
  })
  say(`  verified ${counts.posts} posts and ${counts.documents} documents; ${garbage} placements do not count`)
  return differences === 0
}

/** What S3 would send of `action`. */
function news({ do: what, key }: Action, bucket: string): string {
  const eventName = what === 'put' ? 'ObjectCreated:Put' : 'ObjectRemoved:Delete'
  const object = { key: encodeURIComponent(key).replaceAll('%20', '+') }
  return JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName, s3: { bucket: { name: bucket }, object } }] })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
