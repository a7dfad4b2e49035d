/**
 * The files that posts draw on, `_includes/` and `_data/` of the content bucket: which there are, and what they say.
 *
 * Which there are, and with which ETags, is part of the settings in force: a change of one of them is a change of the
 * settings, and brings a rebuild. What they say is kept in memory, by ETag, from one batch to the next.
 */
import { createHash } from 'node:crypto'
import { EMPTY_LIBRARY, type Library } from '../post/library.js'
import { DATA_FOLDER, INCLUDES_FOLDER, parseLibrary } from '../post/parse-library.js'
import { TooLargeError } from '../store/errors.js'
import type { ObjectStore, StoredObject } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'

export interface LibraryFile {
  readonly key: string
  readonly etag: string
}

/** Files of one library; those beyond are not seen. */
export const LIBRARY_FILES_MAX = 500
/** Bytes of one file; a larger one is not seen. */
export const LIBRARY_FILE_BYTES_MAX = 256 * 1024
/** Bytes of all files together; those beyond, in the order of their keys, are not seen. */
export const LIBRARY_BYTES_MAX = 4 * 1024 * 1024

const READS_AT_ONCE = 8

/** Tells whether `key` is a file of the library. */
export function isLibraryKey(key: string): boolean {
  return key.startsWith(INCLUDES_FOLDER) || key.startsWith(DATA_FOLDER)
}

/** Returns the library's files in the order of their keys, as far as the bounds go. */
export async function listLibrary(content: ObjectStore): Promise<LibraryFile[]> {
  const files: LibraryFile[] = []
  let bytes = 0
  for (const prefix of [DATA_FOLDER, INCLUDES_FOLDER]) {
    const { objects } = await content.list({ prefix, limit: LIBRARY_FILES_MAX })
    for (const { key, etag, sizeBytes } of objects) {
      if (sizeBytes > LIBRARY_FILE_BYTES_MAX || bytes + sizeBytes > LIBRARY_BYTES_MAX) continue
      if (files.length === LIBRARY_FILES_MAX) return files
      files.push({ key, etag })
      bytes += sizeBytes
    }
  }
  return files
}

/** Returns a text that is the same for the same files; empty where there are none. */
export function libraryHash(files: readonly LibraryFile[]): string {
  if (files.length === 0) return ''
  return createHash('sha256').update(JSON.stringify(files)).digest('hex')
}

/** The libraries that were read last, by bucket. */
const known = new WeakMap<ObjectStore, { readonly hash: string; readonly library: Library }>()

/** Returns what `files` say. One that changed meanwhile is read as it is now: the news of that is under way. */
export async function readLibrary(files: readonly LibraryFile[], content: ObjectStore): Promise<Library> {
  if (files.length === 0) return EMPTY_LIBRARY
  const hash = libraryHash(files)
  const last = known.get(content)
  if (last?.hash === hash) return last.library
  const read = await eachAtOnce(files, READS_AT_ONCE, ({ key }) => readFile(key, content))
  const bodies = new Map(read.flatMap((file) => (file === undefined ? [] : [[file.key, file.body] as const])))
  const { library } = parseLibrary(bodies)
  // Only what was read as it was listed may be remembered.
  if (files.every(({ etag }, index) => read[index]?.etag === etag)) known.set(content, { hash, library })
  return library
}

/** Returns the file, or undefined where it is gone, or has become too large to be seen. */
async function readFile(key: string, content: ObjectStore): Promise<StoredObject | undefined> {
  try {
    return await content.get(key, { bytesMax: LIBRARY_FILE_BYTES_MAX })
  } catch (error) {
    if (error instanceof TooLargeError) return undefined
    throw error
  }
}
