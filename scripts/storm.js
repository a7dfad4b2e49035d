#!/usr/bin/env node
/**
 * `npm run test:storm`: writers, an unruly queue, and handler processes that are killed, over a real S3.
 *
 *   npm run test:storm                            one storm on the S3 that S3_ENDPOINT and the usual AWS variables name
 *   npm run test:storm -- --times 3               three in a row
 *   npm run test:storm -- --seed 4711             the same plan again
 *   npm run test:storm -- --actions 500           a small one
 *   npm run test:storm -- --notifications ceph    Ceph tells the handlers of uploads, and not the storm
 *   npm run test:storm -- --laptop                on the S3 endpoint that Broadsheet brings, which is told to fail
 *   npm run test:storm -- --keep                  leaves the buckets for a look
 *
 * It makes two buckets for each storm, and removes them. It ends with 0 only where every storm ends right.
 * `tests/storm/ceph-up` starts a real S3 server for it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundleParseProgram } from './bundle.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
/** Packages from CommonJS times call `require`, which ES modules lack. */
const REQUIRE =
  "import{createRequire as createRequireOfNode}from'node:module';const require=createRequireOfNode(import.meta.url);"

const folder = await mkdtemp(join(tmpdir(), 'broadsheet-storm-'))
try {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['tests/storm/main.ts', 'tests/storm/handler-process.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  })
  await bundleParseProgram(join(folder, 'parse-worker.mjs'))
  const { main } = await import(pathToFileURL(join(folder, 'main.mjs')).href)
  process.exitCode = await main(process.argv.slice(2), join(folder, 'handler-process.mjs'))
} finally {
  await rm(folder, { recursive: true, force: true })
}
