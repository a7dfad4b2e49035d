/**
 * A rebuild in this process, where there is no queue: one page after the other, and all of a page before the next.
 *
 * What a step hands out is done before it says how far it is, so that a rebuild that was cut off goes on with a page
 * that was not done, and never after it. A page is one batch: each feed that it touches is published once. No more is
 * held than one page and the next step.
 */
import type { PublishContext } from './context.js'
import { type Handled, handle } from './handle.js'
import type { RebuildStep, Work, WorkQueue } from './work.js'

/** Times that a page is tried before the rebuild gives up; most that goes wrong has been tried again further below. */
const TRIES_MAX = 3

/**
 * Takes `first` and all steps after it. `onHandled` hears of each batch. Throws why it had to give up: it can then be
 * taken up again from where `state/rebuild.json` says.
 */
export async function rebuildHere(
  first: RebuildStep,
  context: PublishContext,
  onHandled: (handled: Handled) => void = () => {},
): Promise<void> {
  const steps: Work[] = [{ rebuild: first }]
  const isStep = ({ rebuild }: Work): boolean => rebuild !== undefined
  const queue: WorkQueue = {
    async send(items) {
      await doAll(items.filter((item) => !isStep(item)))
      steps.push(...items.filter(isStep))
    },
  }
  /** Does `items`, those that failed once more, and throws what still keeps one of them from being done. */
  const doAll = async (items: readonly Work[]): Promise<void> => {
    let left = items
    for (let tries = 1; left.length > 0; tries++) {
      const handled = await handle(left, context, queue)
      onHandled(handled)
      const [reason] = handled.failed.values()
      if (reason !== undefined && tries === TRIES_MAX) throw reason
      left = left.filter((_, index) => handled.failed.has(index))
    }
  }
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) await doAll([step])
}
