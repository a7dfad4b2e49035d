/**
 * Set-up of the simulator's tests: what is pure may as well remember. `remembered.ts` is the same for the soak.
 */
import { vi } from 'vitest'

vi.mock(import('../../lib/feed/render-feed.js'), async (importOriginal) => {
  const original = await importOriginal()
  const { remember } = await import('./remember.js')
  return { ...original, renderFeed: remember(original.renderFeed) }
})
vi.mock(import('../../lib/page/feed-page.js'), async (importOriginal) => {
  const original = await importOriginal()
  const { remember } = await import('./remember.js')
  return { ...original, renderFeedPage: remember(original.renderFeedPage) }
})
vi.mock(import('../../lib/post/parse-post.js'), async (importOriginal) => {
  const original = await importOriginal()
  const { remember } = await import('./remember.js')
  const parsePost = remember(original.parsePost, (source, settings) => [source.key, String(source.body), settings.hash])
  return { ...original, parsePost }
})
