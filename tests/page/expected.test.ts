/**
 * Whole pages, held against the files in `expected/`. To see what a change does to them, run
 * `UPDATE_EXPECTED=1 npx vitest run tests/page/expected.test.ts` and read the difference.
 */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { renderDirectory, renderFeedPage } from '../feed/as-text.js'
import { SETTINGS } from '../feed/cases.js'
import { PAGE_CASES } from './cases.js'
import { EXPECTED, expectedFile, withoutLook } from './expected-pages.js'

const DIRECTORIES = {
  'directory-of-english-site': { settings: SETTINGS, feeds: ['weather', 'birds', 'C<T> & "friends"'] },
  'directory-of-chinese-site': {
    settings: { ...SETTINGS, title: '财经日报', language: 'zh-CN' },
    feeds: ['泉州晚报新闻', '外贸'],
  },
} as const

test.each(Object.entries(PAGE_CASES))('%s', (name, { feed, entries, settings }) => {
  const rendered = withoutLook(renderFeedPage(feed, entries, settings).body)
  expect(rendered).toBe(expectedFile(`${name}.html`, rendered))
})

test.each(Object.entries(DIRECTORIES))('%s', (name, { settings, feeds }) => {
  const all = [SITE_FEED, ...feeds.map((term) => termFeed('tag', term)), termFeed('category', 'walks')]
  for (const { path, body } of renderDirectory(all, settings)) {
    const rendered = withoutLook(body)
    expect(rendered).toBe(expectedFile(name + path.slice(path.lastIndexOf('.')), rendered))
  }
})

test('every kept page belongs to a case', () => {
  const directories = Object.keys(DIRECTORIES).flatMap((name) => [`${name}.html`, `${name}.opml`])
  const pages = Object.keys(PAGE_CASES).map((name) => `${name}.html`)
  expect(readdirSync(EXPECTED).sort()).toEqual([...directories, ...pages].sort())
})
