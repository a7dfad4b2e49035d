/**
 * What posts say of other objects of the content bucket, and where that is found again when such an object changes.
 *
 * `state/wanted/<id of the object's key>/<id of the post>` says that the post says something of the object: the length of
 * a recording. It is put before the object is looked at, so that whoever uploads the object after that look is heard. It stays
 * when the post no longer wants the object: then settling the post once more changes nothing.
 */
import { asError } from '../model/as-error.js'
import { mayBePost } from '../post/post-key.js'
import { LIST_LIMIT, type ObjectStore } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import type { PublishContext } from './context.js'
import { isLibraryKey } from './library-files.js'
import { recordId } from './record.js'
import { SETTINGS_SOURCE_KEY } from './settings-state.js'
import { chunks, ITEM_SIZE, type Work, type WorkQueue } from './work.js'

export const WANTED_PREFIX = 'state/wanted/'

/** What an object under `WANTED_PREFIX` says. */
interface Wanted {
  /** Source key of the post. */
  readonly key: string
}

const AT_ONCE = 8
const JSON_TYPE = 'application/json'

function wantedPrefix(objectKey: string): string {
  return `${WANTED_PREFIX}${recordId(objectKey)}/`
}

/** Notes that the post at `key` says something of the objects at `objectKeys`. */
export async function noteWanted(objectKeys: readonly string[], key: string, site: ObjectStore): Promise<void> {
  const body = JSON.stringify({ key } satisfies Wanted)
  await eachAtOnce(objectKeys, AT_ONCE, (objectKey) =>
    site.put(wantedPrefix(objectKey) + recordId(key), body, { contentType: JSON_TYPE }),
  )
}

/** One page of the posts that say something of an object, and where the next begins. */
interface Page {
  readonly posts: readonly string[]
  readonly next?: string
}

async function wantedBy(objectKey: string, after: string, site: ObjectStore): Promise<Page> {
  const startAfter = after === '' ? {} : { startAfter: after }
  const { objects, next } = await site.list({ prefix: wantedPrefix(objectKey), ...startAfter, limit: LIST_LIMIT })
  const found = await eachAtOnce(objects, AT_ONCE, ({ key }) => site.get(key))
  const posts = found.flatMap((stored) =>
    stored === undefined ? [] : [(JSON.parse(new TextDecoder().decode(stored.body)) as Wanted).key],
  )
  return next === undefined ? { posts } : { posts, next }
}

/**
 * Returns `items` with the posts that say something of the objects at their keys. Where an object has many, such as one
 * that stands in the defaults of all posts, they go through the queue instead, a page at a time. What goes wrong with one
 * key is in `failed`, and holds up no other.
 */
export async function withWanting(
  items: readonly Work[],
  { site, concurrency }: PublishContext,
  queue: WorkQueue,
  failed: Map<string, Error>,
): Promise<readonly Work[]> {
  const steps = [
    ...[...new Set(items.flatMap(({ keys = [] }) => keys).filter(isOther))].map((objectKey) => ({
      objectKey,
      after: '',
    })),
    ...items.flatMap(({ wanted }) => wanted ?? []),
  ]
  if (steps.length === 0) return items
  const wanting = new Map<string, readonly string[]>()
  await eachAtOnce(steps, concurrency, async ({ objectKey, after }) => {
    try {
      const { posts, next } = await wantedBy(objectKey, after, site)
      if (posts.length <= ITEM_SIZE && next === undefined) wanting.set(objectKey + after, posts)
      else {
        await queue.send(chunks(posts).map((keys) => ({ keys })))
        if (next !== undefined) await queue.send([{ wanted: { objectKey, after: next } }])
      }
    } catch (error) {
      failed.set(objectKey, asError(error))
    }
  })
  return items.map((item) => {
    const { keys = [], wanted } = item
    const more = [...keys, ...(wanted === undefined ? [] : [wanted.objectKey + wanted.after])]
    const posts = more.flatMap((key) => wanting.get(key) ?? [])
    const objects = wanted === undefined ? [] : [wanted.objectKey]
    return posts.length + objects.length === 0 ? item : { ...item, keys: [...new Set([...keys, ...objects, ...posts])] }
  })
}

/** Tells whether the object at `key` is neither a post nor anything that posts are read by. */
function isOther(key: string): boolean {
  return !mayBePost(key) && !isLibraryKey(key) && key !== SETTINGS_SOURCE_KEY
}
