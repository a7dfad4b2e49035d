/**
 * The page of a feed, read as a browser's parser reads it: whatever posts say, it has the parts that it should have, and
 * nothing that they wrote is more than text.
 */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { describe, expect, test } from 'vitest'
import { type FeedId, SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { oneLine } from '../../lib/model/text.js'
import { feedDocumentPaths, renderFeedDocuments } from '../../lib/page/feed-documents.js'
import { PAGE_ENTRIES_MAX } from '../../lib/page/feed-page.js'
import { ANY_ENTRIES, SITES } from '../feed/any-entries.js'
import { renderFeedPage } from '../feed/as-text.js'
import { PLAIN, SETTINGS } from '../feed/cases.js'
import { PAGE_CASES } from './cases.js'

const SEED = 20_261_123

function elements(page: string, name?: string): Tree.Element[] {
  const found: Tree.Element[] = []
  const walk = (node: Tree.Node): void => {
    if ('tagName' in node && (name === undefined || node.tagName === name)) found.push(node)
    for (const child of 'childNodes' in node ? node.childNodes : []) walk(child)
  }
  walk(parse(page))
  return found
}

function attribute(element: Tree.Element | undefined, name: string): string | undefined {
  return element?.attrs.find((one) => one.name === name)?.value
}

function textOf(node: Tree.Node): string {
  if (node.nodeName === '#text') return (node as Tree.TextNode).value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** The names of all elements and attributes. */
function namesOf(page: string): Set<string> {
  return new Set(elements(page).flatMap(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => `@${name}`)]))
}

function entryTitles(page: string): string[] {
  return elements(page, 'ol').flatMap((list) => titlesBelow(list))
}

function titlesBelow(node: Tree.Node): string[] {
  if (node.nodeName === 'h3') return [textOf(node)]
  return 'childNodes' in node ? node.childNodes.flatMap(titlesBelow) : []
}

const FEEDS = fc.constantFrom(
  SITE_FEED,
  termFeed('tag', '泉州'),
  termFeed('author', '<b>"&'),
  termFeed('language', 'ar'),
)
const known = new Set(
  Object.values(PAGE_CASES).flatMap(({ feed, entries, settings }) => [
    ...namesOf(
      renderFeedPage(feed, entries, { ...settings, icon: 'https://notes.example/icon.png', rights: 'x' }).body,
    ),
  ]),
)

