/**
 * What an entry says in a feed: its summary, its content, or both.
 *
 * Every format wants one of them of every entry, so where a post gives neither, or the settings leave out the only one
 * that it gives, the title stands in for the summary: in all formats alike.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry } from '../model/entry.js'
import type { Settings } from '../model/settings.js'

export interface EntryText {
  /** Plain text. */
  readonly summary: string | undefined
  /** HTML. */
  readonly content: string | undefined
}

/** Returns what `entry` shows under the setting `content`; at least one of the two is there, and none is empty. */
export function entryText(entry: Entry, content: Settings['content']): EntryText {
  const shown = content === 'full' && entry.content !== '' ? entry.content : undefined
  if (entry.summary !== '') return { summary: entry.summary, content: shown }
  return { summary: shown === undefined ? entry.title : undefined, content: shown }
}
