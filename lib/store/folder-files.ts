/**
 * The files of a local folder, for whoever reads each of them once.
 *
 * What has a key, and by which name, is as in `FolderStore`; symbolic links below the root stand for nothing. A file is
 * read in one go, without giving up the thread: of ten thousand small files, waiting for each costs more than they do.
 */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import { asError } from '../model/as-error.js'
import { contentTypeOf } from './content-type.js'
import { StoreError, TooLargeError } from './errors.js'
import { isMissing, missing, OPEN_FLAGS } from './file-digests.js'
import { FolderTree } from './folder-tree.js'
import type { FileBody, PostFiles } from './post-files.js'

/** Keys that are given at a time. */
const KEYS_AT_ONCE = 1_000
/** Bytes of a file that are read without asking how many there are. */
const FIRST_BYTES = 65_536

export class FolderFiles implements PostFiles {
  readonly #root: string
  /** The root with no link in its path, and the paths below it that are not as their keys say. */
  #folder = ''
  readonly #odd = new Map<string, string>()

  /** Where there is no folder `root`, there are no files. */
  constructor(root: string) {
    this.#root = root
  }

  async *keys(): AsyncGenerator<readonly string[]> {
    const root = await realpath(this.#root).catch(missing)
    if (root === undefined) return
    this.#folder = root
    // Nobody changes names through this, so there are no turns to wait for.
    const tree = new FolderTree((read) => read(), Date.now)
    let keys: string[] = []
    for await (const { key, path } of tree.walk(root, { prefix: '', startAfter: '', passed: () => undefined })) {
      if (path !== this.#plainPath(key)) this.#odd.set(key, path)
      if (keys.push(key) < KEYS_AT_ONCE) continue
      yield keys
      keys = []
    }
    yield keys
  }

  /** `key` is one that `keys` gave. */
  async read(key: string, bytesMax: number): Promise<FileBody | undefined> {
    const path = this.#odd.get(key) ?? this.#plainPath(key)
    const contentType = contentTypeOf(key)
    try {
      const body = readFile(path, key, bytesMax)
      return { key, body, ...(contentType !== undefined && { contentType }) }
    } catch (error) {
      if (isMissing(error)) return undefined
      if (error instanceof TooLargeError) throw error
      const reason = asError(error).message
      throw new StoreError('get', key, `${reason} (folder ${this.#root})`, { cause: error })
    }
  }

  /** Returns the path of a file that has the name that its key says. */
  #plainPath(key: string): string {
    return `${this.#folder}${sep}${sep === '/' ? key : key.replaceAll('/', sep)}`
  }
}

/** What a file is first read into: most posts are far smaller. */
const first = Buffer.allocUnsafeSlow(FIRST_BYTES)

function readFile(path: string, key: string, bytesMax: number): Uint8Array {
  const file = openSync(path, OPEN_FLAGS)
  try {
    const bytes = readSync(file, first, 0, FIRST_BYTES, 0)
    // A regular file gives less than is asked for at its end alone.
    if (bytes < FIRST_BYTES && bytes <= bytesMax) return Buffer.from(first.subarray(0, bytes))
    const { size } = fstatSync(file)
    if (size > bytesMax) throw new TooLargeError({ key, etag: '', sizeBytes: size }, bytesMax)
    const body = Buffer.alloc(size)
    return body.subarray(0, readSync(file, body, 0, size, 0))
  } finally {
    closeSync(file)
  }
}
