/** Hubs over HTTP: what is sent, and what each answer means. */
import { createServer, type RequestListener } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { fetchHubClient } from '../../lib/publish/fetch-hub-client.js'

const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Starts a hub on loopback, and returns its address. */
async function hub(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hub?key=1`
}

const TOPIC = 'https://example.com/tag/%E6%B3%89%E5%B7%9E/atom.xml'

test('a hub is sent a form that names the topic', async () => {
  const requests: string[] = []
  const address = await hub(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    requests.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`)
    response.writeHead(204).end()
  })
  expect(await fetchHubClient().publish(address, TOPIC)).toEqual({ isTaken: true })
  const topic = encodeURIComponent(TOPIC)
  expect(requests).toEqual([
    `POST /hub?key=1 application/x-www-form-urlencoded hub.mode=publish&hub.url=${topic}&hub.topic=${topic}`,
  ])
})

test.each<[what: string, answer: RequestListener, expected: object]>([
  ['200 with a text', (_, response) => response.end('Thank you'), { isTaken: true }],
  ['202', (_, response) => response.writeHead(202).end(), { isTaken: true }],
  [
    'a refusal',
    (_, response) => response.writeHead(400).end('unknown\n  topic'),
    { isTaken: false, reason: 'HTTP 400 Bad Request: unknown topic' },
  ],
  [
    'a wish to wait',
    (_, response) => response.writeHead(429, { 'retry-after': '120' }).end(),
    { isTaken: false, reason: 'HTTP 429 Too Many Requests:', retryAfterMs: 120_000 },
  ],
  [
    'another address, where nothing is sent',
    (_, response) => response.writeHead(301, { location: 'https://new.example/' }).end(),
    { isTaken: false, reason: 'HTTP 301 Moved Permanently: the hub has moved to https://new.example/' },
  ],
  ['a connection that ends', (request) => request.socket.destroy(), { isTaken: false, reason: 'other side closed' }],
])('%s', async (_what, answer, expected) => {
  expect(await fetchHubClient().publish(await hub(answer), TOPIC)).toEqual(expected)
})

test('of a refusal without end only the beginning is read', async () => {
  const address = await hub((_, response) => {
    response.writeHead(500)
    const more = (): void => {
      while (response.write('x'.repeat(10_000)));
      response.once('drain', more)
    }
    more()
  })
  const { reason } = await fetchHubClient().publish(address, TOPIC)
  expect(reason).toHaveLength(200)
})

test('a hub that does not answer is left alone after a while', async () => {
  const address = await hub(() => {})
  expect(await fetchHubClient(20).publish(address, TOPIC)).toEqual({ isTaken: false, reason: 'no answer within 20 ms' })
})

test('a hub that is not there is no error of the program', async () => {
  const { isTaken, reason } = await fetchHubClient().publish('http://127.0.0.1:1/', TOPIC)
  expect(isTaken).toBe(false)
  expect(reason).not.toBe('')
})
