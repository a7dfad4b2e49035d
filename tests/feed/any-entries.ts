/** Entries and settings for properties: whatever a post can say, and what no document can carry. */
import fc from 'fast-check'
import type { Entry } from '../../lib/model/entry.js'
import type { Settings } from '../../lib/model/settings.js'
import { xmlText } from '../../lib/model/text.js'
import { SETTINGS } from './cases.js'

/** What trips generators up, in XML, in HTML, in JSON, and in ours. */
const AWKWARD = [
  ...['<', '>', '&', '"', "'", ']]>', ']]', '<![CDATA[', '<!--', '-->', '&amp;', '&lt;', '&#60;', '&#x3C;', '</title>'],
  ...['<item>', '</entry>', '<entry>', '<updated>', 'slot:0;', 'slot:1;', '"slot:2;"', 'slot:99999;', '$1', '$&', '$`'],
  ...['\n', '\t', ' ', '": ', '.000Z', '\\', '\u2028', '🦉', '中文', '\u200F', '\u{1F468}\u200D\u{1F469}'],
]
const UNCLEAN = ['\u0085', '\uFFFD', '\0', '\x08', '\x0B', '\x1B', '\uFFFE', '\uFFFF', '\uD800', '\uDC00', '\r', '\r\n']

const textOf = (awkward: readonly string[]) =>
  fc
    .array(fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'grapheme' })), { maxLength: 8 })
    .map((parts) => parts.join(''))

const said = (text: fc.Arbitrary<string>): fc.Arbitrary<Entry> => {
  const some = text.map((value) => `x${value}x`)
  const optional = {
    image: fc.webUrl(),
    banner: fc.webUrl(),
    language: fc.constantFrom('en', 'zh-CN', 'ar'),
    externalUrl: fc.webUrl({ withQueryParameters: true }),
    rights: some,
    episode: fc.record(
      {
        number: fc.integer({ min: 1 }),
        season: fc.integer({ min: 1 }),
        type: fc.constantFrom('full' as const, 'trailer' as const, 'bonus' as const),
        explicit: fc.boolean(),
        chapters: fc.webUrl(),
        transcripts: fc.array(fc.record({ url: fc.webUrl(), type: some }), { maxLength: 2 }),
        persons: fc.array(fc.record({ name: some, role: some }), { maxLength: 2 }),
      },
      { requiredKeys: ['transcripts', 'persons'] },
    ),
  }
  const required = {
    id: some,
    permalink: fc.webUrl({ withQueryParameters: true, withFragments: true }),
    title: some,
    publishedMs: fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) }).map((ms) => ms - (ms % 1_000)),
    updatedMs: fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) }),
    authors: fc.array(
      fc.record(
        { name: some, uri: fc.webUrl(), email: fc.constant('a&b@notes.example'), avatar: fc.webUrl() },
        { requiredKeys: ['name'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    terms: fc
      .uniqueArray(some, { maxLength: 3, selector: xmlText })
      .map((terms) => terms.map((term) => ({ scheme: 'tag' as const, term }))),
    summary: fc.oneof(fc.constant(''), some),
    // With a tag, so that an RSS description tells content from a summary.
    content: fc.oneof(
      fc.constant(''),
      some.map((html) => `<p>${html}`),
    ),
    enclosures: fc.array(fc.record({ url: fc.webUrl(), type: fc.constant('audio/mpeg'), title: some }), {
      maxLength: 2,
    }),
  }
  const requiredKeys = Object.keys(required) as (keyof typeof required)[]
  return fc.record({ ...required, ...optional }, { requiredKeys })
}

export const MODEL_TEXT = textOf(AWKWARD).map(xmlText)
export const MODEL_ENTRIES = fc.array(said(MODEL_TEXT), { maxLength: 4 })
export const ANY_ENTRIES = fc.array(said(textOf([...AWKWARD, ...UNCLEAN])), { maxLength: 4 })

/** Sites that say everything that a site can, and sites that say little. */
export const SITES: fc.Arbitrary<Settings> = fc
  .record(
    {
      title: MODEL_TEXT.map((text) => `x${text}x`),
      description: MODEL_TEXT,
      author: fc.record(
        { name: MODEL_TEXT.map((text) => `x${text}x`), uri: fc.webUrl(), email: fc.constant('a&b@notes.example') },
        { requiredKeys: ['name'] },
      ),
      hubs: fc.array(fc.webUrl({ withQueryParameters: true }), { maxLength: 2 }),
      icon: fc.webUrl(),
      logo: fc.webUrl({ withQueryParameters: true }),
      rights: MODEL_TEXT,
      atomPath: fc.constant('feed.xml'),
      podcast: fc.record(
        {
          category: fc.constant('Society & Culture'),
          subcategory: fc.constant('Places & Travel'),
          explicit: fc.boolean(),
          type: fc.constantFrom('episodic' as const, 'serial' as const),
          image: fc.webUrl(),
          locked: fc.boolean(),
        },
        { requiredKeys: ['category', 'explicit', 'type', 'locked'] },
      ),
    },
    { requiredKeys: [] },
  )
  .map((some) => ({ ...SETTINGS, ...some }))
