/**
 * What every test of the simulator does: run histories, and tell of the first that ends wrong.
 */
import { expect } from 'vitest'
import { runHistory, runSeed, tell } from './history.js'
import { planOf } from './plan.js'
import { PROTECTIONS } from './protections.js'

/** Runs the histories of `count` seeds from `first` on; fails with the seed and the shortened story of one that fails. */
export async function expectAllEndRight(first: number, count: number): Promise<void> {
  for (let seed = first; seed < first + count; seed++) {
    if ((await runHistory(planOf(seed))) === undefined) continue
    const failure = await runSeed(seed)
    expect.fail(failure === undefined ? `history ${seed} failed once only` : tell(failure))
  }
}

/** Runs histories from `first` on without the protection `name`, until one ends wrong; fails where all end right. */
export async function expectOneEndsWrong(name: string, first: number, count: number): Promise<void> {
  const sabotage = PROTECTIONS[name]
  if (sabotage === undefined) throw new RangeError(`no such protection: ${name}`)
  for (let seed = first; seed < first + count; seed++) {
    if ((await runHistory(planOf(seed), sabotage)) !== undefined) return
  }
  expect.fail(`without ${name}, ${count} histories all end right: it is not needed, or it is not tested`)
}
