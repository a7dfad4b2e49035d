import { describe, expect, it } from 'vitest'
import { DEFAULT_POST_LIMITS } from '../../lib/model/post-limits.js'
import type { PostFormat } from '../../lib/post/post-key.js'
import { renderContent } from '../../lib/post/render-content.js'

const PAGE = 'https://example.com/2024/news.html'

function contentOf(text: string, format: PostFormat): string {
  const rendered = renderContent(text, format, PAGE, DEFAULT_POST_LIMITS)
  if ('limit' in rendered) throw new Error(rendered.limit)
  return rendered.content
}

function summaryOf(text: string, format: PostFormat = 'markdown'): string {
  const rendered = renderContent(text, format, PAGE, DEFAULT_POST_LIMITS)
  if ('limit' in rendered) throw new Error(rendered.limit)
  return rendered.summary
}

describe('Markdown', () => {
  const cases: [what: string, markdown: string, html: string][] = [
    ['text as it is written', `"Quotes" -- and (c)...`, '<p>"Quotes" -- and (c)...</p>'],
    ['strikethrough', '~~a~~', '<p><s>a</s></p>'],
    ['code with its language', '```js\na < b\n```', '<pre><code class="language-js">a &lt; b\n</code></pre>'],
    [
      'the language of code, and no more of its line',
      '```js {1,3} title="a"\na\n```',
      '<pre><code class="language-js">a\n</code></pre>',
    ],
    [
      'tasks, as pictures of their boxes',
      '- [ ] a\n- [x] b\n- [X]c\n\n1. [x] d',
      '<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n<li>[X]c</li>\n</ul>\n<ol>\n<li>☑ d</li>\n</ol>',
    ],
    ['a box elsewhere, which is text', 'a [x] b\n\n[x] c', '<p>a [x] b</p>\n<p>[x] c</p>'],
    [
      'footnotes',
      'a[^1] b[^n] c[^1] d[^no]\n\n[^1]: One *two*.\n[^n]: N.',
      [
        '<p>a<sup><a href="https://example.com/2024/news.html#fn1" id="fnref1">[1]</a></sup>',
        ' b<sup><a href="https://example.com/2024/news.html#fn2" id="fnref2">[2]</a></sup>',
        ' c<sup><a href="https://example.com/2024/news.html#fn1" id="fnref1:1">[1:1]</a></sup> d[^no]</p>\n<hr>\n<section>\n<ol>\n',
        '<li id="fn1"><p>One <em>two</em>. <a href="https://example.com/2024/news.html#fnref1">↩︎</a>',
        ' <a href="https://example.com/2024/news.html#fnref1:1">↩︎</a></p>\n</li>\n',
        '<li id="fn2"><p>N. <a href="https://example.com/2024/news.html#fnref2">↩︎</a></p>\n</li>\n</ol>\n</section>',
      ].join(''),
    ],
    ['what would be a footnote elsewhere', 'a^[b]', '<p>a^[b]</p>'],
    [
      'an id of a heading',
      '# A *Quiet* `Week`, 2024!',
      '<h1 id="a-quiet-week-2024">A <em>Quiet</em> <code>Week</code>, 2024!</h1>',
    ],
    ['an id in Chinese', '## 市场 概览：上午', '<h2 id="市场-概览上午">市场 概览：上午</h2>'],
    ['ids that come twice', '# A\n\n# A\n\nA\n=', '<h1 id="a">A</h1>\n<h1 id="a-1">A</h1>\n<h1 id="a-2">A</h1>'],
    ['an id of a heading’s own', '## A {#b} \n\n## C {:#d}', '<h2 id="b">A</h2>\n<h2 id="d">C</h2>'],
    ['a heading without letters', '# !!', '<h1>!!</h1>'],
    ['raw HTML', '<div>\n\n*a*\n\n</div>', '<div>\n<p><em>a</em></p>\n</div>'],
    ['a bare link', 'see https://a.example/b.', '<p>see <a href="https://a.example/b">https://a.example/b</a>.</p>'],
    [
      'a link without a scheme',
      'see www.a.example, a.md',
      '<p>see <a href="http://www.a.example/">www.a.example</a>, a.md</p>',
    ],
    ['a mail address', 'kim@a.example', '<p><a href="mailto:kim@a.example">kim@a.example</a></p>'],
    ['www. within an address', 'x.www.a.example', '<p>x.www.a.example</p>'],
    ['Liquid, which stays text', '<{{ page.url }}> {% if a %}', '<p>&lt;{{ page.url }}> {% if a %}</p>'],
    ['a link with Liquid, which nobody can follow', '[a]({{site.url}}/b)', '<p><a>a</a></p>'],
    [
      'controls, noncharacters and lost characters, which XML cannot have',
      'a\0b\u0007c\uFFFEd&#xD800;e&#1;f\u{1FFFE}',
      '<p>abcdef</p>',
    ],
    [
      'a table, aligned without style',
      '|a|b|\n|:-|-:|\n|1|2|',
      '<table>\n<thead>\n<tr>\n<th align="left">a</th>\n<th align="right">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align="left">1</td>\n<td align="right">2</td>\n</tr>\n</tbody>\n</table>',
    ],
  ]
  it.each(cases)('%s', (_what, markdown, html) => {
    expect(contentOf(markdown, 'markdown')).toBe(html)
  })
})

