/**
 * A store in another process: the one that is measured holds nothing but what it asks for.
 *
 * The parent has the archive and serves it; the child's `ObjectStore` asks by messages. What the child uses of CPU and
 * memory is then the handler's own, however large the archive.
 */
import type { ChildProcess } from 'node:child_process'
import { ConflictError, TooLargeError } from '../lib/store/errors.js'
import type { ObjectStore } from '../lib/store/object-store.js'

/** Which of the stores a request is for. */
export type StoreName = 'content' | 'site'

type Operation = keyof ObjectStore

interface Request {
  readonly kind: 'request'
  readonly id: number
  readonly store: StoreName
  readonly operation: Operation
  readonly given: unknown[]
}

type Reply = { readonly kind: 'reply'; readonly id: number } & (
  | { readonly answer: unknown }
  | { readonly conflict: string }
  | { readonly failure: string }
)

/** Answers what `child` asks of `stores`. */
export function serveStores(child: ChildProcess, stores: Readonly<Record<StoreName, ObjectStore>>): void {
  child.on('message', async (message: Request | { readonly kind: string }) => {
    if (message.kind !== 'request') return
    const { id, store, operation, given } = message as Request
    const reply = (rest: object): boolean => child.send({ kind: 'reply', id, ...rest })
    try {
      const call = stores[store][operation] as (...args: unknown[]) => Promise<unknown>
      reply({ answer: await call.apply(stores[store], given) })
    } catch (error) {
      if (error instanceof TooLargeError) throw error
      reply(error instanceof ConflictError ? { conflict: error.key } : { failure: String(error) })
    }
  })
}

/** Returns the store `name` of the parent process. */
export function remoteStore(name: StoreName): ObjectStore {
  const ask =
    (operation: Operation) =>
    (...given: unknown[]): Promise<never> =>
      new Promise((resolve, reject) => {
        const id = next++
        waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject })
        process.send?.({ kind: 'request', id, store: name, operation, given } satisfies Request)
      })
  return { get: ask('get'), head: ask('head'), put: ask('put'), delete: ask('delete'), list: ask('list') }
}

let next = 0
const waiting = new Map<number, { readonly resolve: (answer: unknown) => void; readonly reject: (e: Error) => void }>()

/** Hears the parent's replies; a child calls it once. */
export function hearReplies(): void {
  process.on('message', (message: Reply | { readonly kind: string }) => {
    if (message.kind !== 'reply') return
    const reply = message as Reply
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('answer' in reply) asked?.resolve(reply.answer)
    else if ('conflict' in reply) asked?.reject(new ConflictError(reply.conflict))
    else asked?.reject(new Error(reply.failure))
  })
}
