/**
 * The oracle of the report: what it must say when all has been handled, made of all records that there are and without
 * the marks that lead the program to them.
 */

import { SITE_FEED } from '../../lib/model/feed-id.js'
import type { Settings } from '../../lib/model/settings.js'
import { PUBLIC_PREFIX } from '../../lib/publish/cache-control.js'
import { markPrefix } from '../../lib/publish/mark.js'
import { parsePlacementKey, placementPrefix } from '../../lib/publish/placement.js'
import { readRebuild } from '../../lib/publish/rebuild-progress.js'
import { decodeRecord, type PostRecord, recordId } from '../../lib/publish/record.js'
import { PRIVATE_REPORT_PREFIX } from '../../lib/publish/report.js'
import type { SettingsState } from '../../lib/publish/settings-state.js'
import { renderReport } from '../../lib/report/render-report.js'
import { type Counts, POSTS_REPORTED_MAX, type ReportDocument, type ReportedPosts } from '../../lib/report/report.js'
import { readCounts } from '../../lib/report/status-json.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import type { Fault } from './oracle.js'

/** Returns the report's documents by their keys, with the counts that stand in it: those are the tick's to mend. */
export async function expectedReport(
  { settings, problems }: SettingsState,
  site: ObjectStore,
): Promise<ReadonlyMap<string, ReportDocument>> {
  const prefix = prefixOf(settings)
  if (prefix === undefined) return new Map()
  const records = await allRecords(site)
  const rejected = reported(records, ({ outcome }) => outcome === 'rejected')
  const warned = reported(records, (record) => record.outcome === 'published' && record.problems.length > 0)
  const counts = await standingCounts(settings, site)
  const rebuild = await readRebuild(site)
  const numbers = {
    ...(rejected.hasMore ? {} : { rejected: rejected.posts.length }),
    ...(warned.hasMore ? {} : { warned: warned.posts.length }),
  }
  const documents = renderReport({
    ...(settings === undefined ? {} : { title: settings.title }),
    language: settings?.language ?? 'en',
    timeZone: settings?.timeZone ?? 'UTC',
    settings: { problems, areInForce: settings !== undefined },
    ...(counts === undefined ? {} : { counts: { ...counts, ...numbers } }),
    ...(rebuild === undefined ? {} : { rebuild }),
    rejected,
    warned,
  })
  return new Map(documents.map((document) => [prefix + document.name, document]))
}

/** Returns `text` without the counts: a tick that was cut off may have written those of one document and not of the other. */
export function withoutCounts(text: string): string {
  return text.replace(/<section aria-labelledby="counts">.*?<\/section>/s, '')
}

/** Returns what is wrong with the counts of the report, once a tick has counted everything that is there at `nowMs`. */
export async function findCountFaults(
  state: SettingsState,
  site: ObjectStore,
  nowMs: number,
): Promise<readonly Fault[]> {
  const { settings } = state
  if (prefixOf(settings) === undefined) return []
  for (const [key, { body }] of await expectedReport(state, site)) {
    const stored = await site.get(key)
    const found = stored && new TextDecoder().decode(stored.body)
    if (found !== body) return [{ key, reason: 'differs after a tick', found: found ?? '', expected: body }]
  }
  const records = [...(await allRecords(site)).values()]
  const shown = records.flatMap(({ entry }) => entry ?? [])
  const due = shown.filter(({ publishedMs }) => publishedMs <= nowMs)
  const newestMs = due.length === 0 ? undefined : Math.max(...due.map(({ publishedMs }) => publishedMs))
  const drafts = records.filter(({ outcome }) => outcome === 'draft').length
  // What a handler left behind that was cut off for ever is counted, and is never too little.
  const left = {
    published: (await count(placementPrefix(SITE_FEED), site, dueAt(nowMs))) - due.length,
    drafts: (await count(markPrefix('draft'), site)) - drafts,
  }
  const expected: Counts = {
    published: due.length + left.published,
    scheduled: shown.length - due.length,
    drafts: drafts + left.drafts,
    rejected: records.filter(({ outcome }) => outcome === 'rejected').length,
    warned: records.filter(({ outcome, problems }) => outcome === 'published' && problems.length > 0).length,
    ...(newestMs === undefined ? {} : { newestMs }),
  }
  const found = await standingCounts(settings, site)
  const key = `${prefixOf(settings)}status.json`
  if (left.published < 0 || left.drafts < 0) return [{ key, reason: `misses posts: ${JSON.stringify(left)}` }]
  const differs = Object.entries(expected).filter(
    ([name, value]) => found?.[name as keyof Counts] !== value && !(name === 'newestMs' && left.published > 0),
  )
  return differs.map(([name, value]) => ({ key, reason: `has ${found?.[name as keyof Counts]} for ${name}: ${value}` }))
}

function dueAt(nowMs: number): (key: string) => boolean {
  return (key) => (parsePlacementKey(SITE_FEED, key)?.publishedMs ?? Number.POSITIVE_INFINITY) <= nowMs
}

async function count(
  prefix: string,
  site: ObjectStore,
  wanted: (key: string) => boolean = () => true,
): Promise<number> {
  return (await site.list({ prefix })).objects.filter(({ key }) => wanted(key)).length
}

function prefixOf(settings: Settings | undefined): string | undefined {
  const where = settings?.report ?? 'public'
  return where === 'off' ? undefined : where === 'private' ? PRIVATE_REPORT_PREFIX : PUBLIC_PREFIX
}

async function standingCounts(settings: Settings | undefined, site: ObjectStore): Promise<Counts | undefined> {
  const found = await site.get(`${prefixOf(settings)}status.json`)
  return found && readCounts(new TextDecoder().decode(found.body))
}

async function allRecords(site: ObjectStore): Promise<ReadonlyMap<string, PostRecord>> {
  const records = new Map<string, PostRecord>()
  let startAfter: string | undefined = ''
  while (startAfter !== undefined) {
    const { objects, next } = await site.list({ prefix: 'state/records/', startAfter })
    for (const { key } of objects) {
      const stored = await site.get(key)
      if (stored !== undefined) records.set(key, decodeRecord(stored.body))
    }
    startAfter = next
  }
  return records
}

function reported(records: ReadonlyMap<string, PostRecord>, isWanted: (record: PostRecord) => boolean): ReportedPosts {
  const posts = [...records.values()].filter(isWanted).map(({ key, entry, problems, marks }) => ({
    key,
    seenMs: marks?.current?.seenMs ?? 0,
    isShown: entry !== undefined,
    problems,
  }))
  posts.sort((a, b) => b.seenMs - a.seenMs || (recordId(a.key) < recordId(b.key) ? -1 : 1))
  return { posts: posts.slice(0, POSTS_REPORTED_MAX), hasMore: posts.length > POSTS_REPORTED_MAX }
}
