/**
 * A store over which a process dies: at one of its calls, before or after that call takes effect, and from then on none
 * of its calls reaches the bucket any more.
 */
import { UnavailableError } from '../../lib/store/errors.js'
import type { ObjectStore } from '../../lib/store/object-store.js'

export interface Crash {
  /** The call that is the last, counted from 0. */
  readonly at: number
  readonly effect: 'before' | 'after'
  calls: number
  crashed: boolean
}

export function crashing(store: ObjectStore, crash: Crash): ObjectStore {
  const call = async <T>(operation: string, act: () => Promise<T>): Promise<T> => {
    const isLast = crash.calls++ === crash.at
    if (crash.crashed || (isLast && crash.effect === 'before')) {
      crash.crashed = true
      throw new UnavailableError(operation, 'the process died')
    }
    if (!isLast) return act()
    crash.crashed = true
    await act()
    throw new UnavailableError(operation, 'the process died')
  }
  return {
    get: (...given) => call('get', () => store.get(...given)),
    head: (...given) => call('head', () => store.head(...given)),
    put: (...given) => call('put', () => store.put(...given)),
    delete: (...given) => call('delete', () => store.delete(...given)),
    list: (...given) => call('list', () => store.list(...given)),
  }
}
