/** Escaping, place by place. */
import { describe, expect, test } from 'vitest'
import { cleanText } from '../../lib/feed/clean-text.js'
import { Slots } from '../../lib/feed/slots.js'
import { emptyElement, escapeAttribute, escapeText, fillXml, htmlText, textAsHtml } from '../../lib/feed/xml-text.js'

describe.each<[text: string, inElement: string, inAttribute: string, asContent: string]>([
  ['plain', 'plain', 'plain', 'plain'],
  ['泉州 🦉', '泉州 🦉', '泉州 🦉', '泉州 🦉'],
  ['R&D', 'R&amp;D', 'R&amp;D', '<![CDATA[R&D]]>'],
  ['1 < 2 > 0', '1 &lt; 2 &gt; 0', '1 &lt; 2 > 0', '<![CDATA[1 < 2 > 0]]>'],
  ['<b>', '&#x3C;b&gt;', '&lt;b>', '<![CDATA[<b>]]>'],
  ['</b>', '&#x3C;/b&gt;', '&lt;/b>', '<![CDATA[</b>]]>'],
  ['&amp;', '&#x26;amp;', '&amp;amp;', '<![CDATA[&amp;]]>'],
  ['&#60;', '&#x26;#60;', '&amp;#60;', '<![CDATA[&#60;]]>'],
  ['?a=1&b=2', '?a=1&amp;b=2', '?a=1&amp;b=2', '<![CDATA[?a=1&b=2]]>'],
  ['a ]]> b', 'a ]]&gt; b', 'a ]]> b', '<![CDATA[a ]]]]><![CDATA[> b]]>'],
  [']]>]]>', ']]&gt;]]&gt;', ']]>]]>', '<![CDATA[]]]]><![CDATA[>]]]]><![CDATA[>]]>'],
  ['say "it"', 'say "it"', 'say &quot;it&quot;', 'say "it"'],
  ['tab\tend\n', 'tab\tend\n', 'tab&#9;end&#10;', 'tab\tend\n'],
])('%j', (text, inElement, inAttribute, asContent) => {
  test('in an element', () => expect(escapeText(text)).toBe(inElement))
  test('in an attribute', () => expect(escapeAttribute(text)).toBe(inAttribute))
  test('as content', () => expect(htmlText(text)).toBe(asContent))
})

test('plain text as HTML', () => {
  expect(textAsHtml('1 < 2 && "b" > a')).toBe('1 &lt; 2 &amp;&amp; "b" &gt; a')
})

test.each([
  ['what XML cannot write goes', 'a\0b\x08c\x1Bd\uFFFEe\uFFFFf', 'abcdef'],
  ['halves of pairs go, pairs stay', 'a\uD83Eb🦉\uDD89c', 'ab🦉c'],
  ['line ends are LF', 'a\r\nb\rc\n\rd', 'a\nb\nc\n\nd'],
  ['all else stays', 'a\tb\u0085\u200F\u2028\uFEFFz', 'a\tb\u0085\u200F\u2028\uFEFFz'],
])('%s', (_title, text, clean) => {
  expect(cleanText(text)).toBe(clean)
})

describe('slots', () => {
  test('a token is the same to `new URL` as it is', () => {
    const token = new Slots<string>().put('value')
    expect(new URL(token).toString()).toBe(token)
  })

  test('each value is escaped for its place, and what it says is not taken for a token', () => {
    const slots = new Slots<string>()
    const [title, href, content] = [slots.put('slot:1; & $&'), slots.put('"slot:2;"'), slots.put('<p>slot:0;</p>')]
    const layout = `<a href="${href}"><b>${title}</b><c><![CDATA[${content}]]></c></a>`
    expect(fillXml(layout, slots)).toBe(
      '<a href="&quot;slot:2;&quot;"><b>slot:1; &amp; $&amp;</b><c><![CDATA[<p>slot:0;</p>]]></c></a>',
    )
  })

  test('a token that nobody put is a programmer error', () => {
    expect(() => fillXml('<a>slot:0;</a>', new Slots<string>())).toThrow('the layout names an unknown slot: 0')
  })
})

test('an element leaves out absent attributes', () => {
  expect(emptyElement('link', { rel: 'enclosure', title: undefined, length: 0 })).toBe(
    '<link rel="enclosure" length="0"/>',
  )
})
