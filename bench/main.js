/**
 * `npm run bench [-- question …]`: one table a question. Plain JavaScript, because it builds what runs TypeScript.
 *
 *   npm run bench                                         every question
 *   npm run bench -- upload build                         these
 *   npm run bench -- build --sizes 1000,10000 --runs 3    other sizes than a question's own, and fewer runs
 *   npm run bench -- build --peers script,hugo            beside these alone: others may take hours
 *
 * Absolute times mean little on a machine that others use too: each table says ratios of things that were measured
 * side by side, in turns. Peers that are not installed are left out, with a line that says how to have them.
 */
import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Argument, Command, InvalidArgumentError } from 'commander'
import { build } from 'esbuild'
import { bundle } from '../scripts/bundle.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What each question is called, and the module whose `run(options)` answers it with a table. */
const QUESTIONS = {
  upload: 'upload-cost.ts',
  build: 'clean-build.ts',
  'one-more': 'one-more-post.ts',
  'cold-start': 'cold-start.js',
  burst: 'burst.ts',
  readers: 'readers.ts',
}

const program = new Command('npm run bench --')
  .description('Measures, and prints one table a question.')
  .addArgument(new Argument('[questions...]', 'those to answer').choices(Object.keys(QUESTIONS)))
  .option('--sizes <posts>', "other numbers of posts than a question's own, such as 1000,10000", (text) =>
    text.split(',').map(wholeNumber),
  )
  .option('--runs <number>', 'other than how often a question measures of its own', wholeNumber)
  .option('--peers <names>', 'beside these alone, such as script,hugo', (text) => text.split(','))
  .showHelpAfterError()
  .parse()
const { sizes, runs, peers } = program.opts()
const asked = program.args.length > 0 ? program.args : Object.keys(QUESTIONS)

const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'))
try {
  // Packages are found from where the bundles lie.
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const options = {
    root: ROOT,
    /** Bundles a program of bench/, and returns its path: for questions that measure processes of their own. */
    bundle: (name) => bundled(name, folder),
    commandLine: () => commandLine(folder),
    ...(sizes && { sizes }),
    ...(peers && { peers }),
    ...(runs && { runs }),
  }
  const { markdown } = await load('table.ts', folder)
  console.log(`${machine()}\n`)
  for (const question of asked) {
    const module = QUESTIONS[question]
    const { run } = module.endsWith('.ts') ? await load(module, folder) : await import(`./${module}`)
    console.log(markdown(await run(options)))
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

function wholeNumber(text) {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a whole number from 1 on.')
}

async function load(name, into) {
  return import(pathToFileURL(await bundled(name, into)).href)
}

async function bundled(name, into) {
  const outfile = join(into, name.replace(/\.ts$/, '.mjs').replaceAll('/', '-'))
  await build({
    entryPoints: [join(ROOT, 'bench', name)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
  return outfile
}

/** A copy of its own: whoever builds meanwhile changes nothing of what is measured. */
async function commandLine(into) {
  const program = join(into, 'bin/broadsheet.js')
  await cp(join(ROOT, 'bin'), join(into, 'bin'), { recursive: true })
  await cp(join(ROOT, 'package.json'), join(into, 'package.json'))
  await bundle(join(into, 'dist'))
  return program
}

/** The machine in words, and the commit: figures of another mean something else. */
function machine() {
  const commit =
    git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'lib') === '' ? '' : ' and changes')
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `Commit ${commit}; Node ${process.versions.node}; ${availableParallelism()} × ${cpu?.model.trim() || process.arch}, ${memory} GiB.`
}

function git(...args) {
  try {
    return execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
