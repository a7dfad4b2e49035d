/**
 * The one door to storage: what Broadsheet needs of S3, and nothing more.
 *
 * The store is strongly consistent, as S3 is: a read or a listing that starts after a write has been answered sees it.
 * Keys are strings of 1 to 1,024 bytes of UTF-8, and listings come in ascending order of those bytes.
 *
 * Three answers can follow a write, and a caller must tell them apart:
 * - it returns: the write took effect;
 * - `ConflictError`: the condition did not hold. It may have been our own earlier write, whose answer was lost, that
 *   changed the key: read afresh and decide again;
 * - any other error: unknown. The write may or may not have taken effect: read afresh and decide again, later.
 *
 * Implementations: `MemoryStore`, `FolderStore`, `S3Store`; `tests/store/contract.ts` says what all of them do.
 */

/** What is known of an object without reading its body. */
export interface ObjectHead {
  readonly key: string
  /** Opaque: equal for equal bytes of one key. Without quotes: Ceph's If-Match takes only that form. */
  readonly etag: string
  readonly sizeBytes: number
  /** As it was put, or as the key's extension says where the store cannot keep it. */
  readonly contentType?: string
  /** SHA-256 of the body, in hex, where the object was put by an `ObjectStore`. */
  readonly sha256?: string
  readonly cacheControl?: string
  /** As it was put, where the store can keep it. */
  readonly link?: string
  /** When the object was last written, in milliseconds since the Unix epoch, where the store knows. Informs, decides nothing. */
  readonly modifiedMs?: number
}

export interface StoredObject extends ObjectHead {
  readonly body: Uint8Array
}

/** At most one of the two may be given. */
export interface Condition {
  /** Only if the key's ETag is this one. A key that is not there is a conflict. */
  readonly ifMatch?: string
  /** Only if the key is not there. */
  readonly ifNoneMatch?: '*'
}

export interface PutOptions extends Condition {
  readonly contentType?: string
  readonly cacheControl?: string
  /** Value of a `Link` header, RFC 8288, in ASCII: whoever serves the object is to send it. In S3: `x-amz-meta-link`. */
  readonly link?: string
  /** SHA-256 of the body, in hex, where whoever puts it knows it already: the store then need not make it once more. */
  readonly sha256?: string
  /** Labels by which lifecycle rules of the bucket find the object. Nobody reads them back, and a store may drop them. */
  readonly tags?: Readonly<Record<string, string>>
}

export interface GetOptions {
  /** An object of more bytes is not read. */
  readonly bytesMax?: number
}

export interface ListOptions {
  readonly prefix?: string
  /** Only keys that sort after this one. It need not exist. */
  readonly startAfter?: string
  /** At most this many keys and common prefixes together: 1 to 1,000. */
  readonly limit?: number
  /** Keys that share what stands before the first delimiter after the prefix are given once, in `prefixes`. */
  readonly delimiter?: string
}

/** What a listing says of an object, in the words of `ObjectHead`. */
export interface ListedObject {
  readonly key: string
  readonly etag: string
  readonly sizeBytes: number
  readonly modifiedMs?: number
}

export interface Listing {
  readonly objects: readonly ListedObject[]
  /** Common prefixes, each ending with the delimiter, in ascending order. */
  readonly prefixes: readonly string[]
  /** Where there may be more: give this as `startAfter` of the next call. */
  readonly next?: string
}

/** Keys a listing returns at most, as in ListObjectsV2. */
export const LIST_LIMIT = 1_000
/** Bytes of UTF-8 a key may have, as in S3. */
export const KEY_BYTES_MAX = 1_024

export interface ObjectStore {
  /** Returns the object, or undefined where there is none. Throws `TooLargeError` where it has more than `bytesMax`. */
  get(key: string, options?: GetOptions): Promise<StoredObject | undefined>
  /** Returns what is known of the object, or undefined where there is none. */
  head(key: string): Promise<ObjectHead | undefined>
  /** Writes the object whole. Throws `ConflictError` where the condition does not hold. */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<{ readonly etag: string }>
  /** Deletes the object; one that is not there is no error. Throws `ConflictError` where `ifMatch` does not hold. */
  delete(key: string, options?: Pick<Condition, 'ifMatch'>): Promise<void>
  list(options?: ListOptions): Promise<Listing>
}
