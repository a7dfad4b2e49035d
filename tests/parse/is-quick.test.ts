/**
 * Which posts are parsed at once: small ones, unless they can make more of themselves than is there.
 */
import { expect, test } from 'vitest'
import { isQuick } from '../../lib/parse/is-quick.js'
import { INLINE_BYTES_MAX, REUSING_INLINE_BYTES_MAX } from '../../lib/parse/limits.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'

const { settings } = parseSettings('title: The Site\nurl: https://example.com\n', {})
if (settings === undefined) throw new Error('the settings cannot be used')
const PLAIN = { ...settings, liquid: false }
const JEKYLL = { ...settings, liquid: true }

/** A text of so many bytes that holds `text`. */
const sized = (bytes: number, text = ''): Uint8Array => Buffer.from(text.padEnd(bytes, 'x'))
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le')

test.each([
  ['small', sized(100), undefined, PLAIN, true],
  ['as large as it may be', sized(INLINE_BYTES_MAX), undefined, PLAIN, true],
  ['larger', sized(INLINE_BYTES_MAX + 1), undefined, PLAIN, false],
  ['with few uses of a definition', sized(REUSING_INLINE_BYTES_MAX, '[a]: /b'), undefined, PLAIN, true],
  ['with many uses of a definition', sized(REUSING_INLINE_BYTES_MAX + 1, '[a]: /b'), undefined, PLAIN, false],
  ['small, with a tag where posts are no templates', sized(100, '{% raw %}'), undefined, PLAIN, true],
  ['small, on a site of templates', sized(100), undefined, JEKYLL, true],
  ['with a tag', sized(100, '{% for i in (1..9) %}'), undefined, JEKYLL, false],
  ['with an output', sized(100, '{{ site.data }}'), undefined, JEKYLL, false],
  ['with a tag in UTF-16', utf16('{% for i in (1..9) %}'), undefined, JEKYLL, false],
  ['with a definition in UTF-16', utf16('[a]: /b'.padEnd(REUSING_INLINE_BYTES_MAX)), undefined, PLAIN, false],
  ['that names UTF-8', sized(100), 'text/markdown; charset="UTF-8"', JEKYLL, true],
  ['that names another encoding', sized(100), 'text/markdown; charset=utf-16', JEKYLL, false],
  ['that names another encoding, where it makes no difference', sized(100), 'text/html; charset=gbk', PLAIN, true],
])('a post %s', (_, body, contentType, given, expected) => {
  expect(isQuick({ key: '_posts/a.md', body, ...(contentType !== undefined && { contentType }) }, given)).toBe(expected)
})
