/**
 * The byte limit of documents: what every entry of a feed carries, so that each of its documents stays under it.
 *
 * First of all entries are there in brief, with summary and link. What room is left goes to whole texts, newest first;
 * one that is too long for it stays in brief, and shorter ones after it may still have theirs. An entry carries the same
 * in all formats, so the format with the least room decides. Only where not even all summaries fit are entries left
 * out: the oldest, and never the newest. Every entry is written at most twice, so it costs what the entries hold.
 *
 * Archive documents leave out none, whatever they come to: who reads them is promised every entry.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { DocumentWriter } from './document-writer.js'
import type { EntryText } from './entry-texts.js'
import { inBrief, type Shown } from './shown.js'

/** Bytes that a head may have more than it was measured with: namespaces, and how its instants are written. */
const HEAD_SLACK_BYTES = 1_024
/** Bytes that an entry may have more: what separates it, and how `updated` is written when others are left out. */
const ENTRY_SLACK_BYTES = 16

export interface Fitting {
  /** One for each format. */
  readonly writers: readonly DocumentWriter[]
  /** The longest document of each of them without entries, in bytes. */
  readonly headBytes: readonly number[]
  readonly bytesMax: number
  readonly mayLeaveOut: boolean
}

export interface Fitted {
  /** How many of the leading entries are shown. */
  readonly length: number
  /** Which of them carry their whole text. */
  readonly full: ReadonlySet<number>
  /** The leading entries as each writer wrote them, with what they carry. */
  readonly written: readonly (readonly EntryText[])[]
}

/** Returns what fits of `shown`, which are newest first. */
export function withinBytes(shown: readonly Shown[], { writers, headBytes, bytesMax, mayLeaveOut }: Fitting): Fitted {
  const write = (one: Shown) => writers.map((writer) => writer.entry(one))
  const measure = (texts: readonly EntryText[]) => texts.map(({ bytes }) => bytes.length + ENTRY_SLACK_BYTES)
  const written: EntryText[][] = writers.map(() => [])
  const left = headBytes.map((bytes) => bytesMax - bytes - HEAD_SLACK_BYTES)
  const briefs: (readonly number[])[] = []
  for (const one of shown) {
    const texts = write(inBrief(one))
    const brief = measure(texts)
    if (mayLeaveOut && briefs.length > 0 && brief.some((bytes, format) => bytes > (left[format] ?? 0))) break
    take(brief, left)
    briefs.push(brief)
    for (const [format, text] of texts.entries()) written[format]?.push(text)
  }
  const full = new Set<number>()
  for (const [at, brief] of briefs.entries()) {
    const one = shown[at]
    // No format writes a text shorter than it is, so there is no need to write what is longer than the room. A character
    // has a byte at least.
    if (one?.content === undefined || one.content.length > Math.min(...left)) continue
    const texts = write(one)
    const more = measure(texts).map((bytes, format) => bytes - (brief[format] ?? 0))
    if (more.some((bytes, format) => bytes > (left[format] ?? 0))) continue
    take(more, left)
    full.add(at)
    for (const [format, text] of texts.entries()) written[format]?.splice(at, 1, text)
  }
  return { length: briefs.length, full, written }
}

function take(bytes: readonly number[], left: number[]): void {
  for (const [format, taken] of bytes.entries()) left[format] = (left[format] ?? 0) - taken
}

/** Returns the length of `text` in UTF-8. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}
