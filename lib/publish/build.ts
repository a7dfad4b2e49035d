/**
 * The straight path: all documents in one go, from a listing of all posts.
 *
 * It is what `broadsheet build` runs, and what the two loops are tested against: parse all, choose each feed's
 * entries, render. It keeps no state and shares with the loops only the pure core.
 *
 * Most posts are in no window, and rendering their content would be most of the work. So a post's front matter is read
 * first, and its content only where some window would show it beside the entries that are known so far. More entries
 * only ever push others out (`Composer.wants`), so what is passed over could never have been shown, in whichever order
 * posts come; newest first passes over the most. What is not looked into cannot be found wrong: of posts that no feed
 * shows, only faults of the front matter are among the rejections, unless `all` is asked for.
 *
 * Archives show every post, so where there are any, all content is rendered; and once more when it is the turn of its
 * period, but for what is held meanwhile (`HELD_CHARACTERS_MAX`). Memory holds the windows of all feeds, and with archives where
 * each post stands, what is held, and the entries of one period: never the content of all posts.
 */
import type { Entry } from '../model/entry.js'
import type { FeedDocument } from '../model/feed-document.js'
import type { FeedId } from '../model/feed-id.js'
import type { Problem } from '../model/problem.js'
import type { Settings } from '../model/settings.js'
import { completeEnclosures } from '../parse/complete-enclosures.js'
import { isQuick } from '../parse/is-quick.js'
import type { PostParser } from '../parse/post-parser.js'
import type { Library } from '../post/library.js'
import { parseHead, type UnrenderedPost } from '../post/parse-post.js'
import type { ParsedPost } from '../post/parsed-post.js'
import { isPostKey } from '../post/post-key.js'
import { rejectedForSize } from '../post/post-size.js'
import { TooLargeError } from '../store/errors.js'
import type { ObjectStore } from '../store/object-store.js'
import { filesOf, type PostFiles } from '../store/post-files.js'
import type { FeedPeriod } from './archive-view.js'
import { Composer } from './compose.js'
import { ArchiveComposer } from './compose-archives.js'
import { listLibrary, readLibrary } from './library-files.js'
import { isExpired, recordId } from './record.js'

export interface BuildProgress {
  /** Posts that were read so far. */
  readonly posts: number
}

export interface BuildOptions {
  /** Hears how far the build has come, post by post. */
  readonly onProgress?: (progress: BuildProgress) => void
  /** The files of the content bucket, where they can be read for less than through the bucket. */
  readonly files?: PostFiles
  /** Looks into the content of every post, so that all rejections are found. */
  readonly all?: boolean
}

export interface Built {
  /** Each feed's documents, made as they are asked for. */
  readonly documents: Iterable<FeedDocument>
  /** Those of the feeds' archives, made as they are asked for. They ask the parser once more. */
  readonly archives: AsyncIterable<FeedDocument>
  /** How many documents archives have. */
  readonly archivesSize: number
  /** Periods with more entries than their documents show; known when all `archives` have been asked for. */
  readonly cut: readonly FeedPeriod[]
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

/** The date that the name of a post's file begins with. */
const DATE = /(?:^|\/)(\d{4}-\d\d-\d\d)-[^/]*$/

/** Rejections that a build remembers; it counts them all. */
export const REJECTIONS_MAX = 10_000
/** Content that is held for archives, in characters; posts beyond it are read and rendered again. */
const HELD_CHARACTERS_MAX = 32 * 1024 * 1024

/** Builds the documents of all posts in `content` that are due at `nowMs`. Throws what the store and the parser throw. */
export async function build(
  content: ObjectStore,
  parser: PostParser,
  settings: Settings,
  nowMs: number,
  { onProgress = () => {}, files = filesOf(content), all = false }: BuildOptions = {},
): Promise<Built> {
  const composer = new Composer(settings)
  const archives = new ArchiveComposer(settings)
  const held = new Map<string, Entry>()
  let heldCharacters = 0
  const library = await readLibrary(await listLibrary(content), content)
  const counts = { published: 0, scheduled: 0, expired: 0, drafts: 0, rejected: 0 }
  const rejections: { key: string; problems: readonly Problem[] }[] = []
  let posts = 0

  // One after the other: which posts are looked into must not depend on which is read the fastest.
  for (const key of await postKeys(files, settings)) {
    const found = await readHead(key, files, parser, settings, library)
    if (found === undefined) continue
    onProgress({ posts: ++posts })
    const id = recordId(key)
    const isShown = ({ place }: UnrenderedPost) =>
      !isExpired(place, nowMs) && place.publishedMs <= nowMs && composer.wants(id, place)
    const parsed = found.kind === 'unrendered' && (all || isShown(found)) ? found.render() : found
    if (parsed.kind === 'draft') counts.drafts++
    else if (parsed.kind === 'rejected') {
      counts.rejected++
      if (rejections.length < REJECTIONS_MAX) rejections.push({ key, problems: parsed.problems })
    } else {
      const place = parsed.kind === 'entry' ? parsed.entry : parsed.place
      if (isExpired(place, nowMs)) counts.expired++
      else if (place.publishedMs > nowMs) counts.scheduled++
      else {
        counts.published++
        const { parsed: whole } = parsed.kind === 'entry' ? await completeEnclosures(parsed, content) : { parsed }
        if (whole.kind !== 'entry') continue
        composer.add(id, whole.entry)
        archives.add(id, key, whole.entry)
        heldCharacters += whole.entry.content.length
        if (settings.archive !== 'off' && heldCharacters <= HELD_CHARACTERS_MAX) held.set(key, whole.entry)
      }
    }
  }
  rejections.sort((a, b) => (a.key < b.key ? -1 : 1))
  const readAgain = async (key: string): Promise<Entry | undefined> => {
    const found = await readHead(key, files, parser, settings, library)
    const parsed = found?.kind === 'unrendered' ? found.render() : found
    if (parsed?.kind !== 'entry') return undefined
    const { parsed: whole } = await completeEnclosures(parsed, content)
    return whole.kind === 'entry' ? whole.entry : undefined
  }
  return {
    documents: composer.documents(),
    archives: archives.documents(async (key) => held.get(key) ?? readAgain(key)),
    archivesSize: archives.size,
    cut: archives.cut,
    feeds: composer.feeds(),
    counts,
    rejections,
  }
}

/** Returns the keys that are posts, the newest first as far as the names of files say it. */
async function postKeys(files: PostFiles, settings: Settings): Promise<string[]> {
  const ofDate = new Map<string, string[]>()
  for await (const keys of files.keys()) {
    for (const key of keys) {
      if (!isPostKey(key, settings)) continue
      const date = DATE.exec(key)?.[1] ?? ''
      const others = ofDate.get(date)
      if (others === undefined) ofDate.set(date, [key])
      else others.push(key)
    }
  }
  return [...ofDate.keys()]
    .sort()
    .reverse()
    .flatMap((date) => ofDate.get(date) ?? [])
}

/** Returns what the front matter of the post says, or what the whole post is where it is long, or undefined where it is gone. */
async function readHead(
  key: string,
  files: PostFiles,
  parser: PostParser,
  settings: Settings,
  library: Library,
): Promise<UnrenderedPost | ParsedPost | undefined> {
  try {
    const source = await files.read(key, settings.limits.postBytes)
    if (source === undefined) return undefined
    // What may take long is parsed where it can be stopped.
    return isQuick(source, settings)
      ? parseHead(source, settings, library)
      : await parser.parse(source, settings, library)
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    return rejectedForSize(error.head.sizeBytes, error.bytesMax)
  }
}
