/** One bad post never holds up another: batches of both, through the real handler. */
import { describe, expect, it } from 'vitest'
import { hostileFiles } from '../post/hostile-files.js'
import { post, Site } from './site.js'

describe('a batch that mixes hostile posts with good ones', () => {
  // A few at a time, as SQS hands them out.
  const files = hostileFiles()
  const batches = Array.from({ length: Math.ceil(files.length / 10) }, (_, at) => files.slice(at * 10, at * 10 + 10))

  it.each(batches.map((batch) => ({ batch, first: batch[0]?.name ?? '' })))(
    'from $first on publishes all the good ones',
    async ({ batch }) => {
      const site = new Site()
      await site.content.put('_config.yml', 'title: The Site\nurl: https://example.com\nmarkdown: kramdown\n')
      const keys: string[] = []
      for (const [at, { name, body }] of batch.entries()) {
        await site.content.put(`_posts/2024-01-31-${name}`, body)
        await site.content.put(`_posts/2024-02-01-good-${at}.md`, post(`Good ${at}`))
        keys.push(`_posts/2024-01-31-${name}`, `_posts/2024-02-01-good-${at}.md`)
      }
      await site.hear(...keys)
      const titles = (await site.titles('feed.json')) ?? []
      expect(titles.filter((title) => title.startsWith('Good ')).sort()).toEqual(
        batch.map((_, at) => `Good ${at}`).sort(),
      )
      const published = batch.filter(({ expected }) => expected === 'published').length
      expect(titles.length).toBe(Math.min(20, batch.length + published))
    },
  )
})
