/**
 * Addresses as HTML takes them: valid URL strings of the URL Standard, section 4.3, where posts have what browsers
 * merely put up with.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** The scheme and the host, in which brackets stand around an IPv6 address. */
const ORIGIN = /^https?:\/\/[^/?#]*/
/** What is no URL code point (URL Standard, section 4.3), and percent signs that begin no escape. */
const INVALID = /[\0-\x20"<>[\\\]^`{|}\x7F-\x9F#]|%(?![0-9A-Fa-f]{2})/g

/** Returns the absolute http(s) address `url` with everything escaped that a valid one has not. */
export function validUrl(url: string): string {
  const origin = ORIGIN.exec(url)?.[0] ?? ''
  const rest = url.slice(origin.length)
  const hash = rest.indexOf('#')
  if (hash < 0) return origin + escaped(rest)
  return `${origin}${escaped(rest.slice(0, hash))}#${escaped(rest.slice(hash + 1))}`
}

function escaped(text: string): string {
  return text.replace(INVALID, encodeURIComponent)
}
