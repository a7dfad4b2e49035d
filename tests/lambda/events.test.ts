import { describe, expect, test } from 'vitest'
import { decodeEvent, EventError, encodeWork } from '../../lib/lambda/events.js'

const record = (key: string, eventSource = 'aws:s3', bucket = 'content') => ({
  eventSource,
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: bucket }, object: { key } },
})
const bridge = (key: string, bucket = 'content') => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: bucket }, object: { key } },
})
const sqs = (...bodies: unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    eventSource: 'aws:sqs',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
})
const sns = (message: unknown) => ({ Type: 'Notification', Message: JSON.stringify(message) })

describe('news of a key, in every wrapping', () => {
  test.each<[string, unknown, string]>([
    ['an S3 notification', { Records: [record('_posts/a+b%2Bc.md')] }, '_posts/a b+c.md'],
    ['of Chinese, as AWS encodes it', { Records: [record('_posts/%E4%B8%AD.md')] }, '_posts/中.md'],
    ['of Ceph, which encodes nothing', { Records: [record('_posts/a+b%2Bc.md', 'ceph:s3')] }, '_posts/a+b%2Bc.md'],
    ['with a key that is no encoding', { Records: [record('_posts/100%.md')] }, '_posts/100%.md'],
    ['an EventBridge event', bridge('_posts/a+b c.md'), '_posts/a+b c.md'],
    [
      'an event of R2 in an SQS message',
      sqs({ account: '1', bucket: 'content', object: { key: '_posts/a+b c.md' }, action: 'PutObject' }),
      '_posts/a+b c.md',
    ],
    ['a notification in an SQS message', sqs({ Records: [record('_posts/a.md')] }), '_posts/a.md'],
    ['an EventBridge event in an SQS message', sqs(bridge('_posts/a.md')), '_posts/a.md'],
    ['a notification through SNS and SQS', sqs(sns({ Records: [record('_posts/a.md')] })), '_posts/a.md'],
    ["Broadsheet's own work", sqs(encodeWork({ keys: ['_posts/a.md'] })), '_posts/a.md'],
  ])('%s', (_, event, key) => {
    const { items, unreadable } = decodeEvent(event, 'content')
    expect(unreadable).toEqual([])
    expect(items.flatMap(({ work }) => work.keys ?? [])).toEqual([key])
  })

  test('keeps each SQS message apart', () => {
    const event = sqs({ Records: [record('a'), record('b')] }, { Records: [record('c')] })
    expect(decodeEvent(event, 'content').items).toEqual([
      { messageId: 'm0', work: { keys: ['a', 'b'] } },
      { messageId: 'm1', work: { keys: ['c'] } },
    ])
  })
})

describe('when it changed', () => {
  const time = '2026-01-02T03:04:05.678Z'
  test.each<[string, unknown]>([
    ['an S3 notification', { Records: [{ ...record('a'), eventTime: time }] }],
    ['an EventBridge event', { ...bridge('a'), time }],
    ['an event of R2', { bucket: 'content', object: { key: 'a' }, eventTime: time }],
  ])('%s says', (_, event) => {
    expect(decodeEvent(event, 'content').items).toEqual([{ work: { keys: ['a'] }, changedMs: [Date.parse(time)] }])
  })

  test('is left out where it is none', () => {
    const event = { Records: [{ ...record('a'), eventTime: 'yesterday' }] }
    expect(decodeEvent(event, 'content').items).toEqual([{ work: { keys: ['a'] } }])
  })
})

describe('what asks for nothing', () => {
  test.each<[string, unknown]>([
    ['news of another bucket', { Records: [record('a', 'aws:s3', 'other')] }],
    ['an EventBridge event of another bucket', bridge('a', 'other')],
    ['the test event of S3', sqs({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'content' })],
  ])('%s', (_, event) => {
    const { items, unreadable } = decodeEvent(event, 'content')
    expect(items.flatMap(({ work }) => work.keys ?? [])).toEqual([])
    expect(unreadable).toEqual([])
  })
})

describe('what cannot be read', () => {
  test.each([
    ['not JSON'],
    ['7'],
    ['{"hello":"world"}'],
    ['{"Records":[{"eventSource":"aws:s3"}]}'],
    ['{"detail":{}}'],
  ])('the message %s is named, and the others are read', (body) => {
    const { items, unreadable } = decodeEvent(sqs(body, { Records: [record('a')] }), 'content')
    expect(items).toEqual([{ messageId: 'm1', work: { keys: ['a'] } }])
    expect(unreadable).toEqual([{ messageId: 'm0', error: expect.any(EventError) }])
  })

  test('is not quoted: the error goes into the log, and a message may hold anything', () => {
    const { unreadable } = decodeEvent(sqs('once upon a time', '"once upon a time"', { once: 1 }), 'content')
    expect(unreadable.map(({ error }) => error.message)).toEqual([
      'expected JSON, found text of 16 characters',
      'expected an S3 notification, found text',
      'not an S3 notification, nor one inside an EventBridge, SNS or SQS message, nor one of R2',
    ])
  })

  test.each([undefined, null, 'text', {}, { Records: [{}] }])('the event %j throws', (event) => {
    expect(() => decodeEvent(event, 'content')).toThrow(EventError)
  })
})
