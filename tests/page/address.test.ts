/** Addresses of posts, as HTML takes them. */
import { expect, test } from 'vitest'
import { validUrl } from '../../lib/page/address.js'

test.each([
  ['https://a.example/', 'https://a.example/'],
  ['https://a.example/%E6%B3%89/泉/?a=b&c=%22#d', 'https://a.example/%E6%B3%89/泉/?a=b&c=%22#d'],
  ['https://a.example/a|b[1]?q={x}^`\\', 'https://a.example/a%7Cb%5B1%5D?q=%7Bx%7D%5E%60%5C'],
  ['https://a.example/"<i>"', 'https://a.example/%22%3Ci%3E%22'],
  ['https://a.example/100%?b=%zz', 'https://a.example/100%25?b=%25zz'],
  ['https://a.example/#a#b', 'https://a.example/#a%23b'],
  ['http://[::1]:80/[', 'http://[::1]:80/%5B'],
])('%s is written %s', (url, valid) => {
  expect(validUrl(url)).toBe(valid)
})
