/**
 * Files that posts draw on: `_includes` and `_data`, told as stories of a site.
 */
import { describe, expect, test } from 'vitest'
import { build } from '../../lib/publish/build.js'
import { asText } from '../feed/as-text.js'
import { post, SETTINGS, Site } from './site.js'

const JEKYLL = `${SETTINGS}markdown: kramdown\n`
const POST = '_posts/2024-01-01-a.md'
const TEXT = post('A', { author: 'ann' }, '{% include note.html %} {{ site.data.prices.paper }} {{ site.title }}')

async function siteWithLibrary(): Promise<Site> {
  const site = new Site()
  await site.content.put('_includes/note.html', '<p>First note</p>')
  await site.content.put('_data/prices.yml', 'paper: 3 crowns\n')
  await site.content.put('_data/authors.yml', 'ann:\n  name: Ann Lee\n  email: ann@example.com\n')
  await site.upload('_config.yml', JEKYLL)
  await site.upload(POST, TEXT)
  return site
}

describe('a post', () => {
  test('draws on includes, data and authors', async () => {
    const site = await siteWithLibrary()
    const feed = await site.read('feed.json')
    for (const text of ['First note', '3 crowns', 'The Site', 'Ann Lee']) expect(feed).toContain(text)
  })

  test('is rendered again when one of them changes, comes, or goes', async () => {
    const site = await siteWithLibrary()
    await site.upload('_includes/note.html', '<p>Second note</p>')
    expect(await site.read('feed.json')).toContain('Second note')
    await site.upload('_data/prices.yml', 'paper: 4 crowns\n')
    expect(await site.read('feed.json')).toContain('4 crowns')
    await site.remove('_data/authors.yml')
    expect(await site.read('feed.json')).not.toContain('Ann Lee')
  })

  test('costs no look at them while none changes', async () => {
    const site = await siteWithLibrary()
    const { published } = await site.upload('_includes/note.html', '<p>First note</p>')
    expect(published.written).toEqual([])
  })
})

test('a build draws on the same files', async () => {
  const site = await siteWithLibrary()
  const { settings } = await site.hear('_config.yml')
  if (settings.settings === undefined) throw new Error('no settings')
  const built = await build(site.content, site.context.parser, settings.settings, site.nowMs)
  for (const { path, body } of [...built.documents].map(asText)) expect(await site.read(path)).toBe(body)
})
