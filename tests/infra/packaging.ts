/**
 * Packages the service as `npm run package` does, in a folder of its own: without an account, and without a network,
 * since every proxy it is given refuses.
 */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundle } from '../../scripts/bundle.js'
import type { Template } from './template.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const PROXY = 'http://127.0.0.1:9'

export interface Package {
  readonly template: Template
  /** What is uploaded as the publish function's code. */
  readonly zip: Uint8Array
}

/** Returns the package made in time zone `timeZone`, with the settings of `params` (`name=value`). */
export async function makePackage(timeZone: string, params: readonly string[] = []): Promise<Package> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-package-'))
  try {
    await bundle(join(folder, 'dist'))
    for (const name of ['serverless.yml', 'infra']) await cp(join(root, name), join(folder, name), { recursive: true })
    const program = join(root, 'node_modules', 'osls', 'bin', 'serverless.js')
    const settings = params.map((param) => `--param=${param}`)
    // No credentials, no home, and a proxy that nobody runs (port 9 discards).
    const env = { PATH: process.env.PATH, HOME: folder, TZ: timeZone, HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY }
    await promisify(execFile)(process.execPath, [program, 'package', ...settings], { cwd: folder, env })
    const made = join(folder, '.serverless')
    return {
      template: JSON.parse(await readFile(join(made, 'cloudformation-template-update-stack.json'), 'utf8')),
      zip: await readFile(join(made, 'publish.zip')),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
