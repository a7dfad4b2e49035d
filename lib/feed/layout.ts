/**
 * What the layouts of `feed` have in common, and what is put right in all of them.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Extension } from 'feed'

/**
 * Returns `layout` without indentation, which makes up a good part of a document's bytes, and without the milliseconds
 * of instants that have none. A layout holds tokens instead of texts, so only what `feed` wrote is touched.
 */
export function tidy(layout: string): string {
  return layout.replace(/\n */g, '\n').replaceAll('.000Z', 'Z')
}

/** Returns an element or member that `feed` has no word for, in the form that it takes those. */
export function extension(name: string, value: object | string): Extension {
  // `feed` writes any value; its types know objects alone.
  return { name, objects: value as Record<string, unknown> }
}
