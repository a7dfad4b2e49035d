/**
 * Files to be read once and whole: which there are, and what they hold. It is what a build asks of a bucket.
 *
 * A bucket says more of an object, its ETag above all, and a folder has to read a file to say that. Whoever looks at
 * every file once and remembers nothing does without.
 */
import type { ObjectStore } from './object-store.js'
import { pagesOf } from './pages.js'

/** What a file holds. */
export interface FileBody {
  readonly key: string
  readonly body: Uint8Array
  readonly contentType?: string
}

export interface PostFiles {
  /** Yields the keys of all files, some at a time. */
  keys(): AsyncIterable<readonly string[]>
  /** Returns the file, or undefined where it is gone. Throws `TooLargeError` where it has more than `bytesMax` bytes. */
  read(key: string, bytesMax: number): Promise<FileBody | undefined>
}

/** Returns the objects of `store` as files. */
export function filesOf(store: ObjectStore): PostFiles {
  return {
    async *keys() {
      for await (const { objects } of pagesOf(store)) yield objects.map(({ key }) => key)
    },
    read: (key, bytesMax) => store.get(key, { bytesMax }),
  }
}
