/**
 * Documents as they lie in the site bucket: looked up, put and deleted, each only where it is still what was looked up.
 */
import { hash } from 'node:crypto'
import { present } from '../feed/present.js'
import type { FeedDocument } from '../model/feed-document.js'
import type { Settings } from '../model/settings.js'
import { ConflictError } from '../store/errors.js'
import type { ObjectHead, ObjectStore } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import { cacheControlOf, PUBLIC_PREFIX } from './cache-control.js'
import { linkOf } from './link-header.js'

/** What was found at each path below `public/`; undefined where there was nothing. */
export type Heads = ReadonlyMap<string, ObjectHead | undefined>

/** Returns what there is at `paths`, below `public/`. */
export async function headDocuments(paths: readonly string[], site: ObjectStore): Promise<Heads> {
  const heads = await eachAtOnce(paths, paths.length, (path) => site.head(PUBLIC_PREFIX + path))
  return new Map(paths.map((path, index) => [path, heads[index]]))
}

/** Tells whether `document` does not say what was found at its path. */
export function isStale(document: FeedDocument, heads: Heads): boolean {
  return heads.get(document.path)?.sha256 !== hashOf(document)
}

/** Documents are looked at again after they were put: megabytes need not be hashed once more. */
const HASHES = new WeakMap<FeedDocument, string>()

/** Returns the SHA-256 of a document's body, in hex. */
export function hashOf(document: FeedDocument): string {
  const known = HASHES.get(document)
  if (known !== undefined) return known
  const sha256 = hash('sha256', document.body)
  HASHES.set(document, sha256)
  return sha256
}

/** Puts `documents` where they have not changed since `heads`; returns the paths of those that it put. */
export async function putDocuments(
  documents: readonly FeedDocument[],
  heads: Heads,
  settings: Settings,
  site: ObjectStore,
): Promise<string[]> {
  const put = await eachAtOnce(documents, documents.length, (document) => {
    const { path, contentType, body } = document
    const head = heads.get(path)
    const condition = head === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: head.etag }
    const served = {
      contentType,
      sha256: hashOf(document),
      cacheControl: cacheControlOf(path, settings),
      ...present({ link: linkOf(path, settings) }),
    }
    return unlessChanged(path, () => site.put(PUBLIC_PREFIX + path, body, { ...condition, ...served }))
  })
  return put.flat()
}

/** Deletes the documents that were found, where they have not changed since; returns the paths of those that it deleted. */
export async function deleteDocuments(heads: Heads, site: ObjectStore): Promise<string[]> {
  const found = [...heads].flatMap(([path, head]) => (head === undefined ? [] : [{ path, etag: head.etag }]))
  const deleted = await eachAtOnce(found, found.length || 1, ({ path, etag }) =>
    unlessChanged(path, () => site.delete(PUBLIC_PREFIX + path, { ifMatch: etag })),
  )
  return deleted.flat()
}

async function unlessChanged(path: string, write: () => Promise<unknown>): Promise<string[]> {
  try {
    await write()
    return [path]
  } catch (error) {
    if (error instanceof ConflictError) return []
    throw error
  }
}
