/**
 * What is found wrong with one post while it is read: problems, which reject it, and warnings, which do not.
 *
 * Reading goes on after a problem, so that whoever wrote the post learns of all of them at once.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Problem } from '../model/problem.js'
import { excerptLine } from '../settings/excerpt.js'
import type { Place } from '../settings/value.js'
import { NOWHERE } from './post-defaults.js'

export class ProblemLog {
  readonly problems: Problem[] = []
  readonly warnings: Problem[] = []
  readonly #text: string

  /** `text` begins with the front matter: excerpts come from it. */
  constructor(text: string) {
    this.#text = text
  }

  /** The post is rejected, since `key`, at `place`, is wrong in the way that `message` says. */
  reject(key: string, place: Place | undefined, message: string, hint?: string): void {
    this.problems.push(this.problem(key, place, message, hint))
  }

  /** The post is published all the same. */
  warn(key: string, place: Place | undefined, message: string, hint?: string): void {
    this.warnings.push(this.problem(key, place, message, hint))
  }

  /** Returns what is wrong with `key`, at `place`, and notes nothing. */
  problem(key: string, place: Place | undefined, message: string, hint?: string): Problem {
    const isDefault = place?.line === NOWHERE.line
    return {
      message: isDefault ? `${key}: ${message}; it stands in the defaults of _config.yml` : `${key}: ${message}`,
      ...(hint !== undefined && { hint }),
      key,
      ...(place !== undefined && !isDefault && { ...place, excerpt: excerptLine(this.#text, place.line) }),
    }
  }
}
