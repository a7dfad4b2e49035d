/**
 * Which posts are parsed at once, because they cannot take long.
 *
 * Time goes with the size of a post, but for what makes more of it than is there: templates, and addresses that are
 * written once and used a thousand times. Those are looked for in the bytes; a post in which bytes do not tell, since
 * it may be in another encoding than UTF-8, counts as one of them.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Settings } from '../model/settings.js'
import type { PostSource } from '../post/parsed-post.js'
import { INLINE_BYTES_MAX, REUSING_INLINE_BYTES_MAX } from './limits.js'

/** Tells whether `source` can be parsed in about a tenth of a second, whatever it holds. */
export function isQuick({ body, contentType }: PostSource, { liquid }: Settings): boolean {
  if (body.byteLength > INLINE_BYTES_MAX) return false
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const isOpaque = hasOtherCharset(contentType) || bytes[0] === 0xfe || bytes[0] === 0xff
  if (liquid && (isOpaque || bytes.includes('{%') || bytes.includes('{{'))) return false
  // A definition in Markdown, of a reference or of a footnote.
  return body.byteLength <= REUSING_INLINE_BYTES_MAX || !(isOpaque || bytes.includes(']:'))
}

function hasOtherCharset(contentType = ''): boolean {
  const charset = /charset\s*=\s*"?([^\s";]*)/i.exec(contentType)?.[1]
  return charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset)
}
