/**
 * Question 2: what does a clean build cost, beside what people use now?
 *
 * Whole processes, in turns: each round builds once with every tool, into a folder that is not there yet. Figures are
 * medians over the rounds; the first round, which also warms the file cache, counts like the others.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeCorpus } from './corpus-folder.js'
import { type Command, inScratch, measure, medians, progress, type Took } from './measure.js'
import type { BenchOptions } from './options.js'
import { peers } from './peers.js'
import { fixed, ratio, type Table } from './table.js'

const SIZES = [1_000, 10_000, 50_000]
const RUNS = 5

interface Tool {
  readonly name: string
  readonly remark: string
  readonly command: (out: string) => Promise<Command>
}

/** Answers the question. Each tool's documents are looked at once: one that made none is no peer. */
export async function run(options: BenchOptions): Promise<Table> {
  const { commandLine, sizes = SIZES, runs = RUNS } = options
  const notes: string[] = []
  const rows: string[][] = []
  for (const size of sizes) {
    await inScratch(async (folder) => {
      const corpus = join(folder, 'corpus')
      await writeCorpus(corpus, 0, size)
      const tools = await toolsFor(options, await commandLine(), corpus, folder, rows.length === 0 ? notes : [])
      const took = new Map<string, Took[]>(tools.map(({ name }) => [name, []]))
      for (let round = 0; round < runs; round++) {
        for (const { name, command } of tools) {
          const out = join(folder, `out-${round}-${tools.findIndex((tool) => tool.name === name)}`)
          const one = await measure(await command(out))
          const documents = await readdir(out, { recursive: true })
          if (documents.length < 60) throw new Error(`${name} wrote only ${documents.length} files`)
          took.get(name)?.push(one)
          progress(`${size} posts, round ${round + 1}: ${name}: ${fixed(one.cpuS, 2)} s CPU`)
        }
      }
      const figures = tools.map(({ name }) => ({ name, ...medians(took.get(name) ?? []) }))
      const [ours] = figures
      for (const { name, cpuS, wallS, peakMiB } of figures) {
        rows.push([
          `${size.toLocaleString('en')}: ${name}`,
          fixed(cpuS, 2),
          ratio(cpuS, ours?.cpuS ?? 0),
          fixed(wallS, 2),
          ratio(wallS, ours?.wallS ?? 0),
          fixed(peakMiB, 0),
          ratio(peakMiB, ours?.peakMiB ?? 0),
        ])
      }
    })
  }
  return {
    title: 'A clean build',
    columns: ['posts: tool', 'CPU s', 'of Broadsheet’s', 'wall s', 'of Broadsheet’s', 'peak MiB', 'of Broadsheet’s'],
    rows,
    notes: [`Medians of ${runs} runs, in turns.`, ...notes],
  }
}

async function toolsFor(
  { root, peers: wanted }: BenchOptions,
  program: string,
  corpus: string,
  folder: string,
  notes: string[],
): Promise<Tool[]> {
  const tools: Tool[] = [
    {
      name: 'Broadsheet',
      remark: '',
      command: async (out) => ({
        name: 'Broadsheet',
        program: process.execPath,
        args: [program, 'build', corpus, '--out', out],
      }),
    },
  ]
  for (const [index, { name, remark, missing, prepare }] of peers(root, wanted).entries()) {
    const why = await missing()
    notes.push(`${name}: ${why ?? `${remark}.`}`)
    if (why !== undefined) continue
    let turn = 0
    tools.push({
      name,
      remark,
      command: (out) => prepare(corpus, join(folder, `work-${index}-${turn++}`), out),
    })
  }
  return tools
}
