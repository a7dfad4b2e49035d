/**
 * serverless.yml, resolved, against the types that the makers of Serverless Framework 4 publish of what it takes. Its npm
 * package only downloads the program, which cannot be had here; the types are made from its schema.
 */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Configuration {
  readonly provider: Record<string, unknown>
  readonly package: Record<string, unknown>
  readonly functions: Record<string, Record<string, unknown>>
}

let folder: string
let configuration: Configuration
beforeAll(async () => {
  // Where the types are found.
  folder = await mkdtemp(join(root, 'node_modules', '.broadsheet-'))
  for (const name of ['serverless.yml', 'infra']) await cp(join(root, name), join(folder, name), { recursive: true })
  configuration = await resolved()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Returns serverless.yml as osls resolves it, without what osls puts in for itself. */
async function resolved(): Promise<Configuration> {
  const osls = join(root, 'node_modules', 'osls', 'bin', 'serverless.js')
  const env = { PATH: process.env.PATH, HOME: folder }
  const { stdout } = await promisify(execFile)(process.execPath, [osls, 'print', '--format', 'json'], {
    cwd: folder,
    env,
  })
  const printed = JSON.parse(stdout) as Configuration
  const { deploymentBucketObject, ...provider } = printed.provider
  const { artifactsS3KeyDirname: _, ...packaging } = printed.package
  return { ...printed, provider: { ...provider, deploymentBucket: deploymentBucketObject }, package: packaging }
}

/** Returns what the compiler says of `made` as a configuration for Framework 4; nothing where it fits. */
async function faults(made: Configuration): Promise<string> {
  const source = `import type { AWS } from '@serverless/typescript'\nexport const made: AWS = ${JSON.stringify(made, undefined, 1)}\n`
  const file = join(folder, 'made.ts')
  await writeFile(file, source)
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '']
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  return promisify(execFile)(tsc, [...options, file], { cwd: folder }).then(
    () => '',
    (error: { readonly stdout: string }) => error.stdout,
  )
}

test('uses nothing that Serverless Framework 4 does not know', async () => {
  expect(Object.keys(configuration.functions)).toEqual(['publish', 'tick'])
  expect(await faults(configuration)).toBe('')
})

test('would be found out if it did', async () => {
  const publish = { ...configuration.functions.publish, memroySize: 1024 }
  expect(await faults({ ...configuration, functions: { publish } })).toMatch(/'"?memroySize"?' does not exist/)
})
