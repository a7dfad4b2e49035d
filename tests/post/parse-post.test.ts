import { describe, expect, it } from 'vitest'
import type { Entry } from '../../lib/model/entry.js'
import type { Problem } from '../../lib/model/problem.js'
import { parsePost } from '../../lib/post/parse-post.js'
import type { ParsedPost } from '../../lib/post/parsed-post.js'
import { siteSettings } from './settings.js'

const KEY = '_posts/2024-01-31-first-steps.md'
const shanghai = siteSettings('timezone: Asia/Shanghai\nauthor: 编辑部\n')

function parse(text: string | Uint8Array, key = KEY, settings = shanghai): ParsedPost {
  return parsePost({ key, body: typeof text === 'string' ? new TextEncoder().encode(text) : text }, settings)
}

function entryOf(text: string, key = KEY, settings = shanghai): Entry {
  const post = parse(text, key, settings)
  if (post.kind !== 'entry') throw new Error(`no entry: ${JSON.stringify(post)}`)
  return post.entry
}

function problemsOf(text: string | Uint8Array, key = KEY): readonly Problem[] {
  const post = parse(text, key)
  if (post.kind !== 'rejected') throw new Error(`not rejected: ${JSON.stringify(post)}`)
  return post.problems
}

const front = (...lines: readonly string[]): string => `---\n${lines.join('\n')}\n---\nText.\n`

describe('a whole post', () => {
  it('is the same wherever in its bytes the front matter ends', () => {
    for (let length = 960; length < 1_040; length++) {
      const entry = entryOf(front('title: A', `rights: ${'年'.repeat(length / 3)}${'x'.repeat(length % 3)}`))
      expect([entry.title, entry.rights?.length, entry.content]).toEqual([
        'A',
        Math.floor(length / 3) + (length % 3),
        '<p>Text.</p>',
      ])
    }
    expect(entryOf(front('title: A') + '年'.repeat(2_000)).content).toHaveLength('<p>Text.\n</p>'.length + 2_000)
    expect(entryOf(`\uFEFF${front('title: A')}${'\n'.repeat(2_000)}B`).content).toBe('<p>Text.</p>\n<p>B</p>')
    expect(entryOf(`No front matter.${' '.repeat(2_000)}`).content).toBe('<p>No front matter.</p>')
  })

  it('becomes an entry', () => {
    const text = [
      '---',
      'layout: post',
      'title: "快讯：第一步"',
      'date: 2024-01-31 09:30:00 +0800',
      'categories: finance markets',
      'tags: 晚报新闻',
      'author: 王芳',
      '---',
      '第一段，见[首页](//example.com/)。',
      '',
      '第二段。',
    ].join('\r\n')
    expect(parse(text, 'zh/_posts/2024-01-30-first.md')).toEqual({
      kind: 'entry',
      entry: {
        id: 'https://example.com/zh/finance/markets/2024/01/31/first',
        permalink: 'https://example.com/zh/finance/markets/2024/01/31/first.html',
        title: '快讯：第一步',
        publishedMs: Date.parse('2024-01-31T01:30:00Z'),
        updatedMs: Date.parse('2024-01-31T01:30:00Z'),
        authors: [{ name: '王芳' }],
        terms: [
          { scheme: 'category', term: 'zh' },
          { scheme: 'category', term: 'finance' },
          { scheme: 'category', term: 'markets' },
          { scheme: 'tag', term: '晚报新闻' },
        ],
        summary: '第一段，见首页。',
        content: '<p>第一段，见<a href="https://example.com/">首页</a>。</p>\n<p>第二段。</p>',
        enclosures: [],
      },
      warnings: [],
    })
  })

  it('needs no front matter', () => {
    expect(entryOf('Just *text*.')).toMatchObject({
      title: 'First Steps',
      publishedMs: Date.parse('2024-01-30T16:00:00Z'),
      authors: [{ name: '编辑部' }],
      terms: [],
      content: '<p>Just <em>text</em>.</p>',
    })
  })

  it('may start with a byte order mark, end its front matter with dots, and have no content', () => {
    expect(entryOf('\uFEFF---\ntitle: A\n...\n')).toMatchObject({ title: 'A', content: '', summary: '' })
  })
})

