/**
 * The bounds of parsing, from outside, that settings do not change: `postBytes` and `parseMs` are theirs. Constants only.
 */

/**
 * Bytes of a post that is parsed at once, in the process that has it. Of all patterns tried, the worst of this size
 * (nothing but `![`) takes 0.09 s of CPU; handing a post to another process costs less than a millisecond.
 */
export const INLINE_BYTES_MAX = 32_768
/** The same for a post that can use an address or a note many times: of 32 KiB, `![a]` with a long address takes 0.4 s. */
export const REUSING_INLINE_BYTES_MAX = 4_096
/**
 * Megabytes (of 2^20 bytes) of JavaScript objects that a parsing process may hold. The hungriest patterns of 2 MiB
 * (nothing but `a@b.c `, or `www.a.b(`) need between 256 and 384 before their elements are too many.
 */
export const PARSE_MEMORY_MB_MAX = 512
/** Milliseconds that a process may take to load its program. */
export const START_MS_MAX = 10_000
