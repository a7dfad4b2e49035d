/**
 * Jekyll's `excerpt_separator`: where the summary of a post ends, in words of the site's own choice.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** The comment that ends a summary everywhere else. */
const MORE = '<!--more-->'

/** Returns `content` with `<!--more-->` before the first `separator`, so that there is one way to end a summary. */
export function insertMore(content: string, separator: string | undefined): string {
  const at = separator === undefined ? -1 : content.indexOf(separator)
  // The end of the first paragraph, which is Jekyll's default, is where a summary ends anyhow.
  if (at < 0 || separator === undefined || separator === '\n\n') return content
  const startsLine = at === 0 || content[at - 1] === '\n'
  return `${content.slice(0, at)}${MORE}${startsLine ? '\n\n' : ''}${content.slice(at)}`
}
