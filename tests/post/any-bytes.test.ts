import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeTerm, TERM_BYTES_MAX } from '../../lib/model/feed-id.js'
import { parsePost } from '../../lib/post/parse-post.js'
import { siteSettings } from './settings.js'

const sites = [
  siteSettings(),
  siteSettings('baseurl: /b\ntimezone: Europe/Berlin\npermalink: /:slug/:w_year/\nauthor: Kim'),
]

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    'a',
    '2024-01-31',
    '2024-02-30 25:00',
    'true',
    '~',
    '[',
    '{',
    '*a',
    '&a',
    '"',
    "'",
    '|',
    '>',
    '泉州',
    '../',
    '://',
    '{{ x }}',
  ),
)
const line = fc
  .tuple(
    fc.constantFrom(
      'title',
      'date',
      'tags',
      'categories',
      'author',
      'permalink',
      'slug',
      'lang',
      'image',
      'excerpt',
      '<<',
      '__proto__',
    ),
    fc.constantFrom(': ', ':', ':\n- ', ':\n  a: ', ': &a ', ': [', ': {a: '),
    fc.array(word, { maxLength: 3 }),
  )
  .map(([key, join, words]) => key + join + words.join(' '))
const markup = fc.constantFrom(
  ...[
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<table>',
    '<td>',
    '<a href="',
    '">',
    '<script>',
    '</script>',
    '<svg>',
    '<math>',
    '<style>',
    '<!--',
    '-->',
  ],
  ...[
    '<iframe src=//a>',
    '<img src=x onerror=y>',
    '*',
    '**',
    '[a](',
    ')',
    '`',
    '```\n',
    '> ',
    '- ',
    '\n',
    '\n\n',
    '|',
    '&#0;',
    '&lt',
    ']]>',
    '{% raw %}',
  ],
)
const post = fc
  .record({
    delimiter: fc.constantFrom('---', '---yaml', '---js', '--- ', '\uFEFF---', '', '+++'),
    lines: fc.array(line, { maxLength: 6 }),
    end: fc.constantFrom('\n---\n', '\n...\n', '\n----\n', '\r\n---\r\n', ''),
    body: fc.array(fc.oneof(markup, word), { maxLength: 30 }),
  })
  .map(({ delimiter, lines, end, body }) =>
    new TextEncoder().encode(`${delimiter}\n${lines.join('\n')}${end}${body.join('')}`),
  )
const bytes = fc.oneof({ weight: 4, arbitrary: post }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) })
const key = fc.oneof(
  fc.constantFrom('_posts/2024-01-31-a.md', 'en/_posts/2024-01-31-a.html', '_posts/a.md', '_posts/2024-02-30-.md'),
  fc.string({ unit: 'binary', maxLength: 30 }),
)

/** XML 1.0 section 2.2, `Char`. */
const XML = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u

it('any bytes under any key become an entry that keeps the model’s promises, a draft, or a rejection that says why', () => {
  fc.assert(
    fc.property(bytes, key, fc.constantFrom(...sites), (body, name, settings) => {
      const parsed = parsePost({ key: name, body }, settings)
      expect(parsePost({ key: name, body }, settings)).toEqual(parsed)
      expect(JSON.stringify(parsed)).toMatch(/^[^\uD800-\uDFFF\uFFFE\uFFFF]*$/u)
      if (parsed.kind === 'rejected') {
        expect(parsed.problems.length).toBeGreaterThan(0)
        for (const { message } of parsed.problems) expect(message).toMatch(/\w/)
      }
      if (parsed.kind !== 'entry') return
      const { entry } = parsed
      for (const text of textsOf(entry)) expect(text).toMatch(XML)
      expect(entry.title).toMatch(/^\S(?:[^\n]*\S)?$/)
      expect(new URL(entry.permalink).href).toBe(entry.permalink)
      expect(new URL(entry.id).protocol).toMatch(/^https?:$/)
      expect(entry.updatedMs).toBeGreaterThanOrEqual(entry.publishedMs)
      for (const { term } of entry.terms)
        expect(Buffer.byteLength(encodeTerm(term))).toBeLessThanOrEqual(TERM_BYTES_MAX)
      expect(entry.content).not.toMatch(
        /<(?:script|style|svg|math|iframe|form|input|object|embed)\b|<[^>]*\s(?:on\w+|style)=/i,
      )
      for (const [, address = ''] of entry.content.matchAll(/<[^>]*\s(?:href|src)="([^"]*)"/g)) {
        expect(address).toMatch(/^(?:https?|mailto|tel|sms|xmpp|ircs?|ftp|magnet|gemini|geo|matrix|data):/)
      }
    }),
    { numRuns: 3_000 },
  )
})

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : []
}
