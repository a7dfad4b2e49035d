/** Every kind of document says for how long it may be kept. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { archiveFolder, type Period } from '../../lib/feed/archive.js'
import { documentPaths } from '../../lib/feed/document-paths.js'
import { SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { cacheControlOf, documentKind } from '../../lib/publish/cache-control.js'

test.each([
  ['rss.xml', 'subscription'],
  ['feed.xml', 'subscription'],
  ['tag/archive/atom.xml', 'subscription'],
  ['tag/2024/feed.json', 'subscription'],
  ['feed/by_tag/2024.xml', 'subscription'],
  ['archive/2024/rss.xml', 'archive'],
  ['archive/2024-05-31T09/feed.json', 'archive'],
  ['tag/archive/archive/2024-05/atom.xml', 'archive'],
  ['index.html', 'page'],
  ['tag/泉州/index.html', 'page'],
  ['feeds.opml', 'opml'],
  ['status.json', 'status'],
  ['status.html', 'status'],
])('%s is a document of kind %s', (path, kind) => {
  expect(documentKind(path)).toBe(kind)
})

test.each([SITE_FEED, termFeed('tag', 'archive'), termFeed('category', '2024-05')])('the documents of %s', (feed) => {
  const settings = { atomPath: 'feed.xml', atomFolders: { tag: 'feed/by_tag/', category: 'feed/' } }
  for (const path of documentPaths(feed, settings)) expect([path, documentKind(path)]).toEqual([path, 'subscription'])
  const period = '2024-05' as Period
  for (const path of documentPaths(feed, settings, period)) {
    expect(path.startsWith(archiveFolder(feed, period))).toBe(true)
    expect([path, documentKind(path)]).toEqual([path, 'archive'])
  }
})

test('where hubs are told, no CDN answers them with what it had before', () => {
  expect(cacheControlOf('atom.xml', { hubs: [] })).toBe('public, max-age=60, stale-while-revalidate=600')
  expect(cacheControlOf('atom.xml', { hubs: ['https://hub.example/'] })).toBe('public, max-age=60, s-maxage=5')
  expect(cacheControlOf('archive/2024/atom.xml', { hubs: ['https://hub.example/'] })).toBe(
    cacheControlOf('archive/2024/atom.xml'),
  )
})

test('docs/feeds.md says what each kind has', () => {
  const doc = readFileSync(new URL('../../docs/feeds.md', import.meta.url), 'utf8')
  const hubs = ['https://hub.example/']
  const rows = [
    ['that people subscribe to', cacheControlOf('atom.xml')],
    ['… where there are hubs', cacheControlOf('atom.xml', { hubs })],
    ['of the archive', cacheControlOf('archive/2024/atom.xml')],
    ['page', cacheControlOf('index.html')],
    ['`feeds.opml`', cacheControlOf('feeds.opml')],
    ['report', cacheControlOf('status.json')],
  ]
  for (const [what, said] of rows) expect(doc).toContain(`| ${what} | \`${said}\` |`)
})
