/**
 * How long does a function take to start, and to do its first work? Whole processes, as multiples of a handler that does
 * nothing, on the Node that runs this. Beside them a handler that makes the same S3 calls and nothing else, bundled as
 * esbuild bundles by itself.
 *
 * Processes take turns, so that what else the machine does hits all alike; figures are medians.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundleFunctions } from '../scripts/bundle.js'

const RUNS = 25

const PLAIN = `
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
const client = new S3Client({ forcePathStyle: true })
const commands = { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand }
export const handler = ({ command, input }) => client.send(new commands[command](input))`

/** @param {{ readonly root: string, readonly bundle: (name: string) => Promise<string>, readonly runs?: number }} options */
export async function run({ root, bundle: bundleProgram, runs = RUNS }) {
  const { CONTENT, POST_KEY, SITE, startSite } = await import(
    pathToFileURL(await bundleProgram('cold-start-site.ts')).href
  )
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-cold-start-'))
  const site = await startSite()
  try {
    const upload = {
      Records: [
        {
          messageId: '1',
          eventSource: 'aws:sqs',
          body: JSON.stringify({
            Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: CONTENT }, object: { key: POST_KEY } } }],
          }),
        },
      ],
    }
    const put = { command: 'PutObjectCommand', input: { Bucket: SITE, Key: 'public/plain.txt', Body: 'plain' } }
    const made = await bundleFunctions(join(folder, 'dist'))
    const handlers = [
      { name: 'empty handler', module: await emptyHandler(folder), work: 'nothing', event: {} },
      { name: 'plain S3 handler', module: await plainHandler(root, folder), work: 'one PUT', event: put },
      { name: 'publish', module: moduleOf(made, 'publish'), work: 'one new post', event: upload },
      { name: 'tick', module: moduleOf(made, 'tick'), work: 'nothing due', event: {} },
    ]
    const env = {
      PATH: process.env.PATH,
      CONTENT_BUCKET: CONTENT,
      SITE_BUCKET: SITE,
      AWS_ENDPOINT_URL: site.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    }
    // Nobody measures what the very first upload to a site does: it finds out the settings.
    await start(handlers[2], true, env)
    const loaded = []
    for (const handler of handlers) {
      const atStart = await loadedKb(handler, false, env, folder)
      await site.restore()
      loaded.push([atStart, await loadedKb(handler, true, env, folder)])
    }
    const took = handlers.map(() => ({ loaded: [], worked: [] }))
    for (let turn = 0; turn < runs; turn++) {
      for (const [index, handler] of handlers.entries()) {
        took[index].loaded.push(await start(handler, false, env))
        await site.restore()
        took[index].worked.push(await start(handler, true, env))
      }
    }
    const [empty] = took
    return {
      title: `Cold start: whole processes, as multiples of an empty handler, Node ${process.versions.node}`,
      columns: [
        'handler',
        'KB loaded',
        'time',
        'CPU',
        'first work',
        'KB loaded with it',
        'time with it',
        'CPU with it',
      ],
      rows: handlers.map(({ name, work }, index) => [
        name,
        loaded[index][0],
        ratio(took[index].loaded, empty.loaded, 'wallMs'),
        ratio(took[index].loaded, empty.loaded, 'cpuMs'),
        work,
        loaded[index][1],
        ratio(took[index].worked, empty.loaded, 'wallMs'),
        ratio(took[index].worked, empty.loaded, 'cpuMs'),
      ]),
      notes: [
        `Medians of ${runs} processes each, in turns.`,
        'First work goes to an S3 endpoint of memory in another process, over HTTP: its time holds the requests, its CPU only the function.',
        'The plain S3 handler makes GET, HEAD, PUT, DELETE and LIST with @aws-sdk/client-s3, minified, and otherwise as esbuild bundles by itself.',
      ],
    }
  } finally {
    await site.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function emptyHandler(folder) {
  const file = join(folder, 'empty.mjs')
  await writeFile(file, 'export const handler = async () => ({})\n')
  return file
}

async function plainHandler(root, folder) {
  const outfile = join(folder, 'plain.mjs')
  await build({
    stdin: { contents: PLAIN, resolveDir: root },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import{createRequire as createRequireOfNode}from'node:module';const require=createRequireOfNode(import.meta.url);",
    },
    logLevel: 'warning',
  })
  return outfile
}

function moduleOf(made, name) {
  return join(made.find(({ path }) => path.endsWith(`/${name}`)).path, 'index.mjs')
}

/** Returns the size of the files that Node loads for a handler, as V8's coverage names them. */
async function loadedKb(handler, works, env, folder) {
  const coverage = await mkdtemp(join(folder, 'coverage-'))
  await start(handler, works, { ...env, NODE_V8_COVERAGE: coverage })
  const reports = await readdir(coverage)
  const texts = await Promise.all(reports.map((report) => readFile(join(coverage, report), 'utf8')))
  const urls = texts.flatMap((text) => JSON.parse(text).result.map(({ url }) => url))
  const files = [...new Set(urls)].filter((url) => url.startsWith('file:') && !url.includes('[eval'))
  const sizes = await Promise.all(files.map(async (url) => (await stat(fileURLToPath(url))).size))
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1_000)
}

/** Starts Node with a handler, lets it work where `works`, and returns what the process took, in milliseconds. */
function start({ module, event }, works, env) {
  const lambda = '{ getRemainingTimeInMillis: () => 60_000 }'
  const call = works ? `await handler(${JSON.stringify(event)}, ${lambda})` : ''
  const program = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(module).href)})
    ${call}
    const { user, system } = process.cpuUsage()
    process.stderr.write('cpu ' + (user + system) / 1_000 + '\\n', () => process.exit())`
  return new Promise((resolve, reject) => {
    const before = performance.now()
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (text) => {
      said += text
    })
    child.on('error', reject)
    let wallMs = 0
    child.on('exit', () => {
      wallMs = performance.now() - before
    })
    child.on('close', (code) => {
      const cpuMs = Number(/^cpu ([\d.]+)$/m.exec(said)?.[1])
      if (code === 0 && cpuMs > 0) resolve({ wallMs, cpuMs })
      else reject(new Error(`${module} ended with ${code}:\n${said}`))
    })
  })
}

function ratio(those, base, figure) {
  return (median(those.map((one) => one[figure])) / median(base.map((one) => one[figure]))).toFixed(2)
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
