import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeTerm, encodeTerm, feedFolder, feedsOf, feedTerm, SITE_FEED, termFeed } from '../../lib/model/feed-id.js'

const term = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((text) => text.isWellFormed())

describe('a term as a path segment', () => {
  test.each([
    ['emnews', 'emnews'],
    ['泉州晚报新闻', '泉州晚报新闻'],
    ['Ruby', 'Ruby'],
    ['machine learning', 'machine_learning'],
    ['machine_learning', 'machine~5Flearning'],
    ['C++', 'C~2B~2B'],
    ['C#', 'C~23'],
    ['a/b', 'a~2Fb'],
    ['..', '~2E.'],
    ['node.js', 'node.js'],
    ['~', '~7E'],
    ['100%', '100~25'],
    ['caf\u00e9', 'caf\u00e9'],
    ['cafe\u0301', 'cafe~CC~81'],
    ['🎉', '🎉'],
    ['a\u00a0b', 'a~C2~A0b'],
  ])('%j is written %j', (text, segment) => {
    expect(encodeTerm(text)).toBe(segment)
    expect(decodeTerm(segment)).toBe(text)
  })

  test('decodes to its term, for every term', () => {
    fc.assert(fc.property(term, (text) => decodeTerm(encodeTerm(text)) === text))
  })

  test('is another for another term, also where only case or normalisation differs', () => {
    const similar = fc.tuple(
      term,
      fc.constantFrom<(text: string) => string>(
        (text) => text.toUpperCase(),
        (text) => text.toLowerCase(),
        (text) => text.normalize('NFD'),
        (text) => text.normalize('NFKC'),
        (text) => text.replaceAll(' ', '_'),
        (text) => ` ${text}`,
      ),
    )
    fc.assert(
      fc.property(similar, ([text, change]) => {
        const other = change(text)
        fc.pre(other !== text)
        expect(encodeTerm(other)).not.toBe(encodeTerm(text))
      }),
    )
  })

  test('is the same on a disk that composes letters', () => {
    fc.assert(fc.property(term, (text) => encodeTerm(text).normalize('NFC') === encodeTerm(text)))
  })

  test('is one safe segment: no slash, no dot folder, nothing that a URL or a shell would read otherwise', () => {
    fc.assert(
      fc.property(term, (text) => {
        const segment = encodeTerm(text)
        expect(segment).not.toMatch(/[\s/\\?#%&"'<>*:|]/u)
        expect(segment.startsWith('.')).toBe(false)
        expect(decodeURIComponent(new URL(`https://example.com/tag/${segment}/`).pathname)).toBe(`/tag/${segment}/`)
      }),
    )
  })

  test('refuses what is no term', () => {
    expect(() => encodeTerm('')).toThrow(RangeError)
    expect(() => encodeTerm('\ud800')).toThrow(RangeError)
  })
})

describe('the feeds of an entry', () => {
  const terms = [
    { scheme: 'category', term: 'emnews' },
    { scheme: 'tag', term: '东财 滚动' },
    { scheme: 'tag', term: 'emnews' },
  ] as const

  const authors = [{ name: 'Ann' }, { name: 'The Site' }]
  const settings = {
    kinds: ['category', 'tag', 'author', 'language'],
    author: { name: 'The Site' },
    language: 'en',
  } as const

  test('are that of the site and one for each of its terms, of the kinds that have feeds', () => {
    const entry = { terms, authors: [] }
    const ofTerms = ['site', 'category/emnews', 'tag/东财_滚动', 'tag/emnews']
    expect(feedsOf(entry, settings)).toEqual(ofTerms)
    expect(feedsOf(entry, { ...settings, kinds: ['category'] })).toEqual(['site', 'category/emnews'])
    expect(feedsOf({ terms: [], authors: [] }, settings)).toEqual(['site'])
  })

  test('are those of its authors and its language, but for those of the site itself', () => {
    expect(feedsOf({ terms: [], authors, language: 'zh-CN' }, settings)).toEqual([
      'site',
      'author/Ann',
      'language/zh-CN',
    ])
    expect(feedsOf({ terms: [], authors, language: 'en' }, { ...settings, kinds: ['tag'] })).toEqual(['site'])
    expect(feedsOf({ terms: [], authors: [], language: 'en' }, settings)).toEqual(['site'])
  })

  test('never name a term that is too long for a file name', () => {
    expect(feedsOf({ terms: [], authors: [{ name: '中'.repeat(81) }] }, settings)).toEqual(['site'])
  })

  test('say their term and their folder', () => {
    const feed = termFeed('tag', '东财 滚动')
    expect(feedTerm(feed)).toEqual({ kind: 'tag', term: '东财 滚动' })
    expect(feedFolder(feed)).toBe('tag/东财_滚动/')
    expect(feedTerm(SITE_FEED)).toBeUndefined()
    expect(feedFolder(SITE_FEED)).toBe('')
  })
})
