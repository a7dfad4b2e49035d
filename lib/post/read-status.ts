/**
 * Whether a post is to be published at all.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Value } from '../settings/value.js'
import type { Fields } from './fields.js'

/**
 * Returns whether the post says that it is not to be published: `draft` of most programs, `published` of Jekyll and
 * Hexo, `publish` of Obsidian, and Eleventy's way to keep a page out of all lists.
 */
export function isDraft(fields: Fields): boolean {
  return (
    truthOf(fields.get('draft')) === true ||
    truthOf(fields.get('published')) === false ||
    truthOf(fields.get('publish')) === false ||
    truthOf(fields.get('eleventyexcludefromcollections')) === true
  )
}

/** YAML 1.1, which Jekyll reads, has more words for the two; quotes around them change nothing for people. */
export function truthOf(value: Value | undefined): boolean | undefined {
  if (value?.kind !== 'scalar') return undefined
  if (/^(?:true|yes|on)$/i.test(value.text)) return true
  return /^(?:false|no|off)$/i.test(value.text) ? false : undefined
}
