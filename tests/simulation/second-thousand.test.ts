import { expect, test } from 'vitest'
import { expectAllEndRight } from './expect-histories.js'
import { runHistory, tell } from './history.js'
import { REGRESSIONS } from './regressions.js'

test('histories 1,001 to 2,000 end with the documents of a clean build', { timeout: 110_000 }, async () => {
  await expectAllEndRight(1_001, 1_000)
})

/** Orders of events in which each plan is run. */
const ORDERS = 50

test.each(REGRESSIONS)('a history that ended wrong ends right: $taught', async ({ plan }) => {
  for (let order = 0; order < ORDERS; order++) {
    const failure = await runHistory({ ...plan, seed: plan.seed + order })
    if (failure !== undefined) expect.fail(tell(failure))
  }
})
