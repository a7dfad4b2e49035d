/** docs/feeds.md says what documents carry: each element and member that it names stands in a kept document. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CASES } from './cases.js'
import { render } from './documents.js'

const text = readFileSync(new URL('../../docs/feeds.md', import.meta.url), 'utf8')
const rendered = Object.values(CASES).map(({ feed, entries, settings, links }) =>
  render(entries, settings, feed, links),
)
const all = {
  rss: rendered.map(({ rss }) => rss).join(''),
  atom: rendered.map(({ atom }) => atom).join(''),
  json: rendered.map(({ json }) => json).join(''),
}

/** Returns the cells of each table whose head names `column`. */
function cells(column: string): string[] {
  return text.split(/\n\n/).flatMap((block) => {
    const [head = '', , ...rows] = block.split('\n')
    const at = head.split('|').findIndex((cell) => cell.trim() === column)
    return at < 0
      ? []
      : rows.flatMap((row) => [...(row.split('|')[at] ?? '').matchAll(/`([^`]+)`/g)].map(([, cell = '']) => cell))
  })
}

/** Returns whether an element of that name has those attributes, in whatever order. */
function hasElement(xml: string, element: string): boolean {
  const [name = '', ...attributes] = element.split(' ')
  const found = xml.match(new RegExp(`<${name}(?=[ >/])[^>]*>`, 'g')) ?? []
  return found.some((tag) => attributes.every((attribute) => tag.includes(` ${attribute}`)))
}

describe.each([
  ['RSS 2.0', (cell: string) => hasElement(all.rss, cell)],
  ['of the feed', (cell: string) => hasElement(all.rss, cell)],
  ['of an entry', (cell: string) => hasElement(all.rss, cell)],
  ['Atom 1.0', (cell: string) => hasElement(all.atom, cell)],
  ['JSON Feed 1.1', (cell: string) => all.json.includes(`"${cell}":`)],
])('%s', (column, isThere) => {
  test.each([...new Set(cells(column))])('%s', (cell) => {
    expect(isThere(cell)).toBe(true)
  })

  test('and nothing that is nowhere', () => {
    expect(isThere('nothing:like rel="this"')).toBe(false)
  })
})
