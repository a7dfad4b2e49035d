/**
 * The oracle: what the site bucket must hold when all has been handled, said without the loops.
 *
 * It is what a clean build makes of the posts that remain, but for three things that have a memory by design: a post
 * that was made unreadable stands as it last was, an id that was given stays, and a feed that its last post has left is
 * empty and still there.
 *
 * Of the report it is what all records say together.
 *
 * The simulator asks it after each history, and the storm after each run on real S3.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Entry } from '../../lib/model/entry.js'
import type { FeedDocument } from '../../lib/model/feed-document.js'
import type { Settings } from '../../lib/model/settings.js'
import { renderDirectory } from '../../lib/page/directory.js'
import { renderFeedDocuments } from '../../lib/page/feed-documents.js'
import { parsePost } from '../../lib/post/parse-post.js'
import { isPostKey } from '../../lib/post/post-key.js'
import { eachAtOnce } from '../../lib/publish/at-once.js'
import { PUBLIC_PREFIX } from '../../lib/publish/cache-control.js'
import { Composer } from '../../lib/publish/compose.js'
import { ArchiveComposer } from '../../lib/publish/compose-archives.js'
import { listFeeds } from '../../lib/publish/feed-list.js'
import { decodeRecord, recordId, recordKey } from '../../lib/publish/record.js'
import { PRIVATE_REPORT_PREFIX } from '../../lib/publish/report.js'
import { SETTINGS_SOURCE_KEY, SETTINGS_STATE_KEY, type SettingsState } from '../../lib/publish/settings-state.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { expectedReport, withoutCounts } from './report-oracle.js'

export interface Ended {
  readonly content: ObjectStore
  readonly site: ObjectStore
  readonly nowMs: number
  /** Every text that was ever uploaded to a key, in any order. */
  readonly uploadsOf: (key: string) => readonly string[]
}

/** One thing that is wrong; where it is a document, with what it says and what it should say. */
export interface Fault {
  readonly key: string
  readonly reason: string
  readonly found?: string
  readonly expected?: string
}

/** Posts that are read at once. */
const READS_AT_ONCE = 16

/** Returns all that is wrong with the site bucket, in the order of the keys. */
export async function findFaults(ended: Ended): Promise<readonly Fault[]> {
  const { content, site, nowMs } = ended
  const state = await readState(site)
  const settings = state?.settings
  const reason = await whyWrongSettings(settings, ended)
  if (reason !== undefined) return [{ key: SETTINGS_STATE_KEY, reason }]
  if (state === undefined) return []
  const report = await expectedReport(state, site)
  if (settings === undefined) return compare(report, site)

  const composer = new Composer(settings)
  const archives = new ArchiveComposer(settings)
  const entries = new Map<string, Entry>()
  const faults: Fault[] = []
  const holders = new Map<string, string>()
  const posts = (await keysOf(content)).filter((key) => isPostKey(key, settings))
  await eachAtOnce(posts, READS_AT_ONCE, async (key) => {
    const found = await entryOf(key, settings, ended)
    if (typeof found === 'string') faults.push({ key, reason: found })
    if (typeof found !== 'object') return
    const other = holders.get(found.id)
    if (other !== undefined) faults.push({ key, reason: `has the same id as ${other}: ${found.id}` })
    holders.set(found.id, key)
    if (found.publishedMs > nowMs) return
    composer.add(recordId(key), found)
    archives.add(recordId(key), key, found)
    entries.set(key, found)
  })
  const expected = new Map<string, Text>(report)
  const expect = ({ path, body }: FeedDocument) => expected.set(PUBLIC_PREFIX + path, { body: text(body) })
  for (const document of composer.documents()) expect(document)
  for await (const document of archives.documents(async (key) => entries.get(key))) expect(document)
  const { feeds } = await listFeeds(site, '', 1_000)
  const shown = new Set(composer.feeds())
  for (const feed of feeds.filter((one) => !shown.has(one))) {
    for (const document of renderFeedDocuments(feed, [], settings)) expect(document)
  }
  // Whatever is in public has to be in the list too.
  for (const document of renderDirectory([...feeds, ...shown], settings)) expect(document)
  faults.push(...(await compare(expected, site)))
  return faults.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Returns the settings in force, as the site bucket says them. */
export async function readState(site: ObjectStore): Promise<SettingsState | undefined> {
  const stored = await site.get(SETTINGS_STATE_KEY)
  return stored && (JSON.parse(text(stored.body)) as SettingsState)
}

interface Text {
  readonly body: string
}

async function compare(expected: ReadonlyMap<string, Text>, site: ObjectStore): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const [key, { body }] of expected) {
    const object = await site.get(key)
    const found = object && text(object.body)
    if (found === undefined) faults.push({ key, reason: 'is missing', expected: body })
    else if (withoutCounts(found) !== withoutCounts(body))
      faults.push({ key, reason: 'differs', found, expected: body })
  }
  for (const key of [...(await keysOf(site, PUBLIC_PREFIX)), ...(await keysOf(site, PRIVATE_REPORT_PREFIX))])
    if (!expected.has(key)) faults.push({ key, reason: 'is there and should not be' })
  return faults
}

