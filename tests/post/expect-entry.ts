/** What the model promises of every entry, whatever the post. */
import { expect } from 'vitest'
import type { Entry } from '../../lib/model/entry.js'
import { encodeTerm, TERM_BYTES_MAX } from '../../lib/model/feed-id.js'

/** XML 1.0 section 2.2, `Char`. */
const XML = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u
const UNSAFE = /<(?:script|style|svg|math|iframe|form|input|object|embed|base|meta|link)\b|<[^>]*\s(?:on\w+|style)=/i
const ADDRESS = /^(?:https?|mailto|tel|sms|xmpp|ircs?|ftp|magnet|gemini|geo|matrix|data):/

export function expectEntry(entry: Entry): void {
  for (const text of textsOf(entry)) if (!XML.test(text)) expect(text).toMatch(XML)
  expect(entry.title).toMatch(/^\S(?:[^\n]*\S)?$/)
  expect(new URL(entry.permalink).href).toBe(entry.permalink)
  expect(entry.permalink).toMatch(/^https?:/)
  expect(entry.id).toMatch(/^[a-z][a-z0-9+.-]*:[^\s<>"]+$/i)
  for (const url of [entry.image, entry.banner, entry.externalUrl, ...entry.enclosures.map((one) => one.url)]) {
    if (url !== undefined) expect(url).toMatch(/^https?:\/\//)
  }
  for (const { uri } of entry.authors) if (uri !== undefined) expect(uri).toMatch(/^https?:\/\//)
  expect(entry.updatedMs).toBeGreaterThanOrEqual(entry.publishedMs)
  for (const { term } of entry.terms) {
    expect(Buffer.byteLength(encodeTerm(term))).toBeLessThanOrEqual(TERM_BYTES_MAX)
  }
  if (UNSAFE.test(entry.content)) expect(entry.content).not.toMatch(UNSAFE)
  for (const [, address = ''] of entry.content.matchAll(/<[^>]*\s(?:href|src)="([^"]*)"/g)) {
    if (!ADDRESS.test(address)) expect(address).toMatch(ADDRESS)
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : []
}
