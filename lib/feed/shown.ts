/**
 * What an entry says in a feed: its summary, its content, or both.
 *
 * Every format wants one of them of every entry, so where a post gives neither, or the settings leave out the only one
 * that it gives, the title stands in for the summary: in all formats alike.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry } from '../model/entry.js'
import { writeUpdated } from './atom-updated.js'

/** An entry as the documents of a feed show it. At least one of summary and content is there, and none is empty. */
export interface Shown {
  readonly entry: Entry
  /** Plain text. */
  readonly summary: string | undefined
  /** HTML. */
  readonly content: string | undefined
  /** RFC 4287 section 4.2.15, in RFC 3339: no two entries of a document write it alike. */
  readonly updated: string
}

/** Returns how `entries` are shown together; `carries` says what each of them carries. */
export function show(entries: readonly Entry[], carries: (entry: Entry, at: number) => 'full' | 'summary'): Shown[] {
  const updated = writeUpdated(entries.map(({ updatedMs }) => updatedMs))
  return entries.map((entry, at) => ({ entry, ...texts(entry, carries(entry, at)), updated: updated[at] ?? '' }))
}

/** Returns `shown` with its summary alone. */
export function inBrief(shown: Shown): Shown {
  return { ...shown, ...texts(shown.entry, 'summary') }
}

function texts({ title, summary, content }: Entry, carries: 'full' | 'summary'): Pick<Shown, 'summary' | 'content'> {
  const shown = carries === 'full' && content !== '' ? content : undefined
  if (summary !== '') return { summary, content: shown }
  return { summary: shown === undefined ? title : undefined, content: shown }
}
