#!/usr/bin/env node
/**
 * Bundles what is deployed and what the command line runs. Plain JavaScript, because it builds what runs TypeScript.
 *
 * - Every `functions/<name>.ts` becomes the folder `dist/functions/<name>`, which needs nothing but Node: minified ES
 *   modules, `index.mjs` first; what is loaded on demand only, as slim.js says; and `LICENSES.txt`. Source maps lie apart, in
 *   `dist/maps/<name>`.
 * - `lib/cli/main.ts` becomes the folder `dist/command-line` in the same way, `cli.mjs` first, with its source maps: finding
 *   hundreds of files in node_modules takes more than half of the time in which a thousand posts are built.
 * - `lib/parse/parse-worker.ts`, the program of parsing processes, lies beside whatever starts one: as `parse-worker.mjs` in
 *   the folder of a function that names it, and in the command line's.
 *
 * The same sources give the same bytes, wherever they are built. `npm ci`, `npm start` and `npm run build` all run this,
 * so it has to stay within about a second.
 *
 * Usage: node scripts/bundle.js
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { checkUsed, leaveOut, leaveOutOfCommandLine, ON_DEMAND, onDemand } from './slim.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const COMMAND_LINE = 'lib/cli/main.ts'

const PARSE_PROGRAM = 'lib/parse/parse-worker.ts'

/** The oldest Node that Broadsheet runs on; what it runs, Lambda's newer one does too. */
const TARGET = 'node20.19'

/** Packages from CommonJS times call `require` for Node's own modules, which ES modules lack. */
const REQUIRE =
  "import{createRequire as createRequireOfNode}from'node:module';const require=createRequireOfNode(import.meta.url);"

/** How everything is bundled: with its packages. */
const WITH_PACKAGES = {
  absWorkingDir: root,
  bundle: true,
  platform: /** @type {const} */ ('node'),
  format: /** @type {const} */ ('esm'),
  target: TARGET,
  // ES modules before CommonJS: only they can be shaken.
  mainFields: ['module', 'main'],
  legalComments: /** @type {const} */ ('none'),
  logLevel: /** @type {const} */ ('silent'),
}

/** @param {string} name of a package that is loaded on demand */
const fileOf = (name) => `${name}.cjs`

/**
 * Bundles all functions and the command line into `dist`, an absolute path.
 * Throws what esbuild throws: an Error that lists every mistake with its place.
 *
 * @param {string} dist
 */
export async function bundle(dist = join(root, 'dist')) {
  const [functions, commandLine] = await Promise.all([bundleFunctions(dist), bundleCommandLine(dist)])
  return [...functions, commandLine]
}

/** Bundles all functions, as `bundle` does. */
export async function bundleFunctions(dist = join(root, 'dist')) {
  const built = await Promise.all((await functionNames()).map((name) => bundleFunction(name, dist)))
  checkUsed(built.flatMap(({ inputs }) => inputs))
  return built.map(({ made }) => made)
}

/** The functions there are: each file of functions/ is one. */
async function functionNames() {
  const files = await readdir(join(root, 'functions'))
  return files.filter((file) => file.endsWith('.ts')).map((file) => basename(file, '.ts'))
}

/**
 * @param {string} name
 * @param {string} dist
 */
async function bundleFunction(name, dist) {
  const entry = `functions/${name}.ts`
  const folder = join(dist, 'functions', name)
  const maps = join(dist, 'maps', name)
  // Chunks are named by their content: those of an earlier build would otherwise be deployed with the new ones.
  await Promise.all([folder, maps].map((path) => rm(path, { recursive: true, force: true })))
  const entryPoints = { index: entry, ...(await startsParsing(entry)) }
  const metafile = await bundleInto(folder, entryPoints, leaveOut, 'external')
  await Promise.all([
    moveMaps(metafile, folder, maps),
    licenses(metafile).then((text) => writeFile(join(folder, 'LICENSES.txt'), text)),
  ])
  return { made: describe(metafile, folder, entry), inputs: Object.keys(metafile.inputs) }
}

/**
 * Returns the entry for the program of parsing processes where the source of `entry` names it.
 *
 * @param {string} entry
 * @returns {Promise<Record<string, string>>}
 */
async function startsParsing(entry) {
  const source = await readFile(join(root, entry), 'utf8')
  return source.includes("'./parse-worker.mjs'") ? { 'parse-worker': PARSE_PROGRAM } : {}
}

/** @param {string} dist */
async function bundleCommandLine(dist) {
  const folder = join(dist, 'command-line')
  await rm(folder, { recursive: true, force: true })
  const entryPoints = { cli: COMMAND_LINE, 'parse-worker': PARSE_PROGRAM }
  return describe(await bundleInto(folder, entryPoints, leaveOutOfCommandLine, 'linked'), folder, COMMAND_LINE)
}

/**
 * Bundles `entryPoints`, modules by the names of their files, into `folder`, with all that they need: in chunks that they
 * share, and the packages of `ON_DEMAND` as files of their own. Returns what was made of what.
 *
 * @param {string} folder
 * @param {Record<string, string>} entryPoints
 * @param {import('esbuild').Plugin} leavingOut
 * @param {'external' | 'linked'} sourcemap
 * @returns {Promise<import('esbuild').Metafile>}
 */
