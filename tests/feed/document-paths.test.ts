/** Where documents lie: what is said beforehand is what is rendered, in the same order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Period, periodOf } from '../../lib/feed/archive.js'
import { documentPaths, documentUrl, feedOfFurtherPath } from '../../lib/feed/document-paths.js'
import { decodeTerm, feedTerm, SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { renderFeed } from './as-text.js'
import { PLAIN, SETTINGS } from './cases.js'

test.each([
  ['the feed of the site', SITE_FEED, {}, undefined, ['rss.xml', 'atom.xml', 'feed.json']],
  [
    'one with a further Atom document',
    SITE_FEED,
    { atomPath: 'f/eed.xml' },
    undefined,
    ['rss.xml', 'atom.xml', 'feed.json', 'f/eed.xml'],
  ],
  [
    'one whose further document is there already',
    SITE_FEED,
    { atomPath: 'atom.xml' },
    undefined,
    ['rss.xml', 'atom.xml', 'feed.json'],
  ],
  [
    'a further document takes no other format away',
    SITE_FEED,
    { atomPath: 'rss.xml' },
    undefined,
    ['rss.xml', 'atom.xml', 'feed.json'],
  ],
  [
    'other feeds have none',
    termFeed('tag', 'a b'),
    { atomPath: 'feed.xml' },
    undefined,
    ['tag/a_b/rss.xml', 'tag/a_b/atom.xml', 'tag/a_b/feed.json'],
  ],
  [
    'archives have none',
    SITE_FEED,
    { atomPath: 'feed.xml' },
    '2024' as Period,
    ['archive/2024/rss.xml', 'archive/2024/atom.xml', 'archive/2024/feed.json'],
  ],
  [
    'a category, where jekyll-feed had one',
    termFeed('category', '新闻'),
    { atomFolders: { category: 'feed/' } },
    undefined,
    ['category/新闻/rss.xml', 'category/新闻/atom.xml', 'category/新闻/feed.json', 'feed/新闻.xml'],
  ],
  [
    'a tag, where jekyll-feed had one',
    termFeed('tag', 'a_b'),
    { atomFolders: { tag: 'feed/by_tag/' } },
    undefined,
    ['tag/a~5Fb/rss.xml', 'tag/a~5Fb/atom.xml', 'tag/a~5Fb/feed.json', 'feed/by_tag/a_b.xml'],
  ],
  [
    'a tag for which jekyll-feed had none',
    termFeed('tag', 'C++'),
    { atomFolders: { tag: 'feed/by_tag/' } },
    undefined,
    ['tag/C~2B~2B/rss.xml', 'tag/C~2B~2B/atom.xml', 'tag/C~2B~2B/feed.json'],
  ],
  [
    'no two feeds share a document',
    termFeed('category', 'news'),
    { atomFolders: { category: 'feed/' }, atomPath: 'feed/news.xml' },
    undefined,
    ['category/news/rss.xml', 'category/news/atom.xml', 'category/news/feed.json'],
  ],
])('%s', (_what, feed, settings, period, paths) => {
  expect(documentPaths(feed, settings, period)).toEqual(paths)
})

test('a further document says which feed it is of', () => {
  const settings = { atomPath: 'feed.xml', atomFolders: { category: 'feed/', tag: 'feed/by_tag/' } }
  for (const feed of [SITE_FEED, termFeed('category', '新闻'), termFeed('tag', 'a_b')]) {
    expect(feedOfFurtherPath(documentPaths(feed, settings).at(-1) ?? '', settings)).toBe(feed)
  }
  for (const path of ['atom.xml', 'feed/a/b.xml', 'feed/.xml', 'feed/by_tag/C++.xml', 'other/a.xml']) {
    expect(feedOfFurtherPath(path, settings)).toBeUndefined()
  }
})

test('renderFeed gives the documents that documentPaths names, each with its address as its own', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constant(SITE_FEED),
        fc.string({ minLength: 1, unit: 'grapheme' }).map((term) => termFeed('author', term)),
      ),
      fc.option(fc.constantFrom('feed.xml', 'blog/feed.xml', 'atom.xml'), { nil: undefined }),
      fc.boolean(),
      (feed, atomPath, isArchive) => {
        const settings = { ...SETTINGS, ...(atomPath && { atomPath }) }
        const period = isArchive ? periodOf(PLAIN.publishedMs, 'daily') : undefined
        const links = period === undefined ? undefined : ({ kind: 'archive', period } as const)
        const documents = renderFeed(feed, [PLAIN], settings, links)
        expect(documents.map(({ path }) => path)).toEqual(documentPaths(feed, settings, period))
        for (const { path, body } of documents) {
          if (path.endsWith('.json')) continue
          const [, self] = /<(?:atom:)?link (?=[^>]*rel="self")[^>]*href="([^"]*)"/.exec(body) ?? []
          expect(self?.replaceAll('&amp;', '&')).toBe(documentUrl(path, settings))
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('no two documents of different feeds, or of different periods, share a path, and a path decodes to its term', () => {
  const term = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 20 })
    .filter((text) => text.isWellFormed())
    .chain((text) =>
      fc.constantFrom(
        ...[text, text.toUpperCase(), text.toLowerCase(), text.normalize('NFD'), text.normalize('NFC'), ` ${text}`],
        ...[`${text}/archive`, 'archive', '2024', 'rss.xml', 'feed', 'by_tag', 'tag'],
      ),
    )
  const feed = fc.oneof(
    { weight: 1, arbitrary: fc.constant(SITE_FEED) },
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom('category' as const, 'tag' as const, 'author' as const, 'language' as const), term)
        .map(([kind, one]) => termFeed(kind, one)),
    },
  )
  const period = fc.option(fc.constantFrom('2024', '2024-05', '2024-05-31', '2024-05-31T09'), { nil: undefined })
  const place = fc
    .record({ feed, period })
    .map(({ feed: one, period: when }) => ({ feed: one, period: when as Period }))
  const settings = { atomPath: 'feed.xml', atomFolders: { category: 'feed/', tag: 'feed/by_tag/' } }
  fc.assert(
    fc.property(place, place, (one, other) => {
      fc.pre(one.feed !== other.feed || one.period !== other.period)
      const paths = new Set(documentPaths(one.feed, settings, one.period))
      const shared = documentPaths(other.feed, settings, other.period).filter((path) => paths.has(path))
      expect(shared).toEqual([])
      const about = feedTerm(one.feed)
      if (about === undefined) return
      for (const path of documentPaths(one.feed, {}, one.period)) {
        const [kind, segment = ''] = decodeURIComponent(new URL(documentUrl(path, SETTINGS)).pathname.slice(1)).split(
          '/',
        )
        expect([kind, decodeTerm(segment)]).toEqual([about.kind, about.term])
      }
    }),
    { numRuns: 500 },
  )
})
