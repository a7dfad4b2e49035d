/**
 * The parser that bounds nothing: for posts that are known, and where every history must go the same way.
 *
 * It waits for nothing: neither a timer nor a process decides in which order things happen.
 */
import { parsePost } from '../post/parse-post.js'
import type { PostParser } from './post-parser.js'

export function inlineParser(): PostParser {
  return {
    parse: async (...given) => parsePost(...given),
    close: async () => {},
  }
}
