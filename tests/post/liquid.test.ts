import { describe, expect, it } from 'vitest'
import type { Library } from '../../lib/post/library.js'
import { parsePost } from '../../lib/post/parse-post.js'
import type { ParsedPost } from '../../lib/post/parsed-post.js'
import { siteSettings } from './settings.js'

const CONFIG = 'markdown: kramdown\nbaseurl: /b\ntitle: Notes\ntimezone: Asia/Shanghai\ncdn: https://cdn.example\n'
const site = siteSettings(CONFIG)
const library: Library = {
  includes: new Map([
    ['note.html', '<p>{{ include.text | escape }} ({{ page.title }})</p>'],
    ['deep/er.md', '*deeper*'],
    ['again.html', 'x{% include again.html %}'],
    ['odd.html', '{% teleport %}b'],
  ]),
  data: { releases: [{ version: '1.0', url: { gz: 'https://a.example/1.gz' } }], authors: {} },
}

function parse(text: string, settings = site): ParsedPost {
  const body = new TextEncoder().encode(`---\ntitle: First\nmood: calm\n---\n${text}`)
  return parsePost({ key: 'news/_posts/2024-01-31-first.md', body }, settings, library)
}

/** The content, and the warnings if there are any. */
function rendered(text: string, settings = site): string | [content: string, ...warnings: string[]] {
  const post = parse(text, settings)
  if (post.kind !== 'entry') return post.kind === 'rejected' ? `rejected: ${post.problems[0]?.message}` : 'draft'
  const warnings = post.warnings.map(({ message, line }) => (line === undefined ? message : `${line}: ${message}`))
  return warnings.length === 0 ? post.entry.content : [post.entry.content, ...warnings]
}

describe('on a Jekyll site', () => {
  const cases: [what: string, text: string, content: string][] = [
    [
      'the address of the site',
      '[a]({{ site.url }}{{ site.baseurl }}/c)',
      '<p><a href="https://example.com/b/c">a</a></p>',
    ],
    [
      'keys of _config.yml',
      '{{ site.cdn }}/x {{ site.broadsheet }}',
      '<p><a href="https://cdn.example/x">https://cdn.example/x</a></p>',
    ],
    [
      'fields of the post',
      '{{ page.mood }} {{ page.title }} {{ page.url }}',
      '<p>calm First /b/news/2024/01/31/first.html</p>',
    ],
    ['raw text', '{% raw %}{{ a }} {% b %}{% endraw %}', '<p>{{ a }} {% b %}</p>'],
    [
      'highlighted code',
      '{% highlight ruby linenos %}\na < b\n\nputs "{{ page.mood }}"\n{% endhighlight %}',
      '<pre><code class="language-ruby">a &lt; b\n\nputs "calm"\n</code></pre>',
    ],
    ['the address of a post', '{% post_url 2024-02-01-other %}', '<p>/b/2024/02/01/other.html</p>'],
    [
      'the address of a post in a folder',
      '{% post_url news/2024-02-01-other %}',
      '<p>/b/news/2024/02/01/other.html</p>',
    ],
    ['a link to a post', '{% link en/_posts/2024-02-01-other.md %}', '<p>/b/en/2024/02/01/other.html</p>'],
    ['a link to a file', '{% link assets/a.pdf %} {% link about.md %}', '<p>/b/assets/a.pdf /b/about.html</p>'],
    ['an include with a parameter', '{% include note.html text="a & b" %}', '<p>a &amp; b (First)</p>'],
    ['an include in a folder', '{% include deep/er.md %}', '<p><em>deeper</em></p>'],
    [
      'data',
      '{% assign r = site.data.releases | where: "version", "1.0" | first %}[gz]({{ r.url.gz }})',
      '<p><a href="https://a.example/1.gz">gz</a></p>',
    ],
    ['data that is not there', '{% assign r = site.data.nothing | first %}[{{ r.url.gz }}]', '<p>[]</p>'],
    ['a date, in the site’s zone', '{{ page.date | date: "%Y-%m-%d %H:%M" }}', '<p>2024-01-31 00:00</p>'],
    [
      'now, which is the post’s date',
      '{{ "now" | date: "%Y-%m-%d" }} {{ site.time | date: "%Y" }}',
      '<p>2024-01-31 2024</p>',
    ],
    ['a date in words', '{{ "2020-02-03" | date_to_string }}', '<p>03 Feb 2020</p>'],
    [
      'Jekyll’s filters',
      '{{ "/x" | relative_url }} {{ "y" | absolute_url }} {{ "*a*" | markdownify }}',
      '<p>/b/x <a href="https://example.com/b/y">https://example.com/b/y</a> </p><p><em>a</em></p><p></p>',
    ],
    ['loops and conditions', '{% for i in (1..3) %}{% if i != 2 %}{{ i }}{% endif %}{% endfor %}', '<p>13</p>'],
    ['nothing of JavaScript', '[{{ page.constructor }}{{ "a".constructor.name }}{{ site.__proto__ }}]', '<p>[]</p>'],
  ]
  it.each(cases)('%s', (_what, text, content) => {
    expect(rendered(text)).toBe(content)
  })
})

