/**
 * Enclosures that lie in the content bucket say themselves what their post leaves out: their length, and their type where
 * no extension tells it.
 *
 * Each is asked once (HEAD), and a post has no more of them than the limit `enclosures`. An object that is not there, or
 * says nothing that helps, is a warning: the post is published all the same.
 */
import pMap from 'p-map'
import type { Enclosure } from '../model/entry.js'
import type { Problem } from '../model/problem.js'
import type { IncompleteEnclosure, ParsedPost } from '../post/parsed-post.js'
import { StoreError } from '../store/errors.js'
import type { ObjectHead, ObjectStore } from '../store/object-store.js'

/** An object that a post says something of, as it was found. */
export interface SeenObject {
  readonly key: string
  /** Absent where there was none. */
  readonly etag?: string
}

export interface Completed {
  readonly parsed: ParsedPost
  /** The objects that were asked: where one changes, so may the post's entry. */
  readonly objects: readonly SeenObject[]
}

const HEADS_AT_ONCE = 8
const MEDIA_TYPE = /^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*/i
/** What stores call what they know nothing of, and pages, which no reader can play. */
const SAYS_NOTHING = /^(?:application|binary)\/octet-stream$|^text\/html$/

/** Returns the keys that `completeEnclosures` asks for. */
export function objectsOf(parsed: ParsedPost): string[] {
  if (parsed.kind !== 'entry' || parsed.incomplete === undefined) return []
  return [...new Set(parsed.incomplete.map(({ objectKey }) => objectKey))]
}

/** Returns `parsed` with what the objects of its enclosures say. Throws what the store throws. */
export async function completeEnclosures(parsed: ParsedPost, content: ObjectStore): Promise<Completed> {
  const keys = objectsOf(parsed)
  if (parsed.kind !== 'entry' || keys.length === 0) return { parsed, objects: [] }
  const found = await headAll(keys, content)
  const heads = new Map(keys.map((key, index) => [key, found[index]]))

  const { incomplete = [], ...rest } = parsed
  const enclosures = [...parsed.entry.enclosures]
  const warnings: Problem[] = []
  // From the last on, so that what is put in moves nothing that is still to be done.
  for (const one of [...incomplete].reverse()) {
    const { isComplete, enclosure } = complete(one, heads.get(one.objectKey))
    const isListed = one.enclosure.type !== undefined
    if (enclosure !== undefined) enclosures.splice(one.at, isListed ? 1 : 0, enclosure)
    if (!isComplete) warnings.unshift(one.problem)
  }
  return {
    parsed: { ...rest, entry: { ...parsed.entry, enclosures }, warnings: [...parsed.warnings, ...warnings] },
    objects: keys.map((key) => {
      const etag = heads.get(key)?.etag
      return etag === undefined ? { key } : { key, etag }
    }),
  }
}

/** Tells whether `objects` are still as they were seen. */
export async function areAsSeen(objects: readonly SeenObject[], content: ObjectStore): Promise<boolean> {
  const keys = objects.map(({ key }) => key)
  const heads = await headAll(keys, content)
  return objects.every(({ etag }, index) => heads[index]?.etag === etag)
}

/** What the store refuses to look at, for its key or for want of a permission, is as good as not there. */
function headAll(keys: readonly string[], content: ObjectStore): Promise<(ObjectHead | undefined)[]> {
  const head = async (key: string): Promise<ObjectHead | undefined> => {
    try {
      return await content.head(key)
    } catch (error) {
      if (error instanceof StoreError) return undefined
      throw error
    }
  }
  return pMap(keys, head, { concurrency: HEADS_AT_ONCE })
}

function complete(
  { enclosure }: IncompleteEnclosure,
  head: ObjectHead | undefined,
): { readonly isComplete: boolean; readonly enclosure?: Enclosure } {
  const type = enclosure.type ?? typeOf(head)
  if (type === undefined) return { isComplete: false }
  const { lengthBytes = head?.sizeBytes } = enclosure
  return {
    isComplete: head !== undefined,
    enclosure: { ...enclosure, type, ...(lengthBytes !== undefined && { lengthBytes }) },
  }
}

function typeOf(head: ObjectHead | undefined): string | undefined {
  const type = MEDIA_TYPE.exec(head?.contentType ?? '')?.[0].toLowerCase()
  return type === undefined || SAYS_NOTHING.test(type) ? undefined : type
}
