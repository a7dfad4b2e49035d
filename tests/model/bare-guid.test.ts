import { describe, expect, test } from 'vitest'
import { guidOf, idOfGuid } from '../../lib/model/bare-guid.js'
import { post, SETTINGS, Site } from '../publish/site.js'

test.each([
  ['5f8b2c0e4f1a2b001e8d9c3a', 'urn:x-guid:5f8b2c0e4f1a2b001e8d9c3a'],
  ['12', 'urn:x-guid:12'],
  ['a b', undefined],
  ['泉', undefined],
  ['', undefined],
])('the guid %j is kept as %s', (guid, id) => {
  expect(idOfGuid(guid)).toBe(id)
  if (id !== undefined) expect(guidOf(id)).toBe(guid)
})

test('an id that is an IRI is its own guid', () => {
  expect(guidOf('https://example.com/?p=12')).toBe('https://example.com/?p=12')
})

describe('a post that comes from Ghost', () => {
  test('has the guid in RSS that it had there, so that no reader shows it again', async () => {
    const site = new Site()
    await site.upload('_config.yml', SETTINGS)
    await site.upload('_posts/2024-01-01-a.md', post('A', { guid: '5f8b2c0e4f1a2b001e8d9c3a' }))
    expect(await site.read('rss.xml')).toContain('<guid isPermaLink="false">5f8b2c0e4f1a2b001e8d9c3a</guid>')
    expect(JSON.parse((await site.read('feed.json')) ?? '').items[0].id).toBe('5f8b2c0e4f1a2b001e8d9c3a')
    expect(await site.read('atom.xml')).toContain('<id>urn:x-guid:5f8b2c0e4f1a2b001e8d9c3a</id>')
  })
})
