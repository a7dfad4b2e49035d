/**
 * One batch of work, from hints to documents: settle all its keys, then publish each feed that they touch, and each period
 * of its archive, once.
 *
 * Only an item whose every key is settled and whose every feed and period is published is done; all others are named, so that
 * the queue brings back those and no more. One bad key or feed never holds up another.
 */
import { asError } from '../model/as-error.js'
import { SITE_FEED } from '../model/feed-id.js'
import { mayBePost } from '../post/post-key.js'
import { eachAtOnce } from './at-once.js'
import { ATTEMPTS_MAX, OUT_OF_TIME, PostponedError, type PublishContext } from './context.js'
import { publishDirectory } from './directory.js'
import { isLibraryKey, readLibrary } from './library-files.js'
import { type Published, publish, type Target, targetName } from './publish.js'
import { rebuild, startRebuild } from './rebuild.js'
import { publishReport } from './report.js'
import {
  noteRebuildAsked,
  readSettings,
  SETTINGS_SOURCE_KEY,
  type SettingsState,
  settleSettings,
} from './settings-state.js'
import { type Rules, type Settled, settle } from './settle.js'
import { askForTelling, type Told, tellHubs } from './tell-hubs.js'
import { withWanting } from './wanted.js'
import type { Work, WorkQueue } from './work.js'

export interface Handled {
  /** Items that are still to be done, by their place in the batch, and why. */
  readonly failed: ReadonlyMap<number, Error>
  readonly settled: readonly Settled[]
  readonly published: Published
  /** Keys of the report's documents that were written. */
  readonly reported: readonly string[]
  /** Paths of the directory's documents that were written, below `public/`. */
  readonly directory: readonly string[]
  /** What hubs were told, and what they could not be told. */
  readonly told: readonly Told[]
  readonly settings: SettingsState
}

/** What is not done when its time is over goes back to the queue. */
export interface HandleOptions {
  /** Tells that no more keys may be begun: the rest of the time is for publishing what was settled. */
  readonly settlingIsOver?: () => boolean
  /** Tells that no more feeds may be begun either. */
  readonly publishingIsOver?: () => boolean
}

/** Does `items`. Throws only where nothing could be begun: the settings could not be read. */
export async function handle(
  given: readonly Work[],
  context: PublishContext,
  queue: WorkQueue,
  { settlingIsOver = () => false, publishingIsOver = () => false }: HandleOptions = {},
): Promise<Handled> {
  const failedKeys = new Map<string, Error>()
  const items = await withWanting(given, context, queue, failedKeys)
  const keys = new Set(items.flatMap((item) => item.keys ?? []))
  const state = await settingsFor(keys, context)
  await askForRebuild(state, items, context, queue)
  const settled = await settleAll(
    [...keys].filter((key) => mayBePost(key) && !isLibraryKey(key)),
    state,
    context,
    failedKeys,
    settlingIsOver,
  )

  const touched = new Map([...settled].map(([key, one]) => [key, targetsOf(one)]))
  // A site without posts has a feed too, so that people can subscribe before the first.
  if (keys.has(SETTINGS_SOURCE_KEY)) touched.set(SETTINGS_SOURCE_KEY, [SITE_FEED])
  const targetsOfItem = ({ keys = [], feeds = [], periods = [] }: Work): Target[] => [
    ...keys.flatMap((key) => touched.get(key) ?? []),
    ...feeds,
    ...periods,
  ]
  // Archives first, so that a feed's documents mostly link to what is there.
  const targets = items
    .flatMap(targetsOfItem)
    .sort((a, b) => Number(typeof a === 'string') - Number(typeof b === 'string'))
  const published = await publish(targets, context, queue, publishingIsOver)
  const report = await reportOn(items, keys, settled, state, context, queue, publishingIsOver)
  const directory = await directoryFor(items, context, publishingIsOver)

  // Should the queue not take it, the hubs are told later: that they are to be was noted before anything was written.
  await askForTelling(published.written, state.settings, context, queue).catch(() => undefined)
  const hubs = items.flatMap((item) => item.hubs ?? [])
  const telling = await tellHubs(hubs, state.settings, context, publishingIsOver)

  const failed = new Map<number, Error>()
  for (const [index, item] of items.entries()) {
    const untold = item.hubs?.find((path) => telling.failed.has(path))
    const reason =
      whyNotDone(item, targetsOfItem(item), failedKeys, published.failed) ??
      (untold === undefined ? undefined : telling.failed.get(untold))
    if (reason !== undefined) failed.set(index, reason)
    else if (report.error !== undefined && report.isFor(item)) failed.set(index, report.error)
    else if (directory.error !== undefined && item.directory) failed.set(index, directory.error)
    if (item.rebuild === undefined) continue
    try {
      await rebuild(item.rebuild, context, queue)
    } catch (error) {
      failed.set(index, asError(error))
    }
  }
  return {
    failed,
    settled: [...settled.values()],
    published,
    reported: report.written,
    directory: directory.written,
    told: telling.told,
    settings: state,
  }
}

