/**
 * Content types by name, for stores that keep no content type of their own.
 *
 * A feed document's name says its type with the charset; of anything else only the media type is known, and a charset
 * is never guessed.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import mime from 'mime'
import { FORMATS } from '../model/feed-document.js'

const documentTypes: ReadonlyMap<string, string> = new Map(Object.entries(FORMATS))

/** Returns the content type that the name of `key` tells, or undefined where it tells none. */
export function contentTypeOf(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1)
  return documentTypes.get(name) ?? mime.getType(name) ?? undefined
}
