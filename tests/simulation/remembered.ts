/**
 * The pure core with a memory: in the soak, the same few posts are parsed and the same few feeds rendered a million
 * times, and a function that is pure may as well remember. `scripts/soak.js` puts these in the place of the originals.
 */
import { renderFeed as render } from '../../lib/feed/render-feed.js?original'
import { renderFeedPage as renderPage } from '../../lib/page/feed-page.js?original'
import { parsePost as parse } from '../../lib/post/parse-post.js?original'
import { parseSettings as parseYaml } from '../../lib/settings/parse-settings.js?original'
import { remember } from './remember.js'

export { feedPagePath, PAGE_NAME } from '../../lib/page/feed-page.js?original'

export const renderFeed = remember(render)
export const renderFeedPage = remember(renderPage)
export const parsePost = remember(parse, (source, settings) => [source.key, String(source.body), settings.hash])
export const parseSettings = remember(parseYaml)