describe('fields', () => {
  const person = { name: 'Kim', email: 'kim@example.com', uri: 'https://kim.example/' }
  const cases: [lines: string, expected: Partial<Entry>][] = [
    ['title: 2048', { title: '2048' }],
    ['title: 1.10', { title: '1.10' }],
    ['title: true', { title: 'true' }],
    ['title:', { title: 'First Steps' }],
    ['title: C<T> & co', { title: 'C<T> & co' }],
    ['title: "  two\\n lines\\u0007 "', { title: 'two lines' }],
    ['Title: Capital', { title: 'Capital' }],
    ['title: &a A\nslug: *a', { title: 'A', id: 'https://example.com/2024/01/31/A' }],
    ['date: 2024-02-01 10:00', { publishedMs: Date.parse('2024-02-01T02:00:00Z') }],
    ['date: "2024-02-01T10:00:00Z"', { publishedMs: Date.parse('2024-02-01T10:00:00Z') }],
    ['date:', { publishedMs: Date.parse('2024-01-30T16:00:00Z') }],
    ['last_modified_at: 2024-03-01', { updatedMs: Date.parse('2024-02-29T16:00:00Z') }],
    ['updated: 2023-03-01', { updatedMs: Date.parse('2024-01-30T16:00:00Z') }],
    ['author: Kim', { authors: [{ name: 'Kim' }] }],
    ['author: Kim <kim@example.com>', { authors: [{ name: 'Kim', email: 'kim@example.com' }] }],
    ['author: {name: Kim, email: kim@example.com, url: "https://kim.example"}', { authors: [person] }],
    [
      'author: {name: Kim, url: /about/, picture: /kim.png}',
      { authors: [{ name: 'Kim', uri: 'https://example.com/about/', avatar: 'https://example.com/kim.png' }] },
    ],
    ['authors: [Kim, {name: Lee}, Kim]', { authors: [{ name: 'Kim' }, { name: 'Lee' }] }],
    ['author: ""', { authors: [{ name: '编辑部' }] }],
    ['author:', { authors: [{ name: '编辑部' }] }],
    [
      'slug: Another Name',
      {
        id: 'https://example.com/2024/01/31/Another%20Name',
        permalink: 'https://example.com/2024/01/31/Another-Name.html',
      },
    ],
    [
      'permalink: /about/:title/',
      { permalink: 'https://example.com/about/first-steps/', id: 'https://example.com/about/first-steps' },
    ],
    ['permalink: 关于.html', { permalink: 'https://example.com/%E5%85%B3%E4%BA%8E.html' }],
    [
      'permalink: https://other.example/a',
      { permalink: 'https://other.example/a', id: 'https://example.com/2024/01/31/first-steps' },
    ],
    ['lang: zh_cn', { language: 'zh-CN' }],
    ['language: pt-BR', { language: 'pt-BR' }],
    ['image: /a.png', { image: 'https://example.com/a.png' }],
    ['image: a b.png', { image: 'https://example.com/a%20b.png' }],
    ['image: {path: "//cdn.example/a.png", alt: A}', { image: 'https://cdn.example/a.png' }],
    ['excerpt: The <em>best</em> &amp; only', { summary: 'The best & only' }],
    ['excerpt: E\ndescription: D', { summary: 'D' }],
    ['description: ""', { summary: 'Text.' }],
    ['published: true\ndraft: false', { title: 'First Steps' }],
    ['base: &base {title: Merged}\n<<: *base', { title: 'Merged' }],
    ['__proto__: {title: No}\nconstructor: 1', { title: 'First Steps' }],
  ]
  it.each(cases)('%s', (lines, expected) => {
    expect(entryOf(front(lines))).toMatchObject(expected)
  })

  it.each(['language', 'image'] as const)('say nothing of %s where the post does not', (field) => {
    expect(entryOf('Text.')).not.toHaveProperty(field)
  })

  it('complete a picture with the site’s path, once', () => {
    const settings = siteSettings('baseurl: /blog')
    expect(entryOf(front('image: /a.png'), KEY, settings).image).toBe('https://example.com/blog/a.png')
    expect(entryOf(front('image: /blog/a.png'), KEY, settings).image).toBe('https://example.com/blog/a.png')
  })
})

