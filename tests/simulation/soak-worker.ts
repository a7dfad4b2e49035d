/**
 * One thread of the soak: runs the histories of a range of seeds, and reports as it goes.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { runHistory, runSeed, tell } from './history.js'
import { planOf } from './plan.js'
import { PROTECTIONS } from './protections.js'

/** What a thread is asked to do. */
export interface SoakTask {
  readonly first: number
  /** Seeds are taken this far apart, so that threads share a range. */
  readonly stride: number
  readonly count: number
  /** Name of the protection that is taken away. */
  readonly without?: string
}

/** What a thread says: how many histories it has run since it last spoke, and the failure that ended it. */
export interface SoakNews {
  readonly ran: number
  readonly failure?: { readonly seed: number; readonly story: string }
  readonly ended: boolean
}

const REPORT_EVERY = 200

async function soak({ first, stride, count, without }: SoakTask): Promise<void> {
  const sabotage = without === undefined ? {} : PROTECTIONS[without]
  if (sabotage === undefined) throw new RangeError(`no such protection: ${without}`)
  let ran = 0
  for (let index = 0; index < count; index++) {
    const seed = first + index * stride
    ran++
    if ((await runHistory(planOf(seed), sabotage)) !== undefined) {
      const shortest = await runSeed(seed, sabotage)
      say({
        ran,
        failure: { seed, story: shortest === undefined ? 'it failed once only' : tell(shortest) },
        ended: true,
      })
      return
    }
    if (ran === REPORT_EVERY) {
      say({ ran, ended: false })
      ran = 0
    }
  }
  say({ ran, ended: true })
}

function say(news: SoakNews): void {
  parentPort?.postMessage(news)
}

await soak(workerData as SoakTask)
