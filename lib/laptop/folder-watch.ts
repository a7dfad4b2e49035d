/**
 * Watches a folder as if it were a bucket: what changes in it comes out as changed keys, in bursts.
 *
 * Editors and `git checkout` write in several steps and many files at a time. So changes are held back until the folder
 * has been quiet for a moment, but never for long: a new post is to be seen within a second. One that is read half
 * written does no harm, since its next step is another change.
 *
 * Only what Broadsheet could have a use for is watched: posts and `_config.yml`. Dot files, `node_modules` and symbolic
 * links are in no bucket; see lib/store/file-names.ts.
 */
import { relative, sep } from 'node:path'
import { watch } from 'chokidar'
import { asError } from '../model/as-error.js'
import { mayBePost } from '../post/post-key.js'
import { SETTINGS_SOURCE_KEY } from '../publish/settings-state.js'
import { isPart, segmentOf } from '../store/file-names.js'
import type { Change } from './bucket-event.js'

/** chokidar says nothing of a file that changes again within this many milliseconds. */
const UNHEARD_MS = 50
/** A burst ends when nothing has changed for this long, in milliseconds; so what went unheard is over by then. */
const QUIET_MS = UNHEARD_MS + 10
/** No change is held back for longer than this, in milliseconds. */
const HELD_MAX_MS = 250

export interface FolderWatch {
  close(): Promise<void>
}

export interface FolderListener {
  /** Hears of each burst, each key once; `seenMs` is when its first change was seen. */
  readonly onChanges: (changes: readonly Change[], seenMs: number) => void
  /** Hears what keeps the folder, or a part of it, from being watched. */
  readonly onError: (error: Error) => void
}

/** Watches `folder`, an absolute path. Returns when every later change will be heard of. */
export async function watchFolder(
  folder: string,
  now: () => number,
  { onChanges, onError }: FolderListener,
): Promise<FolderWatch> {
  const burst = new Burst(now, onChanges)
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path, stats) => path !== folder && isOfNoUse(namesBelow(folder, path), stats?.isFile() ?? false),
  })
  const hear = (kind: Change['kind']) => (path: string) => {
    const key = keyOfFile(namesBelow(folder, path))
    if (key !== undefined && isOfUse(key)) burst.add({ key, kind })
  }
  watcher.on('add', hear('saved')).on('change', hear('saved')).on('unlink', hear('deleted'))
  watcher.on('error', (error) => onError(asError(error)))
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return {
    async close() {
      burst.stop()
      await watcher.close()
    },
  }
}

/** Changes that are held back until the folder is quiet. */
class Burst {
  readonly #now: () => number
  readonly #onEnd: FolderListener['onChanges']
  /** By key, each with the time of its latest change. */
  #changes = new Map<string, { readonly change: Change; readonly atMs: number }>()
  #begunMs = 0
  #seenMs = 0
  #timer: NodeJS.Timeout | undefined

  constructor(now: () => number, onEnd: FolderListener['onChanges']) {
    this.#now = now
    this.#onEnd = onEnd
  }

  add(change: Change): void {
    const atMs = performance.now()
    if (this.#changes.size === 0) {
      this.#begunMs = atMs
      this.#seenMs = this.#now()
    }
    this.#changes.set(change.key, { change, atMs })
    this.#wait(Math.min(QUIET_MS, this.#begunMs + HELD_MAX_MS - atMs))
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#end(), Math.max(0, ms))
  }

  #end(): void {
    const ended = [...this.#changes.values()]
    const nowMs = performance.now()
    // In a burst that was cut short, a file may change once more without being heard: so it is looked at once more.
    this.#changes = new Map()
    for (const held of ended) if (nowMs - held.atMs < UNHEARD_MS) this.#changes.set(held.change.key, held)
    this.#onEnd(
      ended.map(({ change }) => change),
      this.#seenMs,
    )
    if (this.#changes.size === 0) return
    this.#begunMs = nowMs
    this.#seenMs = this.#now()
    this.#wait(QUIET_MS)
  }
}

function isOfNoUse(names: readonly string[], isFile: boolean): boolean {
  if (names.some((name) => name.startsWith('.') || name === 'node_modules')) return true
  if (!isFile) return false
  const key = keyOfFile(names)
  return key === undefined || !isOfUse(key)
}

function isOfUse(key: string): boolean {
  return key === SETTINGS_SOURCE_KEY || mayBePost(key)
}

function namesBelow(folder: string, path: string): string[] {
  return relative(folder, path).split(sep)
}

/** Returns the key that the file at `names`, a path below the folder, stands for, or undefined where it stands for none. */
export function keyOfFile(names: readonly string[]): string | undefined {
  let key = ''
  let parts: string[] = []
  for (const [index, name] of names.entries()) {
    const isFolder = index < names.length - 1
    parts.push(name)
    if (isFolder && isPart(name)) continue
    const segment = segmentOf(parts, isFolder)
    if (segment === undefined) return undefined
    key += isFolder ? `${segment}/` : segment
    parts = []
  }
  return key
}
