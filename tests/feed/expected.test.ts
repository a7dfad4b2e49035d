/**
 * Whole documents, kept as files that can be read, and compared byte for byte.
 *
 * Where a change is meant, `UPDATE_EXPECTED=1 npx vitest run tests/feed/expected.test.ts` writes the files anew: read
 * their diff before you commit it, and run the feed validator over them (docs/decisions/0010-feed-and-slots.md).
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { documentPaths } from '../../lib/feed/document-paths.js'
import { renderFeed } from './as-text.js'
import { CASES } from './cases.js'

const EXPECTED = join(import.meta.dirname, 'expected')

function expectedFile(path: string, rendered: string): string {
  if (process.env.UPDATE_EXPECTED === '1') writeFileSync(path, rendered)
  return readFileSync(path, 'utf8')
}

describe.each(Object.entries(CASES))('%s', (name, { feed, entries, settings, links }) => {
  const folder = join(EXPECTED, name)
  if (process.env.UPDATE_EXPECTED === '1') mkdirSync(folder, { recursive: true })
  const documents = renderFeed(feed, entries, settings, links)
  const rendered = documents.map(({ path, body }) => [path.slice(path.lastIndexOf('/') + 1), body] as const)

  test.each(rendered)('%s', (file, body) => {
    expect(body).toBe(expectedFile(join(folder, file), body))
  })

  test('no other documents are kept', () => {
    expect(readdirSync(folder).sort()).toEqual(rendered.map(([file]) => file).sort())
  })

  test('the documents lie where they are said to lie', () => {
    const period = links?.kind === 'archive' ? links.period : undefined
    expect(documents.map(({ path }) => path)).toEqual(documentPaths(feed, settings, period))
  })
})

test('every kept document belongs to a case', () => {
  expect(readdirSync(EXPECTED).sort()).toEqual(Object.keys(CASES).sort())
})
