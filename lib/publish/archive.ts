/**
 * Archive documents by the publish loop: brings the documents of a period in line with its view, and sees to it that those
 * of the periods next to it link to it, or past it.
 *
 *     loop
 *       documents = head documents of the period
 *       view = entries of the period, and the periods next to it that have some
 *       no entries, or none wanted: delete documents if unchanged
 *       else put documents if unchanged
 *       (always look again after writing)
 *     a document next to it that links elsewhere: ask through the queue for its period to be published
 *
 * Whoever writes documents of a period handles an item that names that period, or a post that is or was in it; so after a
 * crash somebody comes back to just these documents. That is why neighbours are not written here, but asked for: their
 * documents would be written by somebody whose item does not name them. They are asked for after the period's own documents
 * are right, and only where they link elsewhere: their content is not this period's business, and is not read.
 *
 * A neighbour without documents is passed over: whoever is about to write them looks again after writing. One that has some
 * is judged by one of them, which is therefore put after the others, and not where one of those could not be put: where it
 * links as it should, so do they.
 */

import { archiveFolder, type Period, periodKind } from '../feed/archive.js'
import { archiveLinksOf } from '../feed/archive-links.js'
import { documentPaths } from '../feed/document-paths.js'
import { present } from '../feed/present.js'
import { renderFeed } from '../feed/render-feed.js'
import type { FeedDocument } from '../model/feed-document.js'
import type { FeedId } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import type { ObjectStore } from '../store/object-store.js'
import { type FeedPeriod, isUnchangedPeriod, type PeriodView, readPeriod } from './archive-view.js'
import { eachAtOnce } from './at-once.js'
import { PUBLIC_PREFIX } from './cache-control.js'
import type { PublishContext } from './context.js'
import { deleteDocuments, type Heads, hashOf, headDocuments, isStale, putDocuments } from './put-document.js'
import type { RecordReader } from './view.js'
import type { WorkQueue } from './work.js'

/** What one go through the loop did. */
export interface PeriodLook {
  /** Whether it tried to write, so that the period must be looked at again. */
  readonly hasTried: boolean
  /** Paths below `public/` of the documents that it put or deleted. */
  readonly written: readonly string[]
  /** Documents that were found to say what they should. */
  readonly unchanged: number
  /** Whether the period has more entries than its documents show. */
  readonly isCut: boolean
  /** What it wrote, for the next look; absent where it wrote nothing, or somebody else was faster. */
  readonly wrote?: WrittenPeriod
}

/** Documents of a period that were written, and what they were made of: names and hashes, which are little to hold. */
export interface WrittenPeriod {
  readonly view: Omit<PeriodView, 'entries'>
  readonly settingsHash: string
  /** By paths below `public/`. */
  readonly sha256: ReadonlyMap<string, string>
}

/**
 * Goes through the loop once; `last` is what the look before wrote. Throws what the store and the queue throw but conflicts.
 */
export async function publishPeriodOnce(
  target: FeedPeriod,
  settings: Settings,
  records: RecordReader,
  { site, now }: PublishContext,
  queue: WorkQueue,
  last?: WrittenPeriod,
): Promise<PeriodLook> {
  const { feed, period } = target
  const heads = await headDocuments(documentPaths(feed, settings, period), site)
  const isThere = [...heads.values()].some((head) => head !== undefined)
  const remove = async (): Promise<PeriodLook> => {
    const written = await deleteDocuments(heads, site)
    return { hasTried: isThere, written, unchanged: 0, isCut: false }
  }
  // Those of other kinds all go, each by itself: nothing links to them from documents that stay.
  const kind = periodKind(period)
  if (kind !== settings.archive) return remove()

  const look = { nowMs: now(), records, site }
  const isLast =
    last?.settingsHash === settings.hash &&
    [...last.sha256].every(([path, sha256]) => heads.get(path)?.sha256 === sha256) &&
    (await isUnchangedPeriod(target, kind, last.view, look))
  if (isLast) {
    await askForNeighbours(feed, period, last.view, queue, site)
    return { hasTried: false, written: [], unchanged: heads.size, isCut: false }
  }

  const { entries, ...view } = await readPeriod(target, kind, settings, look)
  const { prev, next, isCut } = view
  if (entries.length === 0 && isThere) return remove()
  const links = { kind: 'archive', period, ...present({ prev, next }) } as const
  const documents = entries.length === 0 ? [] : renderFeed(feed, entries, settings, links)
  const stale = documents.filter((document) => isStale(document, heads))
  if (stale.length > 0) {
    const written = await putJudgedLast(stale, heads, settings, site)
    const sha256 = new Map(documents.map((document) => [document.path, hashOf(document)]))
    const wrote = { view, settingsHash: settings.hash, sha256 }
    return { hasTried: true, written, unchanged: 0, isCut, ...(written.length === stale.length && { wrote }) }
  }
  await askForNeighbours(feed, documents.length === 0 ? undefined : period, view, queue, site)
  return { hasTried: false, written: [], unchanged: documents.length, isCut }
}

/** Name of the document that neighbours are judged by. */
const JUDGED_BY = 'atom.xml'

async function putJudgedLast(
  documents: readonly FeedDocument[],
  heads: Heads,
  settings: Settings,
  site: ObjectStore,
): Promise<string[]> {
  const isJudged = ({ path }: FeedDocument): boolean => path.endsWith(`/${JUDGED_BY}`)
  const written: string[] = []
  for (const together of [documents.filter((one) => !isJudged(one)), documents.filter(isJudged)]) {
    if (together.length === 0) continue
    const put = await putDocuments(together, heads, settings, site)
    written.push(...put)
    // Somebody else was faster: the period is looked at again.
    if (put.length < together.length) break
  }
  return written
}

/** Asks for the periods next to `own`, or to where it would be, to be published where they link elsewhere. */
async function askForNeighbours(
  feed: FeedId,
  own: Period | undefined,
  { prev, next }: Pick<PeriodView, 'prev' | 'next'>,
  queue: WorkQueue,
  site: ObjectStore,
): Promise<void> {
  const neighbours = [
    { neighbour: prev, rel: 'next', expected: own ?? next },
    { neighbour: next, rel: 'prev', expected: own ?? prev },
  ] as const
  await eachAtOnce(neighbours, neighbours.length, ({ neighbour, rel, expected }) =>
    askWhereItLinksElsewhere(feed, neighbour, rel, expected, queue, site),
  )
}

/** Asks for the period `neighbour` to be published where the `rel` of its documents is another one than `expected`. */
async function askWhereItLinksElsewhere(
  feed: FeedId,
  neighbour: Period | undefined,
  rel: 'prev' | 'next',
  expected: Period | undefined,
  queue: WorkQueue,
  site: ObjectStore,
): Promise<void> {
  if (neighbour === undefined) return
  const atom = await site.get(`${PUBLIC_PREFIX}${archiveFolder(feed, neighbour)}${JUDGED_BY}`)
  if (atom === undefined) return
  const links = archiveLinksOf(new TextDecoder().decode(atom.body))
  if (links[rel] !== expected) await queue.send([{ periods: [{ feed, period: neighbour }] }])
}
