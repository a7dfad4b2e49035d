/**
 * Whole listings, a page at a time.
 */
import type { Listing, ListOptions, ObjectStore } from './object-store.js'

/** Yields the pages of what `options` asks for, until there is no next one. No more than one is held. */
export async function* pagesOf(
  store: Pick<ObjectStore, 'list'>,
  options: ListOptions = {},
): AsyncGenerator<Listing, void> {
  let page = await store.list(options)
  yield page
  while (page.next !== undefined) {
    page = await store.list({ ...options, startAfter: page.next })
    yield page
  }
}
