/**
 * Marks: which posts the report is about, said by object names as placements say what feeds show.
 *
 * A post that is rejected, published with warnings, or a draft has a mark, an empty object whose name sorts the newest
 * first. A mark is a hint: it counts only while its record says the same mark. Each has a number that grows with every
 * mark of its record and is never used twice, so that a mark that does not count never will again, and whoever meets it
 * may delete it: a mark is put only after the record that says it.
 *
 * A record that ever had a mark remembers the number for good. As with `feeds`, an event that is handled again then
 * still publishes the report that the post has left.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { newestFirst, newestFirstInstantMs } from './placement.js'
import type { PostRecord } from './record.js'

/** Why a post has a mark. */
export type MarkKind = 'rejected' | 'warned' | 'draft'

/** What a record says of a mark of its own. */
export interface OwnMark {
  readonly kind: MarkKind
  readonly number: number
  /** When the post was first found to be so, in milliseconds since the Unix epoch. */
  readonly seenMs: number
  /** ETag of the source that was found to be so. */
  readonly sourceEtag: string
}

/** The marks of a record that ever had one. */
export interface Marks {
  /** Number of the newest. */
  readonly number: number
  /** The mark that the post has now. */
  readonly current?: OwnMark
  /** The one before, which is to be deleted. */
  readonly past?: OwnMark
}

/** A mark as its name says it. */
export interface Mark extends Pick<OwnMark, 'kind' | 'number' | 'seenMs'> {
  readonly recordId: string
}

const FOLDERS: Readonly<Record<MarkKind, string>> = {
  rejected: 'state/rejected/',
  warned: 'state/warned/',
  draft: 'state/drafts/',
}

/** Returns what the keys of all marks of `kind` start with. */
export function markPrefix(kind: MarkKind): string {
  return FOLDERS[kind]
}

/** Returns the object key that says `mark`; keys of one kind sort newest first. */
export function markKey({ kind, seenMs, recordId, number }: Mark): string {
  return `${markPrefix(kind)}${newestFirst(seenMs)}~${recordId}~${number}`
}

/** Returns the mark that `key` says, or undefined where it says none. */
export function parseMarkKey(kind: MarkKind, key: string): Mark | undefined {
  const match = /^(\d{15})~([0-9a-f]{32})~(\d+)$/.exec(key.slice(markPrefix(kind).length))
  if (match === null) return undefined
  const [, time, recordId, number] = match
  return { kind, seenMs: newestFirstInstantMs(String(time)), recordId: String(recordId), number: Number(number) }
}

/** Tells whether `mark` counts. One that was listed before its record was read, and does not, never will. */
export function isValid({ kind, number, seenMs }: Mark, record: PostRecord | undefined): boolean {
  const current = record?.marks?.current
  return current?.number === number && current.kind === kind && current.seenMs === seenMs
}

/**
 * Returns `record`, which follows `previous`, with its marks. The instant at which a post was seen stays for as long as
 * the same source is found to be the same, however often it is settled.
 */
export function withMarks(record: PostRecord, previous: PostRecord | undefined, nowMs: number): PostRecord {
  const marks = nextMarks(record, previous?.marks, nowMs)
  return marks === undefined ? record : { ...record, marks }
}

function nextMarks(record: PostRecord, before: Marks | undefined, nowMs: number): Marks | undefined {
  const kind = kindOf(record)
  const { number = 0, current, past } = before ?? {}
  const { sourceEtag } = record
  if (kind === undefined || sourceEtag === undefined) {
    if (current === undefined) return before
    return { number, past: current }
  }
  if (current?.kind === kind && current.sourceEtag === sourceEtag) return before
  const next = { kind, number: number + 1, seenMs: nowMs, sourceEtag }
  const left = current ?? past
  return { number: next.number, current: next, ...(left === undefined ? {} : { past: left }) }
}

function kindOf({ outcome, problems }: PostRecord): MarkKind | undefined {
  switch (outcome) {
    case 'rejected':
    case 'draft':
      return outcome
    case 'published':
      return problems.length > 0 ? 'warned' : undefined
    case 'expired':
    case 'gone':
      return undefined
  }
}
