/**
 * Whole processes, measured from outside: what GNU time says of a command and of all that it started.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from './table.js'

/** What one run of a command took. */
export interface Took {
  /** Seconds of all its threads and children, in user and in system mode. */
  readonly cpuS: number
  readonly wallS: number
  /** MiB of its largest process at its largest. */
  readonly peakMiB: number
}

export interface Command {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

const TIME = '/usr/bin/time'

/** Runs `command` to its end. Throws with what it wrote to stderr where it fails. */
export async function measure(command: Command): Promise<Took> {
  if (!existsSync(TIME)) throw new Error(`${TIME} is missing: apt-get install time`)
  return inScratch(async (folder) => {
    const out = join(folder, 'time')
    const args = ['-o', out, '-f', '%U %S %e %M', command.program, ...command.args]
    await run({ ...command, program: TIME, args })
    const [user = 0, system = 0, wallS = 0, kilobytes = 0] = (await readFile(out, 'utf8')).trim().split(' ').map(Number)
    return { cpuS: user + system, wallS, peakMiB: kilobytes / 1024 }
  })
}

/** Runs `command` to its end and returns what it wrote to stdout. Throws where it fails. */
export function run({ program, args, cwd, env }: Command): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let complaints = ''
    child.stdout.on('data', (text) => {
      out = (out + text).slice(-1_000_000)
    })
    child.stderr.on('data', (text) => {
      complaints = (complaints + text).slice(-4_000)
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(out)
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${out.slice(-2_000)}\n${complaints}`))
    })
  })
}

/** Returns the medians of several runs, each figure for itself. */
export function medians(runs: readonly Took[]): Took {
  return {
    cpuS: median(runs.map(({ cpuS }) => cpuS)),
    wallS: median(runs.map(({ wallS }) => wallS)),
    peakMiB: median(runs.map(({ peakMiB }) => peakMiB)),
  }
}

/** Calls `use` with a folder that is there only as long. */
export async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Says how far a long measurement has come. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`)
}
