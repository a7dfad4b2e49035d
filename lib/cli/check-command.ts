/**
 * `broadsheet check`: what posts would become, or why they would be rejected, before anybody uploads them.
 */
import { access, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import type { Entry, Person } from '../model/entry.js'
import type { Settings } from '../model/settings.js'
import { oneLine } from '../model/text.js'
import { completeEnclosures } from '../parse/complete-enclosures.js'
import { GuardedParser } from '../parse/guarded-parser.js'
import type { PostParser } from '../parse/post-parser.js'
import type { Library } from '../post/library.js'
import type { ParsedPost } from '../post/parsed-post.js'
import { isPostKey } from '../post/post-key.js'
import { rejectedForSize } from '../post/post-size.js'
import { listLibrary, readLibrary } from '../publish/library-files.js'
import { readSettingsSource, SETTINGS_SOURCE_KEY } from '../publish/settings-state.js'
import { FolderStore } from '../store/folder-store.js'
import { pagesOf } from '../store/pages.js'
import { CommandError } from './command-error.js'
import { Screen } from './screen.js'
import type { Surroundings } from './surroundings.js'
import { count, problemLines } from './wording.js'

export interface CheckOptions {
  /** Address of the site where `_config.yml` says none. */
  readonly url: string
}

/** Characters of a summary or of content that are shown. */
const SHOWN_LENGTH_MAX = 160

/** A site's folder, and what its posts are read by. */
interface Site {
  readonly folder: string
  readonly store: FolderStore
  readonly settings: Settings
  readonly library: Library
}

/** Shows what each of `paths`, files or folders of posts, would become. Throws `CommandError` where one is rejected. */
export async function checkCommand(
  paths: readonly string[],
  { url }: CheckOptions,
  around: Surroundings,
): Promise<void> {
  const screen = new Screen(around)
  const sites = new Map<string, Site>()
  let posts = 0
  let rejected = 0
  const parser = new GuardedParser({ program: around.parseProgram })
  try {
    for (const path of paths.length === 0 ? ['.'] : paths) {
      const found = await stat(path).catch(() => undefined)
      if (found === undefined) throw new CommandError(`there is no file or folder ${path}`)
      const real = await realpath(path)
      const folder = await siteFolderOf(real, found.isDirectory())
      const site = sites.get(folder) ?? (await openSite(folder, url))
      sites.set(folder, site)
      const key = keyOf(real, folder)
      const keys = found.isDirectory() ? postKeys(site, key) : [key]
      for await (const post of keys) {
        posts++
        const parsed = await check(post, site, parser)
        if (parsed.kind === 'rejected') rejected++
        screen.say(...linesOf(post, parsed, site.settings, around.now()), '')
      }
    }
  } finally {
    await parser.close()
  }
  const summary = `${count(posts, 'post')} checked, ${rejected} rejected`
  if (rejected > 0) throw new CommandError(summary)
  screen.say(summary)
}

/** The nearest folder that has settings; else the one that `_posts` lies in; else the file's own. */
async function siteFolderOf(path: string, isFolder: boolean): Promise<string> {
  const start = isFolder ? path : dirname(path)
  for (let folder = start; ; folder = dirname(folder)) {
    const hasSettings = await access(join(folder, SETTINGS_SOURCE_KEY)).then(
      () => true,
      () => false,
    )
    if (hasSettings) return folder
    if (dirname(folder) === folder) break
  }
  const steps = start.split(sep)
  const posts = steps.indexOf('_posts')
  return posts < 1 ? start : steps.slice(0, posts).join(sep) || sep
}

async function openSite(folder: string, url: string): Promise<Site> {
  const store = new FolderStore(folder)
  const { settings, problems } = (await readSettingsSource(store, url)).parsed
  if (settings === undefined) {
    const name = join(folder, SETTINGS_SOURCE_KEY)
    throw new CommandError(`the settings in ${name} cannot be used`, problems.flatMap(problemLines))
  }
  return { folder, store, settings, library: await readLibrary(await listLibrary(store), store) }
}

async function* postKeys({ store, settings }: Site, below: string): AsyncGenerator<string> {
  const prefix = below === '' ? '' : `${below}/`
  for await (const { objects } of pagesOf(store, { prefix })) {
    for (const { key } of objects) if (isPostKey(key, settings)) yield key
  }
}

async function check(key: string, { folder, store, settings, library }: Site, parser: PostParser): Promise<ParsedPost> {
  const file = resolve(folder, key.split('/').join(sep))
  const { size } = await stat(file)
  if (size > settings.limits.postBytes) return rejectedForSize(size, settings.limits.postBytes)
  const parsed = await parser.parse({ key, body: await readFile(file) }, settings, library)
  return (await completeEnclosures(parsed, store)).parsed
}

function keyOf(path: string, folder: string): string {
  return relative(folder, path).split(sep).join('/')
}

function linesOf(key: string, parsed: ParsedPost, settings: Settings, nowMs: number): string[] {
  const stranger = isPostKey(key, settings) ? [] : ['    not among the posts of the site: see broadsheet.posts']
  if (parsed.kind === 'rejected') return [`rejected: ${key}`, ...stranger, ...parsed.problems.flatMap(problemLines)]
  if (parsed.kind === 'draft') return [`draft: ${key}`, ...stranger]
  const { entry, warnings } = parsed
  const state =
    entry.publishedMs > nowMs
      ? 'scheduled'
      : (entry.expiresMs ?? Number.POSITIVE_INFINITY) <= nowMs
        ? 'expired'
        : 'published'
  const told = warnings.flatMap((warning) => problemLines({ ...warning, message: `warning: ${warning.message}` }))
  return [`${state}: ${key}`, ...stranger, ...fieldLines(entry, settings), ...told]
}

function fieldLines(entry: Entry, { timeZone }: Settings): string[] {
  const instant = (ms: number): string =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toString({ smallestUnit: 'second' })
  const fields: readonly (readonly [name: string, text: string | undefined])[] = [
    ['title', entry.title],
    ['id', entry.id],
    ['permalink', entry.permalink],
    ['about', entry.externalUrl],
    ['published', instant(entry.publishedMs)],
    ['updated', entry.updatedMs === entry.publishedMs ? undefined : instant(entry.updatedMs)],
    ['expires', entry.expiresMs === undefined ? undefined : instant(entry.expiresMs)],
    ['authors', entry.authors.map(personText).join(', ')],
    ['terms', entry.terms.map(({ scheme, term }) => `${scheme} ${term}`).join(', ')],
    ['language', entry.language],
    ['image', entry.image],
    ['enclosures', entry.enclosures.map(({ url, type }) => `${url} (${type})`).join(', ')],
    ['summary', shown(entry.summary)],
    ['content', shown(entry.content.split('\n')[0] ?? '')],
  ]
  return fields.flatMap(([name, text]) => (text === undefined || text === '' ? [] : [`    ${name.padEnd(11)}${text}`]))
}

function personText({ name, email }: Person): string {
  return email === undefined ? name : `${name} <${email}>`
}

function shown(text: string): string {
  const line = oneLine(text)
  return line.length > SHOWN_LENGTH_MAX ? `${line.slice(0, SHOWN_LENGTH_MAX - 1)}…` : line
}
