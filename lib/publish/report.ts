/**
 * Publishing the report: the publish loop once more, with marks for placements.
 *
 *     loop
 *       documents = get status.json, head the others        the documents first, the view after: so that a view is
 *       settings, marks, their records                      never older than the documents that it replaces
 *       if the documents already say so: done
 *       put documents if unchanged                          conflict: again
 *       (always look again after writing)
 *
 * Counts are the exception: they move with every post, and two handlers that each looked again until theirs stood would
 * never end. So they are made once, before the first look; from then on those that stand are as good as one's own.
 */

import { createHash } from 'node:crypto'
import type { Settings } from '../model/settings.js'
import { renderReport } from '../report/render-report.js'
import {
  type Counts,
  POSTS_REPORTED_MAX,
  REPORT_DOCUMENT_NAMES,
  type Report,
  type ReportDocument,
  type ReportedPost,
  type ReportedPosts,
} from '../report/report.js'
import { readCounts } from '../report/status-json.js'
import { ConflictError } from '../store/errors.js'
import type { ObjectHead, ObjectStore, StoredObject } from '../store/object-store.js'
import { pagesOf } from '../store/pages.js'
import { eachAtOnce } from './at-once.js'
import { cacheControlOf, PUBLIC_PREFIX } from './cache-control.js'
import { OUT_OF_TIME, PostponedError, type PublishContext } from './context.js'
import { countPosts } from './count.js'
import { isValid, type MarkKind, markKey, markPrefix, parseMarkKey } from './mark.js'
import { readRebuild } from './rebuild-progress.js'
import { decodeRecord, type PostRecord, recordKey } from './record.js'
import { readSettings, type SettingsState } from './settings-state.js'

/** Where the report lies when it is kept out of `public/`. */
export const PRIVATE_REPORT_PREFIX = 'state/report/'

export interface ReportOptions {
  /** Tells that no further look may be begun. */
  readonly isOver?: () => boolean
  /** How many posts there are, where it is known already. */
  readonly counts?: Counts
}

/**
 * Times that one call looks. A look reads hundreds of records, and while many posts come with marks it is soon out of
 * date: the work then goes back to the queue, where the looks that many handlers ask for become one.
 */
const LOOKS_MAX = 5
/** Records read at once. */
const RECORDS_AT_ONCE = 16

/**
 * Brings the report in line with the marks and the settings, or takes it away where the settings want none.
 * Returns the keys of the documents that it wrote. Throws `PostponedError` where marks changed all the time.
 */
export async function publishReport(
  context: PublishContext,
  { isOver = () => false, counts: known }: ReportOptions = {},
): Promise<readonly string[]> {
  const written: string[] = []
  let counts = known
  for (let attempt = 0; attempt < LOOKS_MAX; attempt++) {
    if (isOver()) throw new PostponedError('the report', OUT_OF_TIME)
    const standing = await readStanding(context.site)
    const state = await readSettings(context)
    const prefix = prefixOf(state.settings)
    const standingCounts = countsIn(standing.get(`${prefix}status.json`))
    if (attempt > 0) counts = standingCounts ?? counts
    else if (prefix !== undefined) counts ??= (await countPosts(context.site, context.now())) ?? standingCounts

    const expected = prefix === undefined ? [] : renderReport(await readReport(state, counts, context.site))
    const wrote = await bring(standing, new Map(expected.map((one) => [prefix + one.name, one])), context.site)
    if (wrote === undefined) return written
    written.push(...wrote)
  }
  throw new PostponedError('the report', `it changed ${LOOKS_MAX} times meanwhile`)
}

/** What stands under each key that the report can have. */
type Standing = ReadonlyMap<string, StoredObject | ObjectHead | undefined>

const PREFIXES = [PUBLIC_PREFIX, PRIVATE_REPORT_PREFIX]

async function readStanding(site: ObjectStore): Promise<Standing> {
  const keys = PREFIXES.flatMap((prefix) => REPORT_DOCUMENT_NAMES.map((name) => prefix + name))
  // Of status.json the counts are wanted.
  const found = await eachAtOnce(keys, keys.length, (key) => (key.endsWith('.json') ? site.get(key) : site.head(key)))
  return new Map(keys.map((key, index) => [key, found[index]]))
}

