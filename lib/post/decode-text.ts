/**
 * Bytes to text.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Problem } from '../model/problem.js'

export type DecodedText = { readonly text: string } | { readonly problem: Problem }

/** Returns the text of `bytes`, which are UTF-8 with or without a byte order mark; it has no mark any more. */
export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const offset = validLength(bytes)
    const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')
    const line = bytes.subarray(0, offset).reduce((count, value) => (value === 0x0a ? count + 1 : count), 1)
    return {
      problem: {
        message: `the bytes are not UTF-8: at offset ${offset} stands 0x${byte}, which starts no character`,
        hint: 'save the file with the encoding UTF-8',
        line,
      },
    }
  }
}

/** Returns how many bytes come before the first character that is not valid. */
function validLength(bytes: Uint8Array): number {
  let [valid, invalid] = [0, bytes.length + 1]
  // In `stream` mode a character that is cut off at the end is no fault yet, so prefixes are valid up to the fault.
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (isText(bytes.subarray(0, middle), true)) valid = middle
    else invalid = middle
  }
  // The fault may lie after the first bytes of a character, and it is that character which is not valid.
  while (!isText(bytes.subarray(0, valid), false)) valid--
  return valid
}

function isText(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream })
    return true
  } catch {
    return false
  }
}