describe('terms', () => {
  const cases: [lines: string, folders: string, categories: string[], tags: string[]][] = [
    ['categories: a b\ntags: c  d', '', ['a', 'b'], ['c', 'd']],
    ['categories: [a b, c]\ntags: [c d]', '', ['a b', 'c'], ['c d']],
    ['category: a b\ntag: c d', '', ['a b'], ['c d']],
    ['categories: a\ncategory: b', '', ['a', 'b'], []],
    ['tags: a\ntag: b', '', [], ['b']],
    ['tags: machine learning, ai', '', [], ['machine learning', 'ai']],
    ['tags: 东财滚动新闻', '', [], ['东财滚动新闻']],
    ['tags: 股票，债券、基金', '', [], ['股票', '债券', '基金']],
    ['categories: news', 'en/news/', ['en', 'news'], []],
    ['categories: [en, b, en]', 'en/', ['en', 'b'], []],
    ['tags: [2024, 1.10, true, ~, "", " a ", [b, [c]]]', '', [], ['2024', '1.10', 'true', 'a', 'b', 'c']],
    ['tags: ["a\\u0000b", "\\u0001"]', '', [], ['ab']],
    ['tags:\ncategories: ""', '', [], []],
    ['tags: 7', '', [], ['7']],
    ['tags: [C++, C#, c++]', '', [], ['C++', 'C#', 'c++']],
  ]
  it.each(cases)('%s in %s', (lines, folders, categories, tags) => {
    const { terms } = entryOf(front(lines), folders + KEY)
    expect(terms).toEqual([
      ...categories.map((term) => ({ scheme: 'category', term })),
      ...tags.map((term) => ({ scheme: 'tag', term })),
    ])
  })
})

describe('a post that says it is not to be published', () => {
  it.each(['published: false', 'published: no', 'published: "false"', 'draft: true', 'draft: yes'])('%s', (line) => {
    expect(parse(front(line, 'date: never'))).toEqual({ kind: 'draft' })
  })
})

describe('a rejected post', () => {
  const cases: [what: string, text: string, message: string, line: number | undefined, excerpt: string | undefined][] =
    [
      ['an empty title', front('title: ""'), 'title: the title is empty', 2, 'title: ""'],
      ['a title that is a list', front('title: [a]'), 'title: found a list, expected text', 2, 'title: [a]'],
      [
        'a date that cannot be read',
        front('title: A', 'date:  +0800'),
        'date: "+0800" cannot be read as a date',
        3,
        'date:  +0800',
      ],
      [
        'a date that does not exist',
        front('date: 2024-02-30'),
        'date: "2024-02-30" does not exist: February 2024 has 29 days',
        2,
        'date: 2024-02-30',
      ],
      ['a date that is a list', front('date: [2024]'), 'date: found a list, expected a date', 2, 'date: [2024]'],
      [
        'a change that cannot be read',
        front('updated: soon'),
        'updated: "soon" cannot be read as a date',
        2,
        'updated: soon',
      ],
      [
        'tags that are a mapping',
        front('tags: {a: b}'),
        'tags: found a mapping, expected text or a list',
        2,
        'tags: {a: b}',
      ],
      [
        'an author without a name',
        front('author: {email: a@b.example}'),
        'author: the author has no name',
        2,
        'author: {email: a@b.example}',
      ],
      [
        'a placeholder that there is not',
        front('permalink: /:yeer/'),
        'permalink: there is no placeholder :yeer',
        2,
        'permalink: /:yeer/',
      ],
      [
        'a colon in a title',
        front('title: News: today'),
        'cannot be read as YAML: Nested mappings are not allowed in compact mappings',
        2,
        'title: News: today',
      ],
      [
        'a quote that is not closed',
        front('title: "A', 'date: 2024-01-31'),
        'cannot be read as YAML: Missing closing "quote',
        3,
        'date: 2024-01-31',
      ],
      ['front matter that is text', front('Hello'), 'the front matter is the text "Hello"', 2, 'Hello'],
      ['front matter without an end', '---\ntitle: A\n', 'the front matter has no end', 1, '---'],
      [
        'front matter after an empty line',
        '\n---\ntitle: A\n---\n',
        'the front matter does not start on the first line',
        2,
        '---',
      ],
      [
        'an end that goes on',
        '---\ntitle: A\n---- \nb: c\n---\n',
        'this line starts like the end of the front matter, but goes on',
        3,
        '----',
      ],
      [
        'front matter in JavaScript',
        '---js\n{ title: process.exit(1) }\n---\n',
        'the front matter is in a language that is not read',
        1,
        '---js',
      ],
      [
        'front matter in CoffeeScript',
        '---coffee\ntitle: 1\n---\n',
        'the front matter is in a language that is not read',
        1,
        '---coffee',
      ],
      [
        'front matter in a property of objects',
        '---constructor\ntitle: 1\n---\n',
        'the front matter is in a language that is not read',
        1,
        '---constructor',
      ],
    ]
  it.each(cases)('%s', (_what, text, message, line, excerpt) => {
    const [problem, ...others] = problemsOf(text)
    expect(others).toEqual([])
    expect({ message: problem?.message, line: problem?.line, excerpt: problem?.excerpt }).toEqual({
      message,
      line,
      excerpt,
    })
    expect(problem?.hint).toMatch(/\w/)
  })

  it('is told all its problems at once', () => {
    expect(
      problemsOf(front('title: ""', 'date:  +0800'), '_posts/-2022.md').map(({ key, line }) => [key, line]),
    ).toEqual([
      ['title', 2],
      ['date', 3],
    ])
  })

  it('has no date at all', () => {
    expect(problemsOf('Text.', '_posts/news.md').map(({ message }) => message)).toEqual([
      'date: there is none, neither in the front matter nor in the name of the file',
    ])
    expect(problemsOf('Text.', '_posts/2024-02-30-news.md').map(({ message }) => message)).toEqual([
      'date: "2024-02-30" does not exist: February 2024 has 29 days; it stands in the name of the file',
    ])
  })

  it('has bytes that are not UTF-8', () => {
    const gb = Uint8Array.of(
      ...new TextEncoder().encode('---\ntitle: '),
      0xd6,
      0xd0,
      ...new TextEncoder().encode('\n---\n'),
    )
    expect(problemsOf(gb)).toEqual([
      {
        message: 'the bytes are not UTF-8: at offset 11 stands 0xD6, which starts no character',
        hint: 'save the file with the encoding UTF-8',
        line: 2,
      },
    ])
  })
})

