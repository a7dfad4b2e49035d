/**
 * Hears of every file that is saved, moved or deleted below a folder.
 *
 * What must hold:
 * - A folder is watched first and read then: what is made in it meanwhile is met by the one or by the other.
 * - The system watches folders, not files: the watches of one user are few, and posts are many.
 * - An event only says where to look; what is there is asked of the file system. So a file may be told of twice, and be gone
 *   again when it is told of, but the last word on each comes after its last change.
 * - A folder that is moved away takes along its files, of each of which the system says nothing: their names are kept.
 * - The system keeps so many events and drops the others without a word. After many events all files are looked at again.
 *
 * Symbolic links are neither files nor folders here.
 */
import { type BigIntStats, type FSWatcher, lstatSync, watch } from 'node:fs'
import { lstat, opendir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { asError } from '../model/as-error.js'
import { isMissing } from '../store/file-digests.js'

/** Of this many events in a row none is lost: half of what Linux keeps unread (`fs.inotify.max_queued_events`). */
const SURE_EVENTS_MAX = 8_192
/** A row of events ends when there has been none for this long, in milliseconds. */
const ROW_ENDS_MS = 1_000
/** How far the clock of a file system may be behind the system's, and an event behind its change, in milliseconds. */
const LATE_MS_MAX = 2_000
/** Names that are read of a folder in one go. */
const NAMES_AT_ONCE = 1_000

export interface TreeListener {
  /** Whether what is below the folder at `path`, a path in the tree, matters. */
  readonly isFolderOfUse: (path: string) => boolean
  /** Whether the file at `path` matters. */
  readonly isFileOfUse: (path: string) => boolean
  /** Hears of a file of use that may have changed, or is no longer there. */
  readonly onFile: (kind: 'saved' | 'deleted', path: string) => void
  /** Hears what keeps a folder from being watched. */
  readonly onError: (error: Error) => void
}

interface Folder {
  readonly watcher: FSWatcher
  /** Tells the folder from another that came to its place. */
  readonly identity: string
  /** By name, when the file's state last changed as it was last looked at, in milliseconds; undefined before. */
  readonly files: Map<string, number | undefined>
  readonly folders: Set<string>
}

/** Begins to watch the tree at `root`, an absolute path. Returns when every later change will be heard of. */
export async function watchTree(root: string, listener: TreeListener): Promise<TreeWatch> {
  const tree = new TreeWatch(root, listener)
  await tree.open()
  return tree
}

export class TreeWatch {
  readonly #root: string
  readonly #listener: TreeListener
  readonly #folders = new Map<string, Folder>()
  #closed = false
  /** Events in the row under way. */
  #events = 0
  #rowEnd: NodeJS.Timeout | undefined
  /** When the row before it ended, or the watch began: by the system's own clock, since it is compared with that of files. */
  #quietMs = Date.now()
  #lastEventMs = this.#quietMs

  constructor(root: string, listener: TreeListener) {
    this.#root = root
    this.#listener = listener
  }

  async open(): Promise<void> {
    await this.#open(this.#root, () => {})
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#rowEnd)
    for (const { watcher } of this.#folders.values()) watcher.close()
    this.#folders.clear()
  }

  /** Watches the folder at `path` and all below it. `onFile` is told of each file in them. */
  async #open(path: string, onFile: (path: string) => void): Promise<void> {
    const folder = this.#watch(path)
    if (folder === undefined) return
    for (const inner of await this.#read(path, folder, onFile)) await this.#open(inner, onFile)
  }

  #watch(path: string): Folder | undefined {
    try {
      // Looked at first: where another folder comes to its place meanwhile, the two differ, and it is opened anew.
      const stats = lookAt(path)
      if (stats === undefined || this.#closed || this.#folders.has(path)) return undefined
      const watcher = watch(path)
      const folder = { watcher, identity: identityOf(stats), files: new Map(), folders: new Set<string>() }
      watcher.on('change', (_, name) => this.#hear(path, folder, name?.toString()))
      // As Windows says of a folder that is deleted.
      watcher.on('error', () => {
        this.#lose(path)
        this.#look(path)
      })
      this.#folders.set(path, folder)
      this.#folders.get(dirname(path))?.folders.add(path)
      return folder
    } catch (error) {
      if (!isMissing(error)) this.#listener.onError(asError(error))
      return undefined
    }
  }

  /** Takes the names in the folder at `path`, tells `onFile` of each file that is new, and returns the folders. */
  async #read(path: string, folder: Folder, onFile: (path: string) => void): Promise<readonly string[]> {
    const { isFileOfUse, isFolderOfUse, onError } = this.#listener
    const folders: string[] = []
    try {
      for await (const entry of await opendir(path, { bufferSize: NAMES_AT_ONCE })) {
        if (this.#folders.get(path) !== folder) return []
        const inner = join(path, entry.name)
        if (entry.isDirectory() && isFolderOfUse(inner)) folders.push(inner)
        if (!entry.isFile() || !isFileOfUse(inner) || folder.files.has(entry.name)) continue
        folder.files.set(entry.name, undefined)
        onFile(inner)
      }
    } catch (error) {
      if (!isMissing(error)) onError(asError(error))
    }
    return folders
  }

  #hear(path: string, folder: Folder, name: string | undefined): void {
    if (this.#folders.get(path) !== folder) return
    this.#count()
    // Of the folder itself Linux speaks by its own name; where no name is known, it may be any in it.
    if (name === undefined || name === basename(path)) this.#look(path)
    if (name === undefined) void this.#lookAgainIn(path, folder, this.#quietMs)
    else this.#look(join(path, name))
  }

  /** Looks what is at `path`, and tells of it. */
  #look(path: string): void {
    const { isFileOfUse, isFolderOfUse, onError } = this.#listener
    const isFile = isFileOfUse(path)
    const isFolder = path === this.#root || isFolderOfUse(path)
    if (!isFile && !isFolder) return
    try {
      const stats = lookAt(path)
      const known = this.#folders.get(path)
      if (known !== undefined && (stats === undefined || identityOf(stats) !== known.identity)) this.#lose(path)
      if (isFolder && stats?.isDirectory() && !this.#folders.has(path)) {
        void this.#open(path, (file) => this.#listener.onFile('saved', file))
      }
      if (isFile) this.#meet(path, stats)
    } catch (error) {
      onError(asError(error))
    }
  }

  /** Takes what was found at `path`, where a file of use may be. */
  #meet(path: string, stats: BigIntStats | undefined): void {
    const files = this.#folders.get(dirname(path))?.files
    if (stats?.isFile()) {
      files?.set(basename(path), Number(stats.ctimeMs))
      this.#listener.onFile('saved', path)
      return
    }
    // Even where it was not known: it may be that it has not been read yet, and that others know of it.
    files?.delete(basename(path))
    this.#listener.onFile('deleted', path)
  }

  /** The folder at `path` is gone, and all below it. */
  #lose(path: string): void {
    const folder = this.#folders.get(path)
    if (folder === undefined) return
    this.#folders.delete(path)
    this.#folders.get(dirname(path))?.folders.delete(path)
    folder.watcher.close()
    for (const inner of folder.folders) this.#lose(inner)
    for (const name of folder.files.keys()) this.#listener.onFile('deleted', join(path, name))
  }

  #count(): void {
    this.#events += 1
    this.#lastEventMs = Date.now()
    if (this.#rowEnd === undefined) this.#rowEnd = setTimeout(() => void this.#endRow(), ROW_ENDS_MS)
    else this.#rowEnd.refresh()
  }

  async #endRow(): Promise<void> {
    const sinceMs = this.#quietMs
    const mayBeLost = this.#events > SURE_EVENTS_MAX
    this.#rowEnd = undefined
    this.#events = 0
    this.#quietMs = this.#lastEventMs
    if (!mayBeLost) return
    for (const [path, folder] of [...this.#folders]) await this.#lookAgainIn(path, folder, sinceMs)
  }

  /** Tells of what became other in the folder at `path` without being told, from `sinceMs` on. */
  async #lookAgainIn(path: string, folder: Folder, sinceMs: number): Promise<void> {
    const known = [...folder.files]
    const inner = await this.#read(path, folder, (file) => this.#listener.onFile('saved', file))
    for (const path of inner) this.#look(path)
    for (const [name, changedMs = sinceMs - LATE_MS_MAX] of known) {
      if (this.#folders.get(path) !== folder) return
      const stats = await lstat(join(path, name)).catch(() => undefined)
      if (stats === undefined || Math.trunc(stats.ctimeMs) > changedMs) this.#look(join(path, name))
    }
  }
}

function lookAt(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })
}

/** The number alone is given to the next folder right away. */
function identityOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs}`
}
