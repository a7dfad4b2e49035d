/**
 * The page for people, read as a browser's parser reads it.
 */
import fc from 'fast-check'
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { describe, expect, test } from 'vitest'
import type { Problem } from '../../lib/model/problem.js'
import type { Report, ReportedPosts } from '../../lib/report/report.js'
import { renderStatusPage } from '../../lib/report/status-page.js'
import { en } from '../../lib/report/texts/en.js'
import { zh } from '../../lib/report/texts/zh.js'
import { REPORT } from './report.js'

/** What people see of a page: its text, a line for each block. */
function textOf(report: Report): string {
  const lines: string[] = ['']
  const walk = (node: Tree.Node): void => {
    if (node.nodeName === 'style' || node.nodeName === 'title') return
    if (node.nodeName === '#text') lines.push((lines.pop() ?? '') + (node as Tree.TextNode).value)
    const isBlock = /^(p|h\d|li|dt|dd|pre|section|footer)$/.test(node.nodeName)
    if (isBlock) lines.push('')
    for (const child of 'childNodes' in node ? node.childNodes : []) walk(child)
    if (isBlock) lines.push('')
  }
  walk(parse(renderStatusPage(report)))
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}

function namesOf(html: string): Set<string> {
  const names = new Set<string>()
  const walk = (node: Tree.Node): void => {
    names.add(node.nodeName)
    for (const { name } of 'attrs' in node ? node.attrs : []) names.add(`@${name}`)
    for (const child of 'childNodes' in node ? node.childNodes : []) walk(child)
  }
  walk(parse(html))
  return names
}

const withProblems = (...problems: Problem[]): ReportedPosts => ({
  posts: [{ key: 'a.md', seenMs: 0, isShown: false, problems }],
  hasMore: false,
})

test('the page says what is wrong with which post, where, since when, and what would be right', () => {
  expect(textOf(REPORT)).toBe(
    [
      'Status of Harbour Notes',
      'Posts',
      'published\n1,234\nscheduled\n1\ndrafts\n2\nrejected\n1\nwith warnings\n1',
      'Counted up to the post of 2024-05-31 08:00:00 +08:00.',
      'Everything is being built anew',
      'Begun 2024-06-01 17:00:00 +08:00. So far, posts handed out: 1,000; feeds: 0.',
      'Rejected',
      'These posts could not be published as they are. Mend them, and upload them again.',
      '_posts/2024-06-01-tides.md',
      'Seen 2024-06-01 18:30:00 +08:00',
      'Its last good version is still published.',
      'date: 30 February does not exist (line 3, column 7)',
      'date: 2024-02-30',
      'What to do: write it as 2024-01-31',
      'Published with warnings',
      'These posts are published. Something in each of them was left out, or was probably meant otherwise.',
      '_posts/2024-05-31-gulls.md',
      'Seen 2024-06-01 18:29:59 +08:00',
      'lang: "?" is no language (line 2)',
      'The same as JSON',
    ].join('\n'),
  )
})

describe('the page', () => {
  const { counts: _, ...uncounted } = REPORT
  const nothing: ReportedPosts = { posts: [], hasMore: false }
  const mistake: Problem = { message: 'url: found the number 5' }
  const more: ReportedPosts = { ...REPORT.rejected, hasMore: true }
  const manyRejected = { published: 0, scheduled: 0, drafts: 0, rejected: 2001, warned: 0 }
  test.each<[what: string, report: Report, says: string]>([
    ['of a site without a rejection', { ...REPORT, rejected: nothing }, 'No post is rejected.'],
    ['of a site that is not counted yet', uncounted, 'The posts are being counted.'],
    ['of a list that is cut', { ...REPORT, rejected: more, counts: manyRejected }, 'And 2,000 more.'],
    ['of a list that is cut, uncounted', { ...uncounted, rejected: more }, 'And more.'],
    ['of a list that has outgrown the count', { ...REPORT, rejected: more }, 'And more.'],
    [
      'of many problems in one post',
      { ...REPORT, rejected: withProblems(...Array.from({ length: 12 }, () => mistake)) },
      'And 2 more in this file.',
    ],
    [
      'with mistakes in the settings',
      { ...REPORT, settings: { problems: [mistake], areInForce: true } },
      'There are mistakes in _config.yml\nThe last good settings stay in force until they are mended.\nurl: found the number 5',
    ],
    [
      'without any settings',
      { ...uncounted, settings: { problems: [mistake], areInForce: false } },
      'Nothing is published until they are mended.',
    ],
  ])('%s says so', (_, report, says) => {
    expect(textOf(report)).toContain(says)
  })

  test('of a site whose rebuild is done does not speak of it', () => {
    const rebuild = { begunMs: 0, stage: 'done' as const, posts: 7, feeds: 3 }
    expect(textOf({ ...REPORT, rebuild })).not.toContain('built anew')
  })

  test('without warnings does not speak of them', () => {
    expect(textOf({ ...REPORT, warned: nothing })).not.toContain('Published with warnings')
  })

  test('puts mistakes in the settings first', () => {
    const text = textOf({ ...REPORT, settings: { problems: [mistake], areInForce: true } })
    expect(text.indexOf('_config.yml')).toBeLessThan(text.indexOf('published'))
  })
})

describe('the language', () => {
  test.each([
    ['en', en],
    ['en-GB', en],
    ['zh', zh],
    ['zh-CN', zh],
    ['zh-Hant-TW', zh],
    ['fr', en],
  ])('of the page of a site in %s', (language, texts) => {
    const html = renderStatusPage({ ...REPORT, language })
    expect(html).toContain(`<html lang="${texts.language}">`)
    expect(textOf({ ...REPORT, language })).toContain(texts.rejected.explanation)
  })

  test('of problems is English, and is said to be where the page is not', () => {
    expect(renderStatusPage({ ...REPORT, language: 'zh-CN' })).toContain(
      '<bdi lang="en">date: 30 February does not exist</bdi> <small>(第 3 行，第 7 列)</small>',
    )
  })
})

describe('whatever stands in keys, titles and lines', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '</pre><script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      ']]>',
      '<!--',
      '</style>',
      '\0',
    ),
  )
  const plain = namesOf(renderStatusPage(REPORT))

  test('the page has no element and no attribute that it has not for plain text', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (key, title, excerpt) => {
        const problem = { message: title, hint: key, line: 1, excerpt }
        const rejected = { posts: [{ key, seenMs: 0, isShown: false, problems: [problem] }], hasMore: false }
        const html = renderStatusPage({ ...REPORT, title, rejected, warned: rejected })
        expect([...namesOf(html)].filter((name) => !plain.has(name))).toEqual([])
        expect(html.isWellFormed()).toBe(true)
      }),
      { seed: 20_260_405, numRuns: 300 },
    )
  })

  test('it shows as it is', () => {
    const text = textOf({ ...REPORT, rejected: withProblems({ message: 'x', excerpt: '<b>&amp;</b>' }) })
    expect(text).toContain('<b>&amp;</b>')
  })
})

test('the page needs nothing beside itself, and lets nothing run', () => {
  const html = renderStatusPage(REPORT)
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  for (const name of ['script', 'link', 'img', 'iframe', 'form', '@src', '@onclick'])
    expect(namesOf(html)).not.toContain(name)
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(['status.json'])
})
