/**
 * What the bundles leave out of the packages that they hold, and what the functions leave unloaded until it is asked for.
 *
 * Every line gives its reason, and each is checked when bundling: a package that has moved what a line names ends the
 * bundling with an error that says so. tests/infra/bundle.test.ts shows that what is left is enough.
 */
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A module that would be carried and never run, and what stands in for it.
 *
 * @typedef {{ readonly module: RegExp, readonly contents: string }} Replaced
 */

/** @type {readonly Replaced[]} */
const IN_ALL_BUNDLES = [
  {
    // Broadsheet brings its own engines. gray-matter's are an old js-yaml with esprima, and an `eval` of front matter
    // that starts with `---js`: what is not in the bundle can neither be loaded nor reached by a hostile post.
    module: /[\\/]gray-matter[\\/]lib[\\/]engines\.js$/,
    contents: `
      const absent = (name) => () => { throw new Error('gray-matter has no ' + name + ' engine in this bundle') }
      for (const name of ['yaml', 'json', 'javascript']) exports[name] = { parse: absent(name), stringify: absent(name) }`,
  },
  {
    // `feed` writes XML and never reads it, so the SAX parser behind the other half of xml-js stays out.
    module: /[\\/]xml-js[\\/]lib[\\/]index\.js$/,
    contents: `exports.js2xml = require('./js2xml')`,
  },
]

/** @type {readonly Replaced[]} */
const IN_FUNCTIONS = [
  {
    // Lambda gives a function its role's credentials in the environment, good for as long as the environment lives. So
    // nobody asks profiles, programs, containers, instances or single sign-on, each of which brings a client of its own.
    module: /[\\/]@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/,
    contents: `
      import { fromEnv } from '@aws-sdk/credential-provider-env'
      export const defaultProvider = fromEnv`,
  },
  {
    // Of S3's operations only SelectObjectContent answers with a stream of events, and of SQS's none does.
    module: /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    contents: `
      export const resolveEventStreamSerdeConfig = (config) => config
      export const eventStreamSerdeProvider = () => { throw new Error('this bundle reads no streams of events') }
      export class EventStreamSerde {}`,
  },
  {
    // It takes apart how a browser names itself, which no function is asked.
    module: /[\\/]bowser[\\/]bowser\.mjs$/,
    contents: 'export {}',
  },
]

/**
 * Packages that nothing needs at the start, and some work never. Each is a file of its own, loaded when one of its names is
 * first used: what uses them is synchronous and cannot wait for an `import()`. They share nothing with the rest, so that
 * nothing is there twice.
 *
 * @type {readonly { readonly name: string, readonly reason: string }[]}
 */
export const ON_DEMAND = [
  { name: 'liquidjs', reason: 'for posts with Liquid, which the process for large posts parses' },
  { name: 'smol-toml', reason: 'for front matter in TOML' },
  { name: 'mime', reason: 'for enclosures that do not say their type' },
  { name: 'picomatch', reason: 'for patterns in settings, in place of the `_posts` folders' },
  { name: 'parse5', reason: 'for content: of posts that are parsed, and of entries on pages' },
  { name: 'temporal-polyfill', reason: 'for times in a zone: in posts that are parsed, and in the report' },
  { name: 'yaml', reason: 'for front matter, and settings that have changed' },
]

const SCHEMAS = /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/

const YAML = fileURLToPath(new URL('../browser/index.js', import.meta.resolve('yaml')))

/**
 * Asked for by `process.getBuiltinModule`. An `import` reads every name of the module, and behind some of these Node keeps a
 * whole fetch, which takes as long to load as Node itself takes to start. S3 at AWS is reached by `node:https`, whose names
 * hide nothing; an endpoint of one's own may not be.
 */
const HTTP = /^node:http$/

const STAND_IN = 'stand-in'
const OF_NODE = 'of-node'

/**
 * The plugin that leaves out of the command line what no bundle needs.
 *
 * @type {import('esbuild').Plugin}
 */
export const leaveOutOfCommandLine = {
  name: 'leave-out-of-command-line',
  setup: (build) => replace(IN_ALL_BUNDLES, build),
}

/**
 * The plugin that leaves out of the functions what they do not need.
 *
 * @type {import('esbuild').Plugin}
 */
