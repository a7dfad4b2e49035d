/**
 * One object of the content bucket, read and parsed. One that is larger than a post may be is rejected unread.
 */
import type { ParsedPost } from '../post/parsed-post.js'
import { isPostKey } from '../post/post-key.js'
import { rejectedForSize } from '../post/post-size.js'
import { TooLargeError } from '../store/errors.js'
import type { ObjectStore } from '../store/object-store.js'
import type { ParsedWith, PostParser } from './post-parser.js'

/** The source object as it was found. */
export interface ReadPost {
  readonly etag: string
  /** Undefined where settings say that the key is no post. */
  readonly parsed: ParsedPost | undefined
}

/** Returns what the object at `key` is, or undefined where there is none. Throws what the store and the parser throw. */
export async function readPost(
  key: string,
  { content, parser }: { readonly content: ObjectStore; readonly parser: PostParser },
  ...rules: ParsedWith
): Promise<ReadPost | undefined> {
  const [settings] = rules
  const isPost = isPostKey(key, settings)
  try {
    const source = await content.get(key, { bytesMax: settings.limits.postBytes })
    if (source === undefined) return undefined
    return { etag: source.etag, parsed: isPost ? await parser.parse(source, ...rules) : undefined }
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    const { etag, sizeBytes } = error.head
    return { etag, parsed: isPost ? rejectedForSize(sizeBytes, error.bytesMax) : undefined }
  }
}
