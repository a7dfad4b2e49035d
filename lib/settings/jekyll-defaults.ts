/**
 * Jekyll's `defaults` in `_config.yml`: front matter for all posts of a folder that do not say it themselves.
 *
 * They can hold what ids and addresses are made of, so that a site that moves keeps both only with them.
 * See https://jekyllrb.com/docs/configuration/front-matter-defaults/. What does not fit is passed over, as Jekyll does.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { PostDefaults } from '../model/settings.js'
import { plainData, type Value } from './value.js'

/** Scopes that are read. */
const SCOPES_MAX = 100

/** Returns the defaults for posts that `config` has: the least specific first, so that later ones win. */
export function postDefaultsOf(config: Value | undefined): PostDefaults[] {
  const list = config?.kind === 'mapping' ? config.entries.get('defaults') : undefined
  if (list?.kind !== 'list') return []
  const found = list.items.slice(0, SCOPES_MAX).flatMap((item): (PostDefaults & { readonly rank: number })[] => {
    if (item.kind !== 'mapping') return []
    const scope = item.entries.get('scope')
    const values = item.entries.get('values')
    if (values?.kind !== 'mapping') return []
    const path = textAt(scope, 'path').replace(/^\/+|\/+$/g, '')
    const type = textAt(scope, 'type')
    if (type !== '' && type !== 'posts') return []
    // A longer path says more than a shorter one, and a type more than none.
    const rank = path.length * 2 + (type === '' ? 0 : 1)
    return [{ path, values: plainData(values) as Record<string, unknown>, rank }]
  })
  return found.sort((a, b) => a.rank - b.rank).map(({ path, values }) => ({ path, values }))
}

function textAt(scope: Value | undefined, key: string): string {
  const value = scope?.kind === 'mapping' ? scope.entries.get(key) : undefined
  return value?.kind === 'scalar' ? value.text : ''
}