describe('whatever posts and settings say', () => {
  test('the page has no element and no attribute that it has not for plain text, and one script', () => {
    fc.assert(
      fc.property(FEEDS, ANY_ENTRIES, SITES, (feed, entries, settings) => {
        const { body } = renderFeedPage(feed, entries, settings)
        expect([...namesOf(body)].filter((name) => !known.has(name))).toEqual([])
        expect(elements(body, 'script')).toHaveLength(1)
        expect(body.isWellFormed()).toBe(true)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  test('it shows each title as it is, in the order of the feed', () => {
    fc.assert(
      fc.property(FEEDS, ANY_ENTRIES, SITES, (feed, entries, settings) => {
        const shown = entryTitles(renderFeedPage(feed, entries, settings).body)
        // A parser takes line ends for line feeds, and in a browser all white space is one space.
        expect(shown.map(oneLine)).toEqual(entries.map(({ title }) => oneLine(title)))
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  test('every link leads where an address of the feed or of a post leads', () => {
    fc.assert(
      fc.property(FEEDS, ANY_ENTRIES, SITES, (feed, entries, settings) => {
        const { body } = renderFeedPage(feed, entries, settings)
        for (const link of elements(body, 'a'))
          expect(attribute(link, 'href')).toMatch(/^(https?:\/\/|\.\/|(\.\.\/)+|feeds|tag\/|author\/)/)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })
})

describe('the policy', () => {
  const { body } = renderFeedPage(SITE_FEED, [PLAIN], SETTINGS)
  const [policy] = elements(body, 'meta').filter((meta) => attribute(meta, 'http-equiv') !== undefined)

  test.each(['style', 'script'])('allows the page’s own %s, by its hash', (name) => {
    const [element] = elements(body, name)
    const hash = createHash('sha256')
      .update(element === undefined ? '' : textOf(element))
      .digest('base64')
    expect(attribute(policy, 'content')).toContain(`${name}-src 'sha256-${hash}'`)
  })

  test('allows nothing else but pictures', () => {
    expect(attribute(policy, 'content')?.replace(/'sha256-[^']*'/g, 'HASH')).toBe(
      "default-src 'none'; img-src http: https:; style-src HASH; script-src HASH; base-uri 'none'; form-action 'none'",
    )
  })

  test('comes before all that it is about', () => {
    expect(body.indexOf('Content-Security-Policy')).toBeLessThan(body.indexOf('<style>'))
  })
})

describe('the addresses', () => {
  const feed = termFeed('tag', '泉州晚报新闻')
  const { body } = renderFeedPage(feed, [PLAIN], SETTINGS)
  const address = (name: string) => `https://notes.example/tag/${encodeURIComponent('泉州晚报新闻')}/${name}`

  test('are read as people write them, and lead where readers are to go', () => {
    const [rss] = elements(body, 'a').filter((link) => attribute(link, 'id') === 'rss')
    expect([rss && textOf(rss), attribute(rss, 'href')]).toEqual([
      'https://notes.example/tag/泉州晚报新闻/rss.xml',
      address('rss.xml'),
    ])
  })

  test('are told to readers that look for them, and the snippet is just that', () => {
    const told = elements(body, 'link').filter((link) => attribute(link, 'rel') === 'alternate')
    expect(told.map((link) => [attribute(link, 'type'), attribute(link, 'href')])).toEqual([
      ['application/rss+xml', address('rss.xml')],
      ['application/atom+xml', address('atom.xml')],
      ['application/feed+json', address('feed.json')],
    ])
    const [snippet] = elements(body, 'pre')
    const pasted = elements(snippet ? textOf(snippet) : '', 'link')
    expect(pasted.map(({ attrs }) => attrs)).toEqual(told.map(({ attrs }) => attrs))
  })

  test('are those of the documents beside the page', () => {
    const paths = renderFeedDocuments(feed, [PLAIN], SETTINGS).map(({ path }) => path)
    expect(paths).toEqual([
      'tag/泉州晚报新闻/rss.xml',
      'tag/泉州晚报新闻/atom.xml',
      'tag/泉州晚报新闻/feed.json',
      'tag/泉州晚报新闻/index.html',
    ])
    expect(paths).toEqual(feedDocumentPaths(feed, SETTINGS))
  })
})

describe('the picture of an entry', () => {
  const enclosures = [
    { url: 'https://a.example/talk.mp3', type: 'audio/mpeg' },
    { url: 'https://a.example/enclosed.png', type: 'image/png' },
  ]
  const banner = 'https://a.example/banner.png'
  test.each([
    ['is its image', { image: 'https://a.example/image.png', banner, enclosures }, ['https://a.example/image.png']],
    ['or else its banner', { banner, enclosures }, [banner]],
    ['or else a picture that is enclosed', { enclosures }, ['https://a.example/enclosed.png']],
    ['and else there is none', {}, []],
  ])('%s', (_, fields, pictures) => {
    const { body } = renderFeedPage(SITE_FEED, [{ ...PLAIN, ...fields }], SETTINGS)
    expect(elements(body, 'img').map((picture) => attribute(picture, 'src'))).toEqual(pictures)
  })
})

describe('the page is bounded', () => {
  test('it shows the newest entries', () => {
    const entries = Array.from({ length: 500 }, (_, at) => ({ ...PLAIN, title: `Post ${at}` }))
    const titles = entryTitles(renderFeedPage(SITE_FEED, entries, SETTINGS).body)
    expect(titles).toEqual(entries.slice(0, PAGE_ENTRIES_MAX).map(({ title }) => title))
  })

  test('it leads to so many other feeds of a kind, those of most entries first', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({ scheme: 'tag' as const, term: `t${at}` }))
    const entries = [
      { ...PLAIN, terms: many },
      { ...PLAIN, terms: [{ scheme: 'tag' as const, term: 'last' }] },
      { ...PLAIN, terms: [{ scheme: 'tag' as const, term: 'last' }] },
    ]
    const links = elements(renderFeedPage(SITE_FEED, entries, SETTINGS).body, 'a')
      .map((link) => attribute(link, 'href'))
      .filter((href) => href?.startsWith('tag/'))
    expect(links).toHaveLength(24)
    expect(links[0]).toBe('tag/last/')
  })
})

test.each<[where: string, instantMs: number, timeZone: string, language: string, shown: string]>([
  ['the site’s zone', Date.UTC(2024, 11, 31, 18), 'Asia/Shanghai', 'en', '1 January 2025'],
  ['Chinese', Date.UTC(2024, 11, 31, 18), 'Etc/UTC', 'zh-CN', '2024年12月31日'],
  ['a language without words, marked', Date.UTC(2024, 4, 1), 'Etc/UTC', 'fr', '<bdi lang="en">1 May 2024</bdi>'],
])('a date is written in %s', (_, publishedMs, timeZone, language, shown) => {
  const { body } = renderFeedPage(SITE_FEED, [{ ...PLAIN, publishedMs }], { ...SETTINGS, timeZone, language })
  expect(body).toContain(`>${shown}</time>`)
})

test.each<[feed: FeedId, steps: string]>([
  [SITE_FEED, 'feeds/'],
  [termFeed('tag', 'a'), '../../feeds/'],
  // A slash in a term is no step.
  [termFeed('category', 'a/b'), '../../feeds/'],
])('from the page of %s, all feeds are at %s', (feed, steps) => {
  expect(renderFeedPage(feed, [], SETTINGS).body).toContain(`href="${steps}"`)
})
