/**
 * What the layouts of `feed` have in common, and what is put right in all of them.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Extension } from 'feed'

/**
 * Returns `layout` without indentation, which makes up a good part of a document's bytes. A layout holds tokens instead
 * of texts, so only what `feed` wrote is touched.
 */
export function tidy(layout: string): string {
  return layout.replace(/\n */g, '\n')
}

/** Returns what stands in `layout` from the first `opening` to the last `closing`, both included. */
export function between(opening: string, closing: string, layout: string): string {
  const start = layout.indexOf(opening)
  const end = layout.lastIndexOf(closing)
  if (start < 0 || end < start) throw new RangeError(`the layout has no ${opening}`)
  return layout.slice(start, end + closing.length)
}

/** Returns an element or member that `feed` has no word for, in the form that it takes those. */
export function extension(name: string, value: object | string): Extension {
  // `feed` writes any value; its types know objects alone.
  return { name, objects: value as Record<string, unknown> }
}
