/**
 * What the renderer of a format is to those who put documents together: entries are written one by one, and the
 * document is those put one after another in its head. So the bytes of a document are the sum of its parts.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { EntryText, EntryWriter } from './entry-texts.js'
import type { DocumentLinks, FeedHead } from './feed-head.js'

/** Writes the documents of one feed in one format. Its head declares what the entries that it wrote need. */
export interface DocumentWriter {
  readonly entry: EntryWriter['write']
  /** Returns the document of `entries`, which this writer wrote. */
  document(entries: readonly EntryText[], links: DocumentLinks): Uint8Array
}

export type DocumentWriterOf = (head: FeedHead) => DocumentWriter

/** Returns the bytes of `opening`, of `entries` with `separator` between them, and of `end`. */
export function joined(opening: string, entries: readonly EntryText[], end: string, separator = ''): Uint8Array {
  const between = Buffer.from(separator)
  const parts: Uint8Array[] = [Buffer.from(opening)]
  for (const { bytes } of entries) {
    if (parts.length > 1) parts.push(between)
    parts.push(bytes)
  }
  parts.push(Buffer.from(end))
  return Buffer.concat(parts)
}
