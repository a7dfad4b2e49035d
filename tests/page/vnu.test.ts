/**
 * The Nu HTML checker finds no error in any page: of the cases, of entries that say whatever posts can say, and of a
 * folder of posts with pages of every feed; with BROADSHEET_CORPUS set to a folder, its posts are tried too.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import { build } from '../../lib/publish/build.js'
import { readSettingsSource } from '../../lib/publish/settings-state.js'
import { FolderStore } from '../../lib/store/folder-store.js'
import { ANY_ENTRIES, SITES } from '../feed/any-entries.js'
import { renderDirectory, renderFeedPage } from '../feed/as-text.js'
import { SETTINGS } from '../feed/cases.js'
import { PAGE_CASES } from './cases.js'
import { errorsIn, hasJava } from './vnu.js'

const EXAMPLE = join(import.meta.dirname, '../../examples/site')
const CORPUS = process.env.BROADSHEET_CORPUS
const SEED = 20_261_124

describe.skipIf(!hasJava)(
  hasJava
    ? 'the Nu HTML checker finds no error'
    : 'skipped, since there is no Java: install Debian’s default-jre-headless',
  { timeout: 60_000 },
  () => {
    test('in the pages of the cases, and those of all feeds', () => {
      const pages = Object.entries(PAGE_CASES).flatMap(([name, { feed, entries, settings }]) => [
        { ...renderFeedPage(feed, entries, settings), path: `${name}.html` },
        { ...renderDirectory([SITE_FEED, feed], settings)[1], path: `${name}-all.html` },
      ])
      expect(errorsIn(pages.flatMap(({ body = '', contentType = '', path }) => ({ body, contentType, path })))).toEqual(
        [],
      )
    })

    test('whatever posts say', () => {
      const samples = fc.sample(fc.tuple(ANY_ENTRIES, SITES), { seed: SEED, numRuns: 60 })
      const pages = samples.map(([entries, settings], at) => ({
        ...renderFeedPage(at % 2 === 0 ? SITE_FEED : termFeed('tag', `"<${at}>"`), entries, settings),
        path: `${at}.html`,
      }))
      expect(errorsIn(pages)).toEqual([])
    })

    test('in the pages of a site', async () => {
      expect(errorsIn(await documentsOf(EXAMPLE))).toEqual([])
    })

    test.skipIf(CORPUS === undefined)(`in those of BROADSHEET_CORPUS: ${CORPUS ?? 'not given'}`, async () => {
      expect(errorsIn(await documentsOf(CORPUS ?? ''))).toEqual([])
    })

    test('but it finds one where there is one', () => {
      const { path, contentType, body } = renderFeedPage(SITE_FEED, [], SETTINGS)
      const broken = { path, contentType, body: body.replace('<h1', '<h1 align="left"').replace('</main>', '</div>') }
      expect(errorsIn([broken]).length).toBeGreaterThan(1)
    })
  },
)

async function documentsOf(folder: string) {
  const content = new FolderStore(folder)
  const { parsed } = await readSettingsSource(content, 'https://example.com')
  if (parsed.settings === undefined) throw new Error(`no settings in ${folder}`)
  const built = await build(content, inlineParser(), parsed.settings, Date.UTC(2030, 0))
  return built.documents
}
