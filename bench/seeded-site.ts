/**
 * An archive of any size in memory, in the state that its uploads would have left: settings, records, ids, placements.
 *
 * Records and placements are made by the functions that settle makes them with. Only parsing is spared: the contents of
 * old posts are those of a few hundred that were parsed. The newest posts, which windows show, are parsed each.
 */
import { createHash } from 'node:crypto'
import type { Entry } from '../lib/model/entry.js'
import type { Settings } from '../lib/model/settings.js'
import { inlineParser } from '../lib/parse/inline-parser.js'
import { parsePost } from '../lib/post/parse-post.js'
import type { PublishContext } from '../lib/publish/context.js'
import { handle } from '../lib/publish/handle.js'
import { inlineQueue } from '../lib/publish/inline-queue.js'
import { placementKey, placementsOf } from '../lib/publish/placement.js'
import { encodeRecord, nextRecord, recordId, recordKey } from '../lib/publish/record.js'
import { settleSettings } from '../lib/publish/settings-state.js'
import { MemoryStore } from '../lib/store/memory-store.js'
import { CATEGORIES, type CorpusHead, type CorpusPost, config, corpusHead, corpusPost, POSTS_A_DAY } from './corpus.js'
import { progress } from './measure.js'

/** Distinct contents of old posts. */
const CONTENTS = 256
/** Posts that windows can show, and more. */
const PARSED = POSTS_A_DAY * 2

export interface SeededSite {
  readonly content: MemoryStore
  readonly site: MemoryStore
  readonly context: PublishContext
  readonly settings: Settings
}

/** Returns the site of posts `end - size` to `end - 1`, all published; the clock stands a minute after the newest. */
export async function seededSite(size: number, end: number, own?: string): Promise<SeededSite> {
  const content = new MemoryStore()
  const site = new MemoryStore()
  const nowMs = corpusPost(end).publishedMs + 86_400_000
  const context: PublishContext = {
    content,
    site,
    parser: inlineParser(),
    now: () => nowMs,
    defaults: {},
    concurrency: 16,
  }
  await content.put('_config.yml', config(own))
  const { settings } = await settleSettings(context)
  if (settings === undefined) throw new Error('the corpus has no settings')
  const old = Array.from({ length: Math.min(CONTENTS, size) }, (_, at) => parsed(corpusPost(at), settings))
  const into = { content, site, settings, nowMs }
  for (let index = end - size; index < end; index++) {
    const like = index < end - PARSED ? old[index % old.length] : undefined
    if (like === undefined) {
      const post = corpusPost(index)
      await seed(post.key, parsed(post, settings), post.text, into)
    } else {
      const head = corpusHead(index)
      await seed(head.key, entryLike(like, head), `${head.head}<p>旧</p>\n`, into)
    }
    if ((index - end + size + 1) % 100_000 === 0) progress(`${index - end + size + 1} of ${size} posts are seeded`)
  }
  // The documents as they stand, of all feeds: by one upload that touches each.
  const lasts = Array.from({ length: Math.min(size, CATEGORIES * 20) }, (_, at) => corpusPost(end - 1 - at).key)
  await handle([{ keys: ['_config.yml', ...lasts] }], context, inlineQueue(context))
  return { content, site, context, settings }
}

/** Returns the entry of `head` as it would be parsed, with the content of another. */
export function entryLike(like: Entry, { title, category, tag, slug, publishedMs }: CorpusHead): Entry {
  // The corpus's zone has been eight hours ahead all the time.
  const [day] = new Date(publishedMs + 8 * 3_600_000).toISOString().split('T')
  const folder = `https://news.example/${category}/${day?.replaceAll('-', '/')}`
  return {
    ...like,
    id: `${folder}/${slug}`,
    permalink: `${folder}/${slug}/`,
    title,
    publishedMs,
    updatedMs: publishedMs,
    terms: [
      { scheme: 'category', term: category },
      { scheme: 'tag', term: tag },
    ],
  }
}

function parsed({ key, text }: CorpusPost, settings: Settings): Entry {
  const post = parsePost({ key, body: Buffer.from(text) }, settings)
  if (post.kind !== 'entry') throw new Error(`${key} is ${post.kind}`)
  return post.entry
}

async function seed(
  key: string,
  entry: Entry,
  text: string,
  { content, site, settings, nowMs }: Pick<SeededSite, 'content' | 'site' | 'settings'> & { readonly nowMs: number },
): Promise<void> {
  const { etag } = await content.put(key, text)
  const id = { wished: entry.id, given: entry.id }
  const record = nextRecord(
    key,
    undefined,
    { etag, parsed: { kind: 'entry', entry, warnings: [] } },
    settings,
    id,
    nowMs,
  )
  const name = recordId(key)
  await site.put(recordKey(name), encodeRecord(record), { contentType: 'application/json' })
  const claim = createHash('sha256').update(entry.id).digest('hex').slice(0, 32)
  await site.put(`state/ids/${claim}.json`, JSON.stringify({ id: entry.id, key }), { contentType: 'application/json' })
  for (const placement of placementsOf(name, record)) await site.put(placementKey(placement), '')
}
