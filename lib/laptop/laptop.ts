/**
 * The product on a laptop: a folder is the content bucket, the site bucket is in memory, and the real handler is run on
 * each change with the event that S3 would send through SQS.
 *
 *     folder ── watched ──> queue ── batches ──> handler ──> site bucket ──> documents over HTTP
 *       ^                     ^                     │
 *       └── S3 endpoint       └── rebuild steps ────┘
 *
 * A start settles all that the folder holds, as a rebuild does, through the same queue. What happens is told as events;
 * nothing here prints.
 */
import { type HandlerReport, publishHandler } from '../lambda/handler.js'
import { asError } from '../model/as-error.js'
import { GuardedParser } from '../parse/guarded-parser.js'
import { CONCURRENCY_DEFAULT, type PublishContext } from '../publish/context.js'
import { countPosts } from '../publish/count.js'
import { feedPages } from '../publish/feed-list.js'
import type { Published } from '../publish/publish.js'
import { startRebuild } from '../publish/rebuild.js'
import { publishReport } from '../publish/report.js'
import { readSettings, SETTINGS_SOURCE_KEY } from '../publish/settings-state.js'
import type { WorkQueue } from '../publish/work.js'
import { FolderStore } from '../store/folder-store.js'
import { MemoryStore } from '../store/memory-store.js'
import type { ObjectStore } from '../store/object-store.js'
import { type Change, type Message, sqsEvent } from './bucket-event.js'
import { DatedStore } from './dated-store.js'
import { startDocumentsServer } from './documents-server.js'
import { DueTimer } from './due-timer.js'
import { findFolder } from './find-folder.js'
import { watchFolder } from './folder-watch.js'
import { onFreePort } from './listen.js'
import { LocalQueue } from './local-queue.js'
import { startS3Endpoint } from './s3-endpoint.js'

export const CONTENT_BUCKET = 'content'
export const SITE_BUCKET = 'site'

export interface LaptopOptions {
  /** The folder of posts, with `_config.yml` at its root. */
  readonly folder: string
  /** Port of the documents; 0: any free one. Where it is taken, the next free one. */
  readonly port: number
  /** Port of the S3 endpoint, likewise. */
  readonly s3Port: number
  /** The bundled lib/parse/parse-worker.ts. */
  readonly parseProgram: URL
  /** Hears what happens. */
  readonly onEvent: (event: LaptopEvent) => void
  /** The clock, in milliseconds since the Unix epoch. */
  readonly now?: () => number
}

export type LaptopEvent =
  /** A batch was handled. */
  | {
      readonly kind: 'batch'
      /** The changes in the folder that it was about, each key once. */
      readonly changes: readonly Change[]
      readonly report: HandlerReport
      /** From the first of its changes being seen until its documents were written, in milliseconds. */
      readonly tookMs: number
      /** Whether it is a part of settling the whole folder. */
      readonly isRebuild: boolean
    }
  /** All that the folder holds is settled; beside the site's, there are this many feeds of each kind. */
  | { readonly kind: 'rebuilt'; readonly tookMs: number; readonly feeds: ReadonlyMap<string, number> }
  /** Scheduled posts came due. */
  | { readonly kind: 'due'; readonly published: Published; readonly tookMs: number }
  /** A change was tried as often as it may be, in vain. */
  | { readonly kind: 'givenUp'; readonly keys: readonly string[]; readonly reason: Error }
  /** Something beside the posts went wrong, such as the watching of a folder. */
  | { readonly kind: 'trouble'; readonly doing: string; readonly error: Error }

export interface Laptop {
  /** The folder, with no link in its path. */
  readonly folder: string
  /** Address of the documents, without a slash at its end. */
  readonly url: string
  readonly port: number
  /** Address of the S3 endpoint. */
  readonly s3Url: string
  readonly context: PublishContext
  /** Begins to settle what the folder holds; `rebuilt` tells when that is done. */
  settleAll(): Promise<void>
  /** Ends everything, and returns when it has ended. */
  close(): Promise<void>
}

