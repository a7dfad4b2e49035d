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
const ROUNDS = 40
/** Rounds that warm the handlers up and are not counted. */
const WARM_UP = 10
const OWN = 'archive: off\nwindow: { entries: 5, hours: 6 }'
const KINDS = ['a new post', 'an edit', 'a retag', 'a deletion'] as const

interface Measured {
  readonly size: number
  readonly archive: SeededSite
  readonly handler: WarmHandler
  readonly took: Map<string, ChangeTook[]>
}

/** Answers the question. */
export async function run({ bundle, sizes = SIZES, runs = ROUNDS }: BenchOptions): Promise<Table> {
  const program = await bundle('upload-worker.ts')
  const end = Math.max(...sizes)
  const all: Measured[] = []
  try {
    for (const size of sizes) {
      const archive = await seededSite(size, end, OWN)
      progress(`an archive of ${size} posts is there`)
      all.push({ size, archive, handler: new WarmHandler(program, archive), took: new Map() })
    }
    for (let round = -WARM_UP; round < runs; round++) for (const one of all) await changes(one, end, round)
  } finally {
    for (const { handler } of all) handler.close()
  }
  return table(all)
}

/** One new post, its edit, its retag and its deletion. */
async function changes({ archive, handler, took }: Measured, end: number, round: number): Promise<void> {
  const index = end + WARM_UP + round
  const first = corpusPost(index)
  const edited = corpusPost(index, 1, 1)
  // The category that comes half-way round the list.
  const at = Array.from({ length: CATEGORIES }, (_, place) => categoryOf(place).category).indexOf(first.category)
  const other = categoryOf((at + CATEGORIES / 2) % CATEGORIES)
  const retagged = edited.text.replace(first.category, other.category).replace(first.tag, other.tag)
  const sources = [first.text, edited.text, retagged, undefined]
  for (const [place, source] of sources.entries()) {
    if (source === undefined) await archive.content.delete(first.key)
    else await archive.content.put(first.key, source)
    const one = await handler.changed(first.key)
    const kind = KINDS[place] ?? ''
    if (round >= 0) took.set(kind, [...(took.get(kind) ?? []), one])
  }
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
      'Medians; CPU and memory are those of the handler’s process alone, which has the archive in another one.',
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
