/**
 * The oracle: what the site bucket must hold when a history has ended, said without the loops.
 *
 * It is what a clean build makes of the posts that remain, but for two things that have a memory by design: a post that
 * was made unreadable stands as it last was, and a feed that its last post has left is empty and still there.
 */
import { isDeepStrictEqual } from 'node:util'
import { renderFeed } from '../../lib/feed/render-feed.js'
import type { Entry } from '../../lib/model/entry.js'
import type { FeedDocument } from '../../lib/model/feed-document.js'
import type { FeedId } from '../../lib/model/feed-id.js'
import type { Settings } from '../../lib/model/settings.js'
import { parsePost } from '../../lib/post/parse-post.js'
import { Composer } from '../../lib/publish/compose.js'
import { listFeeds } from '../../lib/publish/feed-list.js'
import { decodeRecord, recordId, recordKey } from '../../lib/publish/record.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'
import type { MemoryStore } from '../../lib/store/memory-store.js'
import { KEYS, type Plan, SETTINGS_KEY } from './plan.js'

export interface Ended {
  readonly plan: Plan
  readonly content: MemoryStore
  readonly site: MemoryStore
  readonly nowMs: number
}

/** Returns what is wrong with the site bucket, or undefined where all is right. */
export async function findFault({ plan, content, site, nowMs }: Ended): Promise<string | undefined> {
  const state = await site.get('state/settings.json')
  const settings = state && (JSON.parse(text(state.body)) as { settings?: Settings }).settings
  const settingsFault = await settingsAreWrong(settings, plan, content)
  if (settingsFault !== undefined || settings === undefined) return settingsFault

  const composer = new Composer(settings)
  for (const key of KEYS) {
    const found = await entryOf(key, settings, plan, content, site)
    if (typeof found === 'string') return found
    if (found !== undefined && found.publishedMs <= nowMs) composer.add(recordId(key), found)
  }
  const expected = new Map([...composer.documents()].map((document) => [`public/${document.path}`, document]))
  const { feeds } = await listFeeds(site, '', 1_000)
  const shown = new Set(composer.feeds())
  for (const feed of feeds.filter((one) => !shown.has(one))) expectEmpty(feed, settings, expected)
  return compare(expected, site)
}

function expectEmpty(feed: FeedId, settings: Settings, expected: Map<string, FeedDocument>): void {
  for (const document of renderFeed(feed, [], settings)) expected.set(`public/${document.path}`, document)
}

async function compare(expected: ReadonlyMap<string, FeedDocument>, site: MemoryStore): Promise<string | undefined> {
  for (const [key, { body }] of expected) {
    const found = await site.get(key)
    if (found === undefined) return `${key} is missing`
    if (text(found.body) !== body) return `${key} is\n${text(found.body)}\nand should be\n${body}`
  }
  const { objects } = await site.list({ prefix: 'public/' })
  for (const { key } of objects) if (!expected.has(key)) return `${key} is there and should not be`
  return undefined
}

async function settingsAreWrong(
  settings: Settings | undefined,
  plan: Plan,
  content: MemoryStore,
): Promise<string | undefined> {
  const now = parseSettings(text((await content.get(SETTINGS_KEY))?.body), {})
  const good = textsOf(plan, SETTINGS_KEY).flatMap((one) => parseSettings(one, {}).settings ?? [])
  if (now.settings !== undefined) {
    return settings?.hash === now.settings.hash ? undefined : 'the settings in force are not those of _config.yml'
  }
  if (settings === undefined && good.length > 0) return undefined
  return settings === undefined || good.some(({ hash }) => hash === settings.hash)
    ? undefined
    : 'the settings in force never were those of _config.yml'
}

/** Returns what feeds should show of `key`, or in a string what is wrong with its record. */
async function entryOf(
  key: string,
  settings: Settings,
  plan: Plan,
  content: MemoryStore,
  site: MemoryStore,
): Promise<Entry | string | undefined> {
  const source = await content.get(key)
  if (source === undefined) return undefined
  const parsed = parsePost(source, settings)
  if (parsed.kind === 'entry') return parsed.entry
  if (parsed.kind === 'draft') return undefined
  const stored = await site.get(recordKey(recordId(key)))
  if (stored === undefined) return `the rejected post ${key} has no record`
  const { entry, outcome } = decodeRecord(stored.body)
  if (outcome !== 'rejected') return `the record of the rejected post ${key} says ${outcome}`
  return entry === undefined || wasGood(entry, key, plan) ? entry : `the entry of ${key} was never uploaded`
}

/** Tells whether `entry` is what some upload of `key` meant, under some settings there were. */
function wasGood(entry: Entry, key: string, plan: Plan): boolean {
  const allSettings = textsOf(plan, SETTINGS_KEY).flatMap((one) => parseSettings(one, {}).settings ?? [])
  return textsOf(plan, key).some((body) =>
    allSettings.some((settings) => {
      const parsed = parsePost({ key, body: new TextEncoder().encode(body) }, settings)
      return parsed.kind === 'entry' && isDeepStrictEqual(JSON.parse(JSON.stringify(parsed.entry)), entry)
    }),
  )
}

function textsOf(plan: Plan, key: string): string[] {
  return plan.actions.flatMap((action) => (action.do === 'put' && action.key === key ? [action.text] : []))
}

function text(body: Uint8Array | undefined): string {
  return new TextDecoder().decode(body)
}