function settingsFor(keys: ReadonlySet<string>, context: PublishContext): Promise<SettingsState> {
  const mayHaveChanged = [...keys].some((key) => key === SETTINGS_SOURCE_KEY || isLibraryKey(key))
  return mayHaveChanged ? settleSettings(context) : readSettings(context)
}

/** Sees to it that a change of the settings in force leads to a rebuild, also where a crash came between. */
async function askForRebuild(
  { settings, generation, rebuiltGeneration }: SettingsState,
  items: readonly Work[],
  context: PublishContext,
  queue: WorkQueue,
): Promise<void> {
  if (settings === undefined || generation === rebuiltGeneration) return
  const isAsked = items.some(({ rebuild }) => rebuild?.generation === generation)
  if (!isAsked) await queue.send([startRebuild(generation, context.now())])
  await noteRebuildAsked(context, generation)
}

/** Settles `keys` under the settings in force, and once more where those changed meanwhile. */
async function settleAll(
  keys: readonly string[],
  first: SettingsState,
  context: PublishContext,
  failed: Map<string, Error>,
  isOver: () => boolean,
): Promise<Map<string, Settled>> {
  const settled = new Map<string, Settled>()
  let state = first
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { settings } = state
    // Without settings nothing can be published; the first good ones bring a rebuild, which comes to these keys.
    if (settings === undefined || keys.length === 0) return settled
    const library = await readLibrary(state.library, context.content)
    await settleEach(keys, { settings, library }, context, settled, failed, isOver)
    state = await readSettings(context)
    if (state.settings?.hash === settings.hash) return settled
  }
  for (const key of keys) {
    failed.set(key, new PostponedError(key, `the settings changed ${ATTEMPTS_MAX} times meanwhile`))
  }
  return settled
}

async function settleEach(
  keys: readonly string[],
  rules: Rules,
  context: PublishContext,
  settled: Map<string, Settled>,
  failed: Map<string, Error>,
  isOver: () => boolean,
): Promise<void> {
  await eachAtOnce(keys, context.concurrency, async (key) => {
    try {
      if (isOver()) throw new PostponedError(key, OUT_OF_TIME)
      settled.set(key, await settle(key, rules, context))
      failed.delete(key)
    } catch (error) {
      failed.set(key, asError(error))
    }
  })
}

interface Reported {
  readonly written: readonly string[]
  /** Why the report is still to be published, where no other work is sure to do it. */
  readonly error?: Error
  /** Tells which items are not done before the report is published. */
  readonly isFor: (item: Work) => boolean
}

/** Publishes the report where this batch has to do with posts that are or were in it, or with the settings. */
async function reportOn(
  items: readonly Work[],
  keys: ReadonlySet<string>,
  settled: ReadonlyMap<string, Settled>,
  { settings }: SettingsState,
  context: PublishContext,
  queue: WorkQueue,
  isOver: () => boolean,
): Promise<Reported> {
  const concerns = (key: string): boolean =>
    settings === undefined || key === SETTINGS_SOURCE_KEY || settled.get(key)?.record?.marks !== undefined
  const isFor = (item: Work): boolean => item.report === true || (item.keys ?? []).some(concerns)
  const isAsked = (item: Work): boolean => item.report === true
  const isConcerned = [...keys].some(concerns)
  if (!isConcerned && !items.some(isAsked)) return { written: [], isFor }
  try {
    return { written: await publishReport(context, { isOver }), isFor }
  } catch (error) {
    // Whoever asked for the report asks again. Posts have been settled and published, and need not be once more: they ask now,
    // also where one in this batch has asked, whose message another handler may have done before these posts were settled.
    try {
      if (isConcerned) await queue.send([{ report: true }])
      return { written: [], error: asError(error), isFor: isAsked }
    } catch (notSent) {
      return { written: [], error: asError(notSent), isFor }
    }
  }
}

/** Publishes the directory where some item asks for it: once, however many do. */
async function directoryFor(
  items: readonly Work[],
  context: PublishContext,
  isOver: () => boolean,
): Promise<{ readonly written: readonly string[]; readonly error?: Error }> {
  if (!items.some((item) => item.directory)) return { written: [] }
  try {
    return { written: await publishDirectory(context, isOver) }
  } catch (error) {
    return { written: [], error: asError(error) }
  }
}

/** Returns what has to be published for a key that was settled: the same periods in each of its feeds. */
function targetsOf({ feeds, periods }: Settled): Target[] {
  return feeds.flatMap((feed) => [feed, ...periods.map((period) => ({ feed, period }))])
}

function whyNotDone(
  item: Work,
  targets: readonly Target[],
  failedKeys: ReadonlyMap<string, Error>,
  failedTargets: ReadonlyMap<string, Error>,
): Error | undefined {
  for (const key of item.keys ?? []) {
    const reason = failedKeys.get(key)
    if (reason !== undefined) return reason
  }
  for (const target of targets) {
    const reason = failedTargets.get(targetName(target))
    if (reason !== undefined) return reason
  }
  return undefined
}
