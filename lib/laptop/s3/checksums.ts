/**
 * Checksums that a client sends with a body: MD5, SHA-1, SHA-256 and CRC32 are verified; CRC32C and CRC64NVME, which
 * Node cannot compute, are taken on trust.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Refusal } from './refusal.js'

const VERIFIED: readonly (readonly [header: string, checksum: (body: Buffer) => string])[] = [
  ['content-md5', (body) => digest('md5', body)],
  ['x-amz-checksum-sha1', (body) => digest('sha1', body)],
  ['x-amz-checksum-sha256', (body) => digest('sha256', body)],
  ['x-amz-checksum-crc32', crc32Base64],
]

/** Throws the refusal `BadDigest` where a checksum that `header` gives for `body` is not its own. */
export function verifyChecksums(body: Buffer, header: (name: string) => string | undefined): void {
  for (const [name, checksum] of VERIFIED) {
    const said = header(name)
    if (said !== undefined && said !== checksum(body)) {
      throw new Refusal('BadDigest', `The ${name} you specified did not match what we received.`)
    }
  }
  const payload = header('x-amz-content-sha256')
  // Other values say that the payload is not signed, or signed in chunks.
  if (payload !== undefined && /^[0-9a-f]{64}$/.test(payload)) {
    if (createHash('sha256').update(body).digest('hex') !== payload) {
      throw new Refusal('BadDigest', 'The x-amz-content-sha256 you specified did not match what we received.')
    }
  }
}

function digest(algorithm: 'md5' | 'sha1' | 'sha256', body: Buffer): string {
  return createHash(algorithm).update(body).digest('base64')
}

function crc32Base64(body: Buffer): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}
