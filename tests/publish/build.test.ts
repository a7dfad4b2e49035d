/**
 * A build looks into no more posts than it must, and what it makes is what it would make if it looked into all.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import { build } from '../../lib/publish/build.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { filesOf, type PostFiles } from '../../lib/store/post-files.js'
import { asText } from '../feed/as-text.js'
import { post } from './site.js'

const NOW_MS = Date.UTC(2024, 6, 1)

function settingsOf(window: string, rest = '') {
  const text = `title: A\nurl: https://a.example\nbroadsheet:\n  window: { ${window} }\n  limits: { html_elements: 3 }\n  archive: off\n${rest}`
  const { settings, problems } = parseSettings(text, {})
  if (settings === undefined) throw new Error(JSON.stringify(problems))
  return settings
}

const GOOD = '<p>One</p>'
/** More elements than the settings allow: the front matter is right, and the content rejects the post. */
const BAD = '<p>a</p><p>b</p><p>c</p><p>d</p>'

const posts = fc.array(
  fc.record({
    hour: fc.integer({ min: 0, max: 60 }),
    category: fc.constantFrom('a', 'b', 'c'),
    body: fc.constantFrom(GOOD, GOOD, BAD),
    extra: fc.constantFrom('', '', 'draft: true', 'expires: 2024-03-02', 'date: 2024-02-31', 'date: 2030-01-01'),
    /** Whether the name of the file says the day, and whether it is the right one. */
    name: fc.constantFrom('right', 'wrong', 'none'),
  }),
  { maxLength: 40 },
)
const windows = fc.constantFrom(
  'entries: 1, hours: 0, entries_max: 1',
  'entries: 2, hours: 5, entries_max: 6',
  'entries: 5, hours: 0, entries_max: 5',
)

async function storeOf(drafts: typeof posts extends fc.Arbitrary<infer T> ? T : never): Promise<MemoryStore> {
  const content = new MemoryStore()
  for (const [index, { hour, category, body, extra, name }] of drafts.entries()) {
    const date = new Date(Date.UTC(2024, 2, 1, hour)).toISOString()
    const [field = '', value = ''] = extra.split(': ')
    const fields = { date, categories: category, ...(extra === '' ? {} : { [field]: value }) }
    const day = name === 'right' ? `${date.slice(0, 10)}-` : name === 'wrong' ? '2023-01-01-' : ''
    await content.put(`_posts/${day}${index}.md`, post(`Post ${index}`, fields, body))
  }
  return content
}

/** The same files in another order. */
function shuffled(files: PostFiles, order: readonly number[]): PostFiles {
  return {
    read: (...given) => files.read(...given),
    async *keys() {
      for await (const keys of files.keys())
        yield keys
          .map((key, index) => ({ key, at: order[index % Math.max(1, order.length)] ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ key }) => key)
    },
  }
}

test('the documents are those of a build that looks into every post, in whichever order it comes to them', async () => {
  await fc.assert(
    fc.asyncProperty(posts, windows, fc.array(fc.integer()), async (drafts, window, order) => {
      const content = await storeOf(drafts)
      const settings = settingsOf(window)
      const files = shuffled(filesOf(content), order)
      const quick = await build(content, inlineParser(), settings, NOW_MS, { files })
      const thorough = await build(content, inlineParser(), settings, NOW_MS, { all: true })
      expect([...quick.documents].map(asText)).toEqual([...thorough.documents].map(asText))
      expect(quick.feeds).toEqual(thorough.feeds)
      const { rejected, drafts: drafted } = thorough.counts
      expect(quick.counts.drafts).toBe(drafted)
      // What is not looked into is not found wrong, and nothing else is lost.
      expect(quick.counts.rejected).toBeLessThanOrEqual(rejected)
      const sum = (counts: typeof quick.counts) => Object.values(counts).reduce((total, count) => total + count, 0)
      expect(sum(quick.counts)).toBe(sum(thorough.counts))
    }),
    { seed: 20_261_123, numRuns: 150 },
  )
})

test('a post that is rejected for its content gives its place to the next, and is told of', async () => {
  const content = new MemoryStore()
  await content.put('_posts/2024-01-03-bad.md', post('Bad', {}, BAD))
  await content.put('_posts/2024-01-02-next.md', post('Next', {}, GOOD))
  await content.put('_posts/2024-01-01-old-and-bad.md', post('Old', {}, BAD))
  const settings = settingsOf('entries: 1, hours: 0, entries_max: 1')
  const built = await build(content, inlineParser(), settings, NOW_MS)
  const json = [...built.documents].map(asText).find(({ path }) => path === 'feed.json')
  expect(JSON.parse(json?.body ?? '').items.map(({ title }: { title: string }) => title)).toEqual(['Next'])
  expect(built.rejections.map(({ key }) => key)).toEqual(['_posts/2024-01-03-bad.md'])

  const thorough = await build(content, inlineParser(), settings, NOW_MS, { all: true })
  expect(thorough.rejections.map(({ key }) => key)).toEqual([
    '_posts/2024-01-01-old-and-bad.md',
    '_posts/2024-01-03-bad.md',
  ])
})
