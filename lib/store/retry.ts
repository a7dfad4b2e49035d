/**
 * Tries again: how often, how soon and for how long. Every try has an end.
 *
 * Delays are drawn evenly between nothing and a bound that doubles ("full jitter"), so that callers which were refused
 * together do not come back together.
 */

export interface RetryPolicy {
  /** Calls at most, the first one included. */
  readonly attempts: number
  /** Bound of the first delay, in milliseconds; it doubles each time. */
  readonly baseMs: number
  /** No delay is longer. */
  readonly delayMsMax: number
  /** No call begins later than this after the first one began. */
  readonly totalMsMax: number
}

export const RETRY_POLICY: RetryPolicy = { attempts: 6, baseMs: 50, delayMsMax: 5_000, totalMsMax: 20_000 }

/** What retries take from outside, so that a test neither waits nor rolls dice. */
export interface RetryWorld {
  readonly sleep: (ms: number) => Promise<void>
  /** A number from 0 to 1, as `Math.random` gives. */
  readonly random: () => number
  /** Milliseconds from any beginning. */
  readonly now: () => number
}

export const REAL_WORLD: RetryWorld = {
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  now: () => performance.now(),
}

/** Calls `task` until it returns, or throws what `mayRetry` denies, or the policy's bounds are met: then its last error. */
export async function retrying<T>(
  task: () => Promise<T>,
  mayRetry: (error: unknown) => boolean,
  policy: RetryPolicy = RETRY_POLICY,
  world: RetryWorld = REAL_WORLD,
): Promise<T> {
  const begin = world.now()
  for (let attempt = 1; ; attempt++) {
    try {
      return await task()
    } catch (error) {
      const delayMs = world.random() * Math.min(policy.delayMsMax, policy.baseMs * 2 ** (attempt - 1))
      const isLast = attempt >= policy.attempts || world.now() - begin + delayMs > policy.totalMsMax
      if (isLast || !mayRetry(error)) throw error
      await world.sleep(delayMs)
    }
  }
}
