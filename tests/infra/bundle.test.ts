/**
 * The functions' bundles: all that they need is in them, what they never run is not, and a start loads little.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inspect, promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeServer, LOOPBACK, listen } from '../../lib/laptop/listen.js'
import { startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { bundleFunctions } from '../../scripts/bundle.js'
import { checkUsed, leaveOut, ON_DEMAND } from '../../scripts/slim.js'

/** Bytes that each function may load before it is first called. Beyond them, look at what the new code imports. */
const START_BYTES_MAX: Readonly<Record<string, number>> = { publish: 450_000, tick: 450_000 }

const ENVIRONMENT = { CONTENT_BUCKET: 'content', SITE_BUCKET: 'site', AWS_REGION: 'eu-central-1' }

type Made = Awaited<ReturnType<typeof bundleFunctions>>[number]

let dist: string
let made: readonly Made[]
beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'broadsheet-bundle-'))
  made = await bundleFunctions(dist)
})
afterAll(() => rm(dist, { recursive: true, force: true }))

function bundleOf(name: string): Made {
  const found = made.find(({ path }) => path.endsWith(name))
  if (found === undefined) throw new Error(`${name} was not bundled`)
  return found
}
const publish = () => bundleOf('publish')

/** What SQS hands on when S3 has told it of uploads; `keys` as S3 writes them there. */
function uploadOf(bucket: string, ...keys: readonly string[]): object {
  const news = keys.map((key) => ({
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: bucket }, object: { key } },
  }))
  return { Records: [{ messageId: '1', eventSource: 'aws:sqs', body: JSON.stringify({ Records: news }) }] }
}

/** Loads the bundle in `cwd` in a Node of its own, in a folder far from any node_modules. */
async function load(cwd: string, script: string, env: Record<string, string>): Promise<string> {
  const program = `const { handler } = await import('./index.mjs')\n${script}`
  const args = ['--input-type=module', '--eval', program]
  // Lambda's Node is newer than the oldest that Broadsheet runs on, and the SDK says so of that one on stderr.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env })
  return stdout.trim()
}

interface Site {
  readonly content: MemoryStore
  readonly site: MemoryStore
  /** Hands an upload of `keys` to the bundle in `folder`, in a Node of its own; all has to be done then. */
  readonly upload: (folder: string, keys: readonly string[], env?: Readonly<Record<string, string>>) => Promise<void>
}

const SETTINGS = 'title: The Daily\nurl: https://daily.example\nliquid: true\n'

/** Calls `use` with a site of `settings` in an S3 that is there only as long. */
async function withSite<T>(use: (site: Site) => Promise<T>, settings = SETTINGS): Promise<T> {
  const content = new MemoryStore()
  const site = new MemoryStore()
  await content.put('_config.yml', settings)
  const s3 = await startS3Endpoint({ buckets: { content, site }, port: 0 })
  const upload: Site['upload'] = async (folder, keys, env) => {
    const encoded = keys.map((key) => key.replaceAll(' ', '+'))
    const script = `
      const answer = await handler(${JSON.stringify(uploadOf('content', ...encoded))}, {
        getRemainingTimeInMillis: () => 60_000,
      })
      if (process.moduleLoadList.some((name) => name.includes('undici'))) throw new Error('a whole fetch was loaded')
      console.log(JSON.stringify(answer))`
    const said = await load(folder, script, {
      ...ENVIRONMENT,
      AWS_ENDPOINT_URL: s3.url,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      ...env,
    })
    expect(said.split('\n').at(-1)).toBe('{"batchItemFailures":[]}')
  }
  try {
    return await use({ content, site, upload })
  } finally {
    await s3.close()
  }
}

/** Publishes `posts` by the bundle in `folder`, and returns the documents of the site's feed. */
function publishedBy(
  folder: string,
  posts: Readonly<Record<string, string>>,
  settings?: string,
): Promise<[string, string][]> {
  return withSite(async ({ content, site, upload }) => {
    for (const [key, text] of Object.entries(posts)) await content.put(key, text)
    await upload(folder, Object.keys(posts))
    const names = ['rss.xml', 'atom.xml', 'feed.json']
    const bodies = await Promise.all(names.map(async (name) => (await site.get(`public/${name}`))?.body ?? []))
    return names.map((name, index) => [name, Buffer.from(bodies[index] ?? []).toString()])
  }, settings)
}

