import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type S3Endpoint, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { post, SETTINGS, Site } from '../publish/site.js'
import { NOW_MS, Terminal } from './terminal.js'

const A = '_posts/2024-01-01-a.md'

let site: Site
let s3: S3Endpoint
let terminal: Terminal

beforeEach(async () => {
  site = new Site()
  site.nowMs = NOW_MS
  await site.upload('_config.yml', SETTINGS)
  await site.upload(A, post('A', { tags: 'news' }))
  s3 = await startS3Endpoint({ buckets: { posts: site.content, feeds: site.site }, port: 0 })
  terminal = newTerminal()
})

afterEach(() => s3.close())

function newTerminal(): Terminal {
  const made = new Terminal()
  made.environment = { AWS_ENDPOINT_URL: s3.url, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' }
  return made
}

const verify = (...args: string[]) => terminal.run('verify', '--content', 'posts', '--site', 'feeds', ...args)

describe('broadsheet verify', () => {
  test('says that all is well, and ends with 0', async () => {
    expect(await verify()).toBe(0)
    expect(terminal.output).toMatch(/^looked at 1 record, 1 post, 2 feeds, \d+ documents, 2 placements, in /)
    expect(terminal.output).toContain('all is as a clean build would have it\n')
    expect(terminal.errors).toBe('')
  })

  test('names what differs, and ends with 1', async () => {
    await site.site.delete('public/tag/news/rss.xml')
    expect(await verify()).toBe(1)
    expect(terminal.output).toContain('missing: public/tag/news/rss.xml, of tag/news\n')
    expect(terminal.errors).toBe('error: 1 difference from a clean build\n    hint: repair with --repair\n')
  })

  test('repairs it, and ends with 0', async () => {
    await site.site.delete('public/tag/news/rss.xml')
    expect(await verify('--repair')).toBe(0)
    expect(terminal.output).toContain('missing: public/tag/news/rss.xml, of tag/news, repaired\n')
    expect(terminal.output).toContain('1 difference repaired: all is as a clean build would have it\n')
    terminal = newTerminal()
    expect(await verify()).toBe(0)
  })

  test('tells of garbage, which is no difference', async () => {
    await site.site.put(
      (await site.site.list({ prefix: 'state/feeds/tag/news/' })).objects[0]?.key.replace(/1$/, '9') ?? '',
      '',
    )
    expect(await verify()).toBe(0)
    expect(terminal.output).toContain('1 placement does not count: harmless, and swept away by --repair\n')
  })

  test('works with the address that the functions have, where _config.yml says none', async () => {
    const other = new Site(() => ({ defaults: { url: 'https://d111.cloudfront.net' } }))
    other.nowMs = NOW_MS
    await other.upload(A, post('A'))
    await other.hear('_config.yml')
    const s3OfOther = await startS3Endpoint({ buckets: { posts: other.content, feeds: other.site }, port: 0 })
    terminal.environment = { ...terminal.environment, AWS_ENDPOINT_URL: s3OfOther.url }
    expect(await verify()).toBe(0)
    await s3OfOther.close()
  })

  test('takes the buckets from the environment of the functions', async () => {
    terminal.environment = { ...terminal.environment, CONTENT_BUCKET: 'posts', SITE_BUCKET: 'feeds' }
    expect(await terminal.run('verify')).toBe(0)
  })

  test('asks for buckets where none are named', async () => {
    expect(await terminal.run('verify')).toBe(1)
    expect(terminal.errors).toContain(
      'error: the bucket of the posts is not known\n    give it as --content <bucket>, or',
    )
  })

  test('says which bucket is not there', async () => {
    expect(await terminal.run('verify', '--content', 'posts', '--site', 'elsewhere')).toBe(1)
    expect(terminal.errors).toMatch(/^error: the store refused .*NoSuchBucket/)
  })

  test('says what is wrong with settings that cannot be used', async () => {
    await site.content.put('_config.yml', 'title: [\n')
    await site.site.delete('state/settings.json')
    expect(await verify()).toBe(1)
    expect(terminal.errors).toContain('error: nothing can be published: the settings in _config.yml cannot be used\n')
  })
})