async function bundleInto(folder, entryPoints, leavingOut, sourcemap) {
  const options = {
    ...WITH_PACKAGES,
    outdir: folder,
    minify: true,
    sourcemap,
    sourcesContent: false,
    metafile: /** @type {const} */ (true),
  }
  const built = await Promise.all([
    build({
      ...options,
      entryPoints,
      outExtension: { '.js': '.mjs' },
      chunkNames: '[hash]',
      // Modules that are imported on demand stay files of their own.
      splitting: true,
      banner: { js: REQUIRE },
      plugins: [onDemand(fileOf), leavingOut],
    }),
    build({
      ...options,
      entryPoints: ON_DEMAND.map(({ name }) => ({ in: name, out: name })),
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      plugins: [leavingOut],
    }),
  ])
  return {
    inputs: Object.assign({}, ...built.map(({ metafile: { inputs } }) => inputs)),
    outputs: Object.assign({}, ...built.map(({ metafile: { outputs } }) => outputs)),
  }
}

/**
 * Bundles the program of parsing processes alone, with all that it needs, into `outfile`.
 *
 * @param {string} outfile
 */
export async function bundleParseProgram(outfile) {
  await build({ ...WITH_PACKAGES, entryPoints: [PARSE_PROGRAM], outfile, banner: { js: REQUIRE }, plugins: [leaveOut] })
}

/**
 * @param {import('esbuild').Metafile} metafile
 * @param {string} folder
 * @param {string} maps
 */
async function moveMaps(metafile, folder, maps) {
  const files = Object.keys(metafile.outputs).filter((file) => file.endsWith('.map'))
  await Promise.all(
    files.map(async (file) => {
      const from = join(root, file)
      const to = join(maps, relative(folder, from))
      await mkdir(dirname(to), { recursive: true })
      await rename(from, to)
    }),
  )
}

/**
 * Returns the licences of all packages that the bundle holds code of, each text once, with the packages that it is for.
 *
 * @param {import('esbuild').Metafile} metafile
 */
async function licenses({ outputs }) {
  /** @type {Map<string, string[]>} */
  const packagesOf = new Map()
  for (const { name, text } of await Promise.all([...packageFolders(Object.values(outputs))].map(license))) {
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), name])
  }
  const parts = [...packagesOf].map(([text, names]) => `${names.sort().join('\n')}\n\n${text}\n`)
  const rule = `\n${'='.repeat(80)}\n\n`
  return `This program contains the packages named below, each under the licence that follows it.\n\n${parts.sort().join(rule)}`
}

/**
 * Returns the folders of the packages that `outputs` hold code of.
 *
 * @param {import('esbuild').Metafile['outputs'][string][]} outputs
 */
function packageFolders(outputs) {
  /** @type {Set<string>} */
  const folders = new Set()
  for (const { inputs } of outputs) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)
      if (folder !== null && bytesInOutput > 0) folders.add(join(root, folder[0]))
    }
  }
  return folders
}

/**
 * @param {string} folder
 * @returns {Promise<{ name: string, text: string }>}
 */
async function license(folder) {
  const [json, files] = await Promise.all([readFile(join(folder, 'package.json'), 'utf8'), readdir(folder)])
  const { name, version, license: id, author } = JSON.parse(json)
  const file = files.sort().find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  const holder = (typeof author === 'object' ? author.name : author) ?? name
  const text = file === undefined ? `Copyright ${holder}` : (await readFile(join(folder, file), 'utf8')).trim()
  return { name: `${name} ${version} (${id})`, text }
}

/**
 * What was bundled, and what of it a start loads: the rest is loaded where it is asked for.
 *
 * @typedef {object} Bundle
 * @property {string} path
 * @property {number} startBytes
 * @property {number} restBytes
 * @property {string[]} startFiles paths of the files that a start loads
 * @property {string[]} startPackages names of the packages that a start loads
 */

/**
 * @param {import('esbuild').Metafile} metafile
 * @param {string} path
 * @param {string} entry
 * @returns {Bundle}
 */
function describe({ outputs }, path, entry) {
  const scripts = Object.entries(outputs).filter(([file]) => !file.endsWith('.map'))
  const start = new Set(scripts.filter(([, { entryPoint }]) => entryPoint === entry).map(([file]) => file))
  // A set hands out what is added while it is walked.
  for (const file of start) {
    const imports = outputs[file].imports.filter(({ kind, external }) => kind === 'import-statement' && !external)
    for (const { path } of imports) start.add(path)
  }
  const bytes = (/** @type {string[]} */ files) => files.reduce((sum, file) => sum + outputs[file].bytes, 0)
  return {
    path,
    startBytes: bytes([...start]),
    restBytes: bytes(scripts.map(([file]) => file).filter((file) => !start.has(file))),
    startFiles: [...start].map((file) => join(root, file)),
    startPackages: [...packageFolders([...start].map((file) => outputs[file]))]
      .map((folder) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length))
      .sort(),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    for (const { path, startBytes, restBytes } of await bundle()) {
      const rest = restBytes === 0 ? '' : `, and ${Math.round(restBytes / 1000)} KB on demand`
      console.log(`${relative(root, path)}: ${Math.round(startBytes / 1000)} KB${rest}`)
    }
  } catch (error) {
    // esbuild's message already names the files and lines.
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
