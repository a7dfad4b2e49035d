/**
 * What an upload has to do: the files of a folder held against the objects of a bucket, both in the order of their keys,
 * page by page.
 *
 * Left alone on both sides is what Jekyll leaves alone too: names that begin with a dot, `#` or `~` or end with `~`,
 * `node_modules`, and at the root the built site, bundled gems and Gemfiles; also what systems leave in folders. What
 * is never uploaded is never deleted either.
 */

import { eachAtOnce } from '../publish/at-once.js'
import { compareKeys } from '../store/key-order.js'
import type { ListedObject, ObjectStore } from '../store/object-store.js'
import { pagesOf } from '../store/pages.js'

export interface UploadPlan {
  /** Files that the bucket has not, and those that it has with other bytes, in the order of their keys. */
  readonly added: readonly ListedObject[]
  readonly changed: readonly ListedObject[]
  readonly unchanged: number
  /** Keys of objects for which there is no file. */
  readonly extra: readonly string[]
}

/** Objects that are asked for their SHA-256 at once. */
const HEADS_AT_ONCE = 16
const IGNORED_ANYWHERE = /^[.#~]|~$|^node_modules$|^(?:Thumbs\.db|desktop\.ini|Icon\r)$/i
const IGNORED_AT_ROOT = /^(?:_site|gemfiles|vendor\/(?:bundle|cache|gems|ruby)|Gemfile|Gemfile\.lock)(?:\/|$)/
const READ_BY_POSTS = /^(?:_config\.yml$|_data\/|_includes\/)/

/** Tells whether `key`, of a file or with a slash at its end of a folder, is neither uploaded nor deleted. */
export function isIgnored(key: string): boolean {
  return IGNORED_AT_ROOT.test(key) || key.split('/').some((name) => IGNORED_ANYWHERE.test(name))
}

/** Tells whether posts are read by `key`: it goes first, so that they are settled once, and rightly. */
export function isReadByPosts(key: string): boolean {
  return READ_BY_POSTS.test(key)
}

/** Holds `folder` against `bucket`. `onProgress` hears how many files were looked at. */
export async function planUpload(
  folder: ObjectStore,
  bucket: ObjectStore,
  onProgress: (files: number) => void = () => {},
): Promise<UploadPlan> {
  const added: ListedObject[] = []
  const changed: ListedObject[] = []
  const extra: string[] = []
  const doubtful: { readonly file: ListedObject; readonly object: ListedObject }[] = []
  let unchanged = 0
  const objects = objectsOf(bucket)
  let object = await nextOf(objects)
  for await (const file of filesOf(folder, '')) {
    while (object !== undefined && compareKeys(object.key, file.key) < 0) {
      extra.push(object.key)
      object = await nextOf(objects)
    }
    if (object?.key !== file.key) added.push(file)
    else {
      if (file.sizeBytes !== object.sizeBytes) changed.push(file)
      else if (file.etag === object.etag) unchanged++
      else doubtful.push({ file, object })
      object = await nextOf(objects)
    }
    onProgress(added.length + changed.length + unchanged + doubtful.length)
  }
  for (; object !== undefined; object = await nextOf(objects)) extra.push(object.key)
  await eachAtOnce(doubtful, HEADS_AT_ONCE, async ({ file, object: { key } }) => {
    if (await isSame(key, folder, bucket)) unchanged++
    else changed.push(file)
  })
  return { added, changed: changed.sort((a, b) => compareKeys(a.key, b.key)), unchanged, extra }
}

/**
 * Tells whether the object has the file's bytes where its ETag does not say: it came in parts, or is encrypted with a key
 * of one's own. Its SHA-256 does, if it was uploaded from here.
 */
async function isSame(key: string, folder: ObjectStore, bucket: ObjectStore): Promise<boolean> {
  const sha256 = (await bucket.head(key))?.sha256
  return sha256 !== undefined && sha256 === (await folder.head(key))?.sha256
}

async function nextOf<T>(iterator: AsyncIterator<T, void>): Promise<T | undefined> {
  const { done, value } = await iterator.next()
  return done === true ? undefined : value
}

/** The objects of a bucket that are not ignored, in the order of their keys. */
async function* objectsOf(bucket: ObjectStore): AsyncGenerator<ListedObject, void> {
  for await (const { objects } of pagesOf(bucket)) {
    for (const object of objects) if (!isIgnored(object.key)) yield object
  }
}

/** The same of a folder, without a look into folders that are ignored. */
async function* filesOf(folder: ObjectStore, prefix: string): AsyncGenerator<ListedObject, void> {
  for await (const { objects, prefixes } of pagesOf(folder, { prefix, delimiter: '/' })) {
    const found = [...objects, ...prefixes].sort((a, b) => compareKeys(keyOf(a), keyOf(b)))
    for (const one of found) {
      if (isIgnored(keyOf(one))) continue
      if (typeof one === 'string') yield* filesOf(folder, one)
      else yield one
    }
  }
}

function keyOf(found: ListedObject | string): string {
  return typeof found === 'string' ? found : found.key
}
