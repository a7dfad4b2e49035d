/**
 * What a site keeps beside its posts for them to use: pieces of text to include, and data.
 *
 * The caller reads both from the content bucket, within bounds of its own; nothing here reads a file.
 *
 * Types and constants only.
 */
export interface Library {
  /** Texts of `_includes/`, by their names below it, such as `figure.html` or `posts/note.md`. */
  readonly includes: ReadonlyMap<string, string>
  /** What the files of `_data/` say, as Jekyll's `site.data`: `_data/a/b.yml` is `{ a: { b: … } }`. Plain JSON. */
  readonly data: unknown
}

export const EMPTY_LIBRARY: Library = { includes: new Map(), data: {} }

/** Returns what `_data/authors.yml` says of `key`; undefined where it says nothing. */
export function authorData({ data }: Library, key: string): Readonly<Record<string, unknown>> | undefined {
  const authors = own(data, 'authors')
  const author = own(authors, key)
  return isObject(author) ? author : undefined
}

function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
