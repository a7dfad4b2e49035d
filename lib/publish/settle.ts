/**
 * The settle loop: brings the record and the placements of one source key in line with what the object now is.
 *
 *     loop
 *       record = get record                          the record first, the source after: so the source is never older
 *       source = get source                          than the record that is replaced
 *       claim the id, where the post has none yet
 *       next   = what the record should say
 *       if next differs: put record if unchanged     conflict: again (it may even be our own write, come back)
 *       source, or another object that it says something of, changed since it was read: again
 *     put this generation's placements
 *     delete the previous generation's placements
 *
 * An event is only a hint that a key may have changed: nothing of it is trusted but the key. Whoever calls looks at the
 * settings again afterwards, and settles once more under new ones. After a crash anywhere the event comes again and
 * finds what is left to do: placements are looked for even where the record is right.
 */
import type { Period } from '../feed/archive.js'
import type { FeedId } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { areAsSeen } from '../parse/complete-enclosures.js'
import { readPost } from '../parse/read-post.js'
import type { Library } from '../post/library.js'
import { isPostKey } from '../post/post-key.js'
import { ConflictError } from '../store/errors.js'
import { eachAtOnce } from './at-once.js'
import { ATTEMPTS_MAX, CLOCK_SKEW_MAX_MS, PostponedError, type PublishContext } from './context.js'
import { claimId } from './id-claims.js'
import { withMarks } from './mark.js'
import { placeMarks } from './place-marks.js'
import { type Due, dueKey, type Placement, placementKey, placementsOf } from './placement.js'
import {
  decodeRecord,
  encodeRecord,
  type GivenId,
  isExpired,
  isUpToDate,
  keptId,
  nextRecord,
  type PostRecord,
  recordId,
  recordKey,
  type SeenSource,
} from './record.js'
import { noteWanted } from './wanted.js'

/** What posts are read by. */
export interface Rules {
  readonly settings: Settings
  readonly library: Library
}

export interface Settled {
  readonly key: string
  /** Undefined where the key has no record and needs none. */
  readonly record: PostRecord | undefined
  /** Whether this call changed the record. */
  readonly changed: boolean
  /** Feeds that have to be published before the event is acknowledged. */
  readonly feeds: readonly FeedId[]
  /** Periods of those feeds' archives for which the same holds. */
  readonly periods: readonly Period[]
}

/** Placements of one post written at once. */
const PLACEMENTS_AT_ONCE = 8
const JSON_TYPE = 'application/json'
/** By these a lifecycle rule sweeps the records of posts that are gone for long: infra/buckets.yml. */
const GONE_TAGS = { gone: '1' } as const

/**
 * Settles `key` under `rules`.
 * Throws `PostponedError` where the object changed all the time, what the parser throws, and what the store throws but
 * conflicts.
 */
export async function settle(key: string, rules: Rules, context: PublishContext): Promise<Settled> {
  const id = recordId(key)
  const settled = await settleRecord(key, id, rules, context)
  const { record, changed } = settled
  if (record === undefined) return { key, record, changed, feeds: [], periods: [] }
  await place(id, settled, record, context)
  await placeMarks(id, record, context.site)
  return { key, record, changed, feeds: record.feeds, periods: record.periods }
}

interface SettledRecord {
  /** The record that this call replaced, where it did. */
  readonly before: PostRecord | undefined
  readonly record: PostRecord | undefined
  readonly changed: boolean
}

