import { describe, expect, test } from 'vitest'
import { publishHandler, RESERVE_MS } from '../../lib/lambda/handler.js'
import { inlineQueue } from '../../lib/publish/inline-queue.js'
import { UnavailableError } from '../../lib/store/errors.js'
import { post, SETTINGS, Site } from '../publish/site.js'

const AMPLE = { getRemainingTimeInMillis: () => 60_000 }
const GOOD = '_posts/2024-01-01-good.md'
const UNREADABLE = '_posts/2024-01-02-unreadable.md'

/** A site whose content bucket does not answer for one key. */
async function siteWithTrouble() {
  const site = new Site(({ content }) => ({
    content: {
      get: (key) => (key === UNREADABLE ? Promise.reject(new UnavailableError('GetObject', key)) : content.get(key)),
      head: (key) => content.head(key),
      put: (...put) => content.put(...put),
      delete: (...remove) => content.delete(...remove),
      list: (options) => content.list(options),
    },
  }))
  await site.content.put('_config.yml', SETTINGS)
  await site.content.put(GOOD, post('Good'))
  await site.content.put(UNREADABLE, post('Unreadable'))
  const failures: (string | undefined)[] = []
  const handler = publishHandler({
    context: site.context,
    queue: inlineQueue(site.context),
    contentBucket: 'content',
    report: (report) => failures.push(...report.failures.map(({ messageId }) => messageId)),
  })
  return { site, handler, failures }
}

const notification = (...keys: string[]) => ({
  Records: keys.map((key) => ({
    eventSource: 'aws:s3',
    s3: { bucket: { name: 'content' }, object: { key: encodeURIComponent(key) } },
  })),
})
const message = (messageId: string, body: unknown) => ({
  messageId,
  eventSource: 'aws:sqs',
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('SQS is told', () => {
  test('the ids of the messages that failed, and of no others', async () => {
    const { site, handler, failures } = await siteWithTrouble()
    const Records = [
      message('good', notification(GOOD)),
      message('both', notification(GOOD, UNREADABLE)),
      message('unreadable', notification(UNREADABLE)),
      message('nonsense', 'nonsense'),
      message('other', { Event: 's3:TestEvent' }),
    ]
    const expected = ['nonsense', 'both', 'unreadable']
    expect(await handler({ Records }, AMPLE)).toEqual({
      batchItemFailures: expected.map((itemIdentifier) => ({ itemIdentifier })),
    })
    expect(failures).toEqual(expected)
    expect(await site.titles('feed.json')).toEqual(['Good'])
  })

  test('what there was no time for', async () => {
    const { site, handler } = await siteWithTrouble()
    const Records = [message('good', notification(GOOD))]
    const response = await handler({ Records }, { getRemainingTimeInMillis: () => RESERVE_MS - 1 })
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'good' }] })
    expect(await site.read('feed.json')).toBeUndefined()
  })
})

test('settings are not done before the feed of the site is published', async () => {
  const { site, handler } = await siteWithTrouble()
  const Records = [message('settings', notification('_config.yml'))]
  const tooLate = { getRemainingTimeInMillis: () => RESERVE_MS - 1 }
  expect(await handler({ Records }, tooLate)).toEqual({ batchItemFailures: [{ itemIdentifier: 'settings' }] })
  expect(await handler({ Records }, AMPLE)).toEqual({ batchItemFailures: [] })
  expect(await site.titles('feed.json')).toEqual([])
})

describe('without SQS', () => {
  test('what was done is answered with nothing', async () => {
    const { handler } = await siteWithTrouble()
    expect(await handler(notification(GOOD), AMPLE)).toBeUndefined()
  })

  test('what failed is thrown, so that Lambda tries again', async () => {
    const { handler } = await siteWithTrouble()
    await expect(handler(notification(UNREADABLE), AMPLE)).rejects.toThrow(/not done: .*unreadable/)
  })
})
