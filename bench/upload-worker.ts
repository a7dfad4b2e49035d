/**
 * The process that question 1 measures: a handler, warm, over stores that are elsewhere.
 *
 * It is told which keys have changed, handles the news, and says what that took of this process and asked of the stores.
 */
import { readFileSync } from 'node:fs'
import { inlineParser } from '../lib/parse/inline-parser.js'
import { handle } from '../lib/publish/handle.js'
import { Meter, type RequestKind } from './metered-store.js'
import { hearReplies, remoteStore } from './remote-store.js'

/** What one change took. */
export interface ChangeTook {
  readonly kind: 'took'
  readonly requests: Readonly<Record<RequestKind, number>>
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly cpuMs: number
  readonly wallMs: number
  /** MiB of this process at its largest so far. */
  readonly peakMiB: number
  readonly documents: number
}

hearReplies()

process.on('message', async (message: { readonly kind: string; readonly keys: string[]; readonly nowMs: number }) => {
  if (message.kind !== 'changed') return
  const meter = new Meter()
  const context = {
    content: meter.over(remoteStore('content')),
    site: meter.over(remoteStore('site')),
    parser: inlineParser(),
    now: () => message.nowMs,
    defaults: {},
    concurrency: 16,
  }
  const queue = { send: async () => Promise.reject(new Error('an upload asks for no other work')) }
  const [cpu, started] = [process.cpuUsage(), performance.now()]
  const { failed, published } = await handle([{ keys: message.keys }], context, queue)
  const wallMs = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  for (const error of failed.values()) throw error
  process.send?.({
    kind: 'took',
    requests: meter.requests,
    bytesRead: meter.bytesRead,
    bytesWritten: meter.bytesWritten,
    cpuMs: (user + system) / 1_000,
    wallMs,
    peakMiB: peakMiB(),
    documents: published.written.length,
  } satisfies ChangeTook)
})

/** What `getrusage` says would count what the parent had before this program began. */
function peakMiB(): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024
}
