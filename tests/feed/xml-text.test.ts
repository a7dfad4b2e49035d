/** Escaping, place by place. */
import { describe, expect, test } from 'vitest'
import { cleaned } from '../../lib/feed/clean-entry.js'
import { Layouts, Slots, Template } from '../../lib/feed/slots.js'
import {
  emptyElement,
  escapeAttribute,
  escapeText,
  htmlText,
  textAsHtml,
  textElement,
  XML_PLACES,
} from '../../lib/feed/xml-text.js'

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
  ['all else stays', 'a\tb\u200F\u2028\uFEFFz', 'a\tb\u200F\u2028\uFEFFz'],
])('%s, however deep it lies', (_title, text, clean) => {
  const value = { texts: [{ text, number: 1 }], none: undefined }
  expect(cleaned(value)).toEqual({ texts: [{ text: clean, number: 1 }], none: undefined })
  expect(value.texts[0]?.text).toBe(text)
})

test('what is clean already is not copied', () => {
  const value = { texts: ['a', { b: 'c' }] }
  expect(cleaned(value)).toBe(value)
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
    expect(new Template(layout, XML_PLACES).fill(slots.values)).toBe(
      '<a href="&quot;slot:2;&quot;"><b>slot:1; &amp; $&amp;</b><c><![CDATA[<p>slot:0;</p>]]></c></a>',
    )
  })

  test('an instant is written as its token, whatever way instants are written', () => {
    const slots = new Slots<string>()
    const instant = slots.putInstant('noon')
    expect([instant.toISOString(), instant.toUTCString(), JSON.stringify(instant)]).toEqual([
      ...['slot:0;', 'slot:0;', '"slot:0;"'],
    ])
  })

  test('a token that nobody put is a programmer error', () => {
    expect(() => new Template('<a>slot:0;</a>', XML_PLACES).fill([])).toThrow('the layout names an unknown slot: 0')
  })

  test('what has the same slots is laid out once', () => {
    let runs = 0
    const layouts = new Layouts<string, { text: string }>(({ text }) => `<a run="${++runs}">${text}</a>`, XML_PLACES)
    const write = (value: string, extra = '') => {
      const slots = new Slots<string>()
      return layouts.template({ text: slots.put(value) + extra }).fill(slots.values)
    }
    expect([write('one'), write('two'), write('three', '!')]).toEqual([
      ...['<a run="1">one</a>', '<a run="1">two</a>', '<a run="2">three!</a>'],
    ])
  })
})

test('an element leaves out absent attributes', () => {
  expect(emptyElement('link', { rel: 'enclosure', title: undefined, length: 0 })).toBe(
    '<link rel="enclosure" length="0"/>',
  )
  expect(textElement('a:b', 'text', { c: undefined, d: 1 })).toBe('<a:b d="1">text</a:b>')
})
