/**
 * The last door before readers: what no document can carry does not get into one.
 *
 * The model promises text without it already. It is made sure of once more here, since a single control character makes
 * a whole XML document unreadable, with every entry in it.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry } from '../model/entry.js'
import { xmlText } from '../model/text.js'

/** Entries that went through before: each goes through once, however many documents it is in. */
const CLEANED = new WeakMap<Entry, Entry>()

/** Returns `entries` as `cleaned` has them: for the same entry the same object each time. */
export function cleanedEntries(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => {
    const known = CLEANED.get(entry)
    if (known !== undefined) return known
    const clean = cleaned(entry)
    CLEANED.set(entry, clean)
    return clean
  })
}

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
