/**
 * The order of keys: that of their UTF-8 bytes, as S3 lists them.
 *
 * JavaScript compares UTF-16 code units, and the two orders differ in one place: characters beyond U+FFFF are written
 * with surrogates (U+D800 to U+DFFF) and so sort before U+E000 to U+FFFF, though their UTF-8 sorts after.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** Returns a negative number, zero or a positive one as `a` stands before, at or after `b` in the order of UTF-8 bytes. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return left < 0xd800 || right < 0xd800 ? left - right : rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Moves surrogates behind U+E000 to U+FFFF; only code units from U+D800 up are given. */
function rank(unit: number): number {
  return unit < 0xe000 ? unit + 0x2800 : unit
}
