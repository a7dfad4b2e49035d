/**
 * What the writers of one storm do. Everything follows from the seed, but for the order in which their uploads meet.
 *
 * Pure: no clock, no randomness but the seed's, no I/O.
 */
import type { ArchivePeriod } from '../../lib/model/settings.js'
import { SETTINGS_SOURCE_KEY } from '../../lib/publish/settings-state.js'
import { Dice } from '../simulation/random.js'

export type Action =
  | { readonly do: 'put'; readonly key: string; readonly text: string }
  | { readonly do: 'delete'; readonly key: string }

export interface StormPlan {
  readonly seed: number
  /** What each writer does, one after the other. */
  readonly writers: readonly (readonly Action[])[]
}

/** Posts that the writers have in common. */
const KEYS = 240
/** Names that a notification has to carry unharmed. */
const NAMES = ['plain', 'two words', 'a+b', '100%', 'a%2Fb', '第一场雨', '🗞️', "it's"]
const CATEGORIES = ['C&A']
const TAGS = ['新闻', 'C<T>']
/** Tags that few posts have, so that their feeds are often empty. */
const RARE_TAGS = 12
const DAYS = 40

/** Returns the plan of `seed`: `actions` in all, shared out among `writers`. */
export function stormPlan(seed: number, actions: number, writers: number): StormPlan {
  const keys = Array.from({ length: KEYS }, (_, index) => keyOf(index))
  const plans = Array.from({ length: writers }, (_, writer) => {
    const dice = new Dice(seed * 1_000 + writer)
    const count = Math.ceil((actions - writer) / writers)
    const plan: Action[] = []
    for (let index = 0; index < count; index++) plan.push(postAction(dice, keys, plan))
    return plan
  })
  // One of them minds the settings: at first, soon after, twice in the middle, and once with a mistake.
  const minder = plans[0] ?? []
  for (const [share, text] of SETTINGS) {
    minder[Math.floor(share * (minder.length - 1))] = { do: 'put', key: SETTINGS_SOURCE_KEY, text }
  }
  return { seed, writers: plans }
}

/** Returns every text that `plan` uploads to `key`. */
export function uploadsOf(plan: StormPlan, key: string): string[] {
  return plan.writers.flat().flatMap((action) => (action.do === 'put' && action.key === key ? [action.text] : []))
}

const SETTINGS: readonly (readonly [share: number, text: string])[] = [
  // Archives only at first: with them a batch takes longer on such a server than handlers live here, and little gets on.
  // All of them have to go then.
  [0, settingsText('The Storm', 5, 'daily')],
  [0.05, settingsText('The Storm', 5, 'off')],
  [0.35, settingsText('The Storm, second edition', 8, 'off')],
  [0.5, 'title: [\n'],
  [0.65, settingsText('The Storm, third edition', 8, 'off')],
]

function settingsText(title: string, entries: number, archive: ArchivePeriod): string {
  const window = `{entries: ${entries}, hours: 6, entries_max: 12}`
  const own = `broadsheet:\n  window: ${window}\n  archive: ${archive}\n`
  return `title: ${title}\nurl: https://storm.example\ntimezone: Asia/Shanghai\n${own}`
}

function keyOf(index: number): string {
  const folder = index % 5 === 0 ? '头版/_posts' : '_posts'
  return `${folder}/2024-05-01-${NAMES[index % NAMES.length]}-${index}.${index % 3 === 0 ? 'html' : 'md'}`
}

function postAction(dice: Dice, keys: readonly string[], before: readonly Action[]): Action {
  const key = dice.pick(keys)
  const roll = dice.next()
  if (roll < 0.12) return { do: 'delete', key }
  // The bytes of an earlier upload once more bring back an ETag that was there before.
  const earlier = before.filter((action) => action.do === 'put' && action.key === key)
  if (roll < 0.3 && earlier.length > 0) return dice.pick(earlier)
  return { do: 'put', key, text: postText(dice) }
}

function postText(dice: Dice): string {
  const date = new Date(Date.UTC(2024, 4, 1 + dice.below(DAYS), dice.below(24), dice.below(60)))
  const broken = dice.chance(0.04)
  const categories = CATEGORIES.filter(() => dice.chance(0.3))
  const tags = TAGS.filter(() => dice.chance(0.3))
  if (dice.chance(0.04)) tags.push(`rare ${dice.below(RARE_TAGS)}`)
  return [
    '---',
    `title: Edition ${dice.below(1_000_000)}`,
    `date: ${broken ? '2024-02-30' : date.toISOString().slice(0, 16).replace('T', ' ')}`,
    `categories: ${JSON.stringify(categories)}`,
    `tags: ${JSON.stringify(tags)}`,
    ...(dice.chance(0.03) ? ['draft: true'] : []),
    '---',
    `<p>${'Wind and rain. '.repeat(1 + dice.below(40))}</p>`,
    '',
  ].join('\n')
}
