import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Library } from '../../lib/post/library.js'
import { parsePost } from '../../lib/post/parse-post.js'
import { expectEntry } from './expect-entry.js'
import { siteSettings } from './settings.js'

const sites = [
  siteSettings(),
  siteSettings('baseurl: /b\ntimezone: Europe/Berlin\npermalink: /:slug/:w_year/\nauthor: Kim'),
  siteSettings('markdown: kramdown\nexcerpt_separator: "*"'),
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
      'pubDate',
      'expires',
      'taxonomies',
      'audio',
      'episode',
      'guid',
      'external_url',
      'extra',
      '<<',
      '__proto__',
    ),
    fc.constantFrom(': ', ' = ', ':', ':\n- ', ':\n  a: ', ': &a ', ': [', ': {a: '),
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
    '{% if a %}',
    '{% endif %}',
    '{{ page.title }}',
    '{% include a.html x=1 %}',
    '{% for i in (1..9) %}',
    '{% endfor %}',
    '{% highlight js %}',
    '[^a]',
    '[^a]: ',
    '# ',
    '- [ ] ',
  ],
)
const post = fc
  .record({
    delimiter: fc.constantFrom(
      '---',
      '---yaml',
      '---js',
      '--- ',
      '\uFEFF---',
      '',
      '+++',
      '+++',
      '{',
      '---json',
      '---toml',
    ),
    lines: fc.array(line, { maxLength: 6 }),
    end: fc.constantFrom('\n---\n', '\n...\n', '\n----\n', '\r\n---\r\n', '\n+++\n', '\n}\n', ''),
    body: fc.array(fc.oneof(markup, word), { maxLength: 30 }),
  })
  .map(({ delimiter, lines, end, body }) =>
    new TextEncoder().encode(`${delimiter}\n${lines.join('\n')}${end}${body.join('')}`),
  )
const bytes = fc.oneof({ weight: 4, arbitrary: post }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) })
const contentType = fc.constantFrom(
  'text/markdown',
  'text/markdown; charset=gb18030',
  'text/html; charset="shift_jis"',
  'a; charset=x',
)
const key = fc.oneof(
  fc.constantFrom('_posts/2024-01-31-a.md', 'en/_posts/2024-01-31-a.html', '_posts/a.md', '_posts/2024-02-30-.md'),
  fc.string({ unit: 'binary', maxLength: 30 }),
)

const library: Library = {
  includes: new Map([['a.html', '<b>{{ include.x }}</b>{% include a.html %}']]),
  data: { authors: { a: { name: 'A' } } },
}

/** In parts, so that they run beside one another and each says how far it came. */
it.each([1, 2, 3, 4, 5])(
  'any bytes under any key become an entry that keeps the model’s promises, a draft, or a rejection that says why (%i)',
  () => {
    fc.assert(
      fc.property(bytes, key, fc.constantFrom(...sites), contentType, (body, name, settings, type) => {
        const parsed = parsePost({ key: name, body, contentType: type }, settings, library)
        const said = JSON.stringify(parsed)
        if (!said.isWellFormed()) expect(said).toBe('well-formed')
        if (parsed.kind === 'rejected') {
          expect(parsed.problems.length).toBeGreaterThan(0)
          for (const { message } of parsed.problems) expect(message).toMatch(/\w/)
        }
        if (parsed.kind === 'entry') expectEntry(parsed.entry)
      }),
      { numRuns: 4_000 },
    )
  },
)

it('the same bytes become the same entry', () => {
  fc.assert(
    fc.property(bytes, key, fc.constantFrom(...sites), (body, name, settings) => {
      const parse = () => parsePost({ key: name, body }, settings, library)
      expect(parse()).toEqual(parse())
    }),
    { numRuns: 1_000 },
  )
})
