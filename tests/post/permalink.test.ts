import { describe, expect, it } from 'vitest'
import { permalinkOf } from '../../lib/post/permalink.js'
import { parsePostKey } from '../../lib/post/post-key.js'
import { slugify, titleOfSlug } from '../../lib/post/slugify.js'
import { PERMALINK_STYLES, PLACEHOLDERS } from '../../lib/settings/permalink-template.js'

const site = { url: 'https://example.com', baseurl: '', timeZone: 'UTC' }
const at = Date.parse('2024-02-03T04:05:06Z')

interface Given {
  readonly key?: string
  readonly slug?: string
  readonly categories?: readonly string[]
}

function address(template: string, given: Given = {}) {
  const key = parsePostKey(given.key ?? 'en/_posts/2024-02-03-Hello-World.md')
  const categories = given.categories ?? ['en', 'Big News']
  const parts = { key, publishedMs: at, categories, slug: given.slug ?? key.slug }
  return permalinkOf(template, parts, site)
}

describe('permalinks, by Jekyll’s rules', () => {
  const styles: [style: string, permalink: string, id: string][] = [
    ['date', '/en/big%20news/2024/02/03/Hello-World.html', '/en/big%20news/2024/02/03/Hello-World'],
    ['pretty', '/en/big%20news/2024/02/03/Hello-World/', '/en/big%20news/2024/02/03/Hello-World'],
    ['ordinal', '/en/big%20news/2024/034/Hello-World.html', '/en/big%20news/2024/034/Hello-World'],
    ['weekdate', '/en/big%20news/2024/W05/Sat/Hello-World.html', '/en/big%20news/2024/W05/Sat/Hello-World'],
    ['none', '/en/big%20news/Hello-World.html', '/en/big%20news/Hello-World'],
  ]
  it.each(styles)('style %s', (style, permalink, id) => {
    expect(address(PERMALINK_STYLES[style] ?? '')).toEqual({
      permalink: `https://example.com${permalink}`,
      id: `https://example.com${id}`,
    })
  })

  const placeholders: [template: string, path: string][] = [
    [':year :short_year :month :i_month :day :i_day', '/2024%2024%2002%202%2003%203'],
    [':hour:minute:second', '/040506'],
    [':y_day :week :w_year :w_day', '/034%2005%202024%206'],
    [':short_day :long_day :short_month :long_month', '/Sat%20Saturday%20Feb%20February'],
    [':month_:day/:i_day_', '/02_03/3_'],
    [':title', '/Hello-World'],
    [':slug', '/hello-world'],
    [':name', '/2024-02-03-hello-world'],
    [':basename', '/2024-02-03-Hello-World'],
    [':path', '/en/2024-02-03-Hello-World'],
    [':categories', '/en/big%20news'],
    [':slugified_categories', '/en/big-news'],
    [':collection:output_ext', '/posts.html'],
    ['no/slash/before', '/no/slash/before'],
    ['//many///slashes//', '/many/slashes/'],
    ['/../../etc/:title', '/etc/Hello-World'],
    ['/a?b#c%20d%/', '/a%3Fb%23c%20d%25/'],
    ['/博客/:title/', '/%E5%8D%9A%E5%AE%A2/Hello-World/'],
  ]
  it.each(placeholders)('%s', (template, path) => {
    expect(address(template).permalink).toBe(`https://example.com${path}`)
  })

  it('knows every placeholder that settings may have', () => {
    for (const placeholder of PLACEHOLDERS)
      expect(address(`/a:${placeholder}`).permalink).not.toContain(`:${placeholder}`)
  })

  it('takes the date in the site’s zone', () => {
    const parts = {
      key: parsePostKey('_posts/a.md'),
      publishedMs: Date.parse('2023-12-31T16:00:00Z'),
      categories: [],
      slug: 'a',
    }
    const shanghai = { ...site, timeZone: 'Asia/Shanghai' }
    expect(permalinkOf('/:year/:month/:day/:w_year-:week/:title', parts, shanghai).permalink).toBe(
      'https://example.com/2024/01/01/2024-01/a',
    )
    expect(permalinkOf('/:year/:month/:day/:w_year-:week/:title', parts, site).permalink).toBe(
      'https://example.com/2023/12/31/2023-52/a',
    )
  })

  it('leaves out the folder of a post without categories', () => {
    expect(address('/:categories/:title/', { categories: [] }).permalink).toBe('https://example.com/Hello-World/')
  })

  it('keeps Chinese slugs, in titles, slugs and ids', () => {
    const { permalink, id } = address('/:slug/:title.html', { key: '_posts/2024-02-03-泉州晚报.md' })
    expect(decodeURI(permalink)).toBe('https://example.com/泉州晚报/泉州晚报.html')
    expect(decodeURI(id)).toBe('https://example.com/泉州晚报/泉州晚报')
  })

  it('makes an id of the slug of front matter as it is written', () => {
    expect(address('/:year/:title/', { slug: 'My Slug!' })).toEqual({
      permalink: 'https://example.com/2024/My-Slug!/',
      id: 'https://example.com/2024/My%20Slug!',
    })
  })

  it('puts everything below the site’s path', () => {
    const parts = { key: parsePostKey('_posts/a.md'), publishedMs: at, categories: [], slug: 'a' }
    expect(permalinkOf('/:title/', parts, { ...site, baseurl: '/blog' })).toEqual({
      permalink: 'https://example.com/blog/a/',
      id: 'https://example.com/blog/a',
    })
  })
})

describe('slugs', () => {
  const cases: [text: string, byDefault: string, pretty: string][] = [
    ['The _config.yml file', 'the-config-yml-file', 'The-_config.yml-file'],
    ['  a -- b  ', 'a-b', 'a-b'],
    ['Été à 東京!', 'été-à-東京', 'Été-à-東京!'],
    ['😀', '', ''],
  ]
  it.each(cases)('%s', (text, byDefault, pretty) => {
    expect([slugify(text, 'default'), slugify(text, 'pretty')]).toEqual([byDefault, pretty])
  })

  it('become titles', () => {
    expect(titleOfSlug('a-new-iPhone--泉州')).toBe('A New Iphone 泉州')
  })
})
