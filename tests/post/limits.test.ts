import { describe, expect, it } from 'vitest'
import { DEFAULT_POST_LIMITS, POST_LIMITS, type PostLimitName } from '../../lib/model/post-limits.js'
import { DATA_IMAGE_LENGTH_MAX, LINK_LENGTH_MAX } from '../../lib/post/limits.js'
import { parsePost } from '../../lib/post/parse-post.js'
import { siteSettings } from './settings.js'

const settings = siteSettings()

/** Returns what becomes of the post: `published`, or the first reason why not. */
function outcome(text: string, name = 'x.md', site = settings): string {
  const post = parsePost({ key: `_posts/2024-01-31-${name}`, body: new TextEncoder().encode(text) }, site)
  return post.kind === 'rejected' ? (post.problems[0]?.message ?? '') : 'published'
}

/** The name of a limit in `_config.yml`. */
const settingOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const front = (line: string): string => `---\n${line}\n---\n`
const repeat = (text: string, count: number): string => text.repeat(count)

describe('each limit, at it and past it', () => {
  interface Case {
    /** Returns a post that has `count` of what is limited. */
    readonly post: (count: number) => string
    readonly message: RegExp
    readonly file?: string
    /** For what is too much to make at its default, or counts two at a time. */
    readonly set?: number
    readonly step?: number
  }
  const many = (name: string, count: number): string =>
    Array.from({ length: count }, (_, at) => `${name}${at}`).join(', ')
  const cases: Partial<Record<PostLimitName, Case>> = {
    postBytes: {
      post: (count) => repeat('x', count),
      message: /^the post has 2097153 bytes; at most 2097152 are read$/,
    },
    frontMatterLength: {
      post: (count) => front(`a: ${repeat('x', count - '---\na: \n---'.length)}`),
      message: /^the front matter is 65537 characters long; at most 65536 are read$/,
    },
    frontMatterLines: {
      post: (count) => front(repeat('#\n', count - 3)),
      message: /^the front matter has 2001 lines; at most 2000 are read$/,
    },
    frontMatterValues: {
      post: (count) => front(`a: [${Array.from({ length: count - 2 }, () => 1)}]`),
      message: /^there are more than 10000 values, counting those that aliases repeat$/,
    },
    frontMatterDepth: {
      post: (count) => front(`a: ${repeat('[', count)}${repeat(']', count)}`),
      message: /^lists and mappings lie more than 64 deep in one another$/,
    },
    frontMatterAliases: {
      post: (count) => front(`a: &a 1\nb: [${Array.from({ length: count }, () => '*a')}]`),
      message: /^there are more than 100 aliases$/,
    },
    titleLength: {
      post: (count) => front(`title: ${repeat('x', count)}`),
      message: /^title: has 1001 characters; at most 1000 /,
    },
    summaryLength: { post: (count) => front(`excerpt: ${repeat('x', count)}`), message: /^excerpt: has 10001 / },
    terms: { post: (count) => front(`tags: [${many('t', count)}]`), message: /^tags: there are 101 / },
    authors: { post: (count) => front(`authors: [${many('a', count)}]`), message: /^authors: there are 101 / },
    personLength: {
      post: (count) => front(`author: ${repeat('x', count)}`),
      message: /^author: a name or address has more than 1000 /,
    },
    enclosures: {
      post: (count) => front(`audio: [${Array.from({ length: count }, (_, at) => `/${at}.mp3`)}]`),
      message: /^audio: there are more than 100 recordings$/,
    },
    permalinkLength: {
      post: (count) => front(`permalink: /${repeat('x', count - 'https://example.com/'.length)}`),
      message: /^permalink: the address of the post would have 2001 /,
    },
    markdownNesting: {
      post: (count) => `${repeat('>', count)} a`,
      message: /nests lists, quotes or emphasis more than 100 deep$/,
    },
    markdownTokens: {
      post: (count) => repeat('-\n', (count - 2) / 2),
      message: /more than 5000 pieces of markup$/,
      set: 5_000,
      step: 2,
    },
    footnotes: {
      post: (count) => `[^a]: b\n\n${repeat('[^a] ', count)}`,
      message: /has more than 1000 references to footnotes$/,
    },
    htmlNesting: {
      post: (count) => repeat('<div>', count),
      message: /nests HTML elements more than 256 deep$/,
      file: 'x.html',
    },
    htmlElements: {
      post: (count) => repeat('<br>', count),
      message: /has more than 100000 HTML elements$/,
      file: 'x.html',
    },
    htmlAttributesLength: {
      post: (count) => `<p id=${repeat('x', count - 2)}>`,
      message: /has more than 5000 characters in HTML attributes$/,
      file: 'x.html',
      set: 5_000,
    },
    contentLength: {
      post: (count) => repeat('x', count),
      message: /is longer than 5000 characters$/,
      file: 'x.html',
      set: 5_000,
    },
  }
  it.each(Object.entries(cases))('%s', (name, { post, message, file, set, step = 1 }) => {
    const limit = name as PostLimitName
    const most = set ?? DEFAULT_POST_LIMITS[limit]
    const limited = set === undefined ? settings : siteSettings(`broadsheet: {limits: {${settingOf(limit)}: ${set}}}`)
    expect(outcome(post(most), file, limited)).toBe('published')
    expect(outcome(post(most + step), file, limited)).toMatch(message)
  })

  it('as settings have it', () => {
    for (const [name, { most }] of Object.entries(POST_LIMITS)) {
      const set = siteSettings(`broadsheet: {limits: {${settingOf(name)}: ${most}}}`)
      expect(set.limits).toEqual({ ...DEFAULT_POST_LIMITS, [name]: most })
      expect(() => siteSettings(`broadsheet: {limits: {${settingOf(name)}: ${most + 1}}}`)).toThrow(`from 1 to ${most}`)
    }
    const short = siteSettings('broadsheet: {limits: {title_length: 5}}')
    expect(outcome(front('title: Notes'), 'x.md', short)).toBe('published')
    expect(outcome(front('title: Harbour'), 'x.md', short)).toBe('title: has 7 characters; at most 5 are taken')
  })

  it('of a term in an address, which no setting can change', () => {
    expect(outcome(front(`tags: [${repeat('x', 240)}]`))).toBe('published')
    expect(outcome(front(`tags: [${repeat('x', 241)}]`))).toMatch(/^tags: "x+…" is longer than an address can be$/)
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
    expect(lengthOf(post(DATA_IMAGE_LENGTH_MAX - head, 1))).toBeGreaterThan(DATA_IMAGE_LENGTH_MAX)
    expect(lengthOf(post(DATA_IMAGE_LENGTH_MAX - head + 1, 1))).toBeLessThan(100)
    expect(lengthOf(post(1, LINK_LENGTH_MAX - 'http://a.example/'.length))).toBeGreaterThan(LINK_LENGTH_MAX)
    expect(lengthOf(post(1, LINK_LENGTH_MAX))).toBeLessThan(100)
  })
})
