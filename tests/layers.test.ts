/**
 * Data flows one way: each folder imports only those to its left.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..')
const LAYERS = [
  'lib/model',
  'lib/settings',
  'lib/post',
  'lib/feed',
  'lib/page',
  'lib/report',
  'lib/store',
  'lib/parse',
  'lib/publish',
  'lib/lambda',
] as const
const OUTERMOST = ['lib/laptop', 'lib/cli', 'functions']
/** The core: a function of its arguments and nothing else. */
const PURE = ['lib/model', 'lib/settings', 'lib/post', 'lib/feed', 'lib/page', 'lib/report']
/** Of Node's modules, those that neither see nor touch the world. */
const PURE_MODULES = ['node:crypto', 'node:util', 'node:buffer']
/** Words that ask the clock, the dice or the environment. */
const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bfetch\(/
const LINES_MAX = 400

interface SourceFile {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

const files: SourceFile[] = [...LAYERS, ...OUTERMOST].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = join(folder, name)
      const text = readFileSync(join(ROOT, path), 'utf8')
      const imports = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, specifier = '']) => specifier)
      return { path, text, imports }
    }),
)

describe.each(files)('$path', ({ path, text, imports }) => {
  const layer = LAYERS.findIndex((folder) => path.startsWith(`${folder}/`))

  test('imports only layers to its left', () => {
    const local = imports.filter((specifier) => specifier.startsWith('.'))
    const targets = local.map((specifier) => relative(ROOT, normalize(join(ROOT, dirname(path), specifier))))
    const allowed = layer < 0 ? ['lib', 'functions', 'package.json'] : LAYERS.slice(0, layer + 1)
    for (const target of targets) {
      expect(
        allowed.some((place) => target === place || target.startsWith(`${place}/`)),
        `${path} imports ${target}`,
      ).toBe(true)
    }
  })

  test('says at the top what it owns, and is short enough to be read in one go', () => {
    expect(text.startsWith('/**')).toBe(true)
    expect(text.split('\n').length).toBeLessThanOrEqual(LINES_MAX)
  })

  if (!PURE.some((folder) => path.startsWith(`${folder}/`))) return
  test('asks neither clock, dice, environment nor disk', () => {
    expect(imports.filter((one) => one.startsWith('node:') && !PURE_MODULES.includes(one))).toEqual([])
    expect(IMPURE.exec(text)?.[0]).toBeUndefined()
  })
})
