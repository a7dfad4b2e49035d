/**
 * Bytes to text, in the encoding that they say they are in.
 *
 * A byte order mark says it best (UTF-8, UTF-16), then the charset of the object's Content-Type, by the labels of the
 * WHATWG Encoding standard section 4.2; what says nothing is UTF-8. Bytes that are not valid are never replaced.
 *
 * All bytes are looked at, but of UTF-8 only a beginning becomes text at once: most posts are never rendered, and
 * making their text takes longer than reading their front matter.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { isUtf8 } from 'node:buffer'
import type { Problem } from '../model/problem.js'
import { shorten } from '../settings/excerpt.js'

export interface DecodedText {
  /** Where the text begins, up to the end of some line; all of it where it is short. */
  readonly beginning: string
  /** Returns all of the text. */
  readonly whole: () => string
}

/** Bytes that the beginning has at most: far more than most front matter. */
const BEGINNING_BYTES_MAX = 1_024
const LINE_FEED = 0x0a

const MARKS: readonly (readonly [encoding: string, ...mark: number[]])[] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
]

/** Windows-1252 at 0x80 to 0x9F, which some versions of Node read as Latin-1's controls. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** Returns the text of `bytes`, without a byte order mark. `contentType` is the object's, such as `text/html; charset=gbk`. */
export function decodeText(bytes: Uint8Array, contentType = ''): DecodedText | { readonly problem: Problem } {
  // All marks begin with a byte that most texts do not begin with.
  const marked =
    (bytes[0] ?? 0) < 0xef ? undefined : MARKS.find(([, ...mark]) => mark.every((byte, at) => bytes[at] === byte))
  const label = marked?.[0] ?? charsetOf(contentType) ?? 'utf-8'
  const encoding = encodingOf(label)
  if (encoding === undefined) {
    // Whoever set such a label did not mean to say anything of the bytes.
    const read = decodeText(bytes)
    if (!('problem' in read)) return read
    const message = `the bytes are not UTF-8, and the charset ${JSON.stringify(shorten(label, 60))} of their Content-Type is not known`
    return { problem: { message, hint: 'save the file with the encoding UTF-8' } }
  }
  if (encoding === 'utf-8' && isUtf8(bytes)) {
    const end =
      bytes.length > BEGINNING_BYTES_MAX ? bytes.lastIndexOf(LINE_FEED, BEGINNING_BYTES_MAX - 1) + 1 : undefined
    return { beginning: utf8.decode(bytes.subarray(0, end)), whole: () => utf8.decode(bytes) }
  }
  const decoded = decode(bytes, encoding, false)
  if (decoded !== undefined) {
    const text = encoding === 'windows-1252' ? windows1252(decoded) : decoded
    return { beginning: text, whole: () => text }
  }
  const offset = validLength(bytes, encoding)
  const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  const name = encoding.toUpperCase()
  const line = (decode(bytes.subarray(0, offset), encoding, true) ?? '').split('\n').length
  return {
    problem: {
      message: `the bytes are not ${name}: at offset ${offset} stands 0x${byte}, which starts no character`,
      hint:
        encoding === 'utf-8'
          ? 'save the file with the encoding UTF-8'
          : `save the file with the encoding UTF-8, or upload it with the Content-Type of its own`,
      line,
    },
  }
}

function charsetOf(contentType: string): string | undefined {
  const [, quoted, plain] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType) ?? []
  const label = (quoted ?? plain ?? '').trim()
  return label === '' ? undefined : label
}

function encodingOf(label: string): string | undefined {
  if (label === 'utf-8') return label
  try {
    return new TextDecoder(label, { fatal: true }).encoding
  } catch {
    return undefined
  }
}

/** Most posts are in UTF-8, and making a decoder takes longer than a post does. It keeps nothing from one call to the next. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Uint8Array, encoding: string, stream: boolean): string | undefined {
  try {
    if (encoding === 'utf-8' && !stream) return utf8.decode(bytes)
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream })
  } catch {
    return undefined
  }
}

function windows1252(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character)
}

/** Returns how many bytes come before the first character that is not valid. */
function validLength(bytes: Uint8Array, encoding: string): number {
  let [valid, invalid] = [0, bytes.length + 1]
  // In `stream` mode a character that is cut off at the end is no fault yet, so prefixes are valid up to the fault.
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (decode(bytes.subarray(0, middle), encoding, true) !== undefined) valid = middle
    else invalid = middle
  }
  // The fault may lie after the first bytes of a character, and it is that character which is not valid.
  while (valid > 0 && decode(bytes.subarray(0, valid), encoding, false) === undefined) valid--
  return valid
}
