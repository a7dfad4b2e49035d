/**
 * The window of a feed: which of its entries a document shows.
 *
 * The newest few always; beyond those, everything shortly before the newest, so that a busy site loses nothing for
 * readers who come by hourly; and never more than a fixed number, so that a document stays bounded. Hours count back
 * from the newest entry and not from the clock: a window moves only when entries do.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Window } from '../model/settings.js'

const HOUR_MS = 3_600_000

/**
 * Says whether the window shows the entry at `position`, counted from 0 at the newest. The instants are in milliseconds
 * since the Unix epoch; `newestMs` is undefined while none newer is known, and the entry then is the newest itself.
 */
export function inWindow(position: number, publishedMs: number, newestMs: number | undefined, window: Window): boolean {
  if (position >= window.entriesMax) return false
  if (position < window.entries) return true
  return publishedMs >= (newestMs ?? publishedMs) - window.hours * HOUR_MS
}

/** Returns how many of the leading `publishedMs` the window shows. They are sorted newest first. */
export function windowLength(publishedMs: readonly number[], window: Window): number {
  const beyond = publishedMs.findIndex((instant, position) => !inWindow(position, instant, publishedMs[0], window))
  return beyond < 0 ? publishedMs.length : beyond
}
