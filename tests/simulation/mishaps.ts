/**
 * A store as one handler sees it: every call waits for its turn, and then goes well, or not.
 */
import { ConflictError, UnavailableError } from '../../lib/store/errors.js'
import type { Condition, ListOptions, ObjectStore, PutOptions } from '../../lib/store/object-store.js'
import type { Weather } from './plan.js'
import type { Dice } from './random.js'
import type { Scheduler } from './scheduler.js'

export interface Surroundings {
  readonly scheduler: Scheduler
  readonly dice: Dice
  /** Undefined once the storm is over: then all goes well. */
  readonly weather: () => Weather | undefined
}

/** Returns `store` as `actor` sees it. */
export function scheduledStore(store: ObjectStore, actor: string, name: string, around: Surroundings): ObjectStore {
  const { scheduler, dice } = around
  const read = <T>(label: string, call: () => Promise<T>): Promise<T> =>
    scheduler.enqueue(actor, label, () => {
      if (dice.chance(around.weather()?.refuse ?? 0)) throw new UnavailableError(label, name)
      return call()
    })
  const write = <T>(label: string, key: string, condition: Condition, call: () => Promise<T>): Promise<T> =>
    scheduler.enqueue(actor, label, async (note) => {
      const weather = around.weather()
      if (weather === undefined) return call()
      const isConditional = condition.ifMatch !== undefined || condition.ifNoneMatch !== undefined
      if (dice.chance(weather.refuse)) throw new UnavailableError(label, key)
      if (dice.chance(weather.loseAnswer)) {
        await call()
        note('written, answer lost')
        throw new UnavailableError(label, key)
      }
      if (isConditional && dice.chance(weather.conflict)) {
        if (dice.chance(0.5)) await call()
        note('conflict without cause')
        throw new ConflictError(key)
      }
      return call()
    })
  return {
    get: (key, options) => read(`get ${name}/${key}`, () => store.get(key, options)),
    head: (key) => read(`head ${name}/${key}`, () => store.head(key)),
    list: (options: ListOptions = {}) => read(`list ${name}/${options.prefix ?? ''}`, () => store.list(options)),
    put: (key, body, options: PutOptions = {}) =>
      write(`put ${name}/${key}`, key, options, () => store.put(key, body, options)),
    delete: (key, options = {}) => write(`delete ${name}/${key}`, key, options, () => store.delete(key, options)),
  }
}
