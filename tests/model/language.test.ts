/** Languages: which way they are written, and which texts their readers understand. */
import { expect, test } from 'vitest'
import { directionOf, inLanguage } from '../../lib/model/language.js'

test.each([
  ['en', 'ltr'],
  ['ar', 'rtl'],
  ['ar-EG', 'rtl'],
  ['he', 'rtl'],
  ['fa-IR', 'rtl'],
  ['ur', 'rtl'],
  ['zh-CN', 'ltr'],
  ['uz-Arab-AF', 'rtl'],
  ['az-Arab', 'rtl'],
  ['ur-Latn', 'ltr'],
  // Not Arabic, though it begins so.
  ['arn', 'ltr'],
  ['hak', 'ltr'],
])('%s is written %s', (language, direction) => {
  expect(directionOf(language)).toBe(direction)
})

const CHOICES = [{ language: 'en' }, { language: 'zh-Hans' }, { language: 'zh-Hant' }]
test.each([
  ['en-GB', 'en'],
  ['zh', 'zh-Hans'],
  ['zh-CN', 'zh-Hans'],
  ['zh-SG', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-Hant', 'zh-Hant'],
  ['zh-Hans-HK', 'zh-Hans'],
  ['fr', undefined],
])('readers of %s are given %s', (language, given) => {
  expect(inLanguage(language, CHOICES)?.language).toBe(given)
})

test('readers of one script are given the other, where there is no choice', () => {
  expect(inLanguage('zh-TW', [{ language: 'en' }, { language: 'zh-Hans' }])?.language).toBe('zh-Hans')
})
