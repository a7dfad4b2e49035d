/**
 * The last door before readers: what no document can carry does not get into one.
 *
 * The model promises text without it already. It is made sure of once more here, since a single control character makes
 * a whole XML document unreadable, with every entry in it.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { xmlText } from '../model/text.js'

/** Returns `value` with every text in it as `xmlText` has it; the very same value where nothing is to be done. */
export function cleaned<T>(value: T): T {
  if (typeof value === 'string') return xmlText(value) as T
  if (typeof value !== 'object' || value === null) return value
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key]
    const clean = cleaned(member)
    if (clean === member) continue
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
    copy[key] = clean
  }
  return (copy ?? value) as T
}
