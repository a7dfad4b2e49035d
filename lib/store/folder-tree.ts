/**
 * A folder's keys in the order of their UTF-8 bytes, read no further than the caller goes.
 *
 * In one folder, a file stands at its name and a folder at its name with a slash: no key of another file or folder
 * can then fall between those of one folder, and a walk in that order is the order of the keys.
 * Symbolic links stand for nothing and are never followed.
 */
import type { BigIntStats, Dirent } from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { missing, SETTLED_MS } from './file-digests.js'
import { folderPath, isPart, segmentOf } from './file-names.js'
import { compareKeys } from './key-order.js'
import { firstNot } from './ordered-keys.js'

/** Names of large folders that are kept in order, so that page after page need not read and sort them again. */
const KEPT_NAMES_MAX = 500_000
/** A folder with fewer names is read again each time. */
const LARGE_NAMES_MIN = 500

/** A file that holds an object. */
export interface FoundFile {
  readonly key: string
  readonly path: string
}

/** Which keys a walk gives. */
export interface WalkQuery {
  readonly prefix: string
  /** Keys up to and including this one are left out. */
  readonly startAfter: string
  /** Keys that start with this are left out; asked again after each key, so that a caller can pass over a group. */
  readonly passed: () => string | undefined
}

/** Runs `read`, which reads one folder, when no name in the tree is being changed. */
export type Reading = <T>(read: () => Promise<T>) => Promise<T>

interface Item {
  /** What the item adds to the key: its segment, and a slash where it is a folder. */
  readonly name: string
  /** The folder that it lies in, and what it is called there: paths of their own would be most of what a large folder takes. */
  readonly folder: string
  readonly entry: string
  readonly isFolder: boolean
}

interface Kept {
  readonly signature: string
  readonly items: readonly Item[]
}

export class FolderTree {
  readonly #reading: Reading
  readonly #now: () => number
  readonly #kept = new Map<string, Kept>()
  #keptNames = 0

  /** `now` is the clock, in milliseconds since the Unix epoch. */
  constructor(reading: Reading, now: () => number) {
    this.#reading = reading
    this.#now = now
  }

  /** Yields the files under `root` that `query` asks for in the order of their keys, reading folders as it gets there. */
  async *walk(root: string, query: WalkQuery): AsyncGenerator<FoundFile, void> {
    const segments = query.prefix.split('/').slice(0, -1)
    const start = join(root, ...folderPath(segments))
    // Only here can a link stand on the way: below, the walk sees and passes over them.
    if ((await realpath(start).catch(missing)) !== start) return
    yield* this.#walkBelow(start, segments.map((segment) => `${segment}/`).join(''), query)
  }

  async *#walkBelow(path: string, above: string, query: WalkQuery): AsyncGenerator<FoundFile, void> {
    const { prefix, startAfter } = query
    const items = await this.#items(path)
    const first = firstNot(items, ({ name }) => {
      const key = above + name
      const isBefore = compareKeys(key, prefix) < 0 || compareKeys(key, startAfter) <= 0
      // The start may lie in the folder.
      return isBefore && !(key.endsWith('/') && startAfter.startsWith(key))
    })
    for (let at = first; at < items.length; at++) {
      const { name, folder, entry, isFolder } = items[at] as Item
      // A file may be there under its plain and its escaped name; the plain one comes first, and counts.
      if (name === items[at - 1]?.name) continue
      const key = above + name
      if (!key.startsWith(prefix)) return
      const passed = query.passed()
      if (passed !== undefined && key.startsWith(passed)) continue
      const below = join(folder, entry)
      if (isFolder) yield* this.#walkBelow(below, key, query)
      else yield { key, path: below }
    }
  }

  /** Returns what stands in the folder at `path`, in order. */
  async #items(path: string): Promise<readonly Item[]> {
    return this.#reading(async () => {
      const before = await lstat(path, { bigint: true }).catch(missing)
      if (before === undefined) return []
      const signature = signatureOf(before)
      const kept = this.#kept.get(path)
      if (kept?.signature === signature) return kept.items
      const { items, hasParts } = await readItems(path, [])
      items.sort((a, b) => compareKeys(a.name, b.name))
      const isSettled = this.#now() - Number(before.ctimeMs) > SETTLED_MS
      // What changes in a part's folder does not show here.
      this.#keep(path, isSettled && !hasParts && items.length >= LARGE_NAMES_MIN ? { signature, items } : undefined)
      return items
    })
  }

  #keep(path: string, kept: Kept | undefined): void {
    this.#forget(path)
    if (kept === undefined) return
    this.#kept.set(path, kept)
    this.#keptNames += kept.items.length
    for (const oldest of this.#kept.keys()) {
      if (this.#keptNames <= KEPT_NAMES_MAX) return
      this.#forget(oldest)
    }
  }

  #forget(path: string): void {
    this.#keptNames -= this.#kept.get(path)?.items.length ?? 0
    this.#kept.delete(path)
  }
}

/** Reads the folder at `path`, in which a segment that began with `parts` goes on; escaped names come last. */
async function readItems(path: string, parts: readonly string[]): Promise<{ items: Item[]; hasParts: boolean }> {
  const entries: readonly Dirent[] | undefined = await readdir(path, { withFileTypes: true }).catch(missing)
  const items: Item[] = []
  const escaped: Item[] = []
  let hasParts = false
  for (const entry of entries ?? []) {
    const isFolder = entry.isDirectory()
    if (!isFolder && !entry.isFile()) continue
    const names = [...parts, entry.name]
    if (isFolder && isPart(entry.name)) {
      hasParts = true
      for (const item of (await readItems(join(path, entry.name), names)).items) escaped.push(item)
      continue
    }
    const segment = segmentOf(names, isFolder)
    if (segment === undefined) continue
    const kind = entry.name.startsWith('%') ? escaped : items
    kind.push({ name: isFolder ? `${segment}/` : segment, folder: path, entry: entry.name, isFolder })
  }
  return { items: items.concat(escaped), hasParts }
}

function signatureOf({ ino, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino}:${mtimeNs}:${ctimeNs}`
}
