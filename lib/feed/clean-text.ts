/**
 * Clean text: what every format can carry, so that an entry says the same in all three.
 *
 * The model promises such text already. It is made sure of once more here, at the last door before readers: a single
 * control character makes a whole XML document unreadable, with every entry in it.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** The code points that XML 1.0 section 2.2 has no character for. */
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Surrogate}/gu
/** The same, for a quick look: a surrogate of a pair is none of them, and is met seldom enough. */
const MAYBE_FORBIDDEN = /[\0-\x08\x0B-\x1F\uD800-\uDFFF\uFFFE\uFFFF]/

/** Line ends as XML 1.0 section 2.11 has every parser read them. */
const LINE_END = /\r\n?/g

/** Returns `text` without what XML 1.0 cannot write, lone surrogates among it, and with each line end as one LF. */
export function cleanText(text: string): string {
  return MAYBE_FORBIDDEN.test(text) ? text.replace(LINE_END, '\n').replace(FORBIDDEN, '') : text
}
