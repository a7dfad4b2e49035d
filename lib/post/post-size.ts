/**
 * The rejection of a post for the bytes that it has: it can be told without reading them.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { RejectedPost } from './parsed-post.js'

/** Returns what a post of `sizeBytes` bytes is where at most `bytesMax` are read. */
export function rejectedForSize(sizeBytes: number, bytesMax: number): RejectedPost {
  const message = `the post has ${sizeBytes} bytes; at most ${bytesMax} are read`
  return { kind: 'rejected', problems: [{ message, hint: 'put pictures into files of their own, or split the post' }] }
}
