/** A feed reader's library reads the three documents of each kept case, and sees the same entries in the same order. */
import { parseFeed } from 'feedsmith'
import { describe, expect, test } from 'vitest'
import { CASES } from './cases.js'
import { render } from './documents.js'

interface Seen {
  readonly feed: readonly unknown[]
  readonly entries: readonly (readonly unknown[])[]
}

function see(body: string): Seen {
  const parsed = parseFeed(body)
  switch (parsed.format) {
    case 'rss':
      return {
        feed: [parsed.feed.title, parsed.feed.link, parsed.feed.language],
        entries: (parsed.feed.items ?? []).map((item) => [
          item.guid?.value,
          item.title,
          item.link,
          Date.parse(item.pubDate ?? ''),
          item.dc?.creators,
          [...new Set(item.categories?.map(({ name }) => name))],
        ]),
      }
    case 'atom':
      return {
        feed: [
          parsed.feed.title?.value,
          parsed.feed.links?.find(({ rel }) => rel === 'alternate')?.href,
          parsed.feed.xml?.lang,
        ],
        entries: (parsed.feed.entries ?? []).map((entry) => [
          entry.id,
          entry.title?.value,
          entry.links?.find(({ rel }) => rel === 'alternate')?.href,
          Date.parse(entry.published ?? ''),
          entry.authors?.map(({ name }) => name),
          [...new Set(entry.categories?.map(({ term }) => term))],
        ]),
      }
    case 'json':
      return {
        feed: [parsed.feed.title, parsed.feed.home_page_url, parsed.feed.language],
        entries: (parsed.feed.items ?? []).map((item) => [
          item.id,
          item.title,
          item.url,
          Date.parse(item.date_published ?? ''),
          item.authors?.map(({ name }) => name),
          item.tags ?? [],
        ]),
      }
    default:
      throw new Error(`not one of ours: ${parsed.format}`)
  }
}

describe.each(Object.entries(CASES))('%s', (_name, { feed, entries, settings }) => {
  const { rss, atom, json } = render(entries, settings, feed)

  test('every entry is seen', () => {
    expect(see(json).entries.map(([id]) => id)).toEqual(entries.map(({ id }) => id))
  })

  test('RSS and Atom are seen as JSON Feed is', () => {
    expect(see(rss)).toEqual(see(json))
    expect(see(atom)).toEqual(see(json))
  })
})
