/**
 * The functions that run in CloudFront, as they stand in the packaged template.
 *
 * Events are as the CloudFront Developer Guide has them ("CloudFront Functions event structure"): names of headers in
 * lower case, each with a `value`.
 */
import { createContext, runInContext } from 'node:vm'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { DatedStore } from '../../lib/laptop/dated-store.js'
import { startDocumentsServer } from '../../lib/laptop/documents-server.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { makeTemplate } from './packaging.js'
import { type Template, writeOut } from './template.js'

/** Bytes of code that CloudFront takes. */
const CODE_BYTES_MAX = 10_240

let template: Template
beforeAll(async () => {
  template = writeOut(await makeTemplate())
})

const codeOf = (name: string): string => String(template.Resources[name]?.Properties.FunctionCode)

/** Runs the function over `event` as CloudFront does: with nothing around it, and JSON in and out. */
function run(name: string, event: object): Record<string, unknown> {
  const context = createContext({ text: JSON.stringify(event) }, { codeGeneration: { strings: false, wasm: false } })
  return JSON.parse(runInContext(`${codeOf(name)}; JSON.stringify(handler(JSON.parse(text)))`, context))
}

describe.each(['RequestFunction', 'ResponseFunction'])('%s', (name) => {
  it('is published, in the newer runtime, and no larger than CloudFront takes', () => {
    expect(template.Resources[name]?.Properties).toMatchObject({
      AutoPublish: true,
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
    })
    expect(Buffer.byteLength(codeOf(name))).toBeLessThan(CODE_BYTES_MAX)
  })

  it('uses nothing that the runtime does not know', () => {
    expect(codeOf(name)).not.toMatch(/\b(?:class|require|import|process|eval|setTimeout)\b|\?\.|\?\?/)
  })
})

describe('a request', () => {
  test.each([
    ['/', '/index.html'],
    ['/category/%E8%B4%A2%E7%BB%8F/', '/category/%E8%B4%A2%E7%BB%8F/index.html'],
    ['//', '//index.html'],
    ['/atom.xml', '/atom.xml'],
    ['/category/news', '/category/news'],
    ['/index.html', '/index.html'],
  ])('for %s gets %s', (uri, expected) => {
    const request = {
      method: 'GET',
      uri,
      querystring: {},
      headers: { host: { value: 'd1.cloudfront.net' } },
      cookies: {},
    }
    expect(run('RequestFunction', { version: '1.0', request })).toEqual({ ...request, uri: expected })
  })
})

test('a browser that asks whether it may ask is told so, as by `npm start`', async () => {
  const request = { method: 'OPTIONS', uri: '/atom.xml', querystring: {}, headers: {}, cookies: {} }
  const answer = run('RequestFunction', { version: '1.0', request })
  expect(answer).toMatchObject({ statusCode: 204, statusDescription: 'No Content' })
  const laptop = await startDocumentsServer(new DatedStore(new MemoryStore(), Date.now), 0)
  try {
    const { status, headers } = await fetch(`${laptop.url}/atom.xml`, { method: 'OPTIONS' })
    expect(status).toBe(204)
    for (const [name, { value }] of Object.entries(answer.headers as Record<string, { value: string }>)) {
      expect(headers.get(name), name).toBe(value)
    }
  } finally {
    await laptop.close()
  }
})

describe('an answer', () => {
  const answer = (headers: Record<string, string>, statusCode = 200) => ({
    version: '1.0',
    response: {
      statusCode,
      statusDescription: 'OK',
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
      cookies: {},
    },
  })
  const headersOf = (headers: Record<string, string>, statusCode?: number) => {
    const response = run('ResponseFunction', answer(headers, statusCode))
    expect(response.statusCode).toBe(statusCode ?? 200)
    const entries = Object.entries(response.headers as Record<string, { value: string }>)
    return Object.fromEntries(entries.map(([name, { value }]) => [name, value]))
  }
  const ALWAYS = { etag: 'W/"1"', 'content-encoding': 'br', 'cache-control': 'max-age=60' }

  test.each<[string, Record<string, string>, Record<string, string>]>([
    [
      'says what the document is, that was put as what is compressed',
      { 'content-type': 'application/xml; charset=utf-8', 'x-amz-meta-type': 'application/atom+xml; charset=utf-8' },
      { 'content-type': 'application/atom+xml; charset=utf-8' },
    ],
    [
      'leaves a type that says it itself',
      { 'content-type': 'application/rss+xml; charset=utf-8', 'x-amz-meta-sha256': 'aa' },
      { 'content-type': 'application/rss+xml; charset=utf-8' },
    ],
    [
      'says where the hub is',
      { 'content-type': 'text/html', 'x-amz-meta-link': '<https://hub.example/>; rel="hub"' },
      { 'content-type': 'text/html', link: '<https://hub.example/>; rel="hub"' },
    ],
    [
      "says nothing of S3's own",
      { 'content-type': 'text/html', 'x-amz-server-side-encryption': 'AES256', 'x-amz-meta-other': '1' },
      { 'content-type': 'text/html' },
    ],
  ])('%s', (_, headers, expected) => {
    expect(headersOf({ ...ALWAYS, ...headers })).toEqual({ ...ALWAYS, ...expected })
  })

  test('without a body has no type, but the hub', () => {
    const headers = { etag: '"1"', 'x-amz-meta-type': 'application/feed+json', 'x-amz-meta-link': '<h>; rel="hub"' }
    expect(headersOf(headers, 304)).toEqual({ etag: '"1"', link: '<h>; rel="hub"' })
  })
})