/** Starts the laptop. Throws `FolderError` and `PortError`. */
export async function startLaptop({
  folder: given,
  port,
  s3Port,
  parseProgram,
  onEvent,
  now = Date.now,
}: LaptopOptions): Promise<Laptop> {
  const folder = await findFolder(given)
  const content = new FolderStore(folder)
  const site = new DatedStore(new MemoryStore(), now)
  const troubleWith = (doing: string) => (error: Error) => onEvent({ kind: 'trouble', doing, error })
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const documents = await onFreePort(port, (free) => startDocumentsServer(site, free))
    closers.push(() => documents.close())
    const parser = new GuardedParser({ program: parseProgram })
    closers.push(() => parser.close())
    const context: PublishContext = {
      content,
      site,
      parser,
      now,
      defaults: { url: documents.url },
      concurrency: CONCURRENCY_DEFAULT,
    }
    const queue: WorkQueue = { send: (items) => worker.queue.send(items) }
    const due = new DueTimer(context, queue, {
      onTick: (published, tookMs) => onEvent({ kind: 'due', published, tookMs }),
      onError: troubleWith('publishing posts whose time has come'),
    })
    closers.push(() => due.stop())
    const worker = new Worker(context, due, onEvent)
    closers.push(() => worker.queue.stop())
    const watch = await watchFolder(folder, now, {
      onChanges: (changes, seenMs) => worker.queue.sendChanges(changes, seenMs),
      onError: troubleWith(`watching ${folder}`),
    })
    closers.push(() => watch.close())
    const buckets = { [CONTENT_BUCKET]: content, [SITE_BUCKET]: site }
    const s3 = await onFreePort(s3Port, (free) =>
      startS3Endpoint({ buckets, port: free, now, onError: troubleWith('answering over S3') }),
    )
    closers.push(() => s3.close())
    return {
      folder,
      url: documents.url,
      port: documents.port,
      s3Url: s3.url,
      context,
      settleAll: () => worker.settleAll(),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Gives the queue's batches to the handler, and tells what became of them. */
class Worker {
  readonly queue: LocalQueue
  readonly #context: PublishContext
  readonly #due: DueTimer
  readonly #onEvent: (event: LaptopEvent) => void
  /** When the rebuild under way was begun; absent while there is none. */
  #rebuildingSinceMs: number | undefined
  #reasons = new Map<string, Error>()

  constructor(context: PublishContext, due: DueTimer, onEvent: (event: LaptopEvent) => void) {
    this.#context = context
    this.#due = due
    this.#onEvent = onEvent
    this.queue = new LocalQueue(CONTENT_BUCKET, context.now, {
      handle: (batch) => this.#handle(batch),
      onGivenUp: (message) => this.#giveUp(message),
    })
  }

  async settleAll(): Promise<void> {
    this.#rebuildingSinceMs = this.#context.now()
    const { settings, generation } = await readSettings(this.#context)
    // Without settings there is nothing to settle under; their own key tells what is wrong with them.
    const begunMs = this.#rebuildingSinceMs
    await this.queue.send([
      settings === undefined ? { keys: [SETTINGS_SOURCE_KEY] } : startRebuild(generation, begunMs),
    ])
  }

  async #handle(batch: readonly Message[]): Promise<ReadonlySet<string>> {
    const hasOwnWork = batch.some(({ change }) => change === undefined)
    if (hasOwnWork) this.#rebuildingSinceMs ??= this.#context.now()
    const reports: HandlerReport[] = []
    const handler = publishHandler({
      context: this.#context,
      queue: this.queue,
      contentBucket: CONTENT_BUCKET,
      report: (report) => reports.push(report),
    })
    let failed: ReadonlySet<string>
    try {
      const answer = await handler(sqsEvent(batch), { getRemainingTimeInMillis: () => Number.POSITIVE_INFINITY })
      failed = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    } catch (error) {
      failed = new Set(batch.map(({ id }) => id))
      for (const id of failed) this.#reasons.set(id, asError(error))
    }
    if (!this.queue.hasOwnWork) await this.#publishReport()
    for (const report of reports) this.#tell(batch, failed, report, hasOwnWork)
    await this.#due.plan()
    if (!hasOwnWork || failed.size === 0) await this.#endRebuild()
    return failed
  }

  /** Counting costs nothing here, so the report's numbers are always those of this moment. */
  async #publishReport(): Promise<void> {
    const { site, now } = this.#context
    try {
      const counts = await countPosts(site, now(), Number.POSITIVE_INFINITY)
      await publishReport(this.#context, counts === undefined ? {} : { counts })
    } catch (error) {
      this.#onEvent({ kind: 'trouble', doing: 'publishing the report', error: asError(error) })
    }
  }

  #tell(batch: readonly Message[], failed: ReadonlySet<string>, report: HandlerReport, isRebuild: boolean): void {
    for (const { messageId, error } of report.failures) if (messageId !== undefined) this.#reasons.set(messageId, error)
    const sentMs = Math.min(...batch.map((message) => message.sentMs))
    const done = batch.filter(({ id }) => !failed.has(id))
    for (const { id } of done) this.#reasons.delete(id)
    const changes = new Map(done.flatMap(({ change }) => (change ? [[change.key, change]] : [])))
    const tookMs = this.#context.now() - sentMs
    this.#onEvent({ kind: 'batch', changes: [...changes.values()], report, tookMs, isRebuild })
  }

  async #endRebuild(): Promise<void> {
    if (this.#rebuildingSinceMs === undefined || this.queue.hasOwnWork) return
    const tookMs = this.#context.now() - this.#rebuildingSinceMs
    this.#rebuildingSinceMs = undefined
    this.#onEvent({ kind: 'rebuilt', tookMs, feeds: await countFeeds(this.#context.site) })
  }

  #giveUp({ id, change, body }: Message): void {
    const reason = this.#reasons.get(id) ?? new Error('for no reason that is known')
    this.#reasons.delete(id)
    const keys = change === undefined ? ownKeys(body) : [change.key]
    this.#onEvent({ kind: 'givenUp', keys, reason })
  }
}

/** Returns how many feeds there are of each kind, such as `category`; that of the site is of none. */
async function countFeeds(site: ObjectStore): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const feeds of feedPages(site)) {
    for (const feed of feeds) {
      const [kind = '', term] = feed.split('/')
      if (term !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
  }
  return counts
}

/** Returns the keys that Broadsheet's own work is about. */
function ownKeys(body: string): readonly string[] {
  const { broadsheet } = JSON.parse(body) as { broadsheet?: { keys?: readonly string[] } }
  return broadsheet?.keys ?? []
}
