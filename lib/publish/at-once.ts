/**
 * Several things at once, and none left behind.
 *
 * A call that gave up at the first failure would leave the rest under way, and a frozen function could finish a write
 * long after its event was handled by another. So everything that was begun is waited for, and then the first failure
 * is thrown.
 */
import pMap from 'p-map'

/** Calls `act` for all of `items`, at most `concurrency` at once. Throws the first error after all have ended. */
export async function eachAtOnce<T, R>(
  items: Iterable<T>,
  concurrency: number,
  act: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  try {
    return await pMap(items, act, { concurrency, stopOnError: false })
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error
  }
}
