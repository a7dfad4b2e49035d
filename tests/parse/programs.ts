/**
 * Programs of parsing threads: the real one, and some that misbehave. Node runs no TypeScript, so the real one is bundled
 * first; the others are written here, in the few words of the protocol.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BroadcastChannel } from 'node:worker_threads'
import { vi } from 'vitest'
import { bundleParseProgram } from '../../scripts/bundle.js'

/** Where there is no program: stories of small posts never start a thread. */
export const NO_PROGRAM = pathToFileURL('/no/parse-worker.js')

/** The bundled lib/parse/parse-worker.ts, in a folder of its own until `remove`. */
export async function realProgram(): Promise<{ readonly program: URL; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-parse-'))
  const file = join(folder, 'parse-worker.mjs')
  await bundleParseProgram(file)
  return { program: pathToFileURL(file), remove: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * Time that passes when a thread is stuck, and at no other moment: no machine is too slow for these stories.
 * While it holds, `setTimeout` waits for it.
 */
export class StuckTime {
  readonly #name = `stuck ${randomUUID()}`
  readonly #channel = new BroadcastChannel(this.#name)

  constructor(passesMs: number) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    this.#channel.onmessage = () => void vi.advanceTimersByTime(passesMs)
  }

  /** What a program does that is never done. */
  get deed(): string {
    return `new BroadcastChannel('${this.#name}').postMessage('here'); for (;;);`
  }

  end(): void {
    this.#channel.close()
    vi.useRealTimers()
  }
}

/** `program`, which does `deed` about a post whose text holds `!`. */
export function programBut(program: URL, deed: string): URL {
  return dataUrl(`
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ source: { body } }) => { if (body.includes(33)) { ${deed} } })
    await import('${program.href}')`)
}

/** A program that starts as it should, and does `deed` about a post whose text holds `!`; others become drafts. */
export function programThat(deed: string): URL {
  return dataUrl(`
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ source: { body } }) => {
      if (body.includes(33)) { ${deed} }
      else parentPort.postMessage({ kind: 'parsed', parsed: { kind: 'draft' } })
    })
    parentPort.postMessage({ kind: 'ready' })`)
}

export function dataUrl(script: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`)
}