describe('links', () => {
  const cases: [html: string, expected: string][] = [
    ['<a href="//other.example/a">x</a>', '<a href="https://other.example/a">x</a>'],
    ['<a href="/a">x</a>', '<a href="https://example.com/a">x</a>'],
    ['<a href="a?b=1&c=2">x</a>', '<a href="https://example.com/2024/a?b=1&amp;c=2">x</a>'],
    ['<a href="../a">x</a>', '<a href="https://example.com/a">x</a>'],
    ['<a href="#a">x</a>', '<a href="https://example.com/2024/news.html#a">x</a>'],
    ['<a href="">x</a>', '<a href="https://example.com/2024/news.html">x</a>'],
    ['<a href=" https://泉州.example/晚报 ">x</a>', '<a href="https://xn--6rty54a.example/%E6%99%9A%E6%8A%A5">x</a>'],
    ['<a href="mailto:kim@a.example">x</a>', '<a href="mailto:kim@a.example">x</a>'],
    ['<a href="http://[">x</a>', '<a>x</a>'],
    ['<img src="a.png" alt="A">', '<img src="https://example.com/2024/a.png" alt="A">'],
    [
      '<img srcset="a.png 1x, /b,c.png 2x,//d.example/e.png 3x">',
      '<img srcset="https://example.com/2024/a.png 1x, https://example.com/b,c.png 2x, https://d.example/e.png 3x">',
    ],
    [
      '<video src="a.mp4" poster="/a.png"></video>',
      '<video src="https://example.com/2024/a.mp4" poster="https://example.com/a.png" controls></video>',
    ],
    ['<blockquote cite="/a">x</blockquote>', '<blockquote cite="https://example.com/a">x</blockquote>'],
    ['<img src="data:image/png;base64,AAAA">', '<img src="data:image/png;base64,AAAA">'],
  ]
  it.each(cases)('%s', (html, expected) => {
    expect(contentOf(html, 'html')).toBe(expected)
  })
})

