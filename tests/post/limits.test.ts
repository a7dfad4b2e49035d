import { describe, expect, it } from 'vitest'
import * as limits from '../../lib/post/limits.js'
import { parsePost } from '../../lib/post/parse-post.js'
import { siteSettings } from './settings.js'

const settings = siteSettings()

/** Returns what becomes of the post: `published`, or the first reason why not. */
function outcome(text: string, name = 'x.md'): string {
  const post = parsePost({ key: `_posts/2024-01-31-${name}`, body: new TextEncoder().encode(text) }, settings)
  return post.kind === 'rejected' ? (post.problems[0]?.message ?? '') : 'published'
}

const front = (line: string): string => `---\n${line}\n---\n`
const repeat = (text: string, count: number): string => text.repeat(count)

describe('each limit, at it and past it', () => {
  const { HTML_ELEMENTS_MAX, HTML_NESTING_MAX, MARKDOWN_NESTING_MAX, POST_BYTES_MAX, TERMS_MAX, TITLE_LENGTH_MAX } =
    limits
  const cases: [name: string, post: (count: number) => string, most: number, message: RegExp, file?: string][] = [
    [
      'POST_BYTES_MAX',
      (count) => repeat('x', count),
      POST_BYTES_MAX,
      /^the post has 2097153 bytes; at most 2097152 are read$/,
    ],
    [
      'FRONT_MATTER_LENGTH_MAX',
      (count) => front(`a: ${repeat('x', count - '---\na: \n---'.length)}`),
      limits.FRONT_MATTER_LENGTH_MAX,
      /^the front matter is 65537 characters long; at most 65536 are read$/,
    ],
    [
      'FRONT_MATTER_LINES_MAX',
      (count) => front(repeat('#\n', count - 3)),
      limits.FRONT_MATTER_LINES_MAX,
      /^the front matter has 2001 lines; at most 2000 are read$/,
    ],
    [
      'TITLE_LENGTH_MAX',
      (count) => front(`title: ${repeat('x', count)}`),
      TITLE_LENGTH_MAX,
      /^title: has 1001 characters; at most 1000 /,
    ],
    [
      'SUMMARY_GIVEN_LENGTH_MAX',
      (count) => front(`excerpt: ${repeat('x', count)}`),
      limits.SUMMARY_GIVEN_LENGTH_MAX,
      /^excerpt: has 10001 /,
    ],
    [
      'TERMS_MAX',
      (count) => front(`tags: [${Array.from({ length: count }, (_, at) => `t${at}`)}]`),
      TERMS_MAX,
      /^tags: there are 101 /,
    ],
    [
      'TERM_BYTES_MAX',
      (count) => front(`tags: [${repeat('x', count)}]`),
      240,
      /^tags: "x+…" is longer than an address can be$/,
    ],
    [
      'AUTHORS_MAX',
      (count) => front(`authors: [${Array.from({ length: count }, (_, at) => `a${at}`)}]`),
      limits.AUTHORS_MAX,
      /^authors: there are 101 /,
    ],
    [
      'PERSON_TEXT_LENGTH_MAX',
      (count) => front(`author: ${repeat('x', count)}`),
      limits.PERSON_TEXT_LENGTH_MAX,
      /^author: a name or address has more than 1000 /,
    ],
    [
      'PERMALINK_LENGTH_MAX',
      (count) => front(`permalink: /${repeat('x', count - 'https://example.com/'.length)}`),
      limits.PERMALINK_LENGTH_MAX,
      /^permalink: the address of the post would have 2001 /,
    ],
    [
      'MARKDOWN_NESTING_MAX',
      (count) => `${repeat('>', count)} a`,
      MARKDOWN_NESTING_MAX,
      /nests lists, quotes or emphasis more than 100 deep$/,
    ],
    [
      'MARKDOWN_TOKENS_MAX',
      (count) => repeat('-\n', (count - 2) / 2),
      limits.MARKDOWN_TOKENS_MAX,
      /more than 200000 pieces of markup$/,
    ],
    [
      'HTML_NESTING_MAX',
      (count) => repeat('<div>', count),
      HTML_NESTING_MAX,
      /nests HTML elements more than 256 deep$/,
      'x.html',
    ],
    [
      'HTML_ELEMENTS_MAX',
      (count) => repeat('<br>', count),
      HTML_ELEMENTS_MAX,
      /has more than 100000 HTML elements$/,
      'x.html',
    ],
  ]
  it.each(cases)('%s', (name, post, most, message, file) => {
    // This one counts two at a time, and more.
    if (name === 'MARKDOWN_TOKENS_MAX') expect(outcome(post(50_000))).toBe('published')
    else expect(outcome(post(most), file)).toBe('published')
    expect(outcome(post(most + (name === 'MARKDOWN_TOKENS_MAX' ? 10 : 1)), file)).toMatch(message)
  })

  it('what is small and grows when it is read', () => {
    const link = `http://a.example/${repeat('x', 8_000)}`
    expect(outcome(`[a]: ${link}\n\n${repeat('[a] ', 2_000)}`)).toBe('the content is longer than 8388608 characters')
    expect(outcome(`<p><font class="${repeat('a ', 10_000)}"></p>${repeat('<p>x</p>', 600)}`, 'x.html')).toBe(
      'the content has more than 8388608 characters in HTML attributes',
    )
    const unclosed = Array.from({ length: 200 }, (_, at) => `<b id=${at}>`).join('')
    expect(outcome(`<p>${unclosed}</p>${repeat('<p>x</p>', 2_000)}`, 'x.html')).toBe(
      'the content has more than 100000 HTML elements',
    )
  })

  it('what is left out rather than rejected', () => {
    const post = (picture: number, link: number): string =>
      `<img src="data:image/png;base64,${repeat('A', picture)}"><a href="http://a.example/${repeat('x', link)}">b</a>`
    const lengthOf = (text: string): number => {
      const parsed = parsePost({ key: '_posts/2024-01-31-x.html', body: new TextEncoder().encode(text) }, settings)
      return parsed.kind === 'entry' ? parsed.entry.content.length : 0
    }
    const head = 'data:image/png;base64,'.length
    expect(lengthOf(post(limits.DATA_IMAGE_LENGTH_MAX - head, 1))).toBeGreaterThan(limits.DATA_IMAGE_LENGTH_MAX)
    expect(lengthOf(post(limits.DATA_IMAGE_LENGTH_MAX - head + 1, 1))).toBeLessThan(100)
    expect(lengthOf(post(1, limits.LINK_LENGTH_MAX - 'http://a.example/'.length))).toBeGreaterThan(
      limits.LINK_LENGTH_MAX,
    )
    expect(lengthOf(post(1, limits.LINK_LENGTH_MAX))).toBeLessThan(100)
  })
})

