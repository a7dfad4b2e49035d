/**
 * One history from its seed, and what to say of one that fails: the seed, and a story as short as it gets.
 */
import { findFaults, readState, tellFault } from './oracle.js'
import { type Plan, planOf, type Weather } from './plan.js'
import { findCountFaults } from './report-oracle.js'
import { END_MS, type Sabotage, World } from './world.js'

/** What is wrong at the end of a history, and what led to it. */
export interface Failure {
  readonly plan: Plan
  readonly fault: string
  readonly story: readonly string[]
}

/** Runs the history of `plan`. Returns what is wrong at its end, or undefined. */
export async function runHistory(plan: Plan, sabotage: Sabotage = {}): Promise<Failure | undefined> {
  const world = new World(plan, sabotage)
  const ended = await world.run()
  const fault = ended ? (faultOf(world) ?? (await faultOfSite(world, plan))) : 'it does not end'
  return fault === undefined ? undefined : { plan, fault, story: world.scheduler.story }
}

function faultOf({ crashes }: World): string | undefined {
  const [first] = crashes
  return first && `the program broke: ${first.stack}`
}

async function faultOfSite(world: World, { actions }: Plan): Promise<string | undefined> {
  const { content, site } = world
  const uploadsOf = (key: string) => actions.flatMap((one) => (one.do === 'put' && one.key === key ? [one.text] : []))
  const [first] = await findFaults({ content, site, nowMs: END_MS, uploadsOf })
  if (first !== undefined) return tellFault(first)
  // Counts may be late by a tick, and no more.
  const nowMs = await world.tickOnceMore()
  const state = await readState(site)
  if (state === undefined) return undefined
  const [second] = await findCountFaults(state, site, nowMs)
  return second && tellFault(second)
}

/** Shorter histories tried for one failure. */
const SHORTENINGS_MAX = 300

/** Runs the history of `seed`; a failure comes back as short as it could be made. */
export async function runSeed(seed: number, sabotage: Sabotage = {}): Promise<Failure | undefined> {
  const failure = await runHistory(planOf(seed), sabotage)
  return failure && shorten(failure, sabotage)
}

/** Takes away actions, mishaps and handlers as long as it still fails. */
async function shorten(failure: Failure, sabotage: Sabotage): Promise<Failure> {
  let best = failure
  let tries = 0
  for (let improved = true; improved; ) {
    improved = false
    for (const plan of smaller(best.plan)) {
      if (tries++ === SHORTENINGS_MAX) return best
      const shorter = await runHistory(plan, sabotage)
      if (shorter === undefined) continue
      best = shorter
      improved = true
      break
    }
  }
  return best
}

function* smaller(plan: Plan): Generator<Plan> {
  for (const index of plan.actions.keys()) {
    // The first action gives the site its settings.
    if (index > 0) yield { ...plan, actions: plan.actions.filter((_, other) => other !== index) }
  }
  for (const mishap of Object.keys(plan.weather) as (keyof Weather)[]) {
    if (plan.weather[mishap] > 0) yield { ...plan, weather: { ...plan.weather, [mishap]: 0 } }
  }
  if (plan.handlersMax > 1) yield { ...plan, handlersMax: plan.handlersMax - 1 }
}

/** Returns what a person needs to understand and to replay `failure`. */
export function tell({ plan, fault, story }: Failure): string {
  return [
    `history ${plan.seed} ends wrong: ${fault}`,
    `replay: npm run test:soak -- --seed ${plan.seed}`,
    ...story.map((line, index) => `${String(index + 1).padStart(4)}  ${line}`),
  ].join('\n')
}