/** Where the report lies; undefined: nowhere. As long as there are no settings, people have to be told of that. */
function prefixOf(settings: Settings | undefined): string | undefined {
  switch (settings?.report ?? 'public') {
    case 'public':
      return PUBLIC_PREFIX
    case 'private':
      return PRIVATE_REPORT_PREFIX
    case 'off':
      return undefined
  }
}

function countsIn(statusJson: StoredObject | ObjectHead | undefined): Counts | undefined {
  if (statusJson === undefined || !('body' in statusJson)) return undefined
  return readCounts(new TextDecoder().decode(statusJson.body))
}

async function readReport(
  { settings, problems }: SettingsState,
  counts: Counts | undefined,
  site: ObjectStore,
): Promise<Report> {
  const rebuild = await readRebuild(site)
  const [rejected, warned] = [await readMarked('rejected', site), await readMarked('warned', site)]
  return {
    ...(settings === undefined ? {} : { title: settings.title }),
    language: settings?.language ?? 'en',
    timeZone: settings?.timeZone ?? 'UTC',
    settings: { problems, areInForce: settings !== undefined },
    ...(counts === undefined ? {} : { counts: { ...counts, ...exact({ rejected, warned }) } }),
    ...(rebuild === undefined ? {} : { rebuild }),
    rejected,
    warned,
  }
}

/** Of lists that are complete the numbers are known, and surely those of this look. */
function exact(lists: Readonly<Record<'rejected' | 'warned', ReportedPosts>>): Partial<Counts> {
  const complete = Object.entries(lists).filter(([, { hasMore }]) => !hasMore)
  return Object.fromEntries(complete.map(([kind, { posts }]) => [kind, posts.length]))
}

/** Lists the newest posts with a mark of `kind`. Deletes marks that do not count, where it meets them. */
async function readMarked(kind: MarkKind, site: ObjectStore): Promise<ReportedPosts> {
  const posts: ReportedPost[] = []
  for await (const { objects } of pagesOf(site, { prefix: markPrefix(kind) })) {
    const marks = objects.flatMap(({ key }) => parseMarkKey(kind, key) ?? [])
    for (let at = 0; at < marks.length; at += RECORDS_AT_ONCE) {
      const chunk = marks.slice(at, at + RECORDS_AT_ONCE)
      const records = await eachAtOnce(chunk, RECORDS_AT_ONCE, ({ recordId }) => readRecord(recordId, site))
      for (const [index, mark] of chunk.entries()) {
        const record = records[index]
        if (record === undefined || !isValid(mark, record)) await site.delete(markKey(mark))
        else if (posts.length === POSTS_REPORTED_MAX) return { posts, hasMore: true }
        else posts.push(reported(mark.seenMs, record))
      }
    }
  }
  return { posts, hasMore: false }
}

async function readRecord(id: string, site: ObjectStore): Promise<PostRecord | undefined> {
  const stored = await site.get(recordKey(id))
  return stored && decodeRecord(stored.body)
}

function reported(seenMs: number, { key, entry, problems }: PostRecord): ReportedPost {
  return { key, seenMs, isShown: entry !== undefined, problems }
}

/**
 * Makes `standing` what is `expected`, where nobody else was faster. Returns the keys that it wrote, or undefined where
 * there was nothing to do: only then is the report what it should be.
 */
async function bring(
  standing: Standing,
  expected: ReadonlyMap<string, ReportDocument>,
  site: ObjectStore,
): Promise<readonly string[] | undefined> {
  const stale = [...standing].filter(([key, found]) => isStale(found, expected.get(key)))
  if (stale.length === 0) return undefined
  const written = await eachAtOnce(stale, stale.length, async ([key, found]) => {
    try {
      const document = expected.get(key)
      if (document !== undefined) await put(key, document, found, site)
      else if (found !== undefined) await site.delete(key, { ifMatch: found.etag })
      return [key]
    } catch (error) {
      if (error instanceof ConflictError) return []
      throw error
    }
  })
  return written.flat()
}

async function put(
  key: string,
  { name, body, contentType }: ReportDocument,
  found: ObjectHead | undefined,
  site: ObjectStore,
): Promise<void> {
  const condition = found === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: found.etag }
  await site.put(key, body, { ...condition, contentType, cacheControl: cacheControlOf(name) })
}

function isStale(found: ObjectHead | undefined, expected: ReportDocument | undefined): boolean {
  if (expected === undefined) return found !== undefined
  return found?.sha256 !== createHash('sha256').update(expected.body).digest('hex')
}
