/**
 * Feed ids: which feeds there are, and what each is called in keys and addresses.
 *
 * A feed id is a path: `site`, or `<kind>/<term>` with the term written so that
 * - it can be read: letters, digits and marks of every script stay as they are, and a space becomes `_`;
 * - no two terms ever share one: all else is escaped, whatever its case, punctuation or normalisation;
 * - it decodes to its term, and is safe as one segment of an S3 key, a URL path and a file name.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry, Term, TermScheme } from './entry.js'
import type { Settings } from './settings.js'

/** Kinds of feed besides that of the site: of a term, of an author, of a language. */
export type FeedKind = TermScheme | 'author' | 'language'

/** The name of a feed: `site`, `category/emnews`, `tag/machine_learning`. */
export type FeedId = string & { readonly __brand: 'FeedId' }

/** The feed of the whole site. */
export const SITE_FEED = 'site' as FeedId

/** Bytes of UTF-8 that an encoded term may have: a file name takes 255, and three levels share a key's 1,024. */
export const TERM_BYTES_MAX = 240

/** Letters, digits and marks stay, and of other scripts' symbols and punctuation all that can be seen. */
const PLAIN = /^[A-Za-z0-9.-]$|^(?![\p{Z}\p{C}])[^\0-\x7f]$/u
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Returns the feed of `term`: of a category, a tag, an author's name or a language's tag. */
export function termFeed(kind: FeedKind, term: string): FeedId {
  return `${kind}/${encodeTerm(term)}` as FeedId
}

/** Returns the kind and the term of a feed; `site` has neither. */
export function feedTerm(feed: FeedId): { readonly kind: FeedKind; readonly term: string } | undefined {
  const slash = feed.indexOf('/')
  if (slash < 0) return undefined
  return { kind: feed.slice(0, slash) as FeedKind, term: decodeTerm(feed.slice(slash + 1)) }
}

/** Returns the folder of the feed's documents, below `public/` or the site's address: empty, or ending with a slash. */
export function feedFolder(feed: FeedId): string {
  return feed === SITE_FEED ? '' : `${feed}/`
}

/**
 * Returns the feeds that `entry` belongs to: that of the site first, then those of its terms, authors and language, of
 * the kinds that settings ask for. The site's own author and language have no feed beside the site's.
 */
export function feedsOf(
  entry: Pick<Entry, 'terms' | 'authors' | 'language'>,
  settings: Pick<Settings, 'kinds' | 'author' | 'language' | 'termChoices'>,
): FeedId[] {
  const { kinds, author, termChoices } = settings
  const feeds = [SITE_FEED]
  const add = (kind: FeedKind, term: string): void => {
    if (!kinds.includes(kind) || !isFeedTerm(term)) return
    const feed = termFeed(kind, term)
    if (!feeds.includes(feed)) feeds.push(feed)
  }
  for (const term of entry.terms) if (isChosen(term, termChoices)) add(term.scheme, term.term)
  for (const { name } of entry.authors) if (name !== author?.name) add('author', name)
  if (entry.language !== undefined && entry.language !== settings.language) add('language', entry.language)
  return feeds
}

/** Tells whether `feed` is one of those that settings ask for, whatever entries there are. */
export function isWanted(feed: FeedId, { kinds, termChoices }: Pick<Settings, 'kinds' | 'termChoices'>): boolean {
  const { kind, term } = feedTerm(feed) ?? {}
  if (kind === undefined || term === undefined) return true
  if (!kinds.includes(kind)) return false
  return kind === 'author' || kind === 'language' || isChosen({ scheme: kind, term }, termChoices)
}

function isChosen({ scheme, term }: Term, choices: Settings['termChoices']): boolean {
  const { only, except } = choices?.[scheme] ?? {}
  return (only === undefined || only.includes(term)) && except?.includes(term) !== true
}

/** Tells whether `term` can be a path segment; posts with longer terms are rejected, and longer names have no feed. */
function isFeedTerm(term: string): boolean {
  const segment = encodeTerm(term)
  // No character has more than three bytes to a code unit.
  return segment.length * 3 <= TERM_BYTES_MAX || encoder.encode(segment).length <= TERM_BYTES_MAX
}

/** Terms that were encoded last: a site has few, and each stands in many posts. */
const encoded = new Map<string, string>()
const ENCODED_MAX = 10_000

/** Returns `term` as one path segment. Throws a RangeError on a term that is empty or no well-formed Unicode. */
export function encodeTerm(term: string): string {
  const known = encoded.get(term)
  if (known !== undefined) return known
  const segment = encodeAnyTerm(term)
  if (encoded.size >= ENCODED_MAX) encoded.clear()
  encoded.set(term, segment)
  return segment
}

function encodeAnyTerm(term: string): string {
  if (term === '') throw new RangeError('a term is never empty')
  if (!term.isWellFormed()) throw new RangeError(`a term is well-formed Unicode: ${JSON.stringify(term)}`)
  // Two spellings of one letter look alike and may share a file name, so only the composed one stays readable.
  const composed = term.normalize('NFC') === term
  let segment = ''
  for (const character of term) {
    if (character === ' ') segment += '_'
    else if (character === '.' && segment === '') segment += '~2E'
    else if (PLAIN.test(character) && (composed || character < '\x80')) segment += character
    else for (const byte of encoder.encode(character)) segment += `~${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return segment
}

/** Returns the term that `segment` encodes. Throws on a segment that `encodeTerm` did not make. */
export function decodeTerm(segment: string): string {
  const percent = encodeURIComponent(segment.replaceAll('_', ' ')).replaceAll('~', '%')
  const bytes: number[] = []
  for (let at = 0; at < percent.length; at++) {
    if (percent[at] === '%') {
      bytes.push(Number.parseInt(percent.slice(at + 1, at + 3), 16))
      at += 2
    } else bytes.push(percent.charCodeAt(at))
  }
  return decoder.decode(Uint8Array.from(bytes))
}
