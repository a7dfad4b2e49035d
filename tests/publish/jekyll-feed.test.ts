/** A site that comes from jekyll-feed: its subscribers find at the old addresses what they know. */
import { describe, expect, it } from 'vitest'
import { build } from '../../lib/publish/build.js'
import { verify } from '../../lib/publish/verify.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'
import { post, Site } from './site.js'

const CONFIG = [
  ...['title: Notes', 'url: https://example.com', 'plugins: [jekyll-feed]'],
  ...['feed: {posts_limit: 2, categories: [news], tags: {except: [odd]}}'],
].join('\n')

async function jekyllSite(): Promise<Site> {
  const site = new Site()
  await site.upload('_config.yml', CONFIG)
  for (const day of [1, 2, 3]) {
    const fields = { categories: 'news other', tags: '[old, odd]' }
    await site.upload(`_posts/2024-01-0${day}-post-${day}.md`, post(`Post ${day}`, fields))
  }
  return site
}

function entriesOf(document = ''): string {
  return document.slice(document.indexOf('<entry'))
}

describe('a site that comes from jekyll-feed', () => {
  it('has Atom documents where the plugin had them', async () => {
    const site = await jekyllSite()
    for (const [old, own] of [
      ['feed.xml', 'atom.xml'],
      ['feed/news.xml', 'category/news/atom.xml'],
      ['feed/by_tag/old.xml', 'tag/old/atom.xml'],
    ] as const) {
      const document = await site.read(old)
      expect(document?.match(/<id>[^<]*<\/id>/g)?.slice(1)).toEqual([
        '<id>https://example.com/news/other/2024/01/03/post-3</id>',
        '<id>https://example.com/news/other/2024/01/02/post-2</id>',
      ])
      expect(entriesOf(document)).toBe(entriesOf(await site.read(own)))
    }
  })

  it('has feeds of the terms that the plugin was asked for, and of no others', async () => {
    const site = await jekyllSite()
    expect(await site.read('category/news/atom.xml')).toBeDefined()
    expect(await site.read('category/other/atom.xml')).toBeUndefined()
    expect(await site.read('tag/odd/atom.xml')).toBeUndefined()
  })

  it('is the same when it is built in one go, and nothing of it is strange to verify', async () => {
    const site = await jekyllSite()
    const { settings } = parseSettings(CONFIG, {})
    if (settings === undefined) throw new Error('the settings are wrong')
    const { documents } = await build(site.content, site.context.parser, settings, site.nowMs)
    const paths = [...documents].map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['feed.xml', 'feed/news.xml', 'feed/by_tag/old.xml']))
    const found: unknown[] = []
    await verify(site.context, { onDifference: (difference) => found.push(difference) })
    expect(found).toEqual([])
  })
})
