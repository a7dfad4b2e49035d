/**
 * `npm run make:corpus -- <folder> [posts]`: writes the sites of tests/corpus, to be built and validated.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

const folder = await mkdtemp(join(tmpdir(), 'broadsheet-corpus-'))
try {
  const program = join(folder, 'write.mjs')
  const entryPoints = [join(ROOT, 'tests/corpus/write.ts')]
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20' })
  await import(pathToFileURL(program).href)
} finally {
  await rm(folder, { recursive: true, force: true })
}
