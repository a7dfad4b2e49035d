/**
 * A plan: what the authors do in one history, and how rough the weather is. Everything else follows from the seed.
 *
 * Plans are plain data, so that a failing one can be shortened and printed.
 */
import { Dice } from './random.js'

export type AuthorAction =
  | { readonly do: 'put'; readonly key: string; readonly text: string }
  | { readonly do: 'delete'; readonly key: string }

/** How likely each mishap is at each store call, or at each turn of the scheduler. */
export interface Weather {
  /** 500, 503 or a time-out, without effect. */
  readonly refuse: number
  /** The write takes effect, and its answer is lost. */
  readonly loseAnswer: number
  /** A conditional write is answered with a conflict: either falsely, or because it took effect before (a retry). */
  readonly conflict: number
  /** A handler stops for ever. */
  readonly crash: number
  /** An event is delivered again though its handler still lives. */
  readonly redeliver: number
  /** S3 sends an event twice. */
  readonly duplicate: number
  /** The time of a handler runs out. */
  readonly outOfTime: number
  /** A handler pauses right before a store call, while the world goes on. */
  readonly pause: number
}

export interface Plan {
  readonly seed: number
  readonly actions: readonly AuthorAction[]
  readonly weather: Weather
  /** Handlers at once. */
  readonly handlersMax: number
  /** How likely an author acts at a turn at which a handler could go on instead. */
  readonly haste: number
}

export const KEYS = ['_posts/2024-01-01-a.html', '_posts/2024-01-02-b.html', '_posts/2024-01-03-c.html'] as const
export const SETTINGS_KEY = '_config.yml'

/** When histories begin; posts are published around it. */
export const START_MS = Date.UTC(2024, 0, 10)

const CALM: Weather = {
  refuse: 0,
  loseAnswer: 0,
  conflict: 0,
  crash: 0,
  redeliver: 0,
  duplicate: 0,
  outOfTime: 0,
  pause: 0,
}

/** Of so many plans one goes there and back. */
const THERE_AND_BACK = 8

/** Returns the plan of the history `seed`. */
export function planOf(seed: number): Plan {
  const dice = new Dice(seed)
  const plan = seed % THERE_AND_BACK === 5 ? thereAndBack(dice) : atRandom(dice)
  const actions = plan.actions.map((action, index) => withArchive(withReport(action, seed + index), seed, index))
  return { ...plan, seed, actions }
}

function atRandom(dice: Dice): Omit<Plan, 'seed'> {
  const actions: AuthorAction[] = [{ do: 'put', key: SETTINGS_KEY, text: settingsText(dice) }]
  const keys = KEYS.slice(0, 1 + dice.below(KEYS.length))
  // Most faults need few actions, and short histories are many; the long ones are for the rest.
  const count = dice.chance(0.8) ? 1 + dice.below(3) : 2 + dice.below(7)
  for (let index = 0; index < count; index++) actions.push(authorAction(dice, keys, actions))
  return { actions, weather: weatherOf(dice), handlersMax: 1 + dice.below(6), haste: 0.02 + 0.3 * dice.next() }
}

/**
 * A post is changed or deleted, and then put back as it was, while handlers pause now and then: who reads what is between
 * and writes late has nobody after him, since to all others everything is as it should be.
 */
function thereAndBack(dice: Dice): Omit<Plan, 'seed'> {
  const [key] = KEYS
  const put = (title: string): AuthorAction => ({
    do: 'put',
    key,
    text: `---\ntitle: ${title}\ndate: 2024-01-0${1 + dice.below(2)}\n---\n<p>Text</p>\n`,
  })
  const there = put('T0')
  const between: AuthorAction = dice.chance(0.5) ? put('T1') : { do: 'delete', key }
  return {
    actions: [{ do: 'put', key: SETTINGS_KEY, text: settingsText(dice) }, there, between, there],
    weather: { ...CALM, redeliver: 0.02, pause: 0.1 + 0.1 * dice.next() },
    handlersMax: 2 + dice.below(2),
    haste: 0.02 + 0.02 * dice.next(),
  }
}

function authorAction(dice: Dice, keys: readonly string[], before: readonly AuthorAction[]): AuthorAction {
  const key = dice.pick(keys)
  const roll = dice.below(20)
  if (roll < 3) return { do: 'delete', key }
  if (roll < 5) return { do: 'put', key: SETTINGS_KEY, text: dice.chance(0.2) ? 'title: [' : settingsText(dice) }
  // Restore: the bytes of an earlier upload once more, which brings back an ETag that was there before.
  const earlier = before.filter((action) => action.key === key && action.do === 'put')
  if (roll < 11 && earlier.length > 0) return dice.pick(earlier)
  return { do: 'put', key, text: postText(dice) }
}

function settingsText(dice: Dice): string {
  return `title: Site ${dice.below(2)}\nurl: https://example.com\nbroadsheet:\n  window: {entries: 2, hours: 1, entries_max: 3}\n`
}

/** Some settings keep the report out of `public/`, or want none. */
function withReport(action: AuthorAction, roll: number): AuthorAction {
  const report = (['private', 'off'] as const)[roll % 8]
  if (report === undefined || action.do === 'delete' || action.key !== SETTINGS_KEY || action.text === 'title: [')
    return action
  return { ...action, text: `${action.text}  report: ${report}\n` }
}

const ARCHIVES = ['daily', 'hourly', 'monthly', 'yearly', 'off'] as const

/** Half of the sites have archives, mostly of one kind; some change it. */
function withArchive(action: AuthorAction, seed: number, index: number): AuthorAction {
  if (seed % 2 === 0 || action.do === 'delete' || action.key !== SETTINGS_KEY || action.text === 'title: [')
    return action
  const kind = (seed >> 1) % 3 === 0 ? (seed >> 1) + index : 0
  return { ...action, text: `${action.text}  archive: ${ARCHIVES[kind % ARCHIVES.length]}\n` }
}

/** Few titles, dates and tags, so that histories come back to where they were. */
function postText(dice: Dice): string {
  if (dice.chance(0.1)) return '---\ntitle: broken\ndate: someday\n---\n'
  const scheduled = dice.chance(0.15)
  const date = scheduled ? '2024-01-10 06:00:00' : `2024-01-0${1 + dice.below(3)}`
  const tags = ['x', 'y'].filter(() => dice.chance(0.5))
  const draft = dice.chance(0.08) ? 'draft: true\n' : ''
  // Posts of one date and slug wish for one id.
  const slug = dice.chance(0.3) ? 'slug: same\n' : ''
  // Ids of their own, which posts may share, get back and give up.
  const guid = dice.chance(0.15) ? `guid: https://old.example/?p=${dice.below(2)}\n` : ''
  // A language that is none is left out, with a warning.
  const warning = tags.length === 2 ? 'lang: "?"\n' : ''
  return `---\ntitle: T${dice.below(2)}\ndate: ${date}\ntags: [${tags}]\n${warning}${draft}${slug}${guid}---\n<p>Text</p>\n`
}

function weatherOf(dice: Dice): Weather {
  if (dice.chance(0.1)) return CALM
  const some = (most: number): number => (dice.chance(0.5) ? dice.next() * most : 0)
  return {
    refuse: some(0.05),
    loseAnswer: some(0.08),
    conflict: some(0.08),
    crash: some(0.03),
    redeliver: some(0.1),
    duplicate: some(0.5),
    outOfTime: some(0.1),
    pause: some(0.3),
  }
}
