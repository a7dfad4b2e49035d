import { describe, expect, it } from 'vitest'
import { feedsOf } from '../../lib/model/feed-id.js'
import { DEFAULT_POST_LIMITS } from '../../lib/model/post-limits.js'
import type { Settings } from '../../lib/model/settings.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'
import { OWN_KEYS } from '../../lib/settings/settings-schema.js'

const URL_LINE = 'url: https://example.com\n'

function settingsOf(text: string): Settings {
  const { settings, problems } = parseSettings(text, {})
  expect(problems).toEqual([])
  if (settings === undefined) throw new Error('no settings')
  return settings
}

describe('settings that are right', () => {
  it('fill in every default', () => {
    const { hash, ...settings } = settingsOf(URL_LINE)
    expect(settings).toEqual({
      title: 'example.com',
      description: '',
      url: 'https://example.com',
      baseurl: '',
      feedsUrl: 'https://example.com',
      language: 'en',
      timeZone: 'UTC',
      permalink: '/:categories/:year/:month/:day/:title:output_ext',
      posts: [],
      kinds: ['category', 'tag', 'author', 'language'],
      content: 'full',
      window: { entries: 20, hours: 24, entriesMax: 500 },
      documentBytesMax: 1_048_576,
      archive: 'monthly',
      hubs: [],
      ttlMinutes: 60,
      report: 'public',
      liquid: false,
      variables: {},
      limits: DEFAULT_POST_LIMITS,
    })
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  const cases: [what: string, text: string, expected: Partial<Settings>][] = [
    ['a title that YAML reads as a number', 'title: 2048', { title: '2048' }],
    [
      'slashes at the ends',
      'url: https://example.com/\nbaseurl: blog/',
      { baseurl: '/blog', feedsUrl: 'https://example.com/blog' },
    ],
    ['a baseurl that is only a slash', 'baseurl: /', { baseurl: '' }],
    [
      'a path in the url, as GitHub Pages has it',
      'url: https://kim.example/notes\nbaseurl: /en',
      { url: 'https://kim.example', baseurl: '/notes/en' },
    ],
    ['a language with an underscore', 'lang: zh_CN', { language: 'zh-CN' }],
    ['a time zone', 'timezone: Asia/Shanghai', { timeZone: 'Asia/Shanghai' }],
    ['an author by name', 'author: Kim Park', { author: { name: 'Kim Park' } }],
    [
      'an author and the site’s address for mail',
      'author: Kim\nemail: kim@example.com',
      { author: { name: 'Kim', email: 'kim@example.com' } },
    ],
    [
      'an author with everything',
      'author:\n  name: Kim\n  email: kim@example.com\n  url: /about/\n  picture: /kim.png\n  twitter: kim',
      {
        author: {
          name: 'Kim',
          uri: 'https://example.com/about/',
          email: 'kim@example.com',
          avatar: 'https://example.com/kim.png',
        },
      },
    ],
    [
      'an author without a name',
      'title: Notes\nauthor: {email: kim@example.com}',
      { author: { name: 'Notes', email: 'kim@example.com' } },
    ],
    [
      'keys that say nothing',
      'title:\nauthor:\ndescription: ""\nbroadsheet:',
      { title: 'example.com', description: '' },
    ],
    ['a built-in permalink style', 'permalink: pretty', { permalink: '/:categories/:year/:month/:day/:title/' }],
    ['a permalink template', 'permalink: /:year/:month_:day/:title', { permalink: '/:year/:month_:day/:title' }],
    [
      'feeds that live elsewhere',
      'broadsheet: {feeds_url: "https://feeds.example.com/a/"}',
      { feedsUrl: 'https://feeds.example.com/a' },
    ],
    ['one pattern of posts', 'broadsheet:\n  posts: ./blog/**/*.md', { posts: ['blog/**/*.md'] }],
    [
      'patterns of posts',
      'broadsheet:\n  posts: [/blog/*.md, "!blog/old.md"]',
      { posts: ['blog/*.md', '!blog/old.md'] },
    ],
    ['only feeds of tags', 'broadsheet: {feeds: [tag, tag]}', { kinds: ['tag'] }],
    ['no feeds but the site’s', 'broadsheet: {feeds: []}', { kinds: [] }],
    ['summaries', 'broadsheet: {content: summary}', { content: 'summary' }],
    [
      'a window',
      'broadsheet:\n  window:\n    entries: 5\n    hours: 0',
      { window: { entries: 5, hours: 0, entriesMax: 500 } },
    ],
    [
      'a window wider than the default most',
      'broadsheet: {window: {entries: 600}}',
      { window: { entries: 600, hours: 24, entriesMax: 600 } },
    ],
    ['no archive', 'broadsheet: {archive: off}', { archive: 'off' }],
    ['an archive by the hour', 'broadsheet: {archive: Hourly}', { archive: 'hourly' }],
    ['feeds of authors and languages', 'broadsheet: {feeds: [language, author]}', { kinds: ['author', 'language'] }],
    [
      'hubs, each once',
      'broadsheet:\n  hubs: [https://hub.example.com, https://hub.example.com/, "http://other.example/hub?a=b"]',
      { hubs: ['https://hub.example.com/', 'http://other.example/hub?a=b'] },
    ],
    [
      'pictures of the site, relative to it',
      'baseurl: /blog\nbroadsheet: {icon: favicon.png, logo: /logo.png}',
      { icon: 'https://example.com/blog/favicon.png', logo: 'https://example.com/logo.png' },
    ],
    ['rights', 'broadsheet: {rights: © 2024 Kim}', { rights: '© 2024 Kim' }],
    ['a time to live', 'broadsheet: {ttl: 15}', { ttlMinutes: 15 }],
    ['a limit to documents', 'broadsheet: {document_bytes_max: 500000}', { documentBytesMax: 500_000 }],
    [
      'a podcast with its category alone',
      'broadsheet: {podcast: {category: true crime}}',
      { podcast: { category: 'True Crime', explicit: false, type: 'episodic', locked: false } },
    ],
    [
      'a podcast with everything',
      `broadsheet:
  podcast:
    category: Society & Culture
    subcategory: Places & Travel
    explicit: yes
    type: serial
    image: /cover.jpg
    locked: true
    guid: 917393E3-1B1E-5CEF-ACE4-EDAA54E1F810`,
      {
        podcast: {
          category: 'Society & Culture',
          subcategory: 'Places & Travel',
          explicit: true,
          type: 'serial',
          image: 'https://example.com/cover.jpg',
          locked: true,
          guid: '917393e3-1b1e-5cef-ace4-edaa54e1f810',
        },
      },
    ],
    ['Jekyll’s other keys', 'plugins: [jekyll-feed]\ndefaults:\n  - scope: {path: ""}\n    values: {layout: post}', {}],
    ['a separator of excerpts', 'excerpt_separator: "<!-- cut -->"', { excerptSeparator: '<!-- cut -->' }],
    [
      'Jekyll’s sites for templates',
      'title: A\nmarkdown: kramdown\ncdn: [a]',
      { liquid: true, variables: { title: 'A', markdown: 'kramdown', cdn: ['a'], url: 'https://example.com' } },
    ],
    ['other sites for none', 'title: A', { liquid: false, variables: {} }],
    ['a Jekyll site that wants no templates', 'markdown: kramdown\nliquid: false', { liquid: false, variables: {} }],
    ['Liquid’s own settings', 'liquid: {error_mode: strict}', { liquid: true }],
  ]
  it.each(cases)('take %s', (_what, text, expected) => {
    expect(settingsOf(/^url:/.test(text) ? text : URL_LINE + text)).toMatchObject(expected)
  })

  it('take the default address only where they give none', () => {
    const defaults = { url: 'http://localhost:4000' }
    expect(parseSettings(undefined, defaults).settings?.url).toBe('http://localhost:4000')
    expect(parseSettings('url: ""', defaults).settings?.url).toBe('http://localhost:4000')
    expect(parseSettings(URL_LINE, defaults).settings?.url).toBe('https://example.com')
  })

  it('have the same hash whatever their order and spelling, and another when anything differs', () => {
    const one = settingsOf(
      `${URL_LINE}title: Notes\nauthor: {name: Kim, email: kim@example.com}\ngoogle_analytics: G-1`,
    )
    const same = settingsOf(`author: {email: kim@example.com, name: Kim}\ntitle: "Notes"\n# a comment\n${URL_LINE}`)
    expect(same.hash).toBe(one.hash)
    expect(settingsOf(`${URL_LINE}title: Notes`).hash).not.toBe(one.hash)
  })

  it('hold no characters that XML forbids', () => {
    expect(settingsOf(`${URL_LINE}title: "a\\u0001b\\uD800c\\nd"`).title).toBe('abc d')
  })
})

describe('the settings of jekyll-feed', () => {
  const terms = ['a', 'b', 'c'].map((term) => ({ scheme: 'tag' as const, term }))
  const cases: [text: string, expected: Partial<Settings>][] = [
    ['plugins: [jekyll-feed]', { atomPath: 'feed.xml' }],
    ['gems: [jekyll-feed]\nfeed: {path: /blog/feed.atom}', { atomPath: 'blog/feed.atom' }],
    ['feed: {path: atom.xml}', { content: 'full' }],
    ['feed: {path: ../feed.xml}', { content: 'full' }],
    [
      'feed: {collections: {posts: {path: /posts.xml, categories: [a]}}}',
      { atomPath: 'posts.xml', termChoices: { category: { only: ['a'] } } },
    ],
    ['feed: {posts_limit: 5}', { window: { entries: 5, hours: 0, entriesMax: 5 } }],
    [
      'feed: {posts_limit: 5}\nbroadsheet: {window: {entries: 7}}',
      { window: { entries: 7, hours: 24, entriesMax: 500 } },
    ],
    ['feed: {posts_limit: 5000}', { window: { entries: 1000, hours: 0, entriesMax: 1000 } }],
    ['feed: {excerpt_only: true}', { content: 'summary' }],
    [
      'feed: {icon: /i.png, logo: "https://cdn.example/l.png"}',
      { icon: 'https://example.com/i.png', logo: 'https://cdn.example/l.png' },
    ],
    ['feed: {icon: /i.png}\nbroadsheet: {icon: /j.png}', { icon: 'https://example.com/j.png' }],
    ['feed: {excerpt_only: true}\nbroadsheet: {content: full}', { content: 'full' }],
    [
      'feed: {categories: [news]}',
      { termChoices: { category: { only: ['news'] } }, atomFolders: { category: 'feed/' } },
    ],
    [
      'feed: {categories: [news]}\nbroadsheet: {feeds: [category]}',
      { kinds: ['category'], atomFolders: { category: 'feed/' } },
    ],
    ['feed: {tags: true}', { termChoices: { tag: {} }, atomFolders: { tag: 'feed/by_tag/' } }],
    [
      'feed: {tags: {only: [a], except: [b], path: /t/}}',
      { termChoices: { tag: { only: ['a'], except: ['b'] } }, atomFolders: { tag: 't/' } },
    ],
    ['feed: {tags: false}', { termChoices: { tag: { only: [] } } }],
    ['feed: https://feeds.example.com/notes', { content: 'full' }],
    ['feed: {posts_limit: many, path: [a], tags: [a], categories: ~}', { content: 'full' }],
  ]
  it.each(cases)('%s', (text, expected) => {
    const settings = settingsOf(URL_LINE + text)
    expect(settings).toMatchObject(expected)
    if (!text.includes('path') && !text.includes('jekyll-feed')) expect(settings).not.toHaveProperty('atomPath')
    if (!/categories: \[|tags: [{tf]/.test(text)) expect(settings).not.toHaveProperty('termChoices')
  })

  it('choose which terms have feeds', () => {
    const feeds = (text: string) => feedsOf({ terms, authors: [] }, settingsOf(URL_LINE + text))
    expect(feeds('')).toEqual(['site', 'tag/a', 'tag/b', 'tag/c'])
    expect(feeds('feed: {tags: {only: [a, b], except: [b]}}')).toEqual(['site', 'tag/a'])
    expect(feeds('feed: {tags: false}')).toEqual(['site'])
    expect(feeds('feed: {categories: [a]}')).toEqual(['site', 'tag/a', 'tag/b', 'tag/c'])
  })
})

describe('mistakes in settings', () => {
  const cases: [
    text: string,
    message: string,
    hint: string | undefined,
    line: number | undefined,
    column: number | undefined,
  ][] = [
    [
      'title: Notes',
      'url is missing: it says where the site lives',
      'add a line such as url: https://example.com',
      undefined,
      undefined,
    ],
    [
      'url: example.com',
      'url: found the text "example.com", expected an address such as https://example.com',
      undefined,
      1,
      6,
    ],
    [
      'url: ftp://example.com',
      'url: found the text "ftp://example.com", expected an address such as https://example.com',
      undefined,
      1,
      6,
    ],
    [
      'url: https://example.com/?a=b',
      'url: found the text "https://example.com/?a=b", expected an address such as https://example.com',
      undefined,
      1,
      6,
    ],
    [`${URL_LINE}title: [a]`, 'title: found a list, expected text', undefined, 2, 8],
    [
      `${URL_LINE}lang: "!!"`,
      'lang: found the text "!!", expected a language tag such as en, zh-CN or pt_BR',
      undefined,
      2,
      7,
    ],
    [
      `${URL_LINE}timezone: Mars/Base`,
      'timezone: found the text "Mars/Base", expected the name of a time zone such as Asia/Shanghai or UTC',
      undefined,
      2,
      11,
    ],
    [
      `${URL_LINE}timezone: "+08:00"`,
      'timezone: found the text "+08:00", expected the name of a time zone such as Asia/Shanghai or UTC',
      undefined,
      2,
      11,
    ],
    [
      `${URL_LINE}author: [Kim]`,
      'author: found a list, expected a name, or a mapping with name, email, uri and picture',
      undefined,
      2,
      9,
    ],
    [
      `${URL_LINE}author:\n  email: kim`,
      'author.email: found the text "kim", expected an e-mail address such as kim@example.com',
      undefined,
      3,
      10,
    ],
    [`${URL_LINE}permalink: /:yeer/:title`, 'permalink: there is no placeholder :yeer', 'did you mean year?', 2, 12],
    [
      `${URL_LINE}broadsheet: on`,
      'broadsheet: found the text "on", expected a mapping with keys such as feeds, window and archive',
      undefined,
      2,
      13,
    ],
    [`${URL_LINE}broadsheet:\n  windw: {}`, 'broadsheet.windw: there is no such key', 'did you mean window?', 3, 10],
    [
      `${URL_LINE}broadsheet:\n  colour: red`,
      'broadsheet.colour: there is no such key',
      `the keys are ${OWN_KEYS[0]?.keys.join(', ')}`,
      3,
      11,
    ],
    [
      `${URL_LINE}broadsheet:\n  window:\n    entires: 4`,
      'broadsheet.window.entires: there is no such key',
      'did you mean entries?',
      4,
      14,
    ],
    [
      `${URL_LINE}broadsheet:\n  window:\n    hours: a day`,
      'broadsheet.window.hours: found the text "a day", expected a whole number from 0 to 8760',
      undefined,
      4,
      12,
    ],
    [
      `${URL_LINE}broadsheet:\n  window:\n    entries: 1001`,
      'broadsheet.window.entries: found the number 1001, expected a whole number from 1 to 1000',
      undefined,
      4,
      14,
    ],
    [
      `${URL_LINE}broadsheet:\n  window:\n    entries: 9\n    entries_max: 8`,
      'broadsheet.window.entries_max: found the number 8, expected at least entries, which is 9',
      undefined,
      5,
      18,
    ],
    [
      `${URL_LINE}broadsheet:\n  feeds: [category, tags]`,
      'broadsheet.feeds[1]: found the text "tags", expected category, tag, author or language',
      undefined,
      3,
      21,
    ],
    [
      `${URL_LINE}broadsheet:\n  posts: [4]`,
      'broadsheet.posts[0]: found the number 4, expected a pattern such as blog/**/*.md',
      undefined,
      3,
      11,
    ],
    [
      `${URL_LINE}broadsheet:\n  content: half`,
      'broadsheet.content: found the text "half", expected full or summary',
      undefined,
      3,
      12,
    ],
    [
      `${URL_LINE}broadsheet:\n  hubs: [hub.example.com]`,
      'broadsheet.hubs[0]: found the text "hub.example.com", expected an address such as https://hub.example.com',
      undefined,
      3,
      10,
    ],
    [
      `${URL_LINE}broadsheet:\n  hubs: [${[1, 2, 3, 4, 5, 6].map((at) => `https://hub${at}.example`).join(', ')}]`,
      'broadsheet.hubs: found a list, expected at most 5 hubs',
      undefined,
      3,
      9,
    ],
    [
      `${URL_LINE}broadsheet:\n  archive: weekly`,
      'broadsheet.archive: found the text "weekly", expected off, yearly, monthly, daily or hourly',
      undefined,
      3,
      12,
    ],
    [
      `${URL_LINE}broadsheet:\n  logo: data:image/png;base64,AAAA`,
      'broadsheet.logo: found the text "data:image/png;base64,AAAA", expected the address of a picture, such as /assets/cover.png',
      undefined,
      3,
      9,
    ],
    [
      `${URL_LINE}broadsheet:\n  ttl: 0`,
      'broadsheet.ttl: found the number 0, expected a whole number from 1 to 10080',
      undefined,
      3,
      8,
    ],
    [
      `${URL_LINE}broadsheet:\n  document_bytes_max: 1024`,
      'broadsheet.document_bytes_max: found the number 1024, expected a whole number from 16384 to 10485760',
      undefined,
      3,
      23,
    ],
    [
      `${URL_LINE}broadsheet:\n  podcast: {}`,
      'broadsheet.podcast.category is missing: podcast directories ask for one',
      'add one such as category: News',
      undefined,
      undefined,
    ],
    [
      `${URL_LINE}broadsheet:\n  podcast:\n    category: News\n    subcategory: Books`,
      'broadsheet.podcast.subcategory: found the text "Books", expected one of Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech News',
      undefined,
      5,
      18,
    ],
    [
      `${URL_LINE}broadsheet:\n  podcast:\n    category: History\n    subcategory: Modern`,
      'broadsheet.podcast.subcategory: found the text "Modern", expected none, since History has no second level',
      undefined,
      5,
      18,
    ],
    [
      `${URL_LINE}broadsheet:\n  podcast: {category: News, explicit: perhaps}`,
      'broadsheet.podcast.explicit: found the text "perhaps", expected true or false',
      undefined,
      3,
      39,
    ],
    [
      `${URL_LINE}broadsheet:\n  podcast: {category: News, guid: show-1}`,
      'broadsheet.podcast.guid: found the text "show-1", expected a UUID such as 917393e3-1b1e-5cef-ace4-edaa54e1f810',
      undefined,
      3,
      35,
    ],
    [
      `${URL_LINE}broadsheet:\n  podcast: {category: News, catgory: News}`,
      'broadsheet.podcast.catgory: there is no such key',
      'did you mean category?',
      3,
      38,
    ],
    ['- a', 'found a list, expected keys and values, such as title: My site', undefined, 1, 1],
    [
      `${URL_LINE}title: News: today`,
      'cannot be read as YAML: Nested mappings are not allowed in compact mappings',
      'put text that has a colon in quotes, as in title: "News: today"',
      2,
      8,
    ],
  ]
  it.each(cases)('%j', (text, message, hint, line, column) => {
    const { settings, problems } = parseSettings(text, {})
    expect(settings).toBeUndefined()
    expect(problems).toHaveLength(1)
    const [problem] = problems
    expect({ message: problem?.message, hint: problem?.hint, line: problem?.line, column: problem?.column }).toEqual({
      message,
      hint,
      line,
      column,
    })
    if (line !== undefined) expect(problem?.excerpt).toBe(text.split('\n')[line - 1]?.trimEnd())
  })

  it('are all told at once', () => {
    const { problems } = parseSettings('url: nowhere\nlang: "!"\nbroadsheet: {feed: []}', {})
    expect(problems.map(({ key }) => key)).toEqual(['url', 'lang', 'broadsheet.feed'])
  })

  it('end the reading of a text that is too long, too deep or too large when its aliases are written out', () => {
    const bomb = `a: &a [1,2,3,4,5,6,7,8,9]\n${['b', 'c', 'd', 'e', 'f'].map((key, at) => `${key}: &${key} [${`*${'abcde'[at]},`.repeat(9)}]`).join('\n')}`
    for (const [text, message] of [
      [`#${'x'.repeat(262_144)}`, 'the settings are 262145 characters long; at most 262144 are read'],
      [`a: ${'['.repeat(100_000)}`, 'lists and mappings lie more than 64 deep in one another'],
      [bomb, 'there are more than 10000 values, counting those that aliases repeat'],
    ] as const) {
      expect(parseSettings(text, {}).problems.map((problem) => problem.message)).toEqual([message])
    }
  })
})