describe('with a warning', () => {
  const cases: [what: string, text: string, content: string, warning: string][] = [
    [
      'a tag that is not known',
      'a\n\n{% gist 123 %}b',
      '<p>a</p>\n<p>b</p>',
      '7: the Liquid tag gist is not known, and makes nothing',
    ],
    [
      'a block that is not known, whose text stays',
      '{% figure a %}b{% endfigure %}',
      '<p>b</p>',
      '5: the Liquid tag figure is not known, and makes nothing',
    ],
    [
      'an unknown tag in an include',
      '{% include odd.html %}',
      '<p>b</p>',
      'the Liquid tag teleport is not known, and makes nothing; it stands in _includes/odd.html',
    ],
    [
      'an include that is not there',
      'a{% include no.html %}b',
      '<p>ab</p>',
      '5: there is no _includes/no.html, and the Liquid tag include makes nothing',
    ],
    [
      'a way out of _includes',
      '{% include ../_config.yml %}',
      '',
      '5: there is no _includes/../_config.yml, and the Liquid tag include makes nothing',
    ],
    ['a post without a date', '{% post_url other %}', '', '5: the Liquid tag post_url names no post: other'],
    [
      'Liquid that cannot be read, which stays text',
      'a\n{{ b',
      '<p>a\n{{ b</p>',
      '6: the Liquid cannot be rendered, and stays text: output "{{ b" not closed',
    ],
    [
      'a block that is not closed',
      '{% if a %}b',
      '<p>{% if a %}b</p>',
      '5: the Liquid cannot be rendered, and stays text: tag {% if a %} not closed',
    ],
  ]
  it.each(cases)('%s', (_what, text, content, warning) => {
    expect(rendered(text)).toEqual([content, warning])
  })
})

describe('past a limit', () => {
  const cases: [what: string, text: string, message: RegExp][] = [
    ['steps', '{% for i in (1..60000) %}a{% endfor %}', /takes more than 50000 steps of Liquid$/],
    [
      'steps of loops in loops',
      `${'{% for i in (1..99) %}'.repeat(9)}a${'{% endfor %}'.repeat(9)}`,
      /more than 50000 steps/,
    ],
    ['tags', '{{ a }}'.repeat(50_001), /has more than 50000 tags of Liquid$/],
    ['nesting', `${'{% if true %}'.repeat(51)}a${'{% endif %}'.repeat(51)}`, /nests its Liquid more than 50 deep$/],
    ['includes in includes', '{% include again.html %}', /nests its Liquid more than 50 deep$/],
    [
      'length',
      `{% assign a = "${'x'.repeat(10_000)}" %}{% for i in (1..1000) %}{{ a }}{% endfor %}`,
      /makes more than 4194304 characters/,
    ],
    [
      'length that doubles',
      `{% assign a = "xxxxxxxx" %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(40)}{{ a }}`,
      /makes more than 4194304 characters/,
    ],
    ['a range', '{% assign a = (1..1000000000) %}', /makes too much text/],
    [
      'Markdown in Liquid',
      `{% assign a = "${'*a* '.repeat(9_000)}" %}{% for i in (1..999) %}{{ a | markdownify }}{% endfor %}`,
      /makes more than 4194304 characters/,
    ],
  ]
  it.each(cases)('%s', (_what, text, message) => {
    expect(rendered(text)).toMatch(message)
  })

  it('at it, a post is published', () => {
    const limited = (limits: string) => siteSettings(`${CONFIG}broadsheet: {limits: {${limits}}}`)
    expect(rendered('{{ 1 }}', limited('liquid_steps: 2'))).toBe('<p>1</p>')
    expect(rendered('{{ 1 }}{{ 2 }}', limited('liquid_steps: 2'))).toMatch(/^rejected: .* 2 steps of Liquid$/)
    expect(rendered('{% if true %}{% if true %}a{% endif %}{% endif %}', limited('liquid_nesting: 3'))).toBe('<p>a</p>')
    expect(rendered('{% if true %}{% if true %}a{% endif %}{% endif %}', limited('liquid_nesting: 2'))).toMatch(
      /2 deep$/,
    )
    expect(rendered('{{ "abc" }}', limited('liquid_length: 3'))).toBe('<p>abc</p>')
    expect(rendered('{{ "abcd" }}', limited('liquid_length: 3'))).toMatch(/^rejected: .* 3 characters of its Liquid$/)
  })
})

describe('braces stay text', () => {
  it.each([
    ['on a site that is not Jekyll’s', siteSettings()],
    ['where the settings say so', siteSettings(`${CONFIG}liquid: false\n`)],
  ])('%s', (_what, settings) => {
    expect(rendered('{{ page.mood }} {% gist 1 %}', settings)).toBe('<p>{{ page.mood }} {% gist 1 %}</p>')
  })

  it('where the post says so', () => {
    const body = new TextEncoder().encode('---\nrender_with_liquid: false\n---\n{{ page.mood }}')
    const post = parsePost({ key: '_posts/2024-01-31-a.md', body }, site)
    expect(post.kind === 'entry' && post.entry.content).toBe('<p>{{ page.mood }}</p>')
  })
})
