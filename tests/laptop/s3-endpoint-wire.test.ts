/**
 * The S3 endpoint on the wire: requests that the AWS SDK never sends, and answers that it hides.
 */
import { createHash } from 'node:crypto'
import { type IncomingHttpHeaders, request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type S3Endpoint, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { MemoryStore } from '../../lib/store/memory-store.js'

let content: MemoryStore
let endpoint: S3Endpoint

beforeEach(async () => {
  content = new MemoryStore()
  endpoint = await startS3Endpoint({ buckets: { content }, port: 0 })
})

afterEach(() => endpoint.close())

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends one request just as it is given: no part of the path is tidied up. */
function send(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: endpoint.port, host: '127.0.0.1', method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const text = async (key: string) => {
  const found = await content.get(key)
  return found && Buffer.from(found.body).toString()
}
const codeOf = ({ body }: Answer) => /<Code>(.*)<\/Code>/.exec(body)?.[1]

describe('keys are what the path says, undone once and tidied up never', () => {
  it.each([
    ['/content/a/../b', 'a/../b'],
    ['/content/./..', './..'],
    ['/content//a//b/', '/a//b/'],
    ['/content/%2Fa', '/a'],
    ['/content/a%252Fb', 'a%2Fb'],
    ['/content/a+b%20c', 'a+b c'],
    ['/content/%E6%B3%89%F0%9F%8E%89', '泉🎉'],
    ['/content/a?x-id=PutObject', 'a'],
    ['/content/q%3Fx', 'q?x'],
  ])('PUT %s', async (path, key) => {
    expect((await send('PUT', path, {}, 'body')).status).toBe(200)
    expect(await text(key)).toBe('body')
    expect(await send('GET', path)).toMatchObject({ status: 200, body: 'body' })
  })

  it.each([
    ['/content/%ff', 400, 'InvalidURI'],
    ['/content/%2', 400, 'InvalidURI'],
  ])('PUT %s is refused', async (path, status, code) => {
    const answer = await send('PUT', path, {}, 'body')
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  })
})

it('a key of more than 1,024 bytes is refused', async () => {
  const answer = await send('PUT', `/content/${'x'.repeat(1_025)}`, {}, 'body')
  expect([answer.status, codeOf(answer)]).toEqual([400, 'KeyTooLongError'])
})

describe('aws-chunked bodies', () => {
  // 0xADAAC02E
  const crc32OfWikipedia = 'rarALg=='
  const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  const chunked = (kind: string, length: number, more = {}) => ({
    'x-amz-content-sha256': kind,
    'x-amz-decoded-content-length': String(length),
    'content-encoding': 'aws-chunked',
    ...more,
  })

  it.each([
    [
      'unsigned, with a trailer',
      chunked('STREAMING-UNSIGNED-PAYLOAD-TRAILER', 9, { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
      `4\r\nWiki\r\n5\r\npedia\r\n0\r\nx-amz-checksum-crc32:${crc32OfWikipedia}\r\n\r\n`,
    ],
    [
      'signed',
      chunked('STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 9),
      `4;chunk-signature=${HASH}\r\nWiki\r\n5;chunk-signature=${HASH}\r\npedia\r\n0;chunk-signature=${HASH}\r\n\r\n`,
    ],
    [
      'signed, with a signed trailer',
      chunked('STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', 9),
      `9;chunk-signature=${HASH}\r\nWikipedia\r\n0;chunk-signature=${HASH}\r\nx-amz-checksum-crc32:${crc32OfWikipedia}\r\n` +
        `x-amz-trailer-signature:${HASH}\r\n\r\n`,
    ],
    ['with line breaks in the data', chunked('STREAMING-UNSIGNED-PAYLOAD-TRAILER', 4), '4\r\n\r\n\r\n\r\n0\r\n\r\n'],
    ['empty', chunked('STREAMING-UNSIGNED-PAYLOAD-TRAILER', 0), '0\r\n\r\n'],
  ])('%s', async (_, headers, body) => {
    expect(await send('PUT', '/content/key', headers, body)).toMatchObject({ status: 200 })
    expect((await text('key'))?.length).toBe(Number(headers['x-amz-decoded-content-length']))
    expect((await send('GET', '/content/key')).headers['content-encoding']).toBeUndefined()
  })

  it.each([
    ['cut off in a chunk', '9\r\nWikip', 'IncompleteBody'],
    ['cut off before the last chunk', '9\r\nWikipedia\r\n', 'IncompleteBody'],
    ['of another length than was announced', '4\r\nWiki\r\n0\r\n\r\n', 'IncompleteBody'],
    ['with a size that is no number', 'xyz\r\nWikipedia\r\n0\r\n\r\n', 'IncompleteBody'],
    ['that are no chunks', 'Wikipedia', 'IncompleteBody'],
    ['with a wrong checksum', '9\r\nWikipedia\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 'BadDigest'],
  ])('%s are refused', async (_, body, code) => {
    const answer = await send('PUT', '/content/key', chunked('STREAMING-UNSIGNED-PAYLOAD-TRAILER', 9), body)
    expect([answer.status, codeOf(answer)]).toEqual([400, code])
    expect(await text('key')).toBeUndefined()
  })
})

describe('checksums', () => {
  const of = (algorithm: string, encoding: 'base64' | 'hex') => createHash(algorithm).update('body').digest(encoding)

  it.each([
    ['content-md5', of('md5', 'base64')],
    ['x-amz-checksum-sha1', of('sha1', 'base64')],
    ['x-amz-checksum-sha256', of('sha256', 'base64')],
    ['x-amz-content-sha256', of('sha256', 'hex')],
  ])('%s is verified', async (header, value) => {
    expect((await send('PUT', '/content/key', { [header]: value }, 'body')).status).toBe(200)
    const answer = await send('PUT', '/content/key', { [header]: value }, 'another body')
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BadDigest'])
    expect(await text('key')).toBe('body')
  })
})

describe('who is served', () => {
  it.each([
    ['127.0.0.1:9000', 200],
    ['localhost', 200],
    ['[::1]:9000', 200],
    ['rebound.example.com', 403],
    ['content.s3.localhost', 403],
    ['127.0.0.1.example.com', 403],
  ])('Host: %s gives %i', async (host, status) => {
    expect((await send('GET', '/content', { host })).status).toBe(status)
  })

  it.each([{ origin: 'https://example.com' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])(
    'a web page with %j is not',
    async (headers) => {
      const answer = await send('PUT', '/content/key', headers as Record<string, string>, 'body')
      expect([answer.status, codeOf(answer)]).toEqual([403, 'AccessDenied'])
      expect(await text('key')).toBeUndefined()
    },
  )

  it('whoever has any credentials, in the header or in the address, or none', async () => {
    await content.put('key', 'body')
    const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=x/20240131/us-east-1/s3/aws4_request, Signature=0' }
    expect((await send('GET', '/content/key', signed)).body).toBe('body')
    expect((await send('GET', '/content/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0')).body).toBe('body')
    expect((await send('GET', '/content/key')).body).toBe('body')
  })
})

describe('bad requests', () => {
  it.each([
    ['POST', '/content?delete', '<Delete><Object></Object></Delete>', 400, 'MalformedXML'],
    ['POST', '/content?delete', '<Delete>', 400, 'MalformedXML'],
    ['POST', '/content?delete', '', 400, 'MalformedXML'],
    ['POST', '/content?delete', '{"not": "XML"}', 400, 'MalformedXML'],
    ['POST', '/content/key?uploadId=x', '<CompleteMultipartUpload/>', 400, 'MalformedXML'],
    ['PUT', '/content/key?uploadId=x&partNumber=one', 'body', 400, 'InvalidArgument'],
    ['GET', '/content?max-keys=-1', '', 400, 'InvalidArgument'],
    ['GET', '/content?encoding-type=base64', '', 400, 'InvalidArgument'],
    ['PUT', '/content/key?tagging', '<Tagging/>', 501, 'NotImplemented'],
    ['DELETE', '/content', '', 501, 'NotImplemented'],
    ['POST', '/', '', 501, 'NotImplemented'],
    ['PATCH', '/content/key', '', 501, 'NotImplemented'],
  ])('%s %s %s', async (method, path, body, status, code) => {
    const answer = await send(method, path, {}, body)
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
    expect(answer.headers['content-type']).toBe('application/xml')
  })

  it('an entity that would grow without end is not expanded', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1_000)}"><!ENTITY b "${'&a;'.repeat(100)}">]>`
    const body = `${bomb}<Delete><Object><Key>${'&b;'.repeat(100)}</Key></Object></Delete>`
    const answer = await send('POST', '/content?delete', {}, body)
    expect(answer.body.length).toBeLessThan(20_000)
  })

  it('a body that is announced too large is refused, and the answer is heard', async () => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-length': String(65 * 1_024 * 1_024) }
      const sent = request({ port: endpoint.port, host: '127.0.0.1', method: 'PUT', path: '/content/key', headers })
      sent.on('response', ({ statusCode }) => {
        resolve(statusCode)
        sent.destroy()
      })
      sent.on('error', reject)
      sent.flushHeaders()
    })
    expect(answer).toBe(400)
  })

  it('too much metadata is refused', async () => {
    const answer = await send('PUT', '/content/key', { 'x-amz-meta-long': 'x'.repeat(2_050) }, 'body')
    expect([answer.status, codeOf(answer)]).toEqual([400, 'MetadataTooLarge'])
  })

  it('a HEAD that is refused has a status and no body', async () => {
    expect(await send('HEAD', '/content/none')).toMatchObject({ status: 404, body: '' })
  })
})

it('a port that is taken is an error', async () => {
  await expect(startS3Endpoint({ buckets: {}, port: endpoint.port })).rejects.toThrow(/EADDRINUSE/)
})
