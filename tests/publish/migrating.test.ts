/**
 * docs/migrating.md: posts as other programs leave them keep the ids that they had in those programs' feeds.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Site } from './site.js'

const page = readFileSync(new URL('../../docs/migrating.md', import.meta.url), 'utf8')

interface Move {
  readonly from: string
  readonly settings: string
  readonly key: string
  readonly source: string
  /** What stood in the old feed. */
  readonly rss?: string
  readonly atom: string
}

const [, hugoSettings = ''] = /```yaml\n([\s\S]+?)```/.exec(page) ?? []
const [, ghostPost = ''] = /file such as `_posts\/2024-01-31-my-post\.html`:\n\n([\s\S]+?)\n\n\S/.exec(page) ?? []

const MOVES: readonly Move[] = [
  {
    from: 'jekyll-feed',
    settings: 'url: https://example.com\n',
    key: 'news/_posts/2024-01-31-a-slug.md',
    source: '---\nlayout: post\ntitle: A\n---\nText.\n',
    atom: 'https://example.com/news/2024/01/31/a-slug',
  },
  {
    from: 'Hugo, in YAML',
    settings: hugoSettings,
    key: 'content/posts/my-post.md',
    source: '---\nguid: https://example.com/posts/my-post/\ntitle: A\ndate: 2024-01-31\n---\nText.\n',
    rss: '<guid isPermaLink="true">https://example.com/posts/my-post/</guid>',
    atom: 'https://example.com/posts/my-post/',
  },
  {
    from: 'Hugo, in TOML',
    settings: hugoSettings,
    key: 'content/posts/two.md',
    source: '+++\nguid = "https://example.com/posts/two/"\ntitle = "Two"\ndate = 2024-02-01\n+++\nText.\n',
    rss: '<guid isPermaLink="true">https://example.com/posts/two/</guid>',
    atom: 'https://example.com/posts/two/',
  },
  {
    from: 'WordPress',
    settings: 'url: https://example.com\n',
    key: '_posts/2024-01-31-a.md',
    source: '---\ntitle: A\nguid: https://example.com/?post_type=news&p=12\n---\nText.\n',
    rss: '<guid isPermaLink="false">https://example.com/?post_type=news&amp;p=12</guid>',
    atom: 'https://example.com/?post_type=news&amp;p=12',
  },
  {
    from: 'Ghost',
    settings: 'url: https://example.com\n',
    key: '_posts/2024-01-31-my-post.html',
    source: ghostPost.replace(/^ {4}/gm, ''),
    rss: '<guid isPermaLink="false">5f8b2c0e4f1a2b001e8d9c3a</guid>',
    atom: 'urn:x-guid:5f8b2c0e4f1a2b001e8d9c3a',
  },
]

describe('who comes from', () => {
  test.each(MOVES)('$from keeps ids', async ({ settings, key, source, rss, atom }) => {
    const site = new Site()
    await site.upload('_config.yml', settings)
    await site.upload(key, source)
    expect(await site.read('atom.xml')).toContain(`<id>${atom}</id>`)
    if (rss !== undefined) expect(await site.read('rss.xml')).toContain(rss)
  })
})

test('the address that a post from Ghost had stays its own', async () => {
  const site = new Site()
  await site.upload('_config.yml', 'url: https://example.com\n')
  await site.upload('_posts/2024-01-31-my-post.html', ghostPost.replace(/^ {4}/gm, ''))
  expect(await site.read('rss.xml')).toContain('<link>https://example.com/my-post/</link>')
})
