/** The tables of docs/posts.md, row by row. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../lib/model/entry.js'
import { POST_LIMITS } from '../../lib/model/post-limits.js'
import { parsePost } from '../../lib/post/parse-post.js'
import type { ParsedPost } from '../../lib/post/parsed-post.js'
import { readDate } from '../../lib/post/read-date.js'
import { siteSettings } from './settings.js'

const DOC = readFileSync(new URL('../../docs/posts.md', import.meta.url), 'utf8')

/** Returns the cells of the table below the heading `heading`, without its head. */
function tableOf(heading: string): string[][] {
  const section = DOC.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

/** The texts between backticks of a cell. */
function codes(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code)
}

describe('front matter', () => {
  const settings = siteSettings('author: Editors')
  const library = {
    includes: new Map<string, string>(),
    data: { authors: { lee: { name: 'Lee Min', uri: 'https://lee.example/' } } },
  }
  const rows = tableOf('Front matter').map(([from = '', written = '', field, value]) => ({
    from,
    written,
    field: codes(field)[0] ?? '',
    value: codes(value)[0] ?? '',
  }))

  function parse(written: string): ParsedPost {
    const lines = codes(written).join('\n')
    const head = written.startsWith('TOML')
      ? `+++\n${lines}\n+++\n`
      : written.startsWith('JSON')
        ? `${lines}\n`
        : `---\n${lines}\n---\n`
    const body = new TextEncoder().encode(`${head}Before the cut, [cut] and after.\n`)
    return parsePost({ key: '_posts/2024-01-31-first-steps.md', body }, settings, library)
  }

  it('has a row for each dialect and each field', () => {
    expect(rows.length).toBeGreaterThan(80)
    const dialects = new Set(rows.flatMap(({ from }) => from.split(', ')))
    for (const name of ['Jekyll', 'Hugo', 'Eleventy', 'Astro', 'Hexo', 'Zola', 'Obsidian']) {
      expect(dialects).toContain(name)
    }
  })

  it.each(rows)('$written: $field', ({ written, field, value }) => {
    const post = parse(written)
    if (field === 'kind') expect(post.kind).toBe(JSON.parse(value))
    else expect(post.kind === 'entry' ? fieldOf(post.entry, field) : post).toEqual(JSON.parse(value))
  })

  function fieldOf(entry: Entry, field: string): unknown {
    const termsOf = (scheme: string): string[] => entry.terms.filter((t) => t.scheme === scheme).map((t) => t.term)
    const instant = (ms = Number.NaN): string => new Date(ms).toISOString().replace('.000', '')
    switch (field) {
      case 'categories':
        return termsOf('category')
      case 'tags':
        return termsOf('tag')
      case 'published':
        return instant(entry.publishedMs)
      case 'updated':
        return instant(entry.updatedMs)
      case 'expires':
        return instant(entry.expiresMs)
      default:
        return entry[field as keyof Entry]
    }
  }
})

describe('dates', () => {
  const rows = tableOf('Dates').map(([written, zone = '', outcome = '']) => ({
    written: codes(written)[0] ?? '',
    zone,
    rejected: outcome.startsWith('rejected'),
    expected: codes(outcome),
  }))

  it('has many rows', () => {
    expect(rows.length).toBeGreaterThan(40)
  })

  it.each(rows)('$written in $zone', ({ written, zone, rejected, expected: [expected = '', hint = ''] }) => {
    const reading = readDate(written, zone)
    if (rejected) expect(reading).toEqual({ fault: expected, hint })
    else expect('ms' in reading ? new Date(reading.ms).toISOString() : reading).toBe(expected)
  })

  it.each(rows.filter(({ rejected }) => rejected))('$written shows its line and an example', ({ written }) => {
    const body = new TextEncoder().encode(`---\ntitle: A\ndate: "${written}"\n---\n`)
    const post = parsePost({ key: '_posts/a.md', body }, siteSettings())
    expect(post.kind === 'rejected' && post.problems).toMatchObject([
      {
        key: 'date',
        line: 3,
        column: 7,
        excerpt: `date: "${written}"`,
        hint: expect.stringMatching(/\d{4}-\d{2}-\d{2}/),
      },
    ])
  })
})

describe('limits', () => {
  it('are all in the table, with their defaults', () => {
    const rows = tableOf('Limits').map(([name, , value = '']) => [
      codes(name)[0] ?? '',
      Number(value.replace(/[,_]/g, '')),
    ])
    const expected = Object.entries(POST_LIMITS).map(([name, limit]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      limit.default,
    ])
    expect(rows).toEqual(expected)
  })
})
