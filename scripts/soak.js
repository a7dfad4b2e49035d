/**
 * `npm run test:soak`: the simulator for as long as it takes.
 *
 *   npm run test:soak                                1,000,000 histories, then each protection taken away in turn
 *   npm run test:soak -- --histories 50000           so many
 *   npm run test:soak -- --seed 4711                 one history, with its story where it fails
 *   npm run test:soak -- --seed 4711 --without NAME  the same without a protection
 *
 * Every core runs histories of its own. It ends with 0 only where all histories end right, and where for each
 * protection some history ends wrong without it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { Command, InvalidArgumentError } from 'commander'
import { build } from 'esbuild'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const HISTORIES_DEFAULT = 1_000_000
/** Histories in which a missing protection must show. */
const MUTATION_HISTORIES = HISTORIES_DEFAULT
const REPORT_EVERY_MS = 10_000

/** The pure core's functions remember their answers: see tests/simulation/remembered.ts. */
const REMEMBERED = join(ROOT, 'tests/simulation/remembered.ts')
const remember = {
  name: 'remember',
  setup(plugin) {
    plugin.onResolve({ filter: /\/(render-feed|feed-page|parse-post|parse-settings)\.js$/ }, () => ({
      path: REMEMBERED,
    }))
    plugin.onResolve({ filter: /\?original$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('.js?original', '.ts')),
    }))
  },
}

const values = new Command('npm run test:soak --')
  .description('Runs the simulator for as long as it takes, and then takes each protection away in turn.')
  .option('--histories <number>', 'so many', wholeNumber, HISTORIES_DEFAULT)
  .option('--first <seed>', 'from this seed on', wholeNumber, 1)
  .option('--seed <seed>', 'this history alone, with its story where it fails', wholeNumber)
  .option('--without <protection>', 'that history without a protection')
  .showHelpAfterError()
  .parse()
  .opts()

const folder = await mkdtemp(join(tmpdir(), 'broadsheet-soak-'))
try {
  const worker = join(folder, 'worker.mjs')
  const bundle = { bundle: true, platform: 'node', format: 'esm', target: 'node20', plugins: [remember] }
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }
  const entry = join(ROOT, 'tests/simulation/soak-worker.ts')
  await build({ ...bundle, banner, entryPoints: [entry], outfile: worker, logLevel: 'warning' })
  const names = join(folder, 'protections.mjs')
  await build({ ...bundle, banner, entryPoints: [join(ROOT, 'tests/simulation/protections.ts')], outfile: names })
  const { PROTECTIONS } = await import(names)
  process.exitCode = (await soak(worker, Object.keys(PROTECTIONS))) ? 0 : 1
} finally {
  await rm(folder, { recursive: true })
}

async function soak(worker, protections) {
  if (values.seed !== undefined) {
    const { failure } = await run(worker, 'history', values.seed, 1, values.without)
    console.log(failure?.story ?? `history ${values.seed} ends right`)
    return failure === undefined
  }
  const { failure, ran, seconds } = await run(worker, 'histories', values.first, values.histories)
  console.log(`${ran} histories in ${seconds.toFixed(0)} s, ${(ran / seconds).toFixed(0)} a second`)
  if (failure !== undefined) {
    console.log(failure.story)
    return false
  }
  console.log('all end right; now each protection is taken away in turn')
  let all = true
  for (const without of protections) {
    const found = await run(worker, `without ${without}`, values.first, MUTATION_HISTORIES, without)
    all &&= found.failure !== undefined
    const what = found.failure ? `history ${found.failure.seed} ends wrong` : 'NO HISTORY ENDS WRONG'
    console.log(`without ${without}: ${what}, after ${found.ran}`)
  }
  return all
}

function wholeNumber(text) {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a whole number from 1 on.')
}

/** Runs `count` histories on all cores; the first failure ends it. */
async function run(worker, title, first, count, without) {
  const threads = Math.min(availableParallelism(), count)
  const started = performance.now()
  let ran = 0
  let failure
  const timer = setInterval(() => {
    const seconds = (performance.now() - started) / 1000
    console.log(`  ${title}: ${ran} of ${count}, ${(ran / seconds).toFixed(0)} a second`)
  }, REPORT_EVERY_MS)
  const workers = Array.from({ length: threads }, (_, index) => {
    const share = Math.ceil((count - index) / threads)
    return new Worker(worker, { workerData: { first: first + index, stride: threads, count: share, without } })
  })
  await Promise.all(
    workers.map(
      (thread) =>
        new Promise((resolve, reject) => {
          thread.on('message', (news) => {
            ran += news.ran
            failure ??= news.failure
            if (failure !== undefined) for (const other of workers) other.terminate()
          })
          thread.on('error', reject)
          thread.on('exit', resolve)
        }),
    ),
  )
  clearInterval(timer)
  return { ran, failure, seconds: (performance.now() - started) / 1000 }
}
