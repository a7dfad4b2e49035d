/**
 * What a post's bytes turn out to be.
 *
 * Types only.
 */
import type { Enclosure, Entry } from '../model/entry.js'
import type { Problem } from '../model/problem.js'

/** One source object of the content bucket. */
export interface PostSource {
  readonly key: string
  readonly body: Uint8Array
  /** What the object says of itself; its charset is heard. */
  readonly contentType?: string
}

/** An enclosure whose post leaves out what the object itself says, where that lies in the content bucket. */
export interface IncompleteEnclosure {
  readonly enclosure: Omit<Enclosure, 'type'> & Partial<Pick<Enclosure, 'type'>>
  /** Its place among those of the entry; one without a type is not among them, and would stand before that place's. */
  readonly at: number
  /** Key that the object would have in the content bucket. */
  readonly objectKey: string
  /** What is wrong where the object is not there, or says nothing that helps. */
  readonly problem: Problem
}

export type ParsedPost =
  | {
      readonly kind: 'entry'
      readonly entry: Entry
      readonly warnings: readonly Problem[]
      /** Enclosures that can be completed by whoever reads the content bucket; never empty. */
      readonly incomplete?: readonly IncompleteEnclosure[]
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
