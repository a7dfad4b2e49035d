/**
 * A handler in a process of its own, over an archive in this one.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { serveStores } from './remote-store.js'
import type { SeededSite } from './seeded-site.js'
import type { ChangeTook } from './upload-worker.js'

export class WarmHandler {
  readonly #child: ChildProcess
  readonly #nowMs: number

  /** `program` is the bundled upload-worker.ts. */
  constructor(program: string, { content, site, context }: SeededSite) {
    this.#child = fork(program, { serialization: 'advanced', execArgv: [] })
    this.#nowMs = context.now()
    serveStores(this.#child, { content, site })
  }

  /** Has the handler hear that `keys` have changed; returns what that took. */
  changed(...keys: string[]): Promise<ChangeTook> {
    return new Promise((resolve, reject) => {
      const onEnd = (code: number | null): void => reject(new Error(`the handler ended with ${code}`))
      const onMessage = (message: { readonly kind: string }): void => {
        if (message.kind !== 'took') return
        this.#child.off('message', onMessage).off('exit', onEnd)
        resolve(message as ChangeTook)
      }
      this.#child.on('message', onMessage).on('exit', onEnd)
      this.#child.send({ kind: 'changed', keys, nowMs: this.#nowMs })
    })
  }

  close(): void {
    this.#child.kill()
  }
}
