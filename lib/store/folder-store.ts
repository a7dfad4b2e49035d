/**
 * A local folder seen as a bucket: a key is the path of a file, so that a folder of posts can be read as it lies and
 * a folder of documents served as it lies. `file-names.ts` says how keys that no file can be called by are written.
 *
 * What must hold:
 * - One process writes through one `FolderStore`. Others, such as an editor, may change files at any time, but a
 *   condition is checked against them only as well as a file system allows.
 * - An object is written to a temporary file beside its place and renamed, so that no reader sees half of it. A process
 *   that is killed may leave that file behind; its name begins with `.broadsheet-`, and no key stands for it. A
 *   power failure may undo the latest writes: nothing is forced to the disk.
 * - Writes of one key take turns, and changes of names and readings of folders do, so that a condition is checked and
 *   acted on in one go, and a listing sees every key that is there throughout.
 * - Nothing outside the folder is read or written: symbolic links below the root stand for nothing.
 *   Dot files, dot folders and `node_modules` are not in the bucket either.
 * - What is short is done without giving up the thread, as in `FolderFiles`: all but reading files and folders.
 * - A file keeps neither content type, cache control nor link: `contentType` is told by the key, the others are dropped.
 * - On a file system that ignores case, a key that differs from a file's name in case alone is refused, not mixed up.
 */
import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import pMap from 'p-map'
import { asError } from '../model/as-error.js'
import { contentTypeOf } from './content-type.js'
import { ConflictError, StoreError, TooLargeError, UnavailableError } from './errors.js'
import { BODY_BYTES_MAX, ChangingFileError, codeOf, FileDigests, isMissing } from './file-digests.js'
import { filePaths, nameBesideFolder } from './file-names.js'
import { FolderTree, type FoundFile } from './folder-tree.js'
import { InTurn } from './in-turn.js'
import { checkKey, commonPrefix, listQuery } from './key.js'
import type {
  Condition,
  GetOptions,
  ListedObject,
  Listing,
  ListOptions,
  ObjectHead,
  ObjectStore,
  PutOptions,
  StoredObject,
} from './object-store.js'

/** Files digested at the same time for one listing. */
const DIGESTS_AT_ONCE = 8
/** Errors that are in the port's words already. */
const PORT_ERRORS = [ConflictError, StoreError, TooLargeError, UnavailableError]
/** Errors that may be over at the next try. */
const PASSING_ERRORS = ['EMFILE', 'ENFILE', 'EBUSY', 'EAGAIN', 'EINTR', 'EIO', 'ESTALE']

export class FolderStore implements ObjectStore {
  readonly #given: string
  readonly #digests: FileDigests
  readonly #tree: FolderTree
  /** Turns of each key's writes. */
  readonly #writes = new InTurn()
  /** Turns of all that changes names or reads folders; each is short. */
  readonly #names = new InTurn()
  #temporaries = 0
  #root: string | undefined

  /**
   * `root` is made when something is first put, if it is not there; until then the bucket is empty.
   * `now` is the clock, in milliseconds since the Unix epoch.
   */
  constructor(root: string, now: () => number = Date.now) {
    this.#given = resolve(root)
    this.#digests = new FileDigests(now)
    this.#tree = new FolderTree((read) => this.#inTurn(read), now)
  }