describe('a warning', () => {
  const cases: [line: string, message: string][] = [
    ['lang: klingon language', 'lang: the text "klingon language" is no language tag, and is left out'],
    ['image: "http://["', 'image: the text "http://[" is no address of a picture, and is left out'],
    ['author: {name: Kim, email: kim at home}', 'author: "kim at home" is no e-mail address, and is left out'],
    ['author: {name: Kim, url: "http://["}', "author: the author's uri is no address, and is left out"],
    ['title: A\ntitle: B', 'title: stands twice; the last one counts'],
  ]
  it.each(cases)('%s', (line, message) => {
    const post = parse(front(line))
    expect(post.kind === 'entry' && post.warnings.map((warning) => warning.message)).toEqual([message])
  })
})

describe('an encoding', () => {
  const TEXT = '---\ntitle: 早报\n---\n€ “x”'
  const utf16 = (mark: number[], swap: boolean): Uint8Array => {
    const bytes = Buffer.from(TEXT, 'utf16le')
    return Uint8Array.from([...mark, ...(swap ? bytes.swap16() : bytes)])
  }
  const latin = (...bytes: number[]): Uint8Array =>
    Uint8Array.of(...Buffer.from('---\ntitle: '), ...bytes, ...Buffer.from('\n---\n'))
  const cases: [what: string, body: Uint8Array, contentType: string | undefined, title: string][] = [
    ['UTF-8', Buffer.from(TEXT), undefined, '早报'],
    ['UTF-8 that says so', Buffer.from(TEXT), 'text/markdown; charset=UTF-8', '早报'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`), undefined, '早报'],
    ['a mark that says more than the charset', Buffer.from(`\uFEFF${TEXT}`), 'text/markdown; charset=gbk', '早报'],
    ['UTF-16, little end first', utf16([0xff, 0xfe], false), undefined, '早报'],
    ['UTF-16, big end first', utf16([0xfe, 0xff], true), 'text/html', '早报'],
    ['GB18030', latin(0xd4, 0xe7, 0xb1, 0xa8), 'text/markdown; charset=GB18030', '早报'],
    ['GBK in quotes', latin(0xd4, 0xe7, 0xb1, 0xa8), 'text/html;charset="gbk"; a=b', '早报'],
    ['Big5', latin(0xa6, 0xad), 'text/markdown; charset=big5', '早'],
    ['Shift_JIS', latin(0x93, 0xfa, 0x96, 0x7b), 'text/markdown; charset=Shift_JIS', '日本'],
    ['EUC-KR', latin(0xc7, 0xd1), 'text/markdown; charset=euc-kr', '한'],
    ['Windows-1252', latin(0x80, 0x93, 0xe9, 0x94), 'text/markdown; charset=windows-1252', '€“é”'],
    ['Latin-1, which the web reads as Windows-1252', latin(0x80), 'text/markdown; charset=iso-8859-1', '€'],
    ['KOI8-R', latin(0xe4, 0xc1), 'text/markdown; charset=koi8-r', 'Да'],
    ['UTF-8 under a charset that nobody knows', Buffer.from(TEXT), 'text/markdown; charset=klingon', '早报'],
  ]
  it.each(cases)('%s', (_what, body, contentType, title) => {
    const post = parsePost({ key: KEY, body, ...(contentType !== undefined && { contentType }) }, shanghai)
    expect(post.kind === 'entry' ? post.entry.title : post).toBe(title)
  })

  const faults: [
    what: string,
    body: Uint8Array,
    contentType: string | undefined,
    message: string,
    line: number | undefined,
  ][] = [
    [
      'UTF-8 that ends in a character',
      Uint8Array.of(0x61, 0xe6, 0x97),
      undefined,
      'the bytes are not UTF-8: at offset 1 stands 0xE6, which starts no character',
      1,
    ],
    [
      'GBK that says it is nothing',
      latin(0xd4, 0xe7),
      undefined,
      'the bytes are not UTF-8: at offset 11 stands 0xD4, which starts no character',
      2,
    ],
    [
      'Shift_JIS',
      latin(0x93, 0xfa, 0xff),
      'text/html; charset=shift_jis',
      'the bytes are not SHIFT_JIS: at offset 13 stands 0xFF, which starts no character',
      2,
    ],
    [
      'UTF-16 of an odd length',
      Uint8Array.of(0xff, 0xfe, 0x61, 0x00, 0x62),
      undefined,
      'the bytes are not UTF-16LE: at offset 4 stands 0x62, which starts no character',
      1,
    ],
    [
      'a charset that nobody knows',
      latin(0xd4, 0xe7),
      'text/html; charset=klingon',
      'the bytes are not UTF-8, and the charset "klingon" of their Content-Type is not known',
      undefined,
    ],
  ]
  it.each(faults)('that is not: %s', (_what, body, contentType, message, line) => {
    const post = parsePost({ key: KEY, body, ...(contentType !== undefined && { contentType }) }, shanghai)
    expect(post.kind === 'rejected' && post.problems).toMatchObject([
      { message, ...(line !== undefined && { line }), hint: expect.stringContaining('UTF-8') },
    ])
  })
})

describe('front matter in other languages', () => {
  it.each([
    ['TOML with a name', '---toml\ntitle = "A"\n---\nText.'],
    ['JSON with a name', '---json\n{"title": "A"}\n---\nText.'],
    [
      'JSON with tabs, braces in texts, and Windows’ line ends',
      '{\r\n\t"b": "}{\\"}",\r\n\t"title": "A"\r\n}\r\nText.',
    ],
    ['YAML with a name', '---yaml\ntitle: A\n---\nText.'],
    ['TOML with spaces', '+++ \r\ntitle = "A"\r\n+++ \r\nText.'],
  ])('%s', (_what, text) => {
    expect(entryOf(text)).toMatchObject({ title: 'A', content: '<p>Text.</p>' })
  })

  it.each([
    ['{% include a.html %}\n\nText.', 'First Steps'],
    ['{: .note}\nText.', 'First Steps'],
    ['{ "a" } is not front matter', 'First Steps'],
    ['+++a\nText.', 'First Steps'],
  ])('%s has none', (text, title) => {
    expect(entryOf(text).title).toBe(title)
  })

  const cases: [text: string, problem: Partial<Problem>][] = [
    [
      '+++\ntitle = "A"\ndate = 2024-02-30\n+++\n',
      { key: 'date', message: 'date: "2024-02-30" does not exist: February 2024 has 29 days', line: 3, column: 8 },
    ],
    ['+++\ntitle = [1]\n+++\n', { key: 'title', line: 2, column: 9, excerpt: 'title = [1]' }],
    ['+++\n[taxonomies]\ntags = { a = 1 }\n+++\n', { key: 'tags', line: 3 }],
    ['+++\ntitle = A\n+++\n', { line: 2, message: expect.stringMatching(/^cannot be read as TOML: /) }],
    ['+++\ntitle = "A"\n', { line: 1, message: 'the front matter has no end' }],
    ['{\n"title": "A",\n"date": "soon"\n}\n', { key: 'date', line: 3, column: 9, excerpt: '"date": "soon"' }],
    ['{\n"title": "A"\n"date": 1\n}\n', { message: expect.stringMatching(/^cannot be read as JSON: /) }],
    ['{\n"title": "A"\n', { line: 1, message: 'the front matter has no end' }],
  ]
  it.each(cases)('%s is rejected', (text, problem) => {
    expect(problemsOf(text)[0]).toMatchObject(problem)
  })
})

describe('a slug without a letter', () => {
  it.each([
    ['_posts/2024-01-31-🎉.md', 'https://example.com/2024/01/31/%F0%9F%8E%89'],
    ['_posts/2024-01-31-.md', 'https://example.com/2024/01/31/2024-01-31'],
    ['_posts/2024-01-31-...md', 'https://example.com/2024/01/31/2024-01-31'],
  ])('%s still has an address of its own', (key, id) => {
    const { permalink, id: found } = entryOf('---\ntitle: A\n---\n', key)
    expect(found).toBe(id)
    expect(permalink).toBe(`${id}.html`)
  })
})

describe('an excerpt separator', () => {
  it.each([
    ['One.\n\nTwo.\n\n<!-- cut -->\n\nThree.', 'One. Two.', '<p>One.</p>\n<p>Two.</p>\n\n\n<p>Three.</p>'],
    ['One <!-- cut -->two.', 'One', '<p>One two.</p>'],
    ['One.\n\nTwo.', 'One.', '<p>One.</p>\n<p>Two.</p>'],
  ])('%j', (text, summary, content) => {
    const settings = siteSettings('excerpt_separator: "<!-- cut -->"\nliquid: false')
    expect(entryOf(text, KEY, settings)).toMatchObject({ summary, content })
    expect(entryOf(`---\nexcerpt_separator: "<!-- cut -->"\n---\n${text}`)).toMatchObject({ summary, content })
  })
})

describe('defaults in _config.yml', () => {
  const settings = siteSettings(
    [
      'defaults:',
      '  - scope: {path: "", type: posts}',
      '    values: {permalink: "/p/:title/", author: Kim, layout: post, tags: [a]}',
      '  - scope: {path: en}',
      '    values: {author: Lee}',
      '  - scope: {path: "*/old"}',
      '    values: {published: false}',
      '  - scope: {type: pages}',
      '    values: {author: Nobody}',
      '  - nothing',
      '  - {scope: {path: bad}, values: {lang: "!!", date: soon}}',
    ].join('\n'),
  )

  it('hold for posts that do not say it themselves', () => {
    expect(entryOf('Text.', KEY, settings)).toMatchObject({
      id: 'https://example.com/p/first-steps',
      permalink: 'https://example.com/p/first-steps/',
      authors: [{ name: 'Kim' }],
      terms: [{ scheme: 'tag', term: 'a' }],
    })
    expect(entryOf(front('author: Park', 'permalink: /q/'), KEY, settings)).toMatchObject({
      permalink: 'https://example.com/q/',
      authors: [{ name: 'Park' }],
    })
  })

  it('of a folder come before those of all', () => {
    expect(entryOf('Text.', `en/${KEY}`, settings).authors).toEqual([{ name: 'Lee' }])
    expect(entryOf('Text.', `en-gb/${KEY}`, settings).authors).toEqual([{ name: 'Kim' }])
    expect(parse('Text.', `en/old/${KEY}`, settings)).toEqual({ kind: 'draft' })
  })

  it('are named where they are wrong', () => {
    const post = parse('Text.', `bad/${KEY}`, settings)
    expect(post.kind === 'rejected' && post.problems).toMatchObject([
      { message: 'date: "soon" cannot be read as a date; it stands in the defaults of _config.yml' },
    ])
    expect(post.kind === 'rejected' && post.problems[0]).not.toHaveProperty('line')
  })
})
