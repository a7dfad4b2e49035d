/**
 * `broadsheet build`: all documents of a folder of posts in one go, into another folder.
 */
import { basename } from 'node:path'
import { findFolder } from '../laptop/find-folder.js'
import type { FeedDocument } from '../model/feed-document.js'
import type { FeedId } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { DIRECTORY_PATHS } from '../page/directory.js'
import { feedDocumentPaths } from '../page/feed-documents.js'
import { PAGE_NAME } from '../page/feed-page.js'
import { GuardedParser } from '../parse/guarded-parser.js'
import { type BuildProgress, type Built, build } from '../publish/build.js'
import { readSettingsSource, SETTINGS_SOURCE_KEY } from '../publish/settings-state.js'
import { StoreError } from '../store/errors.js'
import { FolderFiles } from '../store/folder-files.js'
import { FolderStore } from '../store/folder-store.js'
import type { ObjectStore } from '../store/object-store.js'
import { CommandError } from './command-error.js'
import { Screen } from './screen.js'
import type { Surroundings } from './surroundings.js'
import { count, cutLines, duration, problemLines } from './wording.js'

export interface BuildOptions {
  /** Folder that the documents are written into. */
  readonly out: string
  /** Whether a rejected post makes the build fail. */
  readonly strict: boolean
  /** Whether pages are written: the site may have its own at their places. */
  readonly pages: boolean
  /** Address of the site where `_config.yml` says none. */
  readonly url?: string
}

/** Rejections that are shown in full; the rest are counted. */
const REJECTIONS_SHOWN_MAX = 1_000

/** Builds the documents of `folder`. Throws `CommandError` where that cannot be done, or not strictly. */
export async function buildCommand(folder: string, options: BuildOptions, around: Surroundings): Promise<void> {
  const startedMs = around.now()
  const screen = new Screen(around)
  const root = await findFolder(folder)
  const content = new FolderStore(root)
  const settings = await readSettings(content, folder, options.url)
  const parser = new GuardedParser({ program: around.parseProgram })
  const onProgress = ({ posts }: BuildProgress) => screen.progress(() => `read ${count(posts, 'post')}`)
  const from = { files: new FolderFiles(root), all: options.strict, onProgress }
  const buildAndWrite = async (): Promise<[Built, Wrote]> => {
    const built = await build(content, parser, settings, startedMs, from)
    const documentsOf = (feed: FeedId) => feedDocumentPaths(feed, settings)
    const paths = [...built.feeds.flatMap(documentsOf), ...DIRECTORY_PATHS]
    const total = paths.filter((path) => options.pages || !isPage(path)).length + built.archivesSize
    const onWritten = (done: number) =>
      screen.progress(() => `compared ${done.toLocaleString('en')} of ${count(total, 'document')}`)
    return [built, await writeDocuments(allOf(built, options), new FolderStore(options.out), onWritten)]
  }
  const [built, wrote] = await buildAndWrite().finally(() => parser.close())

  complainOfRejections(built, screen)
  for (const { feed, period } of built.cut) screen.complain(...cutLines(feed, period))
  for (const { path, reason } of wrote.refused) screen.complain(`not written: ${path}`, `    ${reason}`)
  const { published, scheduled, drafts, rejected } = built.counts
  const { written, unchanged, refused } = wrote
  screen.say(
    `${count(published, 'post')} published, ${scheduled} scheduled, ${count(drafts, 'draft')}, ${rejected} rejected`,
    `${count(built.feeds.length, 'feed')} in ${options.out}: ${count(written, 'document')} written, ${unchanged} unchanged, in ${duration(around.now() - startedMs)}`,
  )
  if (refused.length > 0) throw new CommandError(`${count(refused.length, 'document')} could not be written`)
  if (options.strict && rejected > 0) {
    throw new CommandError(`${count(rejected, 'post')} rejected, and --strict allows none`)
  }
}

async function readSettings(content: ObjectStore, folder: string, url: string | undefined): Promise<Settings> {
  const { etag, parsed } = await readSettingsSource(content, url)
  if (parsed.settings !== undefined) return parsed.settings
  const lines = parsed.problems.flatMap(problemLines)
  if (etag === undefined) {
    lines.push(`    ${basename(folder)} has no ${SETTINGS_SOURCE_KEY}; the address can also be given as --url`)
  }
  throw new CommandError(`the settings in ${SETTINGS_SOURCE_KEY} cannot be used`, lines)
}

interface Wrote {
  readonly written: number
  readonly unchanged: number
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
}

async function* allOf({ documents, archives }: Built, { pages }: BuildOptions): AsyncGenerator<FeedDocument> {
  for (const document of documents) if (pages || !isPage(document.path)) yield document
  yield* archives
}

function isPage(path: string): boolean {
  return path.endsWith(PAGE_NAME)
}

/** Writes those of `documents` that `out` does not have in the same bytes: a deploy then uploads no more than those. */
async function writeDocuments(
  documents: AsyncIterable<FeedDocument>,
  out: FolderStore,
  onProgress: (done: number) => void,
): Promise<Wrote> {
  let written = 0
  let unchanged = 0
  const refused: { path: string; reason: string }[] = []
  for await (const { path, body } of documents) {
    try {
      if (await out.update(path, body)) written++
      else unchanged++
    } catch (error) {
      // Such as two tags that differ in case alone, on a file system that ignores it.
      if (!(error instanceof StoreError)) throw error
      refused.push({ path, reason: error.message })
    }
    onProgress(written + unchanged + refused.length)
  }
  return { written, unchanged, refused }
}

function complainOfRejections({ rejections, counts }: Built, screen: Screen): void {
  for (const { key, problems } of rejections.slice(0, REJECTIONS_SHOWN_MAX)) {
    screen.complain(`rejected: ${key}`, ...problems.flatMap(problemLines))
  }
  const more = counts.rejected - Math.min(rejections.length, REJECTIONS_SHOWN_MAX)
  if (more > 0) screen.complain(`and ${count(more, 'more rejected post')}`)
}