async function whyWrongSettings(settings: Settings | undefined, ended: Ended): Promise<string | undefined> {
  const source = await ended.content.get(SETTINGS_SOURCE_KEY)
  const now = parseSettings(source && text(source.body), {})
  const good = goodSettings(ended)
  if (now.settings !== undefined) {
    return settings?.hash === now.settings.hash ? undefined : 'the settings in force are not those of _config.yml'
  }
  return settings === undefined || good.some(({ hash }) => hash === settings.hash)
    ? undefined
    : 'the settings in force never were those of _config.yml'
}

function goodSettings({ uploadsOf }: Ended): Settings[] {
  return uploadsOf(SETTINGS_SOURCE_KEY).flatMap((one) => parseSettings(one, {}).settings ?? [])
}

/** Returns what feeds should show of `key`, or in a string what is wrong with its record. */
async function entryOf(key: string, settings: Settings, ended: Ended): Promise<Entry | string | undefined> {
  const source = await ended.content.get(key)
  if (source === undefined) return undefined
  const parsed = parsePost(source, settings)
  if (parsed.kind === 'draft') return undefined
  const stored = await ended.site.get(recordKey(recordId(key)))
  if (stored === undefined) return 'the post has no record'
  const { entry, outcome, id, sourceEtag } = decodeRecord(stored.body)
  if (sourceEtag !== source.etag) return 'the record is of another upload'
  if (parsed.kind === 'entry') {
    if (id === undefined || !wasWished(id.wished, key, ended)) return `the id ${id?.wished} was never asked for`
    if (parsed.saysId && id.wished !== parsed.entry.id) return `the id is ${id.wished}, and not what the post says`
    return { ...parsed.entry, id: id.given }
  }
  if (outcome !== 'rejected') return `the record of the rejected post says ${outcome}`
  return entry === undefined || wasGood(entry, key, ended) ? entry : 'the last good version was never uploaded'
}

/** Tells whether `entry` is what some upload of `key` meant, but for its id. */
function wasGood({ id: _, ...shown }: Entry, key: string, ended: Ended): boolean {
  return meanings(key, ended).some(({ id: __, ...meant }) =>
    isDeepStrictEqual(JSON.parse(JSON.stringify(meant)), shown),
  )
}

/** Tells whether some upload of `key` asked for this id. */
function wasWished(id: string, key: string, ended: Ended): boolean {
  return meanings(key, ended).some((meant) => meant.id === id)
}

/** Returns what every upload of `key` meant, under all settings there were. */
function meanings(key: string, ended: Ended): Entry[] {
  return goodSettings(ended).flatMap((settings) =>
    ended.uploadsOf(key).flatMap((body) => {
      const parsed = parsePost({ key, body: new TextEncoder().encode(body) }, settings)
      return parsed.kind === 'entry' ? [parsed.entry] : []
    }),
  )
}

async function keysOf(store: ObjectStore, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  let startAfter: string | undefined = ''
  while (startAfter !== undefined) {
    const listing = await store.list({ prefix, startAfter })
    keys.push(...listing.objects.map(({ key }) => key))
    startAfter = listing.next
  }
  return keys
}

function text(body: Uint8Array): string {
  return new TextDecoder().decode(body)
}

/** Lines that the story of one fault shows at most. */
const LINES_SHOWN_MAX = 12
const COLUMNS_MAX = 160

/** Returns what a person needs to know of `fault`: of a document, the lines that are not as they should be. */
export function tellFault({ key, reason, found, expected }: Fault): string {
  if (found === undefined || expected === undefined) return `${key} ${reason}`
  const is = found.split('\n')
  const shouldBe = expected.split('\n')
  const lines = [
    ...shouldBe.filter((line) => !is.includes(line)).map((line) => `  missing: ${line}`),
    ...is.filter((line) => !shouldBe.includes(line)).map((line) => `  too much: ${line}`),
  ]
  if (lines.length === 0) lines.push('  the same lines in another order')
  const more = lines.length > LINES_SHOWN_MAX ? [`  and ${lines.length - LINES_SHOWN_MAX} more lines`] : []
  const shown = lines.slice(0, LINES_SHOWN_MAX).map((line) => line.slice(0, COLUMNS_MAX))
  return [`${key} ${reason}`, ...shown, ...more].join('\n')
}
