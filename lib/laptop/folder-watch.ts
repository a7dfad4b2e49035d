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
import { basename, relative, sep } from 'node:path'
import { mayBePost } from '../post/post-key.js'
import { SETTINGS_SOURCE_KEY } from '../publish/settings-state.js'
import { isPart, segmentOf } from '../store/file-names.js'
import type { Change } from './bucket-event.js'
import { watchTree } from './tree-watch.js'

/** A burst ends when nothing has changed for this long, in milliseconds. */
const QUIET_MS = 60
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
  const keyAt = (path: string) => keyOfFile(namesBelow(folder, path))
  const tree = await watchTree(folder, {
    isFolderOfUse: (path) => !isLeftOut(basename(path)),
    isFileOfUse: (path) => !isLeftOut(basename(path)) && isOfUse(keyAt(path)),
    onFile(kind, path) {
      const key = keyAt(path)
      if (key !== undefined) burst.add({ key, kind })
    },
    onError,
  })
  return {
    async close() {
      burst.stop()
      tree.close()
    },
  }
}

/** Changes that are held back until the folder is quiet. */
class Burst {
  readonly #now: () => number
  readonly #onEnd: FolderListener['onChanges']
  #changes = new Map<string, Change>()
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
    this.#changes.set(change.key, change)
    clearTimeout(this.#timer)
    const heldMs = Math.min(QUIET_MS, this.#begunMs + HELD_MAX_MS - atMs)
    this.#timer = setTimeout(() => this.#end(), Math.max(0, heldMs))
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #end(): void {
    const changes = [...this.#changes.values()]
    this.#changes.clear()
    this.#onEnd(changes, this.#seenMs)
  }
}

/** Whether a file or folder of this name is in no bucket. */
function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}

function isOfUse(key: string | undefined): boolean {
  return key !== undefined && (key === SETTINGS_SOURCE_KEY || mayBePost(key))
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
