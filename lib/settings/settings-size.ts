/**
 * What is said of settings that are too large: known from their size alone, so that they need not be read.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { ParsedSettings } from './parse-settings.js'

/** Returns what comes of such settings: `size` says how large they are, as in `have 9 bytes`, of which `max` are read. */
export function settingsTooLarge(size: string, max: number): ParsedSettings {
  const message = `the settings ${size}; at most ${max} are read`
  return { settings: undefined, problems: [{ message, hint: 'move what is data to _data' }] }
}
