/**
 * The neutral model in the middle: what a post means, in the words of RFC 4287.
 *
 * `lib/post` makes entries from bytes; `lib/feed` makes bytes from entries; nothing else changes one.
 * An entry is plain JSON, so that a record can carry it as it is. Every text in it is well-formed Unicode without
 * the control characters that XML 1.0 section 2.2 forbids, and every URL in it is absolute.
 *
 * Types only.
 */

/** RFC 4287 section 3.2: a person. `name` is never empty. */
export interface Person {
  readonly name: string
  readonly uri?: string
  readonly email?: string
  /** Picture of the person; JSON Feed 1.1 `avatar`. */
  readonly avatar?: string
}

/** What a category of RFC 4287 section 4.2.2 is drawn from. The kinds of term that have feeds of their own. */
export type TermScheme = 'category' | 'tag'

/** RFC 4287 section 4.2.2: a category or tag, exactly as the post writes it, trimmed. Never empty. */
export interface Term {
  readonly scheme: TermScheme
  readonly term: string
}

/** RFC 4287 `link rel="enclosure"`, RSS 2.0 `enclosure`, JSON Feed `attachments`. */
export interface Enclosure {
  readonly url: string
  /** Media type, such as `audio/mpeg`. */
  readonly type: string
  /** Size in bytes, where it is known. */
  readonly lengthBytes?: number
  readonly durationSeconds?: number
  readonly title?: string
}

/** A post as it stands in every feed that it is in. */
export interface Entry {
  /** RFC 4287 section 4.2.6: an IRI, the same for ever. */
  readonly id: string
  /** Absolute http(s) URL of the post's page: the `alternate` link. */
  readonly permalink: string
  /** Plain text, one line. Never empty. */
  readonly title: string
  /** Instant that orders feeds, in milliseconds since the Unix epoch. */
  readonly publishedMs: number
  /** Never before `publishedMs`. */
  readonly updatedMs: number
  /** Instant from which on no feed shows the post, in milliseconds since the Unix epoch. */
  readonly expiresMs?: number
  /** In the post's order; where the post names nobody, the site's author; else empty. */
  readonly authors: readonly Person[]
  /** Categories first, then tags, each in the post's order, no term twice. */
  readonly terms: readonly Term[]
  /** Plain text, one paragraph; may be empty. */
  readonly summary: string
  /** Sanitised HTML with absolute links; may be empty. */
  readonly content: string
  /** BCP 47 tag in canonical form, where the post says one; else the site's holds. */
  readonly language?: string
  /** Absolute http(s) URL of the picture that stands for the post. */
  readonly image?: string
  /** Wide picture for the top of the post; JSON Feed 1.1 `banner_image`. */
  readonly banner?: string
  readonly enclosures: readonly Enclosure[]
  /** Absolute http(s) URL that a link post is about; JSON Feed 1.1 `external_url`. */
  readonly externalUrl?: string
  /** Where the post itself says whether feeds carry its whole text; else the settings do. */
  readonly shows?: 'full' | 'summary'
  readonly rights?: string
  /** What podcast directories ask of a post with an audio or video enclosure. */
  readonly episode?: Episode
}

/** Apple's podcast tags and the Podcasting 2.0 namespace, as far as they belong to an item. */
export interface Episode {
  /** itunes:episode */
  readonly number?: number
  /** itunes:season */
  readonly season?: number
  /** itunes:episodeType */
  readonly type?: 'full' | 'trailer' | 'bonus'
  /** itunes:explicit */
  readonly explicit?: boolean
  /** podcast:transcript */
  readonly transcripts: readonly { readonly url: string; readonly type: string; readonly language?: string }[]
  /** podcast:chapters: URL of a JSON file. */
  readonly chapters?: string
  /** podcast:person */
  readonly persons: readonly {
    readonly name: string
    readonly role?: string
    readonly uri?: string
    readonly image?: string
  }[]
}
