/**
 * What is wrong with an input, said so that whoever wrote it can mend it: what, where, and what would be right.
 *
 * Types only. Problems are values: bad input is expected, and is never an exception.
 */

export interface Problem {
  /** One sentence that says what is wrong, such as `date: cannot read "+0800" as a date`. */
  readonly message: string
  /** What would be right, with an example, such as `write it as 2024-01-31 or 2024-01-31 09:30:00 +0800`. */
  readonly hint?: string
  /** Front matter or settings key, such as `date` or `broadsheet.window.hours`. */
  readonly key?: string
  /** Counted from 1, in the whole file. */
  readonly line?: number
  /** Counted from 1, in UTF-16 code units. */
  readonly column?: number
  /** The offending line, and no more of the text than that. */
  readonly excerpt?: string
}