describe('posts that would stop a parser without limits', () => {
  const cases: [what: string, text: string, file: string][] = [
    ['100,000 nested tags', repeat('<a>', 100_000), 'x.html'],
    ['100,000 nested formatting tags', repeat('<b>', 100_000), 'x.html'],
    ['nested tables', repeat('<table><tr><td>', 50_000), 'x.html'],
    [
      'one tag with 200,000 attributes',
      `<p ${Array.from({ length: 200_000 }, (_, at) => `a${at}`).join(' ')}>`,
      'x.html',
    ],
    ['2 MB of asterisks', repeat('*', 2_000_000), 'x.md'],
    ['2 MB of brackets', repeat('[', 1_000_000) + repeat(']', 1_000_000), 'x.md'],
    ['deep block quotes', Array.from({ length: 1_000 }, (_, at) => `${repeat('>', at)} a`).join('\n\n'), 'x.md'],
    ['deep lists', Array.from({ length: 1_000 }, (_, at) => `${repeat(' ', at * 2)}- a`).join('\n'), 'x.md'],
    [
      'a table of many columns and rows',
      `${repeat('a|', 1_000)}\n${repeat('-|', 1_000)}\n${repeat('x\n', 500_000)}`,
      'x.md',
    ],
    ['empty lines without an end', `---\n${repeat('\n', 2_000_000)}`, 'x.md'],
    ['front matter of white space', `---\n${repeat(`${repeat(' ', 30)}\n`, 1_990)}\n---\n`, 'x.md'],
    ['brackets in front matter', front(`a: ${repeat('[', 60_000)}`), 'x.md'],
    [
      'aliases of aliases',
      front(
        `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d]`,
      ),
      'x.md',
    ],
    ['an alias of itself', front('a: &a [*a]'), 'x.md'],
  ]
  // What they become does not matter here: that they end does, and the runner's own time limit is the judge.
  it.each(cases)('%s', (_what, text, file) => {
    expect(outcome(text, file)).toMatch(/./)
  })
})
