/**
 * What posts say of other objects of the content bucket, and where that is found again when such an object changes.
 *
 * `state/wanted/<id of the object's key>/<id of the post>` says that the post says something of the object: the length of
 * a recording. It is put before the object is looked at, so that whoever uploads the object after that look is heard. It stays
 * when the post no longer wants the object: then settling the post once more changes nothing.
 */
import { mayBePost } from '../post/post-key.js'
import { LIST_LIMIT, type ObjectStore } from '../store/object-store.js'
import { eachAtOnce } from './at-once.js'
import type { PublishContext } from './context.js'
import { isLibraryKey } from './library-files.js'
import { recordId } from './record.js'
import { SETTINGS_SOURCE_KEY } from './settings-state.js'
import type { Work } from './work.js'

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

/** Returns the keys of the posts that say something of the object at `objectKey`, at most `LIST_LIMIT` of them. */
async function wantedBy(objectKey: string, site: ObjectStore): Promise<string[]> {
  const { objects } = await site.list({ prefix: wantedPrefix(objectKey), limit: LIST_LIMIT })
  const found = await eachAtOnce(objects, AT_ONCE, ({ key }) => site.get(key))
  return found.flatMap((stored) =>
    stored === undefined ? [] : [(JSON.parse(new TextDecoder().decode(stored.body)) as Wanted).key],
  )
}

/**
 * Returns `items` with the posts that say something of the objects at their keys. What goes wrong with one key is in
 * `failed`, and holds up no other.
 */
export async function withWanting(
  items: readonly Work[],
  { site, concurrency }: PublishContext,
  failed: Map<string, Error>,
): Promise<readonly Work[]> {
  const others = new Set(items.flatMap(({ keys = [] }) => keys).filter(isOther))
  if (others.size === 0) return items
  const wanting = new Map<string, readonly string[]>()
  await eachAtOnce(others, concurrency, async (key) => {
    try {
      const posts = await wantedBy(key, site)
      if (posts.length > 0) wanting.set(key, posts)
    } catch (error) {
      failed.set(key, error instanceof Error ? error : new Error(String(error)))
    }
  })
  if (wanting.size === 0) return items
  return items.map((item) =>
    item.keys === undefined
      ? item
      : { ...item, keys: [...new Set(item.keys.flatMap((key) => [key, ...(wanting.get(key) ?? [])]))] },
  )
}

/** Tells whether the object at `key` is neither a post nor anything that posts are read by. */
function isOther(key: string): boolean {
  return !mayBePost(key) && !isLibraryKey(key) && key !== SETTINGS_SOURCE_KEY
}
