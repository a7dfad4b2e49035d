/**
 * Question 3: how long does one more post take, from the news of it to the last document?
 *
 * Broadsheet's handler is warm, over an archive in its own memory: a network is not measured. Others are given their fastest
 * way: Hugo's server in memory and Eleventy's incremental watch, both warm, see a file appear; Jekyll builds again
 * incrementally; the plain script runs again. Their time ends when the feed of the site has the post.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { handle } from '../lib/publish/handle.js'
import { inlineQueue } from '../lib/publish/inline-queue.js'
import { corpusPost } from './corpus.js'
import { writeCorpus } from './corpus-folder.js'
import { type Command, inScratch, measure, medians, progress, type Took } from './measure.js'
import type { BenchOptions } from './options.js'
import { type Peer, peers } from './peers.js'
import { seededSite } from './seeded-site.js'
import { fixed, ratio, type Table } from './table.js'

const SIZES = [10_000, 50_000]
const RUNS = 5
/** Posts that warm a handler up. */
const WARM_UP = 10
/** Milliseconds after which a tool that does nothing to be seen is given up. */
const PATIENCE_MS = 300_000
const LOOK_EVERY_MS = 20
/** `_SC_CLK_TCK`: Linux counts a process's time in hundredths of a second. */
const TICKS_A_SECOND = 100

type OnePost = Omit<Took, 'peakMiB'>

/** A tool that was waited for as long as one is. */
class GivenUpError extends Error {
  override readonly name = 'GivenUpError'
}

/** Answers the question. */
export async function run(options: BenchOptions): Promise<Table> {
  const { sizes = SIZES, runs = RUNS } = options
  const rows: string[][] = []
  const notes = [`Medians of ${runs} posts each.`]
  for (const size of sizes) {
    const figures = await inScratch((folder) => all(size, runs, folder, options, notes))
    const [ours] = figures
    for (const { name, took } of figures) {
      rows.push([
        `${size.toLocaleString('en')}: ${name}`,
        fixed(took.wallS * 1_000, 0),
        ratio(took.wallS, ours?.took.wallS ?? 0),
        fixed(took.cpuS * 1_000, 0),
        ratio(took.cpuS, ours?.took.cpuS ?? 0),
      ])
    }
  }
  const columns = ['posts: tool', 'ms', 'of Broadsheet’s', 'CPU ms', 'of Broadsheet’s']
  return { title: 'One more post', columns, rows, notes: [...new Set(notes)] }
}

async function all(
  size: number,
  runs: number,
  folder: string,
  { root, peers: wanted }: BenchOptions,
  notes: string[],
): Promise<{ readonly name: string; readonly took: OnePost }[]> {
  const corpus = join(folder, 'corpus')
  await writeCorpus(corpus, 0, size)
  const figures = [{ name: 'Broadsheet', took: await ours(size, runs) }]
  progress(`${size} posts: Broadsheet: ${figures.map(({ took }) => fixed(took.wallS, 3))} s`)
  for (const [index, peer] of peers(root, wanted).entries()) {
    const why = await peer.missing()
    if (why !== undefined) {
      notes.push(`${peer.name}: ${why}`)
      continue
    }
    const work = join(folder, `work-${index}`)
    const out = join(folder, `out-${index}`)
    // Each has new posts of its own.
    const posting = { corpus, out, runs, next: size + index * 100 }
    try {
      const took = await theirs(peer, await peer.prepare(corpus, work, out), posting)
      figures.push({ name: peer.name, took })
      progress(`${size} posts: ${peer.name}: ${fixed(took.wallS, 2)} s`)
    } catch (error) {
      if (!(error instanceof GivenUpError)) throw error
      notes.push(`${peer.name} at ${size.toLocaleString('en')} posts: ${error.message}`)
      progress(`${size} posts: ${peer.name}: ${error.message}`)
    }
  }
  return figures
}

async function ours(size: number, runs: number): Promise<OnePost> {
  const { content, context } = await seededSite(size, size)
  const took: Took[] = []
  for (let number = 0; number < WARM_UP + runs; number++) {
    const { key, text } = corpusPost(size + number)
    await content.put(key, text)
    const [cpu, started] = [process.cpuUsage(), performance.now()]
    const { failed } = await handle([{ keys: [key] }], context, inlineQueue(context))
    const wallS = (performance.now() - started) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    for (const error of failed.values()) throw error
    if (number >= WARM_UP) took.push({ wallS, cpuS: (user + system) / 1e6, peakMiB: 0 })
  }
  return medians(took)
}

interface Posting {
  readonly corpus: string
  readonly out: string
  /** Number of the first new post; those before are there. */
  readonly next: number
  readonly runs: number
}

async function theirs({ name }: Peer, command: Command, posting: Posting): Promise<OnePost> {
  if (name === 'Hugo') {
    const port = await freePort()
    // Its quick way leaves feeds as they were.
    const served = ['--port', String(port), '--bind', '127.0.0.1', '--disableLiveReload', '--disableFastRender']
    const args = ['server', ...command.args.slice(0, command.args.indexOf('--destination')), ...served]
    return watched({ ...command, args }, posting, () => fetchText(`http://127.0.0.1:${port}/feed.json`))
  }
  const file = join(posting.out, name.startsWith('Jekyll') ? 'feed.xml' : 'feed.json')
  const look = () => readFile(file, 'utf8').catch(() => '')
  if (name.startsWith('Eleventy')) {
    return watched({ ...command, args: [...command.args, '--watch', '--incremental'] }, posting, look)
  }
  if (!name.startsWith('Jekyll')) return again(command, posting)
  const incremental = { ...command, args: [...command.args, '--incremental'] }
  await measure(incremental)
  return again(incremental, posting)
}

/** Runs `command` after each new post. */
async function again(command: Command, { corpus, next, runs }: Posting): Promise<OnePost> {
  const took: Took[] = []
  for (let number = 0; number < runs; number++) {
    const { key, text } = corpusPost(next + number)
    await writeFile(join(corpus, key), text)
    took.push(await measure(command))
  }
  return medians(took)
}

/** Starts `command`, which watches, and waits after each new post until `look` shows it. */
async function watched(
  { program, args, cwd, env }: Command,
  { corpus, next, runs }: Posting,
  look: () => Promise<string>,
): Promise<OnePost> {
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
  })
  child.on('exit', (code) => {
    if (code !== null && code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`)
  })
  try {
    await until(async () => (await look()) !== '')
    const took: Took[] = []
    for (let number = -1; number < runs; number++) {
      // What was begun for the post before has an end.
      await quiet(child)
      const { key, text, title } = corpusPost(next + 1 + number)
      const [cpu, started] = [await cpuSeconds(child), performance.now()]
      await writeFile(join(corpus, key), text)
      await until(async () => (await look()).includes(title))
      const wallS = (performance.now() - started) / 1_000
      await quiet(child)
      if (number >= 0) took.push({ wallS, cpuS: (await cpuSeconds(child)) - cpu, peakMiB: 0 })
    }
    return medians(took)
  } finally {
    child.kill()
  }
}

/** Waits until `child` has done nothing for a while. */
async function quiet(child: ChildProcess): Promise<void> {
  for (let before = -1, now = 0; now !== before; now = await cpuSeconds(child)) {
    before = now
    await pause(500)
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > end) throw new GivenUpError(`nothing came of it in ${PATIENCE_MS / 1_000} s`)
    await pause(LOOK_EVERY_MS)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Returns what `child` has used of CPU so far. */
async function cpuSeconds({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

async function fetchText(url: string): Promise<string> {
  try {
    return await (await fetch(url)).text()
  } catch {
    return ''
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
