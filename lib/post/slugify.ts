/**
 * Slugs, as Jekyll makes them of file names, categories and the `slug` of front matter.
 *
 * Letters and digits of every script stay: the slug of 泉州晚报 is 泉州晚报.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** `default`: letters, marks and digits, in lower case. `pretty`: also ._~!$&'()+,;=@, and capitals stay. */
export type SlugMode = 'default' | 'pretty'

const REPLACED = {
  default: /[^\p{M}\p{L}\p{Nd}]+/gu,
  pretty: /[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu,
}

/** Most names of files: a slug as it stands. */
const PLAIN = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/

/** Returns `text` with each run of other characters as one hyphen, and none at either end. */
export function slugify(text: string, mode: SlugMode): string {
  const slug = PLAIN.test(text) ? text : text.replace(REPLACED[mode], '-').replace(/^-|-$/g, '')
  return mode === 'default' ? slug.toLowerCase() : slug
}

/** Returns the title that Jekyll gives to a post without one: each word of the slug with a capital. */
export function titleOfSlug(slug: string): string {
  return slug
    .split('-')
    .filter((word) => word !== '')
    .map((word) => {
      const [first = '', ...rest] = word
      return first.toUpperCase() + rest.join('').toLowerCase()
    })
    .join(' ')
}