  async get(key: string, { bytesMax = BODY_BYTES_MAX }: GetOptions = {}): Promise<StoredObject | undefined> {
    checkKey('get', key)
    return this.#attempt('get', key, async () => {
      for (const path of this.#paths(key)) {
        const found = await this.#digests.read(path, bytesMax)
        if (found === undefined) continue
        const { body, ...facts } = found
        const head = { ...facts, ...nameOf(key) }
        if (body === undefined) throw new TooLargeError(head, bytesMax)
        return { ...head, body }
      }
      return undefined
    })
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    checkKey('head', key)
    return this.#attempt('head', key, async () => {
      for (const path of this.#paths(key)) {
        const found = await this.#digests.digest(path)
        if (found !== undefined) return { ...found, ...nameOf(key) }
      }
      return undefined
    })
  }

  async put(key: string, body: Uint8Array | string, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    checkKey('put', key)
    const bytes = Buffer.from(body as string)
    return this.#writes.run(key, () =>
      this.#attempt('put', key, async () => {
        await this.#checkCondition(key, options)
        await this.#inTurn(async () => this.#write(key, bytes))
        return { etag: createHash('md5').update(bytes).digest('hex') }
      }),
    )
  }

  /** Puts `body` at `key`, unless just that is there. Returns whether it did. */
  async update(key: string, body: Uint8Array | string): Promise<boolean> {
    checkKey('put', key)
    const bytes = Buffer.from(body as string)
    return this.#writes.run(key, () =>
      this.#attempt('put', key, () =>
        this.#inTurn(async () => {
          const path = this.#paths(key).find((path) => this.#isOwnFile(path))
          if (path !== undefined && lstatSync(path).size === bytes.length && readFileSync(path).equals(bytes)) {
            return false
          }
          this.#write(key, bytes)
          return true
        }),
      ),
    )
  }

  async delete(key: string, options: Pick<Condition, 'ifMatch'> = {}): Promise<void> {
    checkKey('delete', key)
    return this.#writes.run(key, () =>
      this.#attempt('delete', key, async () => {
        await this.#checkCondition(key, options)
        await this.#inTurn(async () => {
          for (const path of this.#paths(key)) {
            if (!this.#isOwnFile(path)) continue
            unlinkSync(path)
            this.#removeEmptyFolders(dirname(path))
          }
        })
      }),
    )
  }

  async list(options: ListOptions = {}): Promise<Listing> {
    const query = listQuery(options)
    return this.#attempt('list', query.prefix, async () => {
      const root = this.#findRoot()
      const files: FoundFile[] = []
      const prefixes: string[] = []
      let next: string | undefined
      let last: string | undefined
      let passed = commonPrefix(query.startAfter, query)
      const { prefix, startAfter } = query
      const walk = this.#tree.walk(root ?? this.#given, { prefix, startAfter, passed: () => passed })
      for await (const file of walk) {
        if (last !== undefined && files.length + prefixes.length === query.limit) {
          next = last
          break
        }
        const group = commonPrefix(file.key, query)
        if (group === undefined) files.push(file)
        else prefixes.push(group)
        last = group ?? file.key
        passed = group
      }
      const listed = await pMap(files, (file) => this.#listed(file), { concurrency: DIGESTS_AT_ONCE })
      const objects = listed.filter((object) => object !== undefined)
      return { objects, prefixes, ...(next !== undefined && { next }) }
    })
  }

  /** Returns what a listing says of `file`, or undefined where it has gone meanwhile. */
  async #listed({ key, path }: FoundFile): Promise<ListedObject | undefined> {
    // It may have moved aside for a folder.
    const found = (await this.#digests.digest(path)) ?? (await this.head(key))
    if (found === undefined) return undefined
    const { etag, sizeBytes, modifiedMs } = found
    return { key, etag, sizeBytes, ...(modifiedMs !== undefined && { modifiedMs }) }
  }

  async #checkCondition(key: string, { ifMatch, ifNoneMatch }: Condition): Promise<void> {
    if (ifMatch === undefined && ifNoneMatch === undefined) return
    const existing = await this.head(key)
    if (ifMatch !== undefined && ifMatch !== existing?.etag) throw new ConflictError(key)
    if (ifNoneMatch !== undefined && existing !== undefined) throw new ConflictError(key)
  }

  /** Returns the paths that may hold `key`: the plain one, if there is one, goes first. */
  #paths(key: string): string[] {
    const root = this.#findRoot() ?? this.#given
    return filePaths(key).map((names) => join(root, ...names))
  }

  /** Tells whether there is a file at `path`, and no link leads to it. */
  #isOwnFile(path: string): boolean {
    return statsOf(path)?.isFile() === true && realPath(path) === path
  }

  /** Writes `bytes` to the file of `key`, and makes the folders that it needs. Takes a turn. */
  #write(key: string, bytes: Uint8Array): void {
    if (this.#findRoot() === undefined) mkdirSync(this.#given, { recursive: true })
    const place = this.#place(key)
    this.#makeFolder(key, dirname(place))
    const temporary = join(dirname(place), `.broadsheet-${process.pid}-${++this.#temporaries}`)
    try {
      writeFileSync(temporary, bytes, { flag: 'wx' })
      renameSync(temporary, place)
    } catch (error) {
      unlessMissing(() => unlinkSync(temporary))
      throw error
    }
  }

  /** Returns the path to write `key` to: where it is, or its plain name unless a folder has that. Takes a turn. */
  #place(key: string): string {
    const paths = this.#paths(key)
    for (const path of paths) {
      const own = this.#own(path)
      if (own?.isFile()) return path
      if (own !== undefined && !own.isDirectory()) {
        throw new StoreError('put', key, `${path} is neither a file nor a folder; move it away`)
      }
    }
    for (const path of paths) if (this.#own(path) === undefined) return path
    throw new StoreError('put', key, `folders are in its way: ${paths.join(', ')}`)
  }

  /** Returns what is at `path`, a link not followed, or undefined where nothing is. */
  #own(path: string): Stats | undefined {
    const stats = statsOf(path)
    if (stats === undefined || stats.isSymbolicLink()) return stats
    const real = realPath(path)
    if (real === undefined) return undefined
    const name = basename(real)
    if (name === basename(path)) return stats
    throw new StoreError('access', path, `the folder's file system takes it for ${name}; use names that differ more`)
  }

  /** Makes the folder at `path` and those above it. A file that has the name of one gives way. Takes a turn. */
  #makeFolder(key: string, path: string): void {
    if (statsOf(path)?.isDirectory() && realPath(path) === path) return
    const root = this.#findRoot() ?? this.#given
    mkdirSync(root, { recursive: true })
    let folder = root
    for (const name of path.slice(root.length).split(sep).filter(Boolean)) {
      folder = join(folder, name)
      const own = this.#own(folder)
      if (own?.isDirectory()) continue
      if (own?.isFile()) {
        const aside = join(dirname(folder), ...nameBesideFolder(name))
        mkdirSync(dirname(aside), { recursive: true })
        renameSync(folder, aside)
      } else if (own !== undefined) {
        throw new StoreError('put', key, `${folder} is a link or a device; move it away`)
      }
      mkdirSync(folder)
    }
  }

  /** Removes the folder at `path` and those above it while they are empty, but never the root. Takes a turn. */
  #removeEmptyFolders(path: string): void {
    const root = this.#findRoot() ?? this.#given
    for (let folder = path; folder.length > root.length; folder = dirname(folder)) {
      const real = realPath(folder)
      if (real === undefined) continue
      if (real !== folder) return
      try {
        rmdirSync(folder)
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') return
      }
    }
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    return this.#names.run('', task)
  }

  /** Returns the root with no link in its path, or undefined while it is not there. */
  #findRoot(): string | undefined {
    this.#root ??= realPath(this.#given)
    return this.#root
  }

  /** Runs `task`, and says its system errors in the port's words. */
  async #attempt<T>(operation: string, key: string, task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } catch (error) {
      if (PORT_ERRORS.some((known) => error instanceof known)) throw error
      if (error instanceof ChangingFileError || PASSING_ERRORS.includes(codeOf(error)))
        throw new UnavailableError(operation, key, { cause: error })
      const reason = asError(error).message
      throw new StoreError(operation, key, `${reason} (folder ${this.#given})`, { cause: error })
    }
  }
}

/** Returns what the key alone says of an object. */
function nameOf(key: string): Pick<ObjectHead, 'key' | 'contentType'> {
  const contentType = contentTypeOf(key)
  return { key, ...(contentType !== undefined && { contentType }) }
}

/** Returns what is at `path`, a link not followed, or undefined where nothing is. */
function statsOf(path: string): Stats | undefined {
  // Of what is often not there, an error takes longer to make than the file system does.
  return unlessMissing(() => lstatSync(path, { throwIfNoEntry: false }))
}

/** Returns `path` with no link in it, or undefined where nothing is there. */
function realPath(path: string): string | undefined {
  return unlessMissing(() => realpathSync.native(path))
}

/** Returns what `act` does, or undefined where what it needs is not there. */
function unlessMissing<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
