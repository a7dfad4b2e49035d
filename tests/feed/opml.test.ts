/** The list of feeds. Its document is kept whole in `expected-opml/`, and validated with the others. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument } from 'libxml2-wasm'
import { expect, test } from 'vitest'
import { renderOpml } from '../../lib/feed/opml.js'
import { SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { SETTINGS } from './cases.js'

const EXPECTED = join(import.meta.dirname, 'expected-opml', 'feeds.opml')

const FEEDS = [
  termFeed('tag', 'C<T> & "friends"'),
  termFeed('tag', '泉州晚报新闻'),
  termFeed('language', 'de-AT'),
  SITE_FEED,
  termFeed('author', 'Jón Þór'),
  termFeed('category', 'weather'),
  termFeed('category', 'birds'),
]
const SITE = { ...SETTINGS, title: 'Notes & <Queries>', author: { name: 'Q & A <desk>', email: 'desk@notes.example' } }

test('all feeds, nested by kind', () => {
  const rendered = renderOpml(FEEDS, SITE)
  if (process.env.UPDATE_EXPECTED === '1') writeFileSync(EXPECTED, rendered)
  expect(rendered).toBe(readFileSync(EXPECTED, 'utf8'))
})

test('the same feeds in any order, and more than once, are the same list', () => {
  expect(renderOpml([...FEEDS, ...FEEDS.toReversed()], SITE)).toBe(renderOpml(FEEDS, SITE))
})

test('groups have names of their own, and those without feeds are not there', () => {
  const names = { category: '分类', tag: '标签', author: '作者', language: '语言' }
  const list = renderOpml([termFeed('tag', 'a')], SITE, names)
  expect(list).toContain('<outline text="标签">')
  expect(list).not.toMatch(/分类|作者|语言/)
})

test('a list without feeds has that of the site, and nothing that XML forbids', () => {
  const document = XmlDocument.fromString(renderOpml([], { ...SITE, title: 'a\0b' }))
  expect(document.get('/opml/head/title')?.content).toBe('ab')
  expect(document.find('/opml/body/outline')).toHaveLength(1)
  document.dispose()
})
