/**
 * Telling WebSub hubs of documents that have changed: after they were written, beside the publishing of others.
 *
 *     publish                             before a document is put: note that it is to be looked at once whatever may
 *                                         become of that write has become of it
 *                                         after it was put: ask through the queue to look at it now
 *     look(document)
 *       topic    = what each hub was last told        the topic first, the document after: so that what is noted as told
 *       document = head document                      is never newer than what was there
 *       each hub that was told of another: tell it
 *       a hub failed: note when to look again         first the note, then the topic: a crash loses nothing
 *       put topic if unchanged                        conflict: again, but without telling a hub twice of one version
 *
 * So every version that stays is told at least once to every hub that answers within a day, and a version that a hub was
 * told of is told again only where a crash came between telling and noting it. A hub that is down costs a few requests
 * a minute, holds up no other, and no publishing.
 */
import { documentUrl } from '../feed/document-paths.js'
import { asError } from '../model/as-error.js'
import type { Settings } from '../model/settings.js'
import { ConflictError } from '../store/errors.js'
import { LIST_LIMIT, type ObjectStore } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import { documentKind, PUBLIC_PREFIX } from './cache-control.js'
import { ATTEMPTS_MAX, CLOCK_SKEW_MAX_MS, OUT_OF_TIME, PostponedError, type PublishContext } from './context.js'
import type { HubAnswer, HubClient } from './hub-client.js'
import {
  afterFailure,
  decodeTopic,
  encodeTopic,
  type HubStanding,
  isToBeTold,
  TOPIC_DUE_PREFIX,
  type Topic,
  type TopicDue,
  topicDueKey,
  topicDueMs,
  topicKey,
} from './topic.js'
import { chunks, type Work, type WorkQueue } from './work.js'

/** What became of telling one hub of one document. */
export interface Told {
  readonly hub: string
  /** Path of the document, below `public/`. */
  readonly path: string
  readonly outcome: 'told' | 'failed' | 'givenUp'
  readonly reason?: string
}

export interface Telling {
  readonly told: readonly Told[]
  /** Documents that are still to be looked at, and why. */
  readonly failed: ReadonlyMap<string, Error>
}

/** A write takes effect within a function's time, 15 minutes at most on Lambda, or never. */
const WRITE_MS_MAX = 15 * 60_000
/** Documents that are looked at, and told of, at once. */
const TOPICS_AT_ONCE = 8
/** Failures in a row after which a hub is left alone for the rest of a batch: each may have taken a time-out. */
const HUB_FAILURES_MAX = 3
/** Pages of due documents that one tick takes up. */
const PAGES_MAX = 10
const JSON_TYPE = 'application/json'

/** The documents among `paths`, below `public/`, that are topics: those that people subscribe to. */
function topicsOf(paths: Iterable<string>): string[] {
  return [...new Set(paths)].filter((path) => documentKind(path) === 'subscription')
}

function tellsHubs(settings: Settings | undefined, { hubs }: PublishContext): settings is Settings {
  return hubs !== undefined && settings !== undefined && settings.hubs.length > 0
}

/** To be called before the documents at `paths` are written: then hubs are told of them even after a crash. */
export async function noteForHubs(
  paths: readonly string[],
  settings: Settings,
  context: PublishContext,
): Promise<void> {
  if (!tellsHubs(settings, context)) return
  // Whoever looks may have a clock that is ahead.
  const instantMs = context.now() + WRITE_MS_MAX + CLOCK_SKEW_MAX_MS
  await eachAtOnce(topicsOf(paths), TOPICS_AT_ONCE, (path) => noteDue(instantMs, path, context.site))
}

/** Asks for the hubs to be told of the documents at `paths`, which were written. */
export async function askForTelling(
  paths: readonly string[],
  settings: Settings | undefined,
  context: PublishContext,
  queue: WorkQueue,
): Promise<void> {
  if (!tellsHubs(settings, context) || context.hubs === 'later') return
  const items = chunks(topicsOf(paths)).map((hubs): Work => ({ hubs }))
  if (items.length > 0) await queue.send(items)
}

/** Tells the hubs of those documents at `paths` that they were not told of. Throws nothing: see `failed`. */
export async function tellHubs(
  paths: Iterable<string>,
  settings: Settings | undefined,
  context: PublishContext,
  isOver: () => boolean,
): Promise<Telling> {
  const told: Told[] = []
  const failed = new Map<string, Error>()
  const { hubs: client } = context
  if (client === undefined || client === 'later' || !tellsHubs(settings, context)) return { told, failed }
  const teller = new Teller(settings, context, client, told)
  await eachAtOnce(topicsOf(paths), TOPICS_AT_ONCE, async (path) => {
    try {
      if (isOver()) throw new PostponedError(path, OUT_OF_TIME)
      await teller.look(path)
    } catch (error) {
      failed.set(path, asError(error))
    }
  })
  return { told, failed }
}