describe('what can run, ask or disguise', () => {
  const cases: [what: string, html: string, expected: string][] = [
    ['a script', '<p>a<script>b()</script></p>', '<p>a</p>'],
    [
      'a handler',
      '<p onclick="a()">b</p><img src="c.png" onerror=d()>',
      '<p>b</p><img src="https://example.com/2024/c.png">',
    ],
    ['a script as an address', '<a href="javascript:a()">b</a>', '<a>b</a>'],
    [
      'the same in disguise',
      '<a href=" java\nscript&colon;a()">b</a><a href="&#1;javascript:a()">c</a>',
      '<a>b</a><a>c</a>',
    ],
    ['a page as an address', '<a href="data:text/html,<b>">b</a>', '<a>b</a>'],
    ['a drawing as an address', '<img src="data:image/svg+xml,<svg onload=a()>">', '<img>'],
    ['a data picture where none can stand', '<audio src="data:image/png;base64,AAAA">', '<audio controls></audio>'],
    ['style', '<style>p{}</style><p style="color:red" class="a language-b">c</p>', '<p>c</p>'],
    ['a form', '<form action="/a"><input name=b><label>c</label><button>d</button></form>', 'c'],
    ['boxes to tick', '<input type=checkbox checked onclick=a()> b <INPUT TYPE=CHECKBOX> c', '☑ b ☐ c'],
    ['a frame', '<iframe src="/map?a=1" title="Map"></iframe>', '<a href="https://example.com/map?a=1">Map</a>'],
    [
      'a frame of a video',
      '<iframe src="//www.youtube.com/embed/abc_1?rel=0"></iframe>',
      '<a href="https://www.youtube.com/watch?v=abc_1">https://www.youtube.com/watch?v=abc_1</a>',
    ],
    ['a frame of a script', '<iframe src="javascript:a()" srcdoc="<b>"></iframe>b', 'b'],
    [
      'a plug-in',
      '<object data="a.swf"><embed src="a.swf"></object>',
      '<a href="https://example.com/2024/a.swf">https://example.com/2024/a.swf</a>',
    ],
    ['a drawing', '<svg><a href="javascript:a()"><text>b</text></a></svg>c', 'c'],
    [
      'formulas that hide a picture',
      '<math><mtext><table><mglyph><style><img src=a onerror=b()></style></mglyph></table></mtext></math>',
      '<table></table>',
    ],
    ['what is unknown, keeping its text', '<my-box>a <blink>b</blink></my-box>', 'a b'],
    ['comments', 'a<!-- b -->c<!--[if IE]>d<![endif]-->', 'ac'],
    [
      'what would be read differently without its parent',
      '<p>a<button><p>b</p></button></p><table><a href=c>d<tr><td>e</table>',
      '<p>a</p><a href="https://example.com/2024/c">d</a><table><tbody><tr><td>e</td></tr></tbody></table>',
    ],
    ['parts of a table without one', '<tr><td>a</td></tr>', 'a'],
    ['the end of a CDATA section, which is text', 'a]]&gt;b]]>c', 'a]]>b]]>c'],
  ]
  it.each(cases)('%s', (_what, html, expected) => {
    expect(contentOf(html, 'html')).toBe(expected)
  })
})

describe('a summary', () => {
  const cases: [what: string, markdown: string, summary: string][] = [
    ['is the first paragraph', '# Head\n\n**One** [two](/a)\nthree.\n\nFour.', 'One two three.'],
    ['passes over empty paragraphs', '<p style="display:none"><br></p><p>a</p>', 'a'],
    ['is what stands before more', 'One.\n\nTwo.\n\n<!-- more -->\n\nThree.', 'One. Two.'],
    ['stops at more in the middle of a paragraph', 'One <!--more-->two.', 'One'],
    ['is the first text where there are no paragraphs', '- a\n- b', 'a b'],
    ['is in a quote where the post starts with one', '> a\n\nb', 'a'],
    ['is empty where there is no text', '![](a.png)', ''],
    ['does not hold what is removed', '<p><script>a</script>b &amp; c</p>', 'b & c'],
  ]
  it.each(cases)('%s', (_what, markdown, summary) => {
    expect(summaryOf(markdown)).toBe(summary)
  })

  it('ends at a word, or between characters, when it is too long', () => {
    const english = summaryOf('word '.repeat(400))
    expect(english).toHaveLength(1_000)
    expect(english.endsWith(' word…')).toBe(true)
    expect(summaryOf('汉'.repeat(2_000))).toBe(`${'汉'.repeat(999)}…`)
    expect(summaryOf('😀'.repeat(2_000))).toBe(`${'😀'.repeat(499)}…`)
  })
})
