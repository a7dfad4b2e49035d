/**
 * The generated and the awkward site, built whole: every document is right by its schema, and other people's readers see
 * the same entries in the three formats of each feed.
 *
 * npm test takes a slice; `CORPUS_POSTS=2000 npx vitest run tests/corpus` takes all that `npm run make:corpus` writes.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import { build } from '../../lib/publish/build.js'
import { readSettingsSource } from '../../lib/publish/settings-state.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { asText, type TextDocument } from '../feed/as-text.js'
import { parseXml } from '../feed/documents.js'
import { READERS, type Seen } from '../feed/readers.js'
import { jsonFeedErrors, validateAtom } from '../feed/schemas.js'
import { awkwardSite } from './awkward.js'
import { generatedSite, type SourceFile } from './generated.js'

const POSTS = Number(process.env.CORPUS_POSTS ?? 120)
const NOW_MS = Date.UTC(2025, 0, 1)
const TIMEOUT_MS = 600_000

async function documentsOf(files: Iterable<SourceFile>): Promise<TextDocument[]> {
  const content = new MemoryStore()
  for (const { key, body } of files) await content.put(key, body)
  const { parsed } = await readSettingsSource(content, undefined)
  expect(parsed.problems).toEqual([])
  if (parsed.settings === undefined) throw new Error('no settings')
  const { documents } = await build(content, inlineParser(), parsed.settings, NOW_MS)
  const made: TextDocument[] = []
  for await (const document of documents) made.push(asText(document))
  return made
}

/** The documents of one feed, or of one period of its archive. */
interface Formats {
  readonly rss: string
  readonly atom: string
  readonly json: string
}

function feedsOf(documents: readonly TextDocument[]): Map<string, Formats> {
  const at = new Map(documents.map(({ path, body }) => [path, body]))
  const folders = [...at.keys()]
    .filter((path) => path.endsWith('rss.xml'))
    .map((path) => path.slice(0, -'rss.xml'.length))
  return new Map(
    folders.map((folder) => [
      folder,
      {
        rss: at.get(`${folder}rss.xml`) ?? '',
        atom: at.get(`${folder}atom.xml`) ?? '',
        json: at.get(`${folder}feed.json`) ?? '',
      },
    ]),
  )
}

/** RSS has whole seconds. */
const inSeconds = (entries: readonly Seen[]): Seen[] =>
  entries.map((entry) => ({ ...entry, publishedMs: Math.floor(entry.publishedMs / 1_000) }))

const ROWAN = '@rowanmanning/feed-parser'

/**
 * What that reader makes of `entries`: it decodes references twice and takes what stands in angle brackets in a name for an
 * address, so that awkward titles, names, terms and links are as they were `seen`; and an item of a podcast without terms has the
 * category of the show.
 */
function asRowanReads(entries: readonly Seen[], seen: readonly Seen[], isAwkward: boolean): Seen[] {
  return entries.map((entry, index) => {
    const { title, link, authors, terms } = seen[index] ?? entry
    const isTold = (one: unknown) => isAwkward || /[<&]/.test(String(one))
    return {
      ...entry,
      title: isTold(entry.title) ? title : entry.title,
      link: /&\w+;/.test(String(entry.link)) ? link : entry.link,
      authors: entry.authors.some(isTold) ? authors : entry.authors,
      terms: entry.terms.length === 0 || entry.terms.some(isTold) ? terms : entry.terms,
    }
  })
}

describe.each([
  ['generated', () => generatedSite(POSTS)],
  ['awkward', () => awkwardSite()],
])('the %s site', (name, files) => {
  let documents: TextDocument[]
  let feeds: Map<string, Formats>

  beforeAll(async () => {
    documents = await documentsOf(files())
    feeds = feedsOf(documents)
  }, TIMEOUT_MS)

  test('has many feeds', () => {
    expect(feeds.size).toBeGreaterThan(30)
  })

  test('has documents that are right by their schemas', { timeout: TIMEOUT_MS }, () => {
    for (const { path, contentType, body } of documents) {
      try {
        if (contentType.includes('json')) expect(jsonFeedErrors(body)).toEqual([])
        else if (contentType.includes('atom')) validateAtom(body)
        else if (contentType.includes('xml') || contentType.includes('opml')) parseXml(body)
      } catch (error) {
        throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  })

  test.each(READERS)(
    'reads the same in every format, to %s',
    { timeout: TIMEOUT_MS },
    async (reader, read, formats) => {
      const [, feedsmith = read] = READERS[0] ?? []
      for (const [folder, bodies] of feeds) {
        const expected = inSeconds(await feedsmith(bodies.json))
        for (const format of formats) {
          const seen = inSeconds(await read(bodies[format]))
          const asRead = reader === ROWAN ? asRowanReads(expected, seen, name === 'awkward') : expected
          expect([folder, format, seen]).toEqual([folder, format, asRead])
        }
      }
    },
  )
})
