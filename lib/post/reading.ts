/**
 * What is at hand while the fields of one post are read.
 *
 * Types only.
 */
import type { Settings } from '../model/settings.js'
import type { Fields } from './fields.js'
import type { Library } from './library.js'
import type { PostKey } from './post-key.js'
import type { ProblemLog } from './problem-log.js'

export interface Reading {
  readonly fields: Fields
  readonly key: PostKey
  readonly settings: Settings
  readonly library: Library
  readonly log: ProblemLog
}
