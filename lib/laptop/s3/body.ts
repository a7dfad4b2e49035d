/**
 * Bodies of requests: read whole within bounds, decoded and verified.
 */
import type { IncomingMessage } from 'node:http'
import { decodeAwsChunked } from './aws-chunked.js'
import { verifyChecksums } from './checksums.js'
import { Refusal } from './refusal.js'
import type { S3Request } from './request.js'

/** Bytes that one body may have. Larger objects come in parts: see multipart.ts. */
export const BODY_BYTES_MAX = 64 * 1_024 * 1_024
/** Bytes of bodies that are being received at the same time. More are asked to slow down. */
export const BODIES_BYTES_MAX = 4 * BODY_BYTES_MAX
/** Bytes that signatures of chunks may add to a body. */
const CHUNKED_BYTES_MAX = 1_024 * 1_024

/** Counts the bytes of all bodies that are being received. */
export class BodyReader {
  #receivingBytes = 0

  /** Returns the body of `message`, decoded and verified. */
  async read(message: IncomingMessage, request: S3Request, bytesMax = BODY_BYTES_MAX): Promise<Buffer> {
    const isChunked = (request.header('x-amz-content-sha256') ?? '').startsWith('STREAMING-')
    const received = await this.#receive(message, isChunked ? bytesMax + CHUNKED_BYTES_MAX : bytesMax)
    if (!isChunked) {
      verifyChecksums(received, request.header)
      return received
    }
    const { body, trailers } = decodeAwsChunked(received)
    const length = request.header('x-amz-decoded-content-length')
    if (length !== undefined && Number(length) !== body.length) {
      throw new Refusal(
        'IncompleteBody',
        `The body has ${body.length} bytes, and not the ${length} that were announced.`,
      )
    }
    if (body.length > bytesMax) throw tooLarge(bytesMax)
    verifyChecksums(body, (name) => trailers.get(name) ?? request.header(name))
    return body
  }

  async #receive(message: IncomingMessage, bytesMax: number): Promise<Buffer> {
    if (Number(message.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax)
    const chunks: Buffer[] = []
    let bytes = 0
    try {
      // The message outlives a refusal, which is still to be answered.
      for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length
        this.#receivingBytes += chunk.length
        if (bytes > bytesMax) throw tooLarge(bytesMax)
        if (this.#receivingBytes > BODIES_BYTES_MAX) throw new Refusal('SlowDown', 'Please reduce your request rate.')
        chunks.push(chunk)
      }
      return Buffer.concat(chunks)
    } finally {
      this.#receivingBytes -= bytes
    }
  }
}

function tooLarge(bytesMax: number): Refusal {
  return new Refusal('EntityTooLarge', `Your proposed upload exceeds the maximum allowed size of ${bytesMax} bytes.`)
}
