/**
 * Jekyll's permalink templates: the built-in styles and the placeholders there are.
 *
 * `lib/post/permalink.ts` fills them in; here it is only said which are right.
 * See https://jekyllrb.com/docs/permalinks/.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { didYouMean } from './did-you-mean.js'
import { shorten } from './excerpt.js'

/** Jekyll's built-in styles. */
export const PERMALINK_STYLES: Readonly<Record<string, string>> = {
  date: '/:categories/:year/:month/:day/:title:output_ext',
  pretty: '/:categories/:year/:month/:day/:title/',
  ordinal: '/:categories/:year/:y_day/:title:output_ext',
  weekdate: '/:categories/:year/W:week/:short_day/:title:output_ext',
  none: '/:categories/:title:output_ext',
}

/** What may follow a colon in a template. */
export const PLACEHOLDERS = [
  'basename',
  'categories',
  'collection',
  'day',
  'hour',
  'i_day',
  'i_month',
  'long_day',
  'long_month',
  'minute',
  'month',
  'name',
  'output_ext',
  'path',
  'second',
  'short_day',
  'short_month',
  'short_year',
  'slug',
  'slugified_categories',
  'title',
  'w_day',
  'w_year',
  'week',
  'y_day',
  'year',
] as const

export type Placeholder = (typeof PLACEHOLDERS)[number]

const placeholders: ReadonlySet<string> = new Set(PLACEHOLDERS)
const PLACEHOLDER = /:([a-z_]+)/g

/** Returns what is wrong with `template`, and what would be right; nothing where it is right. */
export function templateFault(template: string): { readonly message: string; readonly hint: string } | undefined {
  for (const [found, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (placeholderOf(name) !== undefined) continue
    const guess = didYouMean(name, PLACEHOLDERS)
    const known = PLACEHOLDERS.map((placeholder) => `:${placeholder}`).join(', ')
    return {
      message: `there is no placeholder ${shorten(found, 80)}`,
      hint: guess === '' ? `the placeholders are ${known}` : guess,
    }
  }
  return undefined
}

/** Returns `template` with each placeholder replaced by what `valueFor` says. Throws on a template that has a fault. */
export function fillTemplate(template: string, valueFor: (placeholder: Placeholder) => string): string {
  if (template !== last.template) last = { template, ...takeApart(template) }
  const { start, pieces } = last
  let filled = start
  for (const { placeholder, text } of pieces) filled += valueFor(placeholder) + text
  return filled
}

/** A placeholder, and the text after it. */
interface Piece {
  readonly placeholder: Placeholder
  readonly text: string
}

interface Pieces {
  /** The text before the first of them. */
  readonly start: string
  readonly pieces: readonly Piece[]
}

/** The template that was filled last: nearly all posts of a site have one and the same. */
let last: Pieces & { readonly template: string } = { template: '', start: '', pieces: [] }

function takeApart(template: string): Pieces {
  const found = [...template.matchAll(PLACEHOLDER)].map(({ 0: written, 1: name = '', index }) => {
    const placeholder = placeholderOf(name)
    if (placeholder === undefined) throw new RangeError(`no such placeholder: ${written}`)
    return { placeholder, index, end: index + 1 + placeholder.length }
  })
  return {
    start: template.slice(0, found[0]?.index),
    pieces: found.map(({ placeholder, end }, at) => ({ placeholder, text: template.slice(end, found[at + 1]?.index) })),
  }
}

/** An underscore after a placeholder may be its own, as in `:i_day`, or the template's, as in `:month_:day`. */
function placeholderOf(name: string): Placeholder | undefined {
  if (isPlaceholder(name)) return name
  const shorter = name.replace(/_$/, '')
  return isPlaceholder(shorter) ? shorter : undefined
}

function isPlaceholder(name: string): name is Placeholder {
  return placeholders.has(name)
}
