/**
 * One object of the content bucket, read and parsed, and the objects that it says something of. One that is larger than
 * a post may be is rejected unread.
 */
import type { ParsedPost } from '../post/parsed-post.js'
import { isPostKey } from '../post/post-key.js'
import { rejectedForSize } from '../post/post-size.js'
import { TooLargeError } from '../store/errors.js'
import type { ObjectStore } from '../store/object-store.js'
import { completeEnclosures, objectsOf, type SeenObject } from './complete-enclosures.js'
import type { ParsedWith, PostParser } from './post-parser.js'

/** The source object as it was found. */
export interface ReadPost {
  readonly etag: string
  /** Undefined where settings say that the key is no post. */
  readonly parsed: ParsedPost | undefined
  /** Other objects that the post says something of, as they were found. */
  readonly objects: readonly SeenObject[]
}

export interface ReadWith {
  readonly content: ObjectStore
  readonly parser: PostParser
  /** Is called before other objects are looked at, with their keys. */
  readonly beforeObjects?: (keys: readonly string[]) => Promise<void>
}

/** Returns what the object at `key` is, or undefined where there is none. Throws what the store and the parser throw. */
export async function readPost(
  key: string,
  { content, parser, beforeObjects }: ReadWith,
  ...rules: ParsedWith
): Promise<ReadPost | undefined> {
  const [settings] = rules
  const isPost = isPostKey(key, settings)
  try {
    const source = await content.get(key, { bytesMax: settings.limits.postBytes })
    if (source === undefined) return undefined
    if (!isPost) return { etag: source.etag, parsed: undefined, objects: [] }
    const parsed = await parser.parse(source, ...rules)
    const keys = objectsOf(parsed)
    if (keys.length > 0) await beforeObjects?.(keys)
    return { etag: source.etag, ...(await completeEnclosures(parsed, content)) }
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    const { etag, sizeBytes } = error.head
    return { etag, parsed: isPost ? rejectedForSize(sizeBytes, error.bytesMax) : undefined, objects: [] }
  }
}