/** Looks at the documents that are due; those beyond `PAGES_MAX` pages wait for the next tick. */
export async function tellDue(
  settings: Settings | undefined,
  context: PublishContext,
  isOver: () => boolean,
): Promise<Telling> {
  const told: Told[] = []
  const failed = new Map<string, Error>()
  const { site, hubs } = context
  // Where nobody tells hubs, what is due waits for somebody who does.
  if (hubs === undefined || hubs === 'later') return { told, failed }
  let startAfter: string | undefined = ''
  for (let page = 0; page < PAGES_MAX && startAfter !== undefined && !isOver(); page++) {
    const listing = await site.list({ prefix: TOPIC_DUE_PREFIX, startAfter, limit: LIST_LIMIT })
    const nowMs = context.now()
    const keys = listing.objects.map(({ key }) => key).filter((key) => topicDueMs(key) <= nowMs)
    const paths = await eachAtOnce(keys, TOPICS_AT_ONCE, (key) => readDue(key, site))
    const telling = await tellHubs(
      paths.flatMap((path) => path ?? []),
      settings,
      context,
      isOver,
    )
    told.push(...telling.told)
    for (const [path, error] of telling.failed) failed.set(path, error)
    const done = keys.filter((_, index) => !telling.failed.has(paths[index] ?? ''))
    await eachAtOnce(done, TOPICS_AT_ONCE, (key) => site.delete(key))
    startAfter = keys.length < listing.objects.length ? undefined : listing.next
  }
  return { told, failed }
}

async function noteDue(instantMs: number, path: string, site: ObjectStore): Promise<void> {
  const body = JSON.stringify({ path } satisfies TopicDue)
  await site.put(topicDueKey(instantMs, path), body, { contentType: JSON_TYPE })
}

/** Returns the document that is due, or undefined where another tick was faster. */
async function readDue(key: string, site: ObjectStore): Promise<string | undefined> {
  const stored = await site.get(key)
  return stored && (JSON.parse(new TextDecoder().decode(stored.body)) as TopicDue).path
}

/** Tells hubs of several documents, and leaves alone those that do not answer. */
class Teller {
  readonly #settings: Settings
  readonly #context: PublishContext
  readonly #client: HubClient
  readonly #told: Told[]
  /** By hub: requests in a row that failed. */
  readonly #failures = new Map<string, number>()

  constructor(settings: Settings, context: PublishContext, client: HubClient, told: Told[]) {
    this.#settings = settings
    this.#context = context
    this.#client = client
    this.#told = told
  }

  async look(path: string): Promise<void> {
    const { site, now } = this.#context
    /** By hub and version: what this call was answered. */
    const answers = new Map<string, HubAnswer>()
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const stored = await site.get(topicKey(path))
      const topic = decodeTopic(path, stored?.body)
      const head = await site.head(PUBLIC_PREFIX + path)
      if (head === undefined) return
      const version = head.sha256 ?? head.etag
      const waiting = this.#settings.hubs.filter((hub) => isToBeTold(topic.hubs[hub], version, now()))
      if (waiting.length === 0) return
      await eachAtOnce(waiting, waiting.length, async (hub) => {
        const once = `${hub} ${version}`
        if (!answers.has(once)) answers.set(once, await this.#tell(hub, path))
      })
      const standings = waiting.map((hub) => {
        const answer = answers.get(`${hub} ${version}`)
        const next = answer?.isTaken ? { told: version } : afterFailure(topic.hubs[hub], now(), answer?.retryAfterMs)
        return { hub, answer, next }
      })
      for (const { next } of standings) if (next.failing !== undefined) await noteDue(next.failing.retryMs, path, site)
      if (!(await this.#write(topic, standings, stored?.etag))) continue
      for (const { hub, answer, next } of standings) this.#report(hub, path, answer, next)
      return
    }
    throw new PostponedError(path, `what hubs were told of it changed ${ATTEMPTS_MAX} times meanwhile`)
  }

  async #tell(hub: string, path: string): Promise<HubAnswer> {
    const failures = this.#failures.get(hub) ?? 0
    if (failures >= HUB_FAILURES_MAX) return { isTaken: false, reason: `it failed ${failures} times in a row` }
    const answer = await this.#client.publish(hub, documentUrl(path, this.#settings))
    this.#failures.set(hub, answer.isTaken ? 0 : (this.#failures.get(hub) ?? 0) + 1)
    return answer
  }

  /** Returns whether it was written; false: somebody else was faster. Hubs that settings no longer name are forgotten. */
  async #write(
    { path, hubs }: Topic,
    standings: readonly { readonly hub: string; readonly next: HubStanding }[],
    etag: string | undefined,
  ): Promise<boolean> {
    const kept = Object.entries(hubs).filter(([hub]) => this.#settings.hubs.includes(hub))
    const next = Object.fromEntries([...kept, ...standings.map((one) => [one.hub, one.next] as const)])
    const condition = etag === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: etag }
    try {
      const body = encodeTopic({ path, hubs: next })
      await this.#context.site.put(topicKey(path), body, { ...condition, contentType: JSON_TYPE })
      return true
    } catch (error) {
      if (error instanceof ConflictError) return false
      throw error
    }
  }

  #report(hub: string, path: string, answer: HubAnswer | undefined, next: HubStanding): void {
    const outcome = answer?.isTaken ? 'told' : next.failing === undefined ? 'givenUp' : 'failed'
    this.#told.push({ hub, path, outcome, ...(answer?.reason !== undefined && { reason: answer.reason }) })
  }
}
