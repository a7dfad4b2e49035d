import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_POST_LIMITS } from '../../lib/model/post-limits.js'
import { parseHtml } from '../../lib/post/html-tree.js'
import { plainTree } from '../../lib/post/plain-html.js'

const PHRASES = ['a', 'b', 'code', 'em', 'i', 'q', 's', 'span', 'strong', 'sup', 'u']
const BLOCKS = ['p', 'h1', 'h6', 'pre', 'blockquote', 'div', 'ul', 'ol', 'li', 'hr', 'br', 'img']
/** What the parser treats in ways of its own, none of which is plain. */
const OTHERS = [
  ...['table', 'tr', 'td', 'form', 'button', 'select', 'option', 'script', 'style', 'template', 'svg', 'math', 'nobr'],
  ...['body', 'html', 'head', 'frameset', 'dd', 'dt', 'image', 'plaintext', 'textarea', 'title', 'ruby', 'rt', 'title'],
]
const ATTRIBUTES = [
  ...[
    '',
    '',
    '',
    ' id="a"',
    ' href="b?c&amp;d"',
    ' src="/e.png" alt=""',
    ' title="&lt;&quot;"',
    ' class="language-c++"',
  ],
  ...[' class="a b"', ' id="a" id="b"', ' style="x"', ' href=b', ' ID="a"', ' hidden', ' href="&copy"', ' /', '/'],
]
const TEXTS = [
  ...['a', '党但少', ' ', '\n', '\n\n', '&amp;', '&lt;', '&gt;', '&quot;', '>', '"', '=', "'", '𝔘', '\u00a0', '\f'],
  ...['&', '&copy;', '&amp', '&#60;', '<', '<!--more-->', '<!', '<?', '</', '\r', '\0', '\uFEFF', '<![CDATA[x]]>'],
]

const piece = (texts: string[], names: string[], attributes: string[]): fc.Arbitrary<string> => {
  const name = fc.constantFrom(...names)
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...texts) },
    { weight: 3, arbitrary: fc.tuple(name, fc.constantFrom(...attributes)).map(([n, a]) => `<${n}${a}>`) },
    { weight: 2, arbitrary: name.map((n) => `</${n}>`) },
  )
}

/** HTML whose elements are closed in order, mostly plain. */
const nested: fc.Arbitrary<string> = fc.letrec<{ html: string }>((tie) => ({
  html: fc
    .array(
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(...TEXTS.slice(0, 16)),
        fc
          .tuple(
            fc.constantFrom(...PHRASES, ...BLOCKS.slice(0, 9)),
            fc.constantFrom(...ATTRIBUTES.slice(0, 8)),
            tie('html'),
          )
          .map(([name, attributes, inside]) => `<${name}${attributes}>${inside}</${name}>`),
        fc.constantFrom('<br>', '<hr />', '<img src="a.png">'),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join('')),
})).html

const tangled = fc
  .array(piece(TEXTS, [...PHRASES, ...BLOCKS, ...OTHERS], ATTRIBUTES), { maxLength: 12 })
  .map((parts) => parts.join(''))

describe('HTML that is read the short way', () => {
  const plain = [
    '<p>党但少作去，<em>资</em>原&amp;此&lt;间。</p>\n<p>第<br>二</p>\n',
    '<h2 id="市场">市场</h2>\n<ul>\n<li>a</li>\n<li><p>b</p><ol><li>c</li></ol></li>\n</ul>\n',
    '<p><a href="https://a.example/?b&amp;c" title="d"><img src="e.png" alt=""></a></p><hr />',
    '<blockquote>\n<p>a &quot;b&quot;</p>\n</blockquote>',
    '<pre><code class="language-js">a\n</code></pre>',
    'a text alone',
    '<p>constructor</p><em>__proto__</em>',
    '',
  ]
  for (const html of plain) {
    it(`${JSON.stringify(html)} is plain, and the tree that the parser makes`, () => {
      const tree = plainTree(html, DEFAULT_POST_LIMITS)
      expect(tree).toBeDefined()
      expect(tree).toEqual(parseHtml(html, DEFAULT_POST_LIMITS))
    })
  }

  const others = [
    ...['<p>a', '<p>a<p>b</p></p>', '<p><em>a</p></em>', '<ul>a</ul>', '<li>a</li>', '<em><p>a</p></em>', '</p>'],
    ...['<a href="a">b<em><a href="c">d</a></em></a>', '<!--more-->', '<P>a</P>', '<p hidden>a</p>', 'a & b', '&copy;'],
    ...['<script>a</script>', '<table></table>', '<p style="a">b</p>', '<pre>\na</pre>', '<p/>', '<br id="a" id="b">'],
  ]
  for (const html of others) {
    it(`${JSON.stringify(html)} is left to the parser`, () => {
      expect(plainTree(html, DEFAULT_POST_LIMITS)).toBeUndefined()
    })
  }

  it('is the tree that the parser makes, or none', () => {
    let read = 0
    const html = fc.oneof({ weight: 3, arbitrary: nested }, tangled)
    fc.assert(
      fc.property(html, (text) => {
        const tree = plainTree(text, DEFAULT_POST_LIMITS)
        if (tree === undefined) return
        read++
        expect(tree).toEqual(parseHtml(text, DEFAULT_POST_LIMITS))
      }),
      { numRuns: 3_000 },
    )
    // Most of what is tangled is not plain; a property that holds for nothing would show nothing.
    expect(read).toBeGreaterThan(300)
  })

  it('is found out in a time that grows with the text, however it breaks off', () => {
    const many = 1_000_000
    const texts = [
      ...[
        `<a href="${'a'.repeat(many)}`,
        `<a href="${'&amp;'.repeat(many)}<`,
        `<a${' id=""'.repeat(many)}`,
        `<${'a'.repeat(many)}`,
      ],
      ...[
        'a&'.repeat(many),
        `<p>${'&lt;'.repeat(many)}`,
        '<a href="&'.repeat(many),
        '<p>'.repeat(many),
        '<br '.repeat(many),
      ],
    ]
    for (const text of texts) expect(plainTree(text, DEFAULT_POST_LIMITS)).toBeUndefined()
  })

  it('leaves what passes a limit to the parser, which says so', () => {
    const limits = { ...DEFAULT_POST_LIMITS, htmlElements: 2, htmlNesting: 2 }
    expect(plainTree('<p>a</p><p>b</p>', limits)).toBeDefined()
    expect(plainTree('<p></p><p></p><p></p>', limits)).toBeUndefined()
    expect(plainTree('<div><p><em>a</em></p></div>', limits)).toBeUndefined()
  })
})