export const leaveOut = {
  name: 'leave-out',
  setup(build) {
    const { onLoad, onResolve } = build
    replace([...IN_ALL_BUNDLES, ...IN_FUNCTIONS], build)
    onLoad({ filter: SCHEMAS }, async ({ path }) => ({
      contents: withWrittenKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }))
    onResolve({ filter: HTTP }, ({ path }) => ({ path, namespace: OF_NODE }))
    onLoad({ filter: HTTP, namespace: OF_NODE }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
      loader: 'js',
    }))
    // To Node the package gives CommonJS, which cannot be shaken, and to others the same as ES modules.
    onResolve({ filter: /^yaml$/ }, () => ({ path: YAML, sideEffects: false }))
  },
}

/**
 * @param {readonly Replaced[]} replaced
 * @param {import('esbuild').PluginBuild} build
 */
function replace(replaced, { onLoad }) {
  for (const { module, contents } of replaced) {
    onLoad({ filter: module }, ({ path }) => ({ contents, loader: 'js', resolveDir: dirname(path) }))
  }
}

/**
 * The plugin that loads each package of `ON_DEMAND` from the file `fileOf(name)`, beside the module that needs it.
 *
 * @param {(name: string) => string} fileOf
 * @returns {import('esbuild').Plugin}
 */
export function onDemand(fileOf) {
  const names = ON_DEMAND.map(({ name }) => name)
  return {
    name: 'on-demand',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: new RegExp(`^(?:${names.join('|')})$`) }, ({ path }) => ({ path, namespace: STAND_IN }))
      onResolve({ filter: /^\.\//, namespace: STAND_IN }, ({ path }) => ({ path, external: true }))
      onLoad({ filter: /.*/, namespace: STAND_IN }, async ({ path }) => ({
        contents: await standIn(path, fileOf(path)),
        loader: 'js',
      }))
    },
  }
}

/**
 * Checks that every line above still names something, given the modules `inputs` that all functions were made from.
 * Throws an Error that says which does not: the package has moved it, or nothing needs it any more.
 *
 * @param {readonly string[]} inputs
 */
export function checkUsed(inputs) {
  const lines = [
    ...[...IN_ALL_BUNDLES, ...IN_FUNCTIONS].map(({ module }) => module),
    SCHEMAS,
    ...ON_DEMAND.map(({ name }) => new RegExp(`^${STAND_IN}:${name}$`)),
  ]
  const unused = lines.filter((line) => !inputs.some((input) => line.test(input)))
  if (unused.length > 0) throw new Error(`scripts/slim.js names what no function holds: ${unused.join(', ')}`)
}

/**
 * Returns a module that stands in for the package `name`: it has the same exports, and loads `file`, from beside the
 * module that it ends up in, when the first of them is asked for.
 *
 * @param {string} name
 * @param {string} file
 */
async function standIn(name, file) {
  const { default: main, ...all } = await import(name)
  // A package of CommonJS may be a function, with others as its members.
  const isFunction = typeof main === 'function'
  const exports = Object.fromEntries(Object.entries(isFunction ? main : all).filter(([key]) => /^\w+$/.test(key)))
  // A default export that is an object of a class: its methods are asked for one by one.
  const methods = main === undefined || isFunction ? [] : Object.getOwnPropertyNames(Object.getPrototypeOf(main))
  const ofMain = methods.filter((key) => !Object.hasOwn(exports, key) && typeof main[key] === 'function')
  const getters = [
    ...Object.keys(exports).map((key) => `get ${key}() { return load().${key} }`),
    ...ofMain.map((key) => `get ${key}() { const { default: main } = load(); return main.${key}.bind(main) }`),
  ]
  return `
    let loaded
    const load = () => (loaded ??= require('./${file}'))
    const getters = { ${getters.join(',\n')} }
    module.exports = ${isFunction ? 'Object.defineProperties((...given) => load()(...given), Object.getOwnPropertyDescriptors(getters))' : 'getters'}`
}

/**
 * Returns the schemas `text` with the keys of its objects written out: `{ [_h]: … }` becomes `{ "http": … }`, for the constants
 * `const _h = "http"` of the same text. What a computed key does when it is evaluated esbuild cannot know, and so it keeps
 * the schemas of all operations; of these it keeps those that are used.
 *
 * @param {string} text
 */
export function withWrittenKeys(text) {
  const constants = new Map(
    [...text.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]),
  )
  return text.replaceAll(/([{,]\s*)\[(_\w+)\](?=: )/g, (key, before, name) => {
    const value = constants.get(name)
    return value === undefined ? key : before + value
  })
}
