/**
 * Addresses of the site to keys of the content bucket, where the site's files lie as they are served.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Settings } from '../model/settings.js'

/** Bytes of UTF-8 that a key may have. */
const KEY_BYTES_MAX = 1_024

/**
 * Returns the key that the object at the absolute address `url` has in the content bucket, or undefined where the address
 * is none below the site's. `https://example.com/blog/a%20b.mp3` of a site at `/blog` is the object `a b.mp3`.
 */
export function objectKeyOf(url: string, settings: Pick<Settings, 'url' | 'baseurl'>): string | undefined {
  const base = `${settings.url}${settings.baseurl}/`
  if (!url.startsWith(base)) return undefined
  const path = url.slice(base.length).replace(/[?#].*$/s, '')
  const key = decoded(path)
  // Nobody means control characters, and some stores refuse them.
  if (key === undefined || key === '' || key.endsWith('/') || /\p{Cc}/u.test(key)) return undefined
  return new TextEncoder().encode(key).length <= KEY_BYTES_MAX ? key : undefined
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