async function settleRecord(key: string, id: string, rules: Rules, context: PublishContext): Promise<SettledRecord> {
  // What the first attempt of this call replaced: later attempts replace only what this call wrote or others did.
  let before: PostRecord | undefined
  let changed = false
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const stored = await context.site.get(recordKey(id))
    const previous = stored && decodeRecord(stored.body)

    // A post that is uploaded again mostly has the same bytes, and its ETag says so for less than its body.
    if (previous !== undefined) {
      const head = await context.content.head(key)
      const isMade = isUpToDate(previous, head?.etag, rules.settings, context.now())
      if (isMade && (await areAsSeen(previous.objects ?? [], context.content)))
        return { before, record: previous, changed }
    }

    // Nothing was ever made of this key, and nothing is to be: a picture, a page, a draft folder.
    if (previous === undefined && !isPostKey(key, rules.settings)) return { before, record: undefined, changed }

    const beforeObjects = (objects: readonly string[]) => noteWanted(objects, key, context.site)
    const seen = await readPost(key, { ...context, beforeObjects }, rules.settings, rules.library)
    const givenId = await giveId(key, previous, seen, rules, context)
    const nowMs = context.now()
    // Also where there is nothing and never was: whoever read the post before it was deleted must not write it after this.
    const next = withMarks(nextRecord(key, previous, seen, rules.settings, givenId, nowMs), previous, nowMs)
    try {
      const condition = stored === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: stored.etag }
      await context.site.put(recordKey(id), encodeRecord(next), {
        ...condition,
        contentType: JSON_TYPE,
        ...(next.outcome === 'gone' && { tags: GONE_TAGS }),
      })
    } catch (error) {
      if (error instanceof ConflictError) continue
      throw error
    }
    before ??= previous
    changed = true

    const isSame = (await context.content.head(key))?.etag === seen?.etag
    if (isSame && (await areAsSeen(seen?.objects ?? [], context.content))) return { before, record: next, changed }
  }
  throw new PostponedError(key, `it changed ${ATTEMPTS_MAX} times while it was read`)
}

/** Returns the id that the post has from now on: the one that it has, or one that it claims. */
async function giveId(
  key: string,
  previous: PostRecord | undefined,
  seen: SeenSource | undefined,
  rules: Rules,
  context: PublishContext,
): Promise<GivenId | undefined> {
  if (seen?.parsed?.kind !== 'entry' || isExpired(seen.parsed.entry, context.now())) return previous?.id
  const kept = keptId(previous, seen.parsed)
  // While a post is shown nobody takes its id; while it was not, somebody may have.
  if (kept !== undefined && (previous?.entry !== undefined || kept.takenBy !== undefined)) return kept
  const letGo = async (holder: string): Promise<void> => {
    await settle(holder, rules, context)
  }
  const claimed = await claimId(kept?.given ?? seen.parsed.entry.id, key, context, letGo)
  return { ...claimed, wished: kept?.wished ?? claimed.wished }
}

async function place(
  id: string,
  { before, changed }: SettledRecord,
  record: PostRecord,
  context: PublishContext,
): Promise<void> {
  const { site } = context
  const isNew = changed && before?.generation !== record.generation
  const put = async (placement: Placement): Promise<void> => {
    const key = placementKey(placement)
    // A crash may have come between a record and its placements, so an old generation's are looked for.
    if (isNew || (await site.head(key)) === undefined) await site.put(key, '')
  }
  await eachAtOnce(placementsOf(id, record), PLACEMENTS_AT_ONCE, put)
  await schedule(id, record, context)
  if (before === undefined || !isNew) return
  const remove = (placement: Placement): Promise<void> => site.delete(placementKey(placement))
  await eachAtOnce(placementsOf(id, before), PLACEMENTS_AT_ONCE, remove)
}

/** Notes when the post comes due or expires, so that the tick comes back to it then. */
async function schedule(id: string, { key, entry, generation }: PostRecord, context: PublishContext): Promise<void> {
  const sinceMs = context.now() - CLOCK_SKEW_MAX_MS
  const instants = [entry?.publishedMs, entry?.expiresMs].filter(
    (instant) => instant !== undefined && instant > sinceMs,
  )
  const note = (instant = 0): Promise<unknown> =>
    context.site.put(dueKey(instant, id, generation), JSON.stringify({ key } satisfies Due), { contentType: JSON_TYPE })
  await eachAtOnce(instants, instants.length || 1, note)
}
