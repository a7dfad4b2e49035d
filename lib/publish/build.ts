/**
 * The straight path: all documents in one go, from a listing of all posts.
 *
 * It is what `broadsheet build` runs, and what the two loops are tested against: parse all, choose each feed's
 * entries, render. It keeps no state and shares with the loops only the pure core.
 */
import type { FeedDocument } from '../model/feed-document.js'
import type { FeedId } from '../model/feed-id.js'
import type { Problem } from '../model/problem.js'
import type { Settings } from '../model/settings.js'
import type { PostParser } from '../parse/post-parser.js'
import { readPost } from '../parse/read-post.js'
import { isPostKey } from '../post/post-key.js'
import type { ObjectStore } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import { Composer } from './compose.js'
import { listLibrary, readLibrary } from './library-files.js'
import { isExpired, recordId } from './record.js'

export interface BuildProgress {
  /** Posts that were read so far. */
  readonly posts: number
}

export interface Built {
  /** Each feed's documents, made as they are asked for. */
  readonly documents: Iterable<FeedDocument>
  readonly feeds: readonly FeedId[]
  readonly counts: {
    readonly published: number
    readonly scheduled: number
    readonly expired: number
    readonly drafts: number
    readonly rejected: number
  }
  /** In the order of their keys, at most `REJECTIONS_MAX` of them. */
  readonly rejections: readonly { readonly key: string; readonly problems: readonly Problem[] }[]
}

/** Rejections that a build remembers; it counts them all. */
export const REJECTIONS_MAX = 10_000

const READS_AT_ONCE = 16

/** Builds the documents of all posts in `content` that are due at `nowMs`. Throws what the store and the parser throw. */
export async function build(
  content: ObjectStore,
  parser: PostParser,
  settings: Settings,
  nowMs: number,
  onProgress: (progress: BuildProgress) => void = () => {},
): Promise<Built> {
  const composer = new Composer(settings)
  const library = await readLibrary(await listLibrary(content), content)
  const counts = { published: 0, scheduled: 0, expired: 0, drafts: 0, rejected: 0 }
  const rejections: { key: string; problems: readonly Problem[] }[] = []
  let posts = 0

  const add = async (key: string): Promise<void> => {
    const parsed = (await readPost(key, { content, parser }, settings, library))?.parsed
    if (parsed === undefined) return
    onProgress({ posts: ++posts })
    if (parsed.kind === 'draft') counts.drafts++
    else if (parsed.kind === 'rejected') {
      counts.rejected++
      if (rejections.length < REJECTIONS_MAX) rejections.push({ key, problems: parsed.problems })
    } else if (isExpired(parsed.entry, nowMs)) counts.expired++
    else if (parsed.entry.publishedMs > nowMs) counts.scheduled++
    else {
      counts.published++
      composer.add(recordId(key), parsed.entry)
    }
  }

  for await (const keys of pages(content)) {
    const postKeys = keys.filter((key) => isPostKey(key, settings))
    await eachAtOnce(postKeys, READS_AT_ONCE, add)
  }
  rejections.sort((a, b) => (a.key < b.key ? -1 : 1))
  return { documents: composer.documents(), feeds: composer.feeds(), counts, rejections }
}

async function* pages(content: ObjectStore): AsyncGenerator<string[]> {
  let startAfter: string | undefined
  do {
    const { objects, next } = await content.list(startAfter === undefined ? {} : { startAfter })
    yield objects.map(({ key }) => key)
    startAfter = next
  } while (startAfter !== undefined)
}
