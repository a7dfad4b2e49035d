/**
 * The `aws-chunked` content encoding, in which SDKs send bodies whose checksum is known only at the end
 * (Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring payload in multiple
 * chunks"). Signatures are passed over, since any credentials are taken.
 *
 *     <size in hex>[;chunk-signature=…]\r\n
 *     <bytes>\r\n
 *     …
 *     0[;chunk-signature=…]\r\n
 *     [x-amz-checksum-crc32:…\r\n]
 *     \r\n
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { Refusal } from './refusal.js'

/** Bytes that a chunk's first line or a trailing header may have. */
const LINE_BYTES_MAX = 4_096

export interface Unchunked {
  readonly body: Buffer
  /** Headers after the last chunk, by their names in lower case. */
  readonly trailers: ReadonlyMap<string, string>
}

/** Returns what `encoded` carries. Throws the refusal `IncompleteBody` where it is cut off or makes no sense. */
export function decodeAwsChunked(encoded: Buffer): Unchunked {
  const chunks: Buffer[] = []
  let at = 0
  const line = (): string => {
    const end = encoded.indexOf('\r\n', at)
    if (end < 0 || end - at > LINE_BYTES_MAX) throw incomplete()
    const text = encoded.toString('latin1', at, end)
    at = end + 2
    return text
  }
  for (;;) {
    const size = /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(line())?.[1]
    if (size === undefined) throw incomplete()
    const length = Number.parseInt(size, 16)
    if (length === 0) break
    const end = at + length
    if (encoded.length < end + 2 || encoded[end] !== 0x0d || encoded[end + 1] !== 0x0a) throw incomplete()
    chunks.push(encoded.subarray(at, end))
    at = end + 2
  }
  const trailers = new Map<string, string>()
  // Some clients leave out the empty line at the very end.
  while (at < encoded.length) {
    const trailer = line()
    if (trailer === '') break
    const colon = trailer.indexOf(':')
    if (colon < 1) throw incomplete()
    trailers.set(trailer.slice(0, colon).trim().toLowerCase(), trailer.slice(colon + 1).trim())
  }
  return { body: Buffer.concat(chunks), trailers }
}

function incomplete(): Refusal {
  return new Refusal('IncompleteBody', 'The chunks of the body are cut off or make no sense.')
}