/** A queue that takes messages as SQS does. */
async function startQueue() {
  const requests: { readonly signedBy: string; readonly messages: readonly string[] }[] = []
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      const { Entries } = JSON.parse(body) as { Entries: { Id: string; MessageBody: string }[] }
      const signedBy = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      requests.push({ signedBy, messages: Entries.map(({ MessageBody }) => MessageBody) })
      const Successful = Entries.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: md5(MessageBody),
      }))
      response.setHeader('Content-Type', 'application/x-amz-json-1.0')
      response.end(JSON.stringify({ Successful, Failed: [] }))
    })
  })
  const port = await listen(server, 0)
  return { url: `http://${LOOPBACK}:${port}/123456789012/uploads`, requests, close: () => closeServer(server) }
}

describe('the publish bundle', () => {
  it('loads where nothing else is installed', async () => {
    expect(await load(publish().path, 'console.log(typeof handler)', ENVIRONMENT)).toBe('function')
  })

  it('says which variable is missing', async () => {
    await expect(load(publish().path, '', { AWS_REGION: 'eu-central-1' })).rejects.toThrow(
      'the environment variable CONTENT_BUCKET is missing',
    )
  })

  it('publishes uploads, over S3, with nothing but what is in its folder', async () => {
    const written = await publishedBy(publish().path, {
      '_posts/2024-05-01-hello world.md': '---\ntitle: Hello\n---\nFirst *post*.\n',
      // So large that a process of its own parses it.
      '_posts/2024-05-02-large.md': `---\ntitle: Large\n---\n${'A *long* story. '.repeat(4_000)}\n`,
      // These three need packages that are loaded on demand.
      '_posts/2024-05-03-liquid.md': '---\ntitle: Liquid\n---\n{{ "made of liquid" | upcase }}\n',
      '_posts/2024-05-04-toml.md': '+++\ntitle = "Tom"\n+++\nAn *old* format.\n',
      '_posts/2024-05-05-episode.md':
        '---\ntitle: Heard\nenclosure: https://daily.example/one.m4a\nenclosure_length: 1\n---\nListen.\n',
    })
    for (const [name, text] of written) {
      for (const part of ['Hello', 'Large', 'MADE OF LIQUID', 'Tom', 'audio/mp4']) expect(text, name).toContain(part)
    }
  })

  it('follows patterns and time zones of the settings', async () => {
    const posts = {
      'notes/one.md': '---\ntitle: Wanted\ndate: 2024-05-01 07:00\n---\nA note.\n',
      'notes/drafts/two.md': '---\ntitle: Unwanted\ndate: 2024-05-01\n---\nA draft.\n',
    }
    const settings = `${SETTINGS}timezone: Asia/Shanghai\nbroadsheet:\n  posts: ['notes/**', '!notes/drafts/**']\n`
    const written = await publishedBy(publish().path, posts, settings)
    expect(new Map(written).get('atom.xml')).toContain('2024-04-30T23:00:00')
    for (const [name, text] of written) {
      expect(text, name).toContain('Wanted')
      expect(text, name).not.toContain('Unwanted')
    }
  })

  it('loads for a plain post neither Liquid, nor TOML, nor the types of media, nor patterns, nor time zones', async () => {
    const less = join(dist, 'less')
    await cp(publish().path, less, { recursive: true })
    for (const name of ['liquidjs', 'smol-toml', 'mime', 'picomatch', 'temporal-polyfill'])
      await rm(join(less, `${name}.cjs`))
    const written = await publishedBy(less, {
      '_posts/2024-05-01-plain.md': '---\ntitle: Plain\ntags: [a]\n---\nFirst *post*.\n',
    })
    for (const [name, text] of written) expect(text, name).toContain('Plain')
  })

  it('sends more work to the queue, by the credentials of the environment', async () => {
    const queue = await startQueue()
    try {
      await withSite(async ({ content, upload }) => {
        await content.put('_posts/2024-05-01-hello.md', '---\ntitle: Hello\n---\nFirst *post*.\n')
        await upload(publish().path, ['_posts/2024-05-01-hello.md'], { QUEUE_URL: queue.url })
        await content.put('_config.yml', 'title: The Weekly\nurl: https://weekly.example\n')
        await upload(publish().path, ['_config.yml'], { QUEUE_URL: queue.url, AWS_ACCESS_KEY_ID: 'role' })
      })
    } finally {
      await queue.close()
    }
    expect(queue.requests.map(({ signedBy }) => signedBy)).toContain('role')
    expect(queue.requests.flatMap(({ messages }) => messages).join()).toContain('"rebuild"')
  })

  it('leaves out what it replaces: a second YAML parser, an eval, an XML parser', async () => {
    expect(publish().startPackages).toEqual(expect.arrayContaining(['xml-js', '@aws-sdk/client-s3']))
    const licenses = await readFile(join(publish().path, 'LICENSES.txt'), 'utf8')
    expect(licenses).toMatch(/^gray-matter /m)
    for (const name of ['js-yaml', 'esprima', 'sax']) expect(licenses).not.toMatch(new RegExp(`^${name} `, 'm'))
    const scripts = (await readdir(publish().path)).filter((name) => /\.[mc]js$/.test(name))
    expect(scripts).toEqual(expect.arrayContaining(['index.mjs', 'parse-worker.mjs']))
    for (const name of scripts) expect(await readFile(join(publish().path, name), 'utf8'), name).not.toMatch(/\beval\(/)
  })

  it('holds no way to credentials that Lambda does not use', async () => {
    const licenses = await readFile(join(publish().path, 'LICENSES.txt'), 'utf8')
    expect(licenses).toMatch(/^@aws-sdk\/credential-provider-env /m)
    expect(licenses).not.toMatch(/^@(?:aws-sdk|smithy)\/credential-provider-(?:ini|sso|process|web|login|http|imds)/m)
  })

  it('keeps source maps apart', async () => {
    expect((await readdir(publish().path)).filter((name) => name.endsWith('.map'))).toEqual([])
    expect(await readdir(join(dist, 'maps', 'publish'))).toContain('index.mjs.map')
  })
})

describe.each(Object.entries(START_BYTES_MAX))('the start of %s', (name, bytesMax) => {
  it(`loads at most ${bytesMax / 1_000} KB`, () => {
    expect(bundleOf(name).startBytes).toBeLessThanOrEqual(bytesMax)
  })

  it('loads only those files, and neither a parser nor a queue', async () => {
    const { path, startFiles, startPackages, restBytes } = bundleOf(name)
    const alone = join(dist, 'alone', name)
    await mkdir(alone, { recursive: true })
    // A start that asked for another file would not find it.
    for (const file of startFiles) await cp(file, join(alone, relative(path, file)))
    expect(await load(alone, 'console.log(typeof handler)', ENVIRONMENT)).toBe('function')
    expect(restBytes).toBeGreaterThan(0)
    for (const later of [...ON_DEMAND.map((one) => one.name), 'markdown-it', 'gray-matter', '@aws-sdk/client-sqs']) {
      expect(startPackages).not.toContain(later)
    }
  })

  it('names every package that it holds, with its licence', async () => {
    const licenses = await readFile(join(bundleOf(name).path, 'LICENSES.txt'), 'utf8')
    const later = ON_DEMAND.map((one) => one.name)
    for (const held of [...bundleOf(name).startPackages, ...later])
      expect(licenses, held).toMatch(new RegExp(`^${held} \\d\\S* \\(.+\\)$`, 'm'))
    expect(licenses).not.toContain('(undefined)')
  })
})

describe('what is left out', () => {
  it('is an error where a package has moved it', () => {
    expect(() => checkUsed([])).toThrow('scripts/slim.js names what no function holds: ')
  })

  it('changes nothing in the schemas of the S3 client', async () => {
    const client = fileURLToPath(import.meta.resolve('@aws-sdk/client-s3'))
    const entry = join(client.slice(0, client.indexOf('dist-')), 'dist-es/schemas/schemas_0.js')
    const [before, after] = await Promise.all(
      [[], [leaveOut]].map(async (plugins, index) => {
        const outfile = join(dist, `schemas-${index}.mjs`)
        const mainFields = ['module', 'main']
        await build({
          entryPoints: [entry],
          outfile,
          plugins,
          bundle: true,
          platform: 'node',
          format: 'esm',
          mainFields,
        })
        const { ...schemas } = (await import(pathToFileURL(outfile).href)) as Record<string, unknown>
        return inspect(schemas, { depth: 8, maxArrayLength: null, maxStringLength: null })
      }),
    )
    expect(before?.length).toBeGreaterThan(10_000)
    expect(after).toBe(before)
  })
})
