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
const name = fc.constantFrom(
  ...['title', 'date', 'tags', 'categories', 'author', 'permalink', 'slug', 'lang', 'image', 'excerpt'],
  ...['pubDate', 'expires', 'taxonomies', 'audio', 'episode', 'guid', 'external_url', 'extra', '<<', '__proto__'],
)
/** Anything after a name. */
const wildLine = fc
  .tuple(
    name,
    fc.constantFrom(': ', ' = ', ':', ':\n- ', ':\n  a: ', ': &a ', ': [', ': {a: '),
    fc.array(word, { maxLength: 3 }),
  )
  .map(([key, join, words]) => key + join + words.join(' '))
/** A value that its language can read, whatever it means. */
const value = fc.oneof(
  word,
  fc.constantFrom(
    '/a.mp3',
    'https://a.example/b',
    'a, b',
    'Kim <kim@a.example>',
    'tag:a.example,2024:b',
    '/:year/:slug/',
  ),
  fc.array(word, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('name', 'url', 'path', 'tags', 'type'), word, { maxKeys: 3, noNullPrototype: true }),
)
const date = fc.constantFrom('2024-01-31', '2024-01-31 09:30', 'Feb 1 2024', '31 Jan 2024 09:30 +0800', 'soon', '')
const field = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(name, value) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('date', 'pubDate', 'updated', 'expires'), date) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('draft', 'published'), fc.constantFrom('true', 'false', 'a')) },
)
const fields = fc.array(field, { maxLength: 4 })
const body = fc.array(fc.oneof(markup, word), { maxLength: 30 }).map((parts) => parts.join(''))
const yamlPost = fc
  .tuple(fields, body)
  .map(
    ([pairs, text]) => `---\n${pairs.map(([key, item]) => `${key}: ${JSON.stringify(item)}\n`).join('')}---\n${text}`,
  )
const jsonPost = fc.tuple(fields, body).map(([pairs, text]) => `${JSON.stringify(Object.fromEntries(pairs))}\n${text}`)
const tomlPost = fc.tuple(fields, body).map(
  ([pairs, text]) =>
    `+++\n${Object.entries(Object.fromEntries(pairs))
      .map(
        ([key, item]) => `"${key}" = ${typeof item === 'string' || Array.isArray(item) ? JSON.stringify(item) : '1'}\n`,
      )
      .join('')}+++\n${text}`,
)
const brokenPost = fc
  .tuple(
    fc.constantFrom('---', '---yaml', '---js', '--- ', '\uFEFF---', '', '+++', '{', '---json', '---toml'),
    fc.array(wildLine, { maxLength: 6 }),
    fc.constantFrom('\n---\n', '\n...\n', '\n----\n', '\r\n---\r\n', '\n+++\n', '\n}\n', ''),
    body,
  )
  .map(([delimiter, lines, end, text]) => `${delimiter}\n${lines.join('\n')}${end}${text}`)
const texts = fc.oneof(yamlPost, brokenPost, tomlPost, jsonPost, body)
const bytes = fc.oneof(
  { weight: 8, arbitrary: texts.map((text) => new TextEncoder().encode(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
)
const contentType = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('text/markdown', 'a; charset=x') },
  { weight: 1, arbitrary: fc.constantFrom('text/markdown; charset=gb18030', 'text/html; charset="shift_jis"') },
)
const dated = ['_posts/2024-01-31-a.md', 'en/_posts/2024-01-31-a.html', '_posts/2024-02-01-🎉.md']
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...dated) },
  { weight: 1, arbitrary: fc.constantFrom('_posts/a.md', '_posts/2024-02-30-.md') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
)

const library: Library = {
  includes: new Map([['a.html', '<b>{{ include.x }}</b>{% include a.html %}']]),
  data: { authors: { a: { name: 'A' } } },
}

/** In parts, so that they run beside one another and each says how far it came. */
it.each([1, 2, 3, 4, 5])(
  'any bytes under any key become an entry that keeps the model’s promises, a draft, or a rejection that says why (%i)',
  () => {
    const seen = { entry: 0, draft: 0, rejected: 0 }
    fc.assert(
      fc.property(bytes, key, fc.constantFrom(...sites), contentType, (body, name, settings, type) => {
        const parsed = parsePost({ key: name, body, contentType: type }, settings, library)
        seen[parsed.kind]++
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
    // Or the property would say little.
    expect(seen.entry).toBeGreaterThan(800)
    expect(seen.rejected).toBeGreaterThan(800)
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
