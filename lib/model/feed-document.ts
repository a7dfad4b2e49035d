/**
 * Feed documents: the files of a feed, one in each format, as readers fetch them.
 *
 * Types and constants only.
 */

/** One file of a feed. */
export interface FeedDocument {
  /** Key below `public/`, such as `category/emnews/atom.xml`. */
  readonly path: string
  readonly contentType: string
  /** In UTF-8. */
  readonly body: Uint8Array
}

/** The three formats, by the name of their file. The charset is said because browsers otherwise guess wrong. */
export const FORMATS = {
  'rss.xml': 'application/rss+xml; charset=utf-8',
  'atom.xml': 'application/atom+xml; charset=utf-8',
  'feed.json': 'application/feed+json; charset=utf-8',
} as const

export type FormatName = keyof typeof FORMATS
