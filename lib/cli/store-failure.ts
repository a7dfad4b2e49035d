/**
 * A store that did not do what a command asked of it: what people need to know of that, whichever command it was.
 */
import { PostponedError } from '../publish/context.js'
import { StoreError, UnavailableError } from '../store/errors.js'
import { CommandError } from './command-error.js'

/**
 * Returns `error` as the command's own failure, where a store is the reason; any other as it is. `again` is said where it may
 * go well the next time: what it would do then.
 */
export function storeFailure(error: unknown, again: string): unknown {
  const hint = `    hint: run it again${again}`
  if (error instanceof UnavailableError) return new CommandError(error.message, [...reason(error), hint])
  if (error instanceof PostponedError) return new CommandError(error.message, [hint])
  return error instanceof StoreError ? new CommandError(error.message) : error
}

/** What went wrong on the way to the store: such as that nobody listens at that address. */
function reason({ cause }: Error): string[] {
  if (!(cause instanceof Error)) return []
  const { code } = cause as { readonly code?: unknown }
  // An address that stands for several says nothing but its code.
  const words = cause.message || (typeof code === 'string' ? code : cause.name)
  return [`    reason: ${words}`]
}
