/**
 * The line of a text that a problem shows: enough to find it by, and never more.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { xmlText } from '../model/text.js'

/** UTF-16 code units of a line that are shown; the rest is cut. */
export const EXCERPT_LENGTH_MAX = 200

/** Returns line `line` of `text`, counted from 1, cut to `EXCERPT_LENGTH_MAX`. */
export function excerptLine(text: string, line: number): string {
  let start = 0
  for (let before = 1; before < line; before++) {
    const end = text.indexOf('\n', start)
    if (end < 0) return ''
    start = end + 1
  }
  const end = text.indexOf('\n', start)
  return shorten(text.slice(start, end < 0 ? undefined : end).trimEnd())
}

/** Returns `text` as a problem may quote it. */
export function shorten(text: string, lengthMax: number = EXCERPT_LENGTH_MAX): string {
  const clean = xmlText(text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text)
  return clean
}
