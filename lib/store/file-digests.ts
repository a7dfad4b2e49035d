/**
 * Reads files whole and knows their digests, so that a listing of unchanged files need not read them again.
 *
 * A file is taken for unchanged while its size, inode and times of modification and change are the same, and the time
 * of change is so old that a later write must have moved it: clocks of file systems tick slowly, and two writes within
 * one tick look like one. Paths are given as `realpath` says them, and nothing is read through a symbolic link.
 */
import { createHash } from 'node:crypto'
import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'

/** Files whose digests are kept, the latest used: some 120 MB at most. */
export const DIGESTS_MAX = 300_000
/** A file or folder that changed more recently than this may change again without a trace: the slowest tick, that of FAT, is 2 s. */
export const SETTLED_MS = 2_500
/** Times that a file which changes while it is read is read. */
const READS_MAX = 5
/** Bytes read at a time, so that a file of any size is digested in bounded memory. */
const CHUNK_BYTES = 1 << 18
/** Bytes of a file that can be returned in one piece. */
export const BODY_BYTES_MAX = 1 << 30

/** NOFOLLOW refuses a symbolic link, and NONBLOCK keeps a named pipe from holding us up. Windows has neither. */
export const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export interface Digest {
  /** MD5 of the content in hex, as S3's ETag of an object put whole. */
  readonly etag: string
  readonly sha256: string
  readonly sizeBytes: number
}

/** What is known of a file. */
export interface FileFacts extends Digest {
  /** When it was last written, in milliseconds since the Unix epoch. */
  readonly modifiedMs: number
}

/** The file changed each time that it was read, and none of the readings can be trusted. */
export class ChangingFileError extends Error {
  override readonly name = 'ChangingFileError'
  constructor(readonly path: string) {
    super(`the file changed each of the ${READS_MAX} times that it was read: ${path}`)
  }
}

export class FileDigests {
  readonly #kept = new Map<string, Digest & { readonly signature: string }>()
  readonly #now: () => number

  /** `now` is the clock, in milliseconds since the Unix epoch. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Returns the digest of the file at `path`, or undefined where there is no regular file. */
  async digest(path: string): Promise<FileFacts | undefined> {
    const kept = this.#kept.get(path)
    if (kept !== undefined) {
      const stats = await lstat(path, { bigint: true }).catch(missing)
      if (stats !== undefined && signatureOf(stats) === kept.signature) {
        this.#kept.delete(path)
        this.#kept.set(path, kept)
        const { etag, sha256, sizeBytes } = kept
        return { etag, sha256, sizeBytes, modifiedMs: Number(stats.mtimeMs) }
      }
    }
    return this.#withFile(path, digestOf)
  }

  /**
   * Returns the content and the digest of the file at `path`, or undefined where there is no regular file.
   * Of a file with more than `bytesMax` bytes it is the digest alone.
   */
  async read(path: string, bytesMax: number): Promise<(FileFacts & { readonly body?: Uint8Array }) | undefined> {
    return this.#withFile<Digest & { readonly body?: Uint8Array }>(path, async (file, stats) => {
      if (stats.size > bytesMax) return digestOf(file)
      const body = new Uint8Array(await file.readFile())
      const etag = createHash('md5').update(body).digest('hex')
      return { etag, sha256: createHash('sha256').update(body).digest('hex'), sizeBytes: body.length, body }
    })
  }

  /** Calls `look` until the file is the same before and after, and keeps the digest that it returns. */
  async #withFile<T extends Digest>(
    path: string,
    look: (file: FileHandle, stats: BigIntStats) => Promise<T>,
  ): Promise<(T & FileFacts) | undefined> {
    for (let reads = 1; reads <= READS_MAX; reads++) {
      const file = await openOwn(path)
      if (file === undefined) return undefined
      try {
        const before = await file.stat({ bigint: true })
        if (!before.isFile()) return undefined
        const found = await look(file, before)
        const after = await file.stat({ bigint: true })
        if (signatureOf(before) !== signatureOf(after)) continue
        this.#keep(path, after, found)
        return { ...found, modifiedMs: Number(after.mtimeMs) }
      } finally {
        await file.close()
      }
    }
    throw new ChangingFileError(path)
  }

  #keep(path: string, stats: BigIntStats, { etag, sha256, sizeBytes }: Digest): void {
    if (this.#now() - Number(stats.ctimeMs) < SETTLED_MS) return
    this.#kept.delete(path)
    this.#kept.set(path, { etag, sha256, sizeBytes, signature: signatureOf(stats) })
    if (this.#kept.size <= DIGESTS_MAX) return
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest)
      break
    }
  }
}

/** Opens the file at `path`, or returns undefined where there is none or a symbolic link leads there. */
async function openOwn(path: string): Promise<FileHandle | undefined> {
  try {
    if ((await realpath(path)) !== path) return undefined
    return await open(path, OPEN_FLAGS)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Says whether `error` means that nothing is there: no such name, a file where a folder would be, or a link. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR'].includes(codeOf(error))
}

/** Returns undefined for an error that means that nothing is there, and throws any other: for `catch` of a promise. */
export function missing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

/** Returns the code of a system error, such as `ENOENT`, or nothing where `error` is no such thing. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function signatureOf({ size, ino, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${size}:${ino}:${mtimeNs}:${ctimeNs}`
}

async function digestOf(file: FileHandle): Promise<Digest> {
  const md5 = createHash('md5')
  const sha256 = createHash('sha256')
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let sizeBytes = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, sizeBytes)
    if (bytesRead === 0) return { etag: md5.digest('hex'), sha256: sha256.digest('hex'), sizeBytes }
    const chunk = buffer.subarray(0, bytesRead)
    md5.update(chunk)
    sha256.update(chunk)
    sizeBytes += bytesRead
  }
}
