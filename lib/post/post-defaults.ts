/**
 * The front matter that a site's settings give to posts which do not say it themselves.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import picomatch from 'picomatch'
import type { PostDefaults } from '../model/settings.js'
import type { Place, Value } from '../settings/value.js'

/** What stands in `_config.yml` has no place in the post. */
export const NOWHERE: Place = { line: 0, column: 0 }

/** Returns the values that `defaults`, the least specific first, give to the post at `key`. */
export function defaultsFor(key: string, defaults: readonly PostDefaults[]): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>()
  for (const { path, values } of defaults) {
    if (!isBelow(key, path)) continue
    for (const [name, item] of Object.entries(values)) found.set(name, asValue(item))
  }
  return found
}

function isBelow(key: string, path: string): boolean {
  if (path === '' || key === path || key.startsWith(`${path}/`)) return true
  return path.includes('*') && picomatch.isMatch(key, [path, `${path}/**`])
}

function asValue(item: unknown): Value {
  if (Array.isArray(item)) return { kind: 'list', items: item.map(asValue), place: NOWHERE }
  if (typeof item === 'object' && item !== null) {
    const entries = Object.entries(item).map(([key, part]): [string, Value] => [key, asValue(part)])
    return { kind: 'mapping', entries: new Map(entries), place: NOWHERE }
  }
  if (item === null || item === undefined) return { kind: 'scalar', type: 'null', text: '', place: NOWHERE }
  const type = typeof item === 'boolean' ? 'boolean' : typeof item === 'number' ? 'number' : 'text'
  return { kind: 'scalar', type, text: String(item), place: NOWHERE }
}
