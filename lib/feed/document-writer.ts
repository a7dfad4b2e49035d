/**
 * What the renderer of a format is to those who put documents together: entries are written one by one, and the
 * document is those put one after another in its head. So the bytes of a document are the sum of its parts.
 *
 * Types only.
 */
import type { DocumentLinks, FeedHead } from './feed-head.js'
import type { Shown } from './shown.js'

/** Writes the documents of one feed in one format. Its head declares what the entries that it wrote need. */
export interface DocumentWriter {
  /** Returns `shown` as it stands in a document, whatever other entries stand there. */
  entry(shown: Shown): string
  /** Returns the document of `entries`, which this writer wrote. */
  document(entries: readonly string[], links: DocumentLinks): string
}

export type DocumentWriterOf = (head: FeedHead) => DocumentWriter
