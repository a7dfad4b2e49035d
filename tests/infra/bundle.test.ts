/**
 * The bundle of the publish function: all that it needs is in it, and what it never runs is not.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { bundle } from '../../scripts/bundle.js'

let dist: string
let made: Awaited<ReturnType<typeof bundle>>
beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'broadsheet-bundle-'))
  made = await bundle(dist)
})
afterAll(() => rm(dist, { recursive: true, force: true }))

const publish = () => {
  const found = made.find(({ path }) => path.endsWith('publish'))
  if (found === undefined) throw new Error('publish was not bundled')
  return found
}

/** What SQS hands on when S3 has told it of uploads; `keys` as S3 writes them there. */
function uploadOf(bucket: string, ...keys: readonly string[]): object {
  const news = keys.map((key) => ({
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: bucket }, object: { key } },
  }))
  return { Records: [{ messageId: '1', eventSource: 'aws:sqs', body: JSON.stringify({ Records: news }) }] }
}

/** Loads the bundle in a Node of its own, in a folder far from any node_modules. */
async function load(script: string, env: Record<string, string>): Promise<string> {
  const program = `const { handler } = await import('./index.mjs')\n${script}`
  const args = ['--input-type=module', '--eval', program]
  // Lambda's Node is newer than the oldest that Broadsheet runs on, and the SDK says so of that one on stderr.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: publish().path, env })
  return stdout.trim()
}

describe('the publish bundle', () => {
  it('loads where nothing else is installed', async () => {
    const env = { CONTENT_BUCKET: 'content', SITE_BUCKET: 'site', AWS_REGION: 'eu-central-1' }
    expect(await load('console.log(typeof handler)', env)).toBe('function')
  })

  it('says which variable is missing', async () => {
    await expect(load('', { AWS_REGION: 'eu-central-1' })).rejects.toThrow(
      'the environment variable CONTENT_BUCKET is missing',
    )
  })

  it('publishes an upload, over S3, with nothing but what is in its folder', async () => {
    const content = new MemoryStore()
    const site = new MemoryStore()
    await content.put('_config.yml', 'title: The Daily\nurl: https://daily.example\n')
    await content.put('_posts/2024-05-01-hello world.md', '---\ntitle: Hello\n---\nFirst *post*.\n')
    // So large that a process of its own parses it.
    await content.put('_posts/2024-05-02-large.md', `---\ntitle: Large\n---\n${'A *long* story. '.repeat(4_000)}\n`)
    const s3 = await startS3Endpoint({ buckets: { content, site }, port: 0 })
    try {
      const keys = ['_posts/2024-05-01-hello+world.md', '_posts/2024-05-02-large.md']
      const script = `
        const answer = await handler(${JSON.stringify(uploadOf('content', ...keys))}, {
          getRemainingTimeInMillis: () => 60_000,
        })
        console.log(JSON.stringify(answer))`
      const said = await load(script, {
        CONTENT_BUCKET: 'content',
        SITE_BUCKET: 'site',
        AWS_ENDPOINT_URL: s3.url,
        AWS_ACCESS_KEY_ID: 'any',
        AWS_SECRET_ACCESS_KEY: 'any',
      })
      expect(said.split('\n').at(-1)).toBe('{"batchItemFailures":[]}')
      for (const name of ['rss.xml', 'atom.xml', 'feed.json']) {
        const text = Buffer.from((await site.get(`public/${name}`))?.body ?? []).toString()
        for (const title of ['Hello', 'Large']) expect(text, name).toContain(title)
      }
    } finally {
      await s3.close()
    }
  })

  it('leaves out what it replaces: a second YAML parser, an eval, an XML parser', async () => {
    expect(publish().startPackages).toEqual(expect.arrayContaining(['gray-matter', 'xml-js', '@aws-sdk/client-s3']))
    const licenses = await readFile(join(publish().path, 'LICENSES.txt'), 'utf8')
    for (const name of ['js-yaml', 'esprima', 'sax']) {
      expect(publish().startPackages).not.toContain(name)
      expect(licenses).not.toMatch(new RegExp(`^${name} `, 'm'))
    }
    const scripts = (await readdir(publish().path, { recursive: true })).filter((name) => name.endsWith('.mjs'))
    expect(scripts).toEqual(expect.arrayContaining(['index.mjs', 'parse-worker.mjs']))
    for (const name of scripts) expect(await readFile(join(publish().path, name), 'utf8'), name).not.toMatch(/\beval\(/)
  })

  it('loads no way to credentials that Lambda does not use', () => {
    expect(
      publish().startPackages.filter((name) => /credential-provider-(ini|sso|process|web|login|http)/.test(name)),
    ).toEqual([])
    expect(publish().restBytes).toBeGreaterThan(0)
  })

  it('names every package that it holds, with its licence', async () => {
    const licenses = await readFile(join(publish().path, 'LICENSES.txt'), 'utf8')
    for (const name of publish().startPackages)
      expect(licenses, name).toMatch(new RegExp(`^${name} \\d\\S* \\(.+\\)$`, 'm'))
    expect(licenses).not.toContain('(undefined)')
  })

  it('keeps source maps apart', async () => {
    expect((await readdir(publish().path, { recursive: true })).filter((name) => name.endsWith('.map'))).toEqual([])
    expect(await readdir(join(dist, 'maps', 'publish'))).toContain('index.mjs.map')
  })
})
