/**
 * The verifier: rehearses items of work, tells how the site bucket differs from what came out, and repairs that.
 *
 * A repair is the same work done for real, over a bucket that doubts just what was found to differ; then the work is
 * rehearsed once more, to see whether anything is left.
 */
import { type FeedId, feedFolder } from '../model/feed-id.js'
import { readCounts } from '../report/status-json.js'
import { ConflictError } from '../store/errors.js'
import type { ObjectStore } from '../store/object-store.js'
import { PUBLIC_PREFIX } from './cache-control.js'
import { OUT_OF_TIME, PostponedError, type PublishContext } from './context.js'
import { fixedCounts } from './count.js'
import { feedListKey } from './feed-list.js'
import { type Handled, type HandleOptions, handle } from './handle.js'
import { DUE_PREFIX, dueInstantMs } from './placement.js'
import { recordId, recordKey } from './record.js'
import { type Change, DoubtingStore, RehearsalStore } from './rehearsal.js'
import { PRIVATE_REPORT_PREFIX } from './report.js'
import { readSettings, SETTINGS_SOURCE_KEY, SETTINGS_STATE_KEY, type SettingsState } from './settings-state.js'
import { HUBS_PREFIX } from './topic.js'
import type { Work, WorkQueue } from './work.js'

/** One object of the site bucket that is not as a clean build would have it. */
export interface Difference {
  readonly key: string
  /** `unknown`: what it should be could not be found out. */
  readonly found: Change['found'] | 'unreadable' | 'unknown'
  /** Source key or feed that it belongs to, where that is known. */
  readonly of?: string
  /** Why it is not known what it should be. */
  readonly reason?: string
  /** Whether it could be repaired; absent where nobody tried. */
  readonly isRepaired?: boolean
}

/** Feeds that are remembered to be in the list. */
const LISTED_REMEMBERED_MAX = 10_000
/** Objects that are remembered to have been told of as extra; past them, some may be told of twice. */
const EXTRA_REMEMBERED_MAX = 10_000

/** Keys are settled, and no feed is published: feeds are looked at once each, and not with every post. */
const SETTLE_ONLY: HandleOptions = { publishingIsOver: () => true }
const NO_QUEUE: WorkQueue = { send: async () => {} }

interface Looked {
  readonly handled: Handled
  readonly differences: readonly Difference[]
}

export class Verifier {
  readonly #context: PublishContext
  readonly #repair: WorkQueue | undefined
  readonly #tell: (difference: Difference) => void
  /** What rehearsals begin with: all that is there, doubted, and the settings as they should be. */
  #stage: ObjectStore
  readonly #listed = new Set<FeedId>()
  readonly #extra = new Set<string>()

  /** Without `repair`, which takes further work, nothing is written. */
  constructor(context: PublishContext, repair: WorkQueue | undefined, tell: (difference: Difference) => void) {
    this.#context = context
    this.#repair = repair
    this.#tell = tell
    this.#stage = new DoubtingStore(context.site, () => true)
  }

