/** Every kept feed.json is a JSON Feed 1.1 document, and the schema that says so can say no. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SITE_FEED } from '../../lib/model/feed-id.js'
import { ANY_ENTRIES, SITES } from './any-entries.js'
import { renderFeed } from './as-text.js'
import { CASES } from './cases.js'
import { jsonFeedErrors } from './schemas.js'

test.each(Object.entries(CASES))('%s', (_name, { feed, entries, settings, links }) => {
  const document = renderFeed(feed, entries, settings, links).find(({ path }) => path.endsWith('feed.json'))
  expect(jsonFeedErrors(document?.body ?? '')).toEqual([])
})

test('whatever posts and sites say, their JSON Feeds are right by the schema', () => {
  fc.assert(
    fc.property(ANY_ENTRIES, SITES, (entries, settings) => {
      const [, , document] = renderFeed(SITE_FEED, entries, settings)
      expect(jsonFeedErrors(document?.body ?? '')).toEqual([])
    }),
    { numRuns: 200 },
  )
})

const ITEM = { id: 'a', content_html: '' }
const FEED = { version: 'https://jsonfeed.org/version/1.1', title: 'T', items: [ITEM] }

test.each([
  ['version 1', { ...FEED, version: 'https://jsonfeed.org/version/1' }],
  ['no title', { ...FEED, title: undefined }],
  ['no items', { ...FEED, items: undefined }],
  ["version 1's author", { ...FEED, author: { name: 'A' } }],
  ['an author of nothing', { ...FEED, authors: [{}] }],
  ['a relative address', { ...FEED, feed_url: '/feed.json' }],
  ['an item without id', { ...FEED, items: [{ content_html: '' }] }],
  ['a number for an id', { ...FEED, items: [{ ...ITEM, id: 1 }] }],
  ['an item without content', { ...FEED, items: [{ id: 'a', summary: 'S' }] }],
  ['a date without a time', { ...FEED, items: [{ ...ITEM, date_published: '2024-01-31' }] }],
  ['an attachment without type', { ...FEED, items: [{ ...ITEM, attachments: [{ url: 'https://a.example/a' }] }] }],
])('the schema refuses %s', (_name, document) => {
  expect(jsonFeedErrors(JSON.stringify(FEED))).toEqual([])
  expect(jsonFeedErrors(JSON.stringify(document))).not.toEqual([])
})
