/**
 * What the renderer of a format is to those who put documents together: entries are written one by one, and the
 * document is those put one after another in its head. So the bytes of a document are the sum of its parts.
 *
 * Types only.
 */
import type { EntryText, EntryWriter } from './entry-texts.js'
import type { DocumentLinks, FeedHead } from './feed-head.js'

/** Writes the documents of one feed in one format. Its head declares what the entries that it wrote need. */
export interface DocumentWriter {
  readonly entry: EntryWriter['write']
  /** Returns the document of `entries`, which this writer wrote. */
  document(entries: readonly EntryText[], links: DocumentLinks): string
}

export type DocumentWriterOf = (head: FeedHead) => DocumentWriter