  /** Checks the settings, and returns them as they should be. All that follows is held against them. */
  async settings(): Promise<SettingsState> {
    const stored = await this.#context.site.get(SETTINGS_STATE_KEY)
    if (stored !== undefined && !isJson(stored.body)) {
      await this.remove({ key: SETTINGS_STATE_KEY, found: 'unreadable', of: SETTINGS_SOURCE_KEY }, stored.etag)
      const hidden = new RehearsalStore(this.#stage)
      await hidden.delete(SETTINGS_STATE_KEY)
      this.#stage = hidden
    }
    // One that was just told of as unreadable needs no second telling.
    if (this.#stage instanceof DoubtingStore || this.#repair !== undefined)
      await this.check([{ keys: [SETTINGS_SOURCE_KEY] }], SETTLE_ONLY)
    const rehearsal = new RehearsalStore(this.#stage)
    const context = { ...this.#context, site: rehearsal }
    await handle([{ keys: [SETTINGS_SOURCE_KEY] }], context, NO_QUEUE, SETTLE_ONLY)
    this.#stage = rehearsal
    return readSettings(context)
  }

  /** Checks what is made of source keys, but for the feeds' documents. */
  async checkKeys(keys: readonly string[]): Promise<void> {
    const { settled } = await this.check(
      keys.map((key) => ({ keys: [key] })),
      SETTLE_ONLY,
    )
    for (const feed of new Set(settled.flatMap(({ record }) => record?.feeds ?? []))) {
      if (await this.isListed(feed)) continue
      // Where it has nothing to show, and nobody has seen it, it was never begun.
      await this.check([{ feeds: [feed] }])
      this.#remember(feed)
    }
  }

  /** Rehearses `items`, and tells and repairs all differences from what comes out. */
  async check(items: readonly Work[], options: HandleOptions = {}): Promise<Handled> {
    const { handled, differences } = await this.#look(items, options)
    if (differences.length === 0 || this.#repair === undefined) {
      for (const difference of differences) this.#tellUnrepaired(difference)
      return handled
    }
    const owners = new Set(differences.map((difference) => difference.of))
    const concerned = owners.has(undefined)
      ? items
      : items.filter((item) => namesOf(item).some((one) => owners.has(one)))
    const doubted = new Set(differences.map(({ key }) => key))
    const site = new DoubtingStore(this.#context.site, (key) => doubted.has(key))
    await handle(concerned, { ...this.#context, site }, this.#repair)
    const left = new Set((await this.#look(concerned, options)).differences.map(({ key }) => key))
    for (const difference of differences) this.#tell({ ...difference, isRepaired: !left.has(difference.key) })
    return handled
  }

  /** Checks that `feed` is in the list of feeds, which it never leaves. */
  async checkIsListed(feed: FeedId): Promise<void> {
    if (await this.isListed(feed)) return
    const difference = { key: feedListKey(feed), found: 'missing', of: feed } as const
    if (this.#repair === undefined) {
      this.#remember(feed)
      this.#tell(difference)
      return
    }
    await this.#context.site.put(feedListKey(feed), '')
    const { failed } = await handle([{ feeds: [feed] }], this.#context, this.#repair)
    this.#tell({ ...difference, isRepaired: failed.size === 0 })
  }

  /** Tells whether `feed` is in the list, or was told not to be. */
  async isListed(feed: FeedId): Promise<boolean> {
    if (this.#listed.has(feed)) return true
    if ((await this.#context.site.head(feedListKey(feed))) === undefined) return false
    this.#remember(feed)
    return true
  }

  #remember(feed: FeedId): void {
    if (this.#listed.size === LISTED_REMEMBERED_MAX) this.#listed.clear()
    this.#listed.add(feed)
  }

  /** Returns the keys that `items` lead to. */
  async rehearsedKeys(items: readonly Work[]): Promise<ReadonlySet<string>> {
    const { rehearsal } = await this.#rehearse(items, {})
    return new Set(rehearsal.keys)
  }

  /** Tells of an object that should not be there, and removes it where it is still the one of `etag`. */
  async remove(difference: Difference, etag: string): Promise<void> {
    if (this.#repair === undefined) {
      this.#tellUnrepaired(difference)
      return
    }
    let isRepaired = true
    try {
      await this.#context.site.delete(difference.key, { ifMatch: etag })
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      isRepaired = false
    }
    this.#tell({ ...difference, isRepaired })
  }

  /** Left where it is, an object that should not be there is come upon again, among all documents. */
  #tellUnrepaired(difference: Difference): void {
    if (difference.found === 'extra') {
      if (this.#extra.has(difference.key)) return
      if (this.#extra.size < EXTRA_REMEMBERED_MAX) this.#extra.add(difference.key)
    }
    this.#tell(difference)
  }

  async #rehearse(
    items: readonly Work[],
    options: HandleOptions,
  ): Promise<{ readonly handled: Handled; readonly rehearsal: RehearsalStore }> {
    const rehearsal = new RehearsalStore(items.some(({ report }) => report) ? await this.#withCounts() : this.#stage)
    const handled = await handle(items, { ...this.#context, site: rehearsal }, NO_QUEUE, options)
    return { handled, rehearsal }
  }

  /** The report's counts move with every post, and are brought up to date now and then: those that stand are right. */
  async #withCounts(): Promise<ObjectStore> {
    for (const prefix of [PUBLIC_PREFIX, PRIVATE_REPORT_PREFIX]) {
      const status = await this.#context.site.get(`${prefix}status.json`)
      const counts = status && readCounts(new TextDecoder().decode(status.body))
      if (counts === undefined) continue
      const { key, body } = fixedCounts(counts)
      const stage = new RehearsalStore(this.#stage)
      await stage.put(key, body)
      return stage
    }
    return this.#stage
  }

  async #look(items: readonly Work[], options: HandleOptions): Promise<Looked> {
    const { handled, rehearsal } = await this.#rehearse(items, options)
    const changes = (await rehearsal.changes(this.#context.site)).filter((change) => this.#matters(change))
    const ids = new Map(items.flatMap(({ keys = [] }) => keys).map((key) => [recordId(key), key]))
    const feeds = items.flatMap(({ feeds = [], periods = [] }) => [...feeds, ...periods.map(({ feed }) => feed)])
    const differences: Difference[] = changes.map((change) => {
      const of = ownerOf(change.key, ids, feeds)
      return of === undefined ? change : { ...change, of }
    })
    for (const [index, error] of handled.failed) {
      const difference = await this.#whyUnknown(items[index] ?? {}, error)
      if (difference !== undefined) differences.push(difference)
    }
    return { handled, differences }
  }

  /** What readers or the loops would not notice is no difference. */
  #matters({ key, found }: Change): boolean {
    // That hubs are to be told of what is only rehearsed.
    if (key.startsWith(HUBS_PREFIX)) return false
    // Placements and marks that do not count, which whoever meets them deletes.
    if (found === 'extra') return key.startsWith(PUBLIC_PREFIX)
    // The tick has been there, and put nothing off.
    return !key.startsWith(DUE_PREFIX) || dueInstantMs(key) > this.#context.now()
  }

  async #whyUnknown(item: Work, error: Error): Promise<Difference | undefined> {
    if (error instanceof PostponedError && error.message.endsWith(OUT_OF_TIME)) return undefined
    const [source] = item.keys ?? []
    const [name] = namesOf(item)
    const of = name === undefined ? {} : { of: name }
    if (source === undefined) return { key: PUBLIC_PREFIX, found: 'unknown', ...of, reason: error.message }
    const key = recordKey(recordId(source))
    const stored = await this.#context.site.get(key)
    // A record that cannot be read was told of when records were looked at.
    if (stored !== undefined && !isJson(stored.body)) return undefined
    return { key, found: 'unknown', ...of, reason: error.message }
  }
}

function namesOf({ keys = [], feeds = [], periods = [] }: Work): string[] {
  return [...keys, ...feeds, ...periods.map(({ feed }) => feed)]
}

/** Returns the source key or feed that the object at `key` belongs to. */
function ownerOf(key: string, ids: ReadonlyMap<string, string>, feeds: readonly FeedId[]): string | undefined {
  if (key === SETTINGS_STATE_KEY) return SETTINGS_SOURCE_KEY
  const id = /[0-9a-f]{32}/.exec(key)?.[0]
  const source = id === undefined ? undefined : ids.get(id)
  if (source !== undefined) return source
  const listed = feeds.find((feed) => key === feedListKey(feed))
  if (listed !== undefined) return listed
  if (!key.startsWith(PUBLIC_PREFIX)) return undefined
  const inFolder = feeds.filter((feed) => key.startsWith(PUBLIC_PREFIX + feedFolder(feed)))
  return inFolder.sort((a, b) => feedFolder(b).length - feedFolder(a).length)[0]
}

function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(body))
    return true
  } catch {
    return false
  }
}
