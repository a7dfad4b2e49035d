/**
 * A folder's keys in the order of their UTF-8 bytes, read no further than the caller goes.
 *
 * In one folder, a file stands at its name and a folder at its name with a slash: no key of another file or folder
 * can then fall between those of one folder, and a walk in that order is the order of the keys.
 * Symbolic links stand for nothing and are never followed.
 */
import type { Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { missing } from './file-digests.js'
import { folderPath, isPart, segmentOf } from './file-names.js'
import { compareKeys } from './key-order.js'

/** A file that holds an object. */
export interface FoundFile {
  readonly key: string
  readonly path: string
}

/** What a walk may pass over. */
export interface WalkQuery {
  readonly prefix: string
  /** Says whether a walk has no use for the key. */
  readonly isPassed: (key: string) => boolean
  /** Says whether a walk has no use for any key that starts with `folder`, which ends with a slash. */
  readonly isFolderPassed: (folder: string) => boolean
}

interface Item {
  /** What the item adds to the key: its segment, and a slash where it is a folder. */
  readonly name: string
  readonly path: string
  readonly isFolder: boolean
}

/** Reads the entries of one folder; the caller says when no name in it is changing. */
export type ReadFolder = (path: string) => Promise<readonly Dirent[]>

/** Yields the files whose keys start with `query.prefix` in the order of their keys, reading folders as it gets there. */
export async function* walkFolder(root: string, query: WalkQuery, read: ReadFolder): AsyncGenerator<FoundFile, void> {
  const segments = query.prefix.split('/').slice(0, -1)
  const start = join(root, ...folderPath(segments))
  // Only here can a link stand on the way: below, the walk sees and passes over them.
  if ((await realpath(start).catch(missing)) !== start) return
  yield* walk(start, segments.map((segment) => `${segment}/`).join(''), query, read)
}

async function* walk(path: string, above: string, query: WalkQuery, read: ReadFolder): AsyncGenerator<FoundFile, void> {
  const items = await itemsOf(path, [], read)
  let before: string | undefined
  for (const item of items.toSorted((a, b) => compareKeys(a.name, b.name))) {
    // A file may be there under its plain and its escaped name; sorting keeps the plain one first, and that counts.
    if (item.name === before) continue
    before = item.name
    const key = above + item.name
    if (!key.startsWith(query.prefix)) continue
    if (!item.isFolder) {
      if (!query.isPassed(key)) yield { key, path: item.path }
    } else if (!query.isFolderPassed(key)) {
      yield* walk(item.path, key, query, read)
    }
  }
}

/** Returns what stands in the folder at `path`, in which a segment that began with `parts` goes on; escaped names last. */
async function itemsOf(path: string, parts: readonly string[], read: ReadFolder): Promise<Item[]> {
  const entries = await read(path).catch(missing)
  const items: Item[] = []
  const escaped: Item[] = []
  for (const entry of entries ?? []) {
    const isFolder = entry.isDirectory()
    if (!isFolder && !entry.isFile()) continue
    const names = [...parts, entry.name]
    const below = join(path, entry.name)
    if (isFolder && isPart(entry.name)) {
      for (const item of await itemsOf(below, names, read)) escaped.push(item)
      continue
    }
    const segment = segmentOf(names, isFolder)
    if (segment === undefined) continue
    const kind = entry.name.startsWith('%') ? escaped : items
    kind.push({ name: isFolder ? `${segment}/` : segment, path: below, isFolder })
  }
  return items.concat(escaped)
}

/** Reads a folder's entries, with what each of them is. */
export async function readEntries(path: string): Promise<readonly Dirent[]> {
  return readdir(path, { withFileTypes: true })
}
