/**
 * A queue that does the work at once: for the laptop, and for a function that is called without SQS.
 *
 * `send` returns when the work is done, and throws what kept it from being done; so nothing is ever on the queue only.
 */
import type { PublishContext } from './context.js'
import { type Handled, handle } from './handle.js'
import type { WorkQueue } from './work.js'

/** Returns a queue whose work is done in `context`; `report` hears of each item. */
export function inlineQueue(context: PublishContext, report: (handled: Handled) => void = () => {}): WorkQueue {
  const queue: WorkQueue = {
    async send(items) {
      for (const item of items) {
        const handled = await handle([item], context, queue)
        report(handled)
        for (const error of handled.failed.values()) throw error
      }
    },
  }
  return queue
}
