/**
 * Question 1: does an upload cost the same at any size?
 *
 * Archives of all sizes stand side by side; each gets the same new post, edit, retag and deletion, in turns. The
 * newest posts of all are the same, and the window is one that even the smallest fills.
 */
import { CATEGORIES, categoryOf, corpusPost } from './corpus.js'
import { progress } from './measure.js'
import { dollars, REQUEST_KINDS } from './metered-store.js'
import type { BenchOptions } from './options.js'
import { type SeededSite, seededSite } from './seeded-site.js'
import { fixed, median, ratio, type Table } from './table.js'
import type { ChangeTook } from './upload-worker.js'
import { WarmHandler } from './warm-handler.js'

const SIZES = [1_000, 10_000, 100_000, 1_000_000]
/** Processes that handle the changes of one archive, one after the other: each compiles the program in a way of its own. */
const PROCESSES = 12
/** Rounds in each of them that warm it up and are not counted, and those that are. */
const WARM_UP = 10
const ROUNDS = 10
/** Archives are of seed 1. */
const FIRST_SEED = 2
const OWN = 'archive: off\nwindow: { entries: 5, hours: 6 }'
const KINDS = ['a new post', 'an edit', 'a retag', 'a deletion'] as const

interface Measured {
  readonly size: number
  readonly archive: SeededSite
  readonly took: Map<Change[0], ChangeTook[]>
}

/** Answers the question. `runs` are processes. */
export async function run({ bundle, sizes = SIZES, runs = PROCESSES }: BenchOptions): Promise<Table> {
  const program = await bundle('upload-worker.ts')
  const end = Math.max(...sizes)
  const all: Measured[] = []
  for (const size of sizes) {
    all.push({ size, archive: await seededSite(size, end, OWN), took: new Map() })
    progress(`an archive of ${size} posts is there`)
  }
  for (let process = 0; process < runs; process++) {
    // Other posts each time, at the same times: right after the archive, so that windows stay as full as they were.
    await inOneProcessEach(all, program, { first: end, seed: FIRST_SEED + process })
    progress(`${process + 1} of ${runs} processes have had their changes, with archives of each size`)
  }
  return table(all)
}

/** A handler of its own for each of `all`: they take the posts of `seed` from `first` on in turns. */
async function inOneProcessEach(
  all: readonly Measured[],
  program: string,
  { first, seed }: { readonly first: number; readonly seed: number },
): Promise<void> {
  const ones = all.map((one) => ({ ...one, handler: new WarmHandler(program, one.archive) }))
  try {
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      for (const { archive, handler, took } of ones) {
        const each = await changes(archive, handler, first + round, seed)
        if (round < WARM_UP) continue
        for (const [kind, one] of each) took.set(kind, [...(took.get(kind) ?? []), one])
      }
    }
  } finally {
    for (const { handler } of ones) handler.close()
  }
}

type Change = readonly [kind: (typeof KINDS)[number], took: ChangeTook]

/** The post `index` of `seed` as new, its edit, its retag and its deletion. */
async function changes(
  archive: SeededSite,
  handler: WarmHandler,
  index: number,
  seed: number,
): Promise<readonly Change[]> {
  const first = corpusPost(index, seed)
  const edited = corpusPost(index, seed, 1)
  // The category that comes half-way round the list.
  const at = Array.from({ length: CATEGORIES }, (_, place) => categoryOf(place).category).indexOf(first.category)
  const other = categoryOf((at + CATEGORIES / 2) % CATEGORIES)
  const sources = {
    'a new post': first.text,
    'an edit': edited.text,
    'a retag': edited.text.replace(first.category, other.category).replace(first.tag, other.tag),
    'a deletion': undefined,
  }
  const took: Change[] = []
  for (const kind of KINDS) {
    const source = sources[kind]
    if (source === undefined) await archive.content.delete(first.key)
    else await archive.content.put(first.key, source)
    took.push([kind, await handler.changed(first.key)])
  }
  return took
}

function table(all: readonly Measured[]): Table {
  const rows: string[][] = []
  const [smallest] = all
  for (const kind of KINDS) {
    const base = figures(smallest?.took.get(kind) ?? [])
    for (const { size, took } of all) {
      const one = figures(took.get(kind) ?? [])
      rows.push([
        `${kind}, among ${size.toLocaleString('en')}`,
        one.requests,
        fixed(one.readKB),
        ratio(one.readKB, base.readKB),
        fixed(one.writtenKB),
        ratio(one.writtenKB, base.writtenKB),
        fixed(one.cpuMs),
        ratio(one.cpuMs, base.cpuMs),
        fixed(one.peakMiB, 0),
      ])
    }
  }
  const columns = [`${REQUEST_KINDS.join('/')}`, 'KB read', 'of the smallest', 'KB written', 'of the smallest']
  return {
    title: 'One upload, in archives of different sizes',
    columns: ['change', ...columns, 'CPU ms', 'of the smallest', 'peak MiB'],
    rows,
    notes: [
      'The window is of 6 hours, 375 posts of the site, which 1,000 posts fill; archives are off.',
      'Medians of all processes’ changes; CPU and memory are those of the handler’s process alone, which has the archive in another one.',
      ...all.map(({ size, took }) => cost(size, took.get('a new post') ?? [])),
    ],
  }
}

interface Figures {
  readonly requests: string
  readonly readKB: number
  readonly writtenKB: number
  readonly cpuMs: number
  readonly peakMiB: number
}

function figures(took: readonly ChangeTook[]): Figures {
  return {
    requests: REQUEST_KINDS.map((kind) => median(took.map(({ requests }) => requests[kind]))).join('/'),
    readKB: median(took.map(({ bytesRead }) => bytesRead / 1_000)),
    writtenKB: median(took.map(({ bytesWritten }) => bytesWritten / 1_000)),
    cpuMs: median(took.map(({ cpuMs }) => cpuMs)),
    peakMiB: Math.max(...took.map(({ peakMiB }) => peakMiB)),
  }
}

/** Says what a million uploads cost, and what they would if each read all posts again. */
function cost(size: number, took: readonly ChangeTook[]): string {
  const mean = Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, median(took.map((one) => one.requests[kind]))]))
  const documents = median(took.map((one) => one.documents))
  const again = dollars({ LIST: Math.ceil(size / 1_000), GET: size, PUT: documents })
  const million = (each: number) => `$${Math.round(each * 1e6).toLocaleString('en')}`
  return `A million uploads to ${size.toLocaleString('en')} posts: ${million(dollars(mean))} of S3 requests; by listing and reading all posts again each time: ${million(again)}.`
}
