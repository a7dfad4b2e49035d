/** Texts of entries are kept from document to document, and nobody can tell. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ArchiveLinks } from '../../lib/feed/archive.js'
import { cleanedEntries } from '../../lib/feed/clean-entry.js'
import { EntryTexts } from '../../lib/feed/entry-texts.js'
import type { EntryHead } from '../../lib/feed/feed-head.js'
import { show } from '../../lib/feed/shown.js'
import { XML_PLACES } from '../../lib/feed/xml-text.js'
import type { Entry } from '../../lib/model/entry.js'
import { type FeedId, SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { renderFeedDocuments } from '../../lib/page/feed-documents.js'
import { ANY_ENTRIES, SITES } from './any-entries.js'
import { asText } from './as-text.js'
import { PLAIN } from './cases.js'

const FEEDS = fc.constantFrom<FeedId>(
  ...[SITE_FEED, termFeed('tag', 'birds'), termFeed('language', 'zh-CN'), termFeed('language', 'en')],
)
const ARCHIVE = { kind: 'archive', period: '2024-03' } as ArchiveLinks
const LINKS = fc.constantFrom<ArchiveLinks>({ kind: 'subscription' }, ARCHIVE)

/** Sites that differ in whatever of the settings enters an entry, and in how much a document may hold. */
const SETTINGS = fc
  .tuple(
    SITES,
    fc.record({
      language: fc.constantFrom('en', 'zh-CN'),
      feedsUrl: fc.constantFrom('https://notes.example', 'https://feeds.notes.example/v1'),
      timeZone: fc.constantFrom('Etc/UTC', 'Asia/Shanghai'),
      content: fc.constantFrom('full' as const, 'summary' as const),
      documentBytesMax: fc.constantFrom(1_048_576, 6_000, 2_500),
    }),
  )
  .map(([site, own]) => ({ ...site, ...own }))

/** What is rendered: some of the entries, which may be in any feed, in any order; and those of one instant among them. */
const RENDERED = fc.record({
  feed: FEEDS,
  settings: SETTINGS,
  links: LINKS,
  shows: fc.array(fc.nat(20), { maxLength: 6 }),
})

test('documents are the same bytes, whatever was rendered of their entries before', () => {
  const all = fc.tuple(ANY_ENTRIES, fc.array(fc.constant(PLAIN), { maxLength: 2 })).map(([some, plain]) => {
    const namesNobody = plain.map((entry, at): Entry => ({ ...entry, id: `urn:x:${at}`, authors: [], terms: [] }))
    return [...some, ...namesNobody]
  })
  fc.assert(
    fc.property(all, fc.array(RENDERED, { minLength: 2, maxLength: 5 }), (entries, rendered) => {
      for (const { feed, settings, links, shows } of [...rendered, ...rendered]) {
        const shared = [...new Set(shows)].flatMap((at) => entries[at % (entries.length || 1)] ?? [])
        const fresh = shared.map((entry) => structuredClone(entry))
        const render = (shown: Entry[]) => renderFeedDocuments(feed, shown, settings, links).map(asText)
        expect(render(shared)).toEqual(render(fresh))
      }
    }),
    { numRuns: 150 },
  )
})

describe('an entry', () => {
  const HEAD: EntryHead = {
    language: 'en',
    publisher: { name: 'Field Notes' },
    schemes: { category: 'https://notes.example/category/', tag: 'https://notes.example/tag/' },
    isForDirectories: false,
  }
  const entry: Entry = { ...PLAIN, content: '<p>Whole.' }

  interface Asked {
    readonly head?: Partial<EntryHead>
    readonly carries?: 'full' | 'summary'
  }

  /** Says how often an entry is written when it is asked for as `asked` say. */
  function timesWritten(asked: readonly Asked[]): number {
    let times = 0
    const texts = new EntryTexts<string, string>(
      (given) => given,
      XML_PLACES,
      ({ entry }, _head, slots) => {
        times++
        return `<a>${slots.put(entry.title)}</a>`
      },
    )
    for (const { head, carries = 'full' } of asked) {
      const writer = texts.writer({ ...HEAD, ...head })
      for (const shown of show([entry], () => carries))
        expect(writer.write(shown).bytes).toEqual(Buffer.from('<a>First swallow</a>'))
      expect(writer.layouts()).toBe('<a>slot:0;</a>')
    }
    return times
  }

  test.each<[is: string, times: number, asked: readonly Asked[]]>([
    ['is written once for all feeds of a site', 1, [{}, {}, {}]],
    ['is written again without its content, and once', 2, [{}, { carries: 'summary' }, {}, { carries: 'summary' }]],
    ['is written again in a feed of another language, and once', 2, [{}, { head: { language: 'de' } }, {}]],
    ['is written again for another publisher', 2, [{}, { head: { publisher: { name: 'Others' } } }]],
    ['is written again for podcasts', 2, [{}, { head: { isForDirectories: true } }]],
  ])('%s', (_is, times, asked) => {
    expect(timesWritten(asked)).toBe(times)
  })

  test('that cannot stand in a document is cleaned to the same object each time', () => {
    const unclean: Entry = { ...PLAIN, title: 'First\0 swallow' }
    const [first] = cleanedEntries([unclean])
    expect(first).toEqual(PLAIN)
    expect(cleanedEntries([unclean, PLAIN])).toEqual([PLAIN, PLAIN])
    expect(cleanedEntries([unclean])[0]).toBe(first)
  })
})
