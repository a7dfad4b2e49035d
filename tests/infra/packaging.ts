/**
 * Packages the service as `npm run package` does, in a folder of its own: without an account, and without a network.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundle } from '../../scripts/bundle.js'
import type { Template } from './template.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Package {
  readonly template: Template
  /** What the tool tried to connect to, or to look up. It was refused. */
  readonly connected: string
  /** What is uploaded as the publish function's code. */
  readonly zip: Uint8Array
  /** The same of the tick function. */
  readonly tickZip: Uint8Array
}

/** Returns the package made in time zone `timeZone`, with the settings of `params` (`name=value`). */
export function makePackage(timeZone: string, params: readonly string[] = []): Promise<Package> {
  return packaged(timeZone, params, async (folder) => {
    await bundle(join(folder, 'dist'))
  })
}

/** Returns the template alone, with the settings of `params`. It says nothing of what is in functions: they are empty. */
export async function makeTemplate(params: readonly string[] = []): Promise<Template> {
  const { template } = await packaged('UTC', params, async (folder) => {
    for (const name of ['publish', 'tick']) {
      await mkdir(join(folder, 'dist', 'functions', name), { recursive: true })
      await writeFile(join(folder, 'dist', 'functions', name, 'index.mjs'), '')
    }
  })
  return template
}

async function packaged(
  timeZone: string,
  params: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<Package> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-package-'))
  try {
    await fill(folder)
    for (const name of ['serverless.yml', 'infra']) await cp(join(root, name), join(folder, name), { recursive: true })
    const program = join(root, 'node_modules', 'osls', 'bin', 'serverless.js')
    const settings = params.map((param) => `--param=${param}`)
    const connected = await connectedBy([program, 'package', ...settings], folder, timeZone)
    const made = join(folder, '.serverless')
    return {
      connected,
      template: JSON.parse(await readFile(join(made, 'cloudformation-template-update-stack.json'), 'utf8')),
      zip: await readFile(join(made, 'publish.zip')),
      tickZip: await readFile(join(made, 'tick.zip')),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Runs Node with `args` in `folder`, with no credentials, no home and no network; returns what it tried to connect to, or to
 * look up, a line each.
 */
export async function connectedBy(args: readonly string[], folder: string, timeZone = 'UTC'): Promise<string> {
  const connected = join(folder, 'connected')
  await writeFile(connected, '')
  const env = { PATH: process.env.PATH, HOME: folder, TZ: timeZone, CONNECTED: connected }
  const preload = ['--import', new URL('no-network.js', import.meta.url).href]
  await promisify(execFile)(process.execPath, [...preload, ...args], { cwd: folder, env })
  return readFile(connected, 'utf8')
}
