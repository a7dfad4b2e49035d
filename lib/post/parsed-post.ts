/**
 * What a post's bytes turn out to be.
 *
 * Types only.
 */
import type { Entry } from '../model/entry.js'
import type { Problem } from '../model/problem.js'

/** One source object of the content bucket. */
export interface PostSource {
  readonly key: string
  readonly body: Uint8Array
  /** What the object says of itself; its charset is heard. */
  readonly contentType?: string
}

export type ParsedPost =
  | {
      readonly kind: 'entry'
      readonly entry: Entry
      readonly warnings: readonly Problem[]
      /** Whether front matter says the id (`id`, `guid`): then it holds, whatever id was given before. */
      readonly saysId?: boolean
    }
  | DraftPost
  | RejectedPost

/** The post says that it is not to be published: `published: false`, `draft: true`. */
export interface DraftPost {
  readonly kind: 'draft'
}

/** The post cannot be published; `problems` is never empty. */
export interface RejectedPost {
  readonly kind: 'rejected'
  readonly problems: readonly Problem[]
}
