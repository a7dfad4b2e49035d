/** The directory: what it lists, in which order, and how much. Its documents are kept whole in `expected/`. */
import { expect, test } from 'vitest'
import { type FeedId, SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import type { Settings } from '../../lib/model/settings.js'
import { DIRECTORY_FEEDS_MAX, DIRECTORY_PATHS } from '../../lib/page/directory.js'
import { PAGE_FEEDS_MAX } from '../../lib/page/feeds-page.js'
import { renderDirectory } from '../feed/as-text.js'
import { SETTINGS } from '../feed/cases.js'

const ALL_KINDS: Settings = { ...SETTINGS, kinds: ['category', 'tag', 'author', 'language'] }

function linksOf(feeds: Iterable<FeedId>, settings: Settings): { opml: string[]; page: string[] } {
  const [opml = '', page = ''] = renderDirectory(feeds, settings).map(({ body }) => body)
  const strip = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, path = '']) => decodeURI(path))
  return {
    opml: strip(opml, /xmlUrl="https:\/\/notes\.example\/([^"]*)rss\.xml"/g),
    page: strip(page, /href="\.\.\/((?:category|tag|author|language)\/[^"]*)"/g),
  }
}

test('both documents list the same feeds, grouped by kind, in the order of their names', () => {
  const feeds = [termFeed('tag', 'b'), termFeed('language', 'de'), termFeed('tag', '泉州'), termFeed('category', 'a')]
  const { opml, page } = linksOf([...feeds, SITE_FEED, ...feeds], ALL_KINDS)
  expect(page).toEqual(['category/a/', 'tag/b/', 'tag/泉州/', 'language/de/'])
  expect(opml).toEqual(['', ...page])
})

test('a feed that settings want no more is not offered any more', () => {
  const feeds = [termFeed('tag', 'a'), termFeed('tag', 'b'), termFeed('author', 'Kim'), termFeed('category', 'c')]
  const settings = { ...SETTINGS, termChoices: { tag: { except: ['b'] } } }
  expect(linksOf(feeds, settings).page).toEqual(['category/c/', 'tag/a/'])
})

test('the documents lie where they are said to lie', () => {
  expect(renderDirectory([], SETTINGS).map(({ path }) => path)).toEqual(DIRECTORY_PATHS)
})

test('a page lists so many and says how many more there are, and the list has them all', () => {
  const feeds = Array.from({ length: PAGE_FEEDS_MAX + 1_200 }, (_, at) => termFeed('tag', `t${at}`))
  const { opml, page } = linksOf(feeds, SETTINGS)
  expect([page.length, opml.length]).toEqual([PAGE_FEEDS_MAX, feeds.length + 1])
  expect(renderDirectory(feeds, SETTINGS)[1]?.body).toContain('And 1,200 more.')
})

test('even the list ends somewhere', () => {
  const feeds = Array.from({ length: DIRECTORY_FEEDS_MAX + 10 }, (_, at) => termFeed('tag', `t${at}`))
  expect(linksOf(feeds, SETTINGS).opml).toHaveLength(DIRECTORY_FEEDS_MAX + 1)
})
