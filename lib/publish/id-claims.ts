/**
 * Claims of ids: which post an id belongs to, said by one object for each id that was ever given.
 *
 * Readers drop an entry whose id they have seen, so no two posts may have one id. The first to claim an id has it. A
 * later one gets an id of its own, made of the one that it wished for and of its record's, and a warning that says so.
 * An id passes on when the post that had it shows nothing any more: a post that is moved to another key keeps its id.
 *
 * A claim is made before the record that uses it; a crash between the two leaves a claim that its post finds again.
 */
import { createHash } from 'node:crypto'
import { ConflictError } from '../store/errors.js'
import { ATTEMPTS_MAX, PostponedError, type PublishContext } from './context.js'
import { decodeRecord, type GivenId, recordId, recordKey } from './record.js'

interface Claim {
  /** The id, so that people can read what the object is about. */
  readonly id: string
  /** Source key of the post that the id belongs to. */
  readonly key: string
}

/**
 * Returns the id that the post of `key` gets when it wishes for `wished`. Where the post that has the id was deleted
 * and its record does not say so yet, `letGo` settles that one first.
 */
export async function claimId(
  wished: string,
  key: string,
  context: PublishContext,
  letGo: (holder: string) => Promise<void>,
): Promise<GivenId> {
  const claimKey = `state/ids/${createHash('sha256').update(wished).digest('hex').slice(0, 32)}.json`
  const claim = JSON.stringify({ id: wished, key } satisfies Claim)
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    try {
      await context.site.put(claimKey, claim, { ifNoneMatch: '*', contentType: 'application/json' })
      return { wished, given: wished }
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
    const stored = await context.site.get(claimKey)
    if (stored === undefined) continue
    const holder = (JSON.parse(new TextDecoder().decode(stored.body)) as Claim).key
    if (holder === key) return { wished, given: wished }
    if ((await context.content.head(holder)) !== undefined) {
      return { wished, given: ownId(wished, key), takenBy: holder }
    }
    if (await isShown(holder, context)) {
      await letGo(holder)
      continue
    }
    try {
      await context.site.put(claimKey, claim, { ifMatch: stored.etag, contentType: 'application/json' })
      return { wished, given: wished }
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  }
  throw new PostponedError(key, `its id was claimed by others ${ATTEMPTS_MAX} times`)
}

/** Returns whether feeds show the post of `key`, as far as its record says. */
async function isShown(key: string, { site }: PublishContext): Promise<boolean> {
  const stored = await site.get(recordKey(recordId(key)))
  return stored !== undefined && decodeRecord(stored.body).entry !== undefined
}

function ownId(wished: string, key: string): string {
  return `${wished}${wished.includes('#') ? '-' : '#'}${recordId(key).slice(0, 8)}`
}
