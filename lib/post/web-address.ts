/**
 * Addresses: what people write, made absolute as a browser would.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** What a template language leaves in an address: nobody can follow such a link. */
const TEMPLATE = /\{\{|\{%|%7B%7B|%7B%25/i

/** Returns the absolute URL that `address` means on the page `base`; undefined where it is none, by the URL standard. */
export function absoluteUrl(address: string, base: string): URL | undefined {
  if (TEMPLATE.test(address) || !URL.canParse(address, base)) return undefined
  return new URL(address, base)
}

/** Returns the absolute http(s) URL that `address` means on the page `base`; undefined where it is none. */
export function httpUrl(address: string, base: string): string | undefined {
  const url = absoluteUrl(address, base)
  return url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:') ? url.href : undefined
}
