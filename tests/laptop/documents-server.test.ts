import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DatedStore } from '../../lib/laptop/dated-store.js'
import { type DocumentsServer, startDocumentsServer } from '../../lib/laptop/documents-server.js'
import { FORMATS } from '../../lib/model/feed-document.js'
import { PAGE_TYPE } from '../../lib/page/page.js'
import { MemoryStore } from '../../lib/store/memory-store.js'

const WRITTEN_MS = Date.UTC(2024, 4, 1, 12)
const LONG = `<?xml version="1.0"?><feed>${'泉州 '.repeat(1_000)}</feed>`
const CACHE_CONTROL = 'public, max-age=60'

const LINK = '<https://hub.example/>; rel="hub"'
let server: DocumentsServer
let etag: string

beforeAll(async () => {
  const site = new DatedStore(new MemoryStore(), () => WRITTEN_MS)
  for (const [name, contentType] of Object.entries(FORMATS)) {
    const put = await site.put(`public/${name}`, LONG, { contentType, cacheControl: CACHE_CONTROL, link: LINK })
    etag = put.etag
  }
  await site.put('public/tag/泉州_晚报/rss.xml', 'short', { contentType: FORMATS['rss.xml'] })
  await site.put('public/picture.png', LONG, { contentType: 'image/png' })
  await site.put('state/settings.json', '{}')
  for (const folder of ['', 'feeds/', 'tag/泉州_晚报/']) {
    await site.put(`public/${folder}index.html`, `page of ${folder}`, { contentType: PAGE_TYPE })
  }
  server = await startDocumentsServer(site, 0)
})

afterAll(() => server.close())

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** Asks as it is told to, which `fetch` would not. */
function get(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('a document', () => {
  test.each(Object.entries(FORMATS))('%s is served as %s', async (name, contentType) => {
    const { status, headers, body } = await get(`/${name}`)
    expect(status).toBe(200)
    expect(body.toString()).toBe(LONG)
    expect(headers).toMatchObject({
      'content-type': contentType,
      'content-length': String(Buffer.byteLength(LONG)),
      'cache-control': CACHE_CONTROL,
      link: LINK,
      'last-modified': 'Wed, 01 May 2024 12:00:00 GMT',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
      etag: `"${etag}"`,
    })
  })

  test('is found by its percent-encoded path, whatever stands after it', async () => {
    const { status, body } = await get(`/tag/${encodeURIComponent('泉州_晚报')}/rss.xml?from=a+reader`)
    expect([status, body.toString()]).toEqual([200, 'short'])
  })

  test('has the same headers and no body when only those are asked for', async () => {
    const { 'content-length': length, ...whole } = (await get('/rss.xml')).headers
    const { status, headers, body } = await get('/rss.xml', {}, 'HEAD')
    expect([status, body.length]).toEqual([200, 0])
    expect(headers).toMatchObject({ etag: whole.etag, 'content-type': whole['content-type'], 'content-length': length })
  })
})

test.each([
  ['/', ''],
  ['/?from=search', ''],
  ['/feeds/', 'feeds/'],
  [`/tag/${encodeURIComponent('泉州_晚报')}/`, 'tag/泉州_晚报/'],
])('the folder %s stands for the page in it', async (path, folder) => {
  const { status, headers, body } = await get(path)
  expect([status, headers['content-type'], body.toString()]).toEqual([200, PAGE_TYPE, `page of ${folder}`])
})

describe('what has not changed is answered with 304', () => {
  const LATER = 'Wed, 01 May 2024 12:00:01 GMT'
  const SAME = 'Wed, 01 May 2024 12:00:00 GMT'
  const EARLIER = 'Wed, 01 May 2024 11:59:59 GMT'

  test.each([
    ['the same ETag', { 'if-none-match': 'ETAG' }, 304],
    ['the weak ETag of the compressed document', { 'if-none-match': 'W/ETAG' }, 304],
    ['one of several ETags', { 'if-none-match': '"other", ETAG' }, 304],
    ['any ETag', { 'if-none-match': '*' }, 304],
    ['another ETag', { 'if-none-match': '"other"' }, 200],
    ['the same instant', { 'if-modified-since': SAME }, 304],
    ['a later instant', { 'if-modified-since': LATER }, 304],
    ['an earlier instant', { 'if-modified-since': EARLIER }, 200],
    ['no instant', { 'if-modified-since': 'yesterday' }, 200],
    [
      'another ETag, which goes before the same instant',
      { 'if-none-match': '"other"', 'if-modified-since': SAME },
      200,
    ],
    ['the same ETag and no-cache, which is for caches', { 'if-none-match': 'ETAG', 'cache-control': 'no-cache' }, 304],
  ])('%s', async (_, condition, expected) => {
    const headers = Object.fromEntries(
      Object.entries(condition).map(([name, value]) => [name, value.replace('ETAG', `"${etag}"`)]),
    )
    const { status, headers: answered, body } = await get('/atom.xml', headers)
    expect(status).toBe(expected)
    expect(answered).toMatchObject({ etag: `"${etag}"`, 'cache-control': CACHE_CONTROL, vary: 'Accept-Encoding' })
    if (expected === 304) {
      expect(body.length).toBe(0)
      expect(answered['content-type']).toBeUndefined()
    }
  })
})

describe('text is compressed as the client takes it', () => {
  test.each([
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['deflate', undefined],
    ['identity', undefined],
    ['gzip;q=0', undefined],
  ])('Accept-Encoding: %s', async (accepted, encoding) => {
    const { headers, body } = await get('/feed.json', { 'accept-encoding': accepted })
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers.vary).toBe('Accept-Encoding')
    expect(headers.etag).toBe(encoding === undefined ? `"${etag}"` : `W/"${etag}"`)
    expect(headers['content-length']).toBe(String(body.length))
    const decompress = { gzip: gunzipSync, br: brotliDecompressSync }[encoding ?? '']
    expect((decompress?.(body) ?? body).toString()).toBe(LONG)
  })

  test.each(['/picture.png', `/tag/${encodeURIComponent('泉州_晚报')}/rss.xml`])('%s is not worth it', async (path) => {
    const { headers } = await get(path, { 'accept-encoding': 'br, gzip' })
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers.vary).toBeUndefined()
  })
})

describe('what is no document', () => {
  test.each([
    '/nope',
    '/nope/',
    '/tag/',
    '/state/settings.json',
    '/../state/settings.json',
    '/..%2Fstate%2Fsettings.json',
    '//rss.xml',
  ])('%s is not found', async (path) => {
    const { status, headers, body } = await get(path)
    expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    expect(body.toString()).toContain('Not found')
  })

  test('a path on the page that says so is escaped', async () => {
    expect((await get('/%3Cscript%3E')).body.toString()).toContain('/&lt;script&gt;')
  })

  test('a path that no key can be is not found', async () => {
    expect((await get(`/${'x'.repeat(2_000)}`)).status).toBe(404)
  })

  test('a path that is not well encoded', async () => {
    expect((await get('/%E6%B3')).status).toBe(400)
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is not allowed', async (method) => {
    const { status, headers } = await get('/rss.xml', {}, method)
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })

  test('a browser that asks first may read from any page', async () => {
    const { status, headers } = await get('/rss.xml', { origin: 'https://reader.example' }, 'OPTIONS')
    expect(status).toBe(204)
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' })
  })
})
