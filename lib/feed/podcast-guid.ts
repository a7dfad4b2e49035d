/**
 * `podcast:guid` of the Podcasting 2.0 namespace: the same show has the same UUID wherever its feed is met.
 * See https://podcasting2.org/docs/podcast-namespace/tags/guid.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { createHash } from 'node:crypto'

/** The namespace that the specification gives, as bytes. */
const NAMESPACE = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex')

/** Returns the UUID of the feed at `address`: version 5 (RFC 9562 section 5.5), of the address without its scheme. */
export function podcastGuid(address: string): string {
  const name = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/\/+$/, '')
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
