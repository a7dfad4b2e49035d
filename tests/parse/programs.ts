/**
 * Programs of parsing processes: the real one, and some that misbehave. Node runs no TypeScript, so the real one is bundled
 * first; the others are written here, in the few words of the protocol.
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { vi } from 'vitest'
import { bundleParseProgram } from '../../scripts/bundle.js'

/** Where there is no program: stories of small posts never start a process. */
export const NO_PROGRAM = pathToFileURL('/no/parse-worker.js')

/** The bundled lib/parse/parse-worker.ts, in a folder of its own until `remove`. */
export async function realProgram(): Promise<{ readonly program: URL; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-parse-'))
  const file = join(folder, 'parse-worker.mjs')
  await bundleParseProgram(file)
  return { program: pathToFileURL(file), remove: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * Time that passes when a process is stuck, and at no other moment: no machine is too slow for these stories.
 * While it holds, `setTimeout` waits for it.
 */
export class StuckTime {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async begin(passesMs: number): Promise<StuckTime> {
    const server = createServer(() => void vi.advanceTimersByTime(passesMs)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return new StuckTime(server)
  }

  /** What a program does that is never done. */
  get deed(): string {
    const { port } = this.#server.address() as AddressInfo
    return `process.getBuiltinModule('node:net').connect(${port}, '127.0.0.1', () => { for (;;); })`
  }

  end(): void {
    this.#server.close()
    vi.useRealTimers()
  }
}

/** `program`, which does `deed` about a post whose text holds `!`. */
export function programBut(program: URL, deed: string): URL {
  return dataUrl(`
    await import('${program.href}')
    const [parse] = process.listeners('message')
    process.removeAllListeners('message')
    process.on('message', (question) => {
      if (question.source.body.includes(33)) { ${deed} }
      else parse(question)
    })`)
}

/** A program that starts as it should, and does `deed` about a post whose text holds `!`; others become drafts. */
export function programThat(deed: string): URL {
  return dataUrl(`
    process.on('message', ({ source: { body } }) => {
      if (body.includes(33)) { ${deed} }
      else process.send({ kind: 'parsed', parsed: { kind: 'draft' } })
    })
    process.send({ kind: 'ready' })`)
}

export function dataUrl(script: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`)
}
