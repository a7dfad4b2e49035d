/** The templates that pages are made of. */
import { expect, test } from 'vitest'
import { html, htmlDocument } from '../../lib/page/html.js'

const EVIL = `<b onclick="x">&amp;'`

test.each([
  ['text is escaped', html`<p>${EVIL}</p>`, "<p>&lt;b onclick=&quot;x&quot;&gt;&amp;amp;'</p>"],
  ['so is it in an attribute', html`<a title="${EVIL}">`, '<a title="&lt;b onclick=&quot;x&quot;&gt;&amp;amp;\'">'],
  ['what a template made is not escaped again', html`<p>${html`<b>${'&'}</b>`}</p>`, '<p><b>&amp;</b></p>'],
  ['a list stands one below the other', html`${['<', html`<br>`, undefined, 3]}`, '&lt;\n<br>\n3'],
  ['what is not there is not there', html`<p>${undefined}</p>`, '<p></p>'],
  ['patterns in text mean nothing', html`${'$1$`'}`, '$1$`'],
])('%s', (_, made, markup) => {
  expect(made.markup).toBe(markup)
})

test('a document begins with its type', () => {
  expect(htmlDocument(html`<html lang="en"></html>`)).toBe('<!doctype html>\n<html lang="en"></html>\n')
})
