/**
 * Rehearsal: buckets in which the loops can be run without a trace, to see what they would change.
 *
 * `DoubtingStore` shows what is there as if it might be wrong, so that the loops make it again instead of trusting an
 * ETag or a hash that somebody wrote down. `RehearsalStore` takes their writes and keeps them to itself. What they make
 * is then held against what is there: where the two are the same, all is right, whatever it was that the loops made.
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { ConflictError } from '../store/errors.js'
import { listQuery } from '../store/key.js'
import { compareKeys } from '../store/key-order.js'
import type {
  ListedObject,
  Listing,
  ListOptions,
  ObjectHead,
  ObjectStore,
  PutOptions,
  StoredObject,
} from '../store/object-store.js'
import { PUBLIC_PREFIX } from './cache-control.js'
import { RECORD_PREFIX } from './record.js'
import { SETTINGS_STATE_KEY } from './settings-state.js'

/** An ETag that no source has: what says that it was made from it is made again. */
const DOUBTED_ETAG = 'doubted'

export class DoubtingStore implements ObjectStore {
  readonly #store: ObjectStore
  readonly #doubts: (key: string) => boolean
  readonly #madeAgain = new Set<string>()

  /** `doubts` says of which keys; what is written through this store is not doubted any more. */
  constructor(store: ObjectStore, doubts: (key: string) => boolean) {
    this.#store = store
    this.#doubts = doubts
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const stored = await this.#store.get(key)
    if (stored === undefined || !this.#isDoubted(key)) return stored
    const isMadeFromSource = key.startsWith(RECORD_PREFIX) || key === SETTINGS_STATE_KEY
    return { ...withoutHash(stored), body: isMadeFromSource ? doubted(stored.body) : stored.body }
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const head = await this.#store.head(key)
    return head && this.#isDoubted(key) ? withoutHash(head) : head
  }

  async put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<{ readonly etag: string }> {
    const answer = await this.#store.put(key, body, options)
    this.#madeAgain.add(key)
    return answer
  }

  delete(key: string, options?: { readonly ifMatch?: string }): Promise<void> {
    return this.#store.delete(key, options)
  }

  list(options?: ListOptions): Promise<Listing> {
    return this.#store.list(options)
  }

  #isDoubted(key: string): boolean {
    return !this.#madeAgain.has(key) && this.#doubts(key)
  }
}

/** Nobody compares by a hash that is not there. */
function withoutHash<T extends ObjectHead>({ sha256: _, ...rest }: T): Omit<T, 'sha256'> {
  return rest
}

function doubted(body: Uint8Array): Uint8Array {
  try {
    const made = JSON.parse(new TextDecoder().decode(body))
    return new TextEncoder().encode(JSON.stringify({ ...made, sourceEtag: DOUBTED_ETAG }))
  } catch {
    // What cannot be read is for the loops to find out.
    return body
  }
}

/** One object that is not what the loops would make of it. */
export interface Change {
  readonly key: string
  readonly found: 'missing' | 'different' | 'extra'
}

export class RehearsalStore implements ObjectStore {
  readonly #under: ObjectStore
  /** What was written; undefined: deleted. */
  readonly #written = new Map<string, StoredObject | undefined>()

  constructor(under: ObjectStore) {
    this.#under = under
  }

  /** The keys that were written, and not those that were deleted. */
  get keys(): string[] {
    return [...this.#written].flatMap(([key, object]) => (object === undefined ? [] : [key]))
  }

  /** Returns how `bucket` is not what it was made to be in this rehearsal. */
  async changes(bucket: ObjectStore): Promise<Change[]> {
    const changes: Change[] = []
    for (const [key, made] of [...this.#written].sort(([a], [b]) => compareKeys(a, b))) {
      const found = await bucket.get(key)
      if (made === undefined) {
        if (found !== undefined) changes.push({ key, found: 'extra' })
      } else if (found === undefined) changes.push({ key, found: 'missing' })
      else if (!isSame(key, found, made)) changes.push({ key, found: 'different' })
    }
    return changes
  }

  async get(key: string): Promise<StoredObject | undefined> {
    return this.#written.has(key) ? this.#written.get(key) : this.#under.get(key)
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    return this.#written.has(key) ? this.#written.get(key) : this.#under.head(key)
  }

  async put(key: string, body: Uint8Array | string, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    const { contentType, cacheControl, link } = options
    await this.#checkCondition(key, options)
    const bytes = new Uint8Array(Buffer.from(body as string))
    const etag = createHash('md5').update(bytes).digest('hex')
    this.#written.set(key, {
      key,
      etag,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...(contentType === undefined ? {} : { contentType }),
      ...(cacheControl === undefined ? {} : { cacheControl }),
      ...(link === undefined ? {} : { link }),
      body: bytes,
    })
    return { etag }
  }

  async delete(key: string, options: Pick<PutOptions, 'ifMatch'> = {}): Promise<void> {
    await this.#checkCondition(key, options)
    this.#written.set(key, undefined)
  }

  async list(options: ListOptions = {}): Promise<Listing> {
    const { prefix, startAfter, limit, delimiter } = listQuery(options)
    if (delimiter !== '') throw new RangeError('a rehearsal lists without delimiter')
    const { objects, next } = await this.#under.list(options)
    const isInPage = (key: string): boolean =>
      key.startsWith(prefix) && compareKeys(key, startAfter) > 0 && (next === undefined || compareKeys(key, next) <= 0)
    const written = [...this.#written].flatMap(([key, object]): ListedObject[] =>
      object !== undefined && isInPage(key) ? [{ key, etag: object.etag, sizeBytes: object.sizeBytes }] : [],
    )
    const all = [...objects.filter(({ key }) => !this.#written.has(key)), ...written]
    all.sort((a, b) => compareKeys(a.key, b.key))
    const page = all.slice(0, limit)
    const goOn = all.length > limit ? page.at(-1)?.key : next
    return { objects: page, prefixes: [], ...(goOn === undefined ? {} : { next: goOn }) }
  }

  async #checkCondition(key: string, { ifMatch, ifNoneMatch }: PutOptions): Promise<void> {
    if (ifMatch === undefined && ifNoneMatch === undefined) return
    const under = this.#written.has(key) ? undefined : await this.#under.head(key)
    // Looked at again after the wait, so that from here on nobody comes between.
    const current = this.#written.has(key) ? this.#written.get(key) : under
    const holds = ifMatch === undefined ? current === undefined : current?.etag === ifMatch
    if (!holds) throw new ConflictError(key)
  }
}

function isSame(key: string, found: StoredObject, made: StoredObject): boolean {
  const areSameBytes = Buffer.compare(found.body, made.body) === 0
  // How a document is served is part of it.
  if (key.startsWith(PUBLIC_PREFIX))
    return (
      areSameBytes && (['contentType', 'cacheControl', 'link'] as const).every((name) => found[name] === made[name])
    )
  return areSameBytes || isSameJson(found.body, made.body)
}

/** Our own objects say the same in whatever order they were written down. */
function isSameJson(a: Uint8Array, b: Uint8Array): boolean {
  try {
    const [one, other] = [a, b].map((body) => JSON.parse(new TextDecoder().decode(body)))
    return isDeepStrictEqual(one, other)
  } catch {
    return false
  }
}
