/**
 * The page of all feeds: one list for each kind, in the order of their names.
 *
 * It shows the same feeds as the OPML document beside it, which it leads to, up to a number that a browser can bear.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { cleaned } from '../feed/clean-entry.js'
import { documentUrl } from '../feed/document-paths.js'
import { type FeedId, type FeedKind, feedFolder, feedTerm } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { type Html, html } from './html.js'
import { PageWriter } from './page.js'

/** Where the page lies below `public/`, and the list beside it. */
export const FEEDS_FOLDER = 'feeds/'
export const OPML_PATH = 'feeds.opml'
/** Feeds that the page shows; whatever there is beyond them, the list has. */
export const PAGE_FEEDS_MAX = 10_000

const KINDS: readonly FeedKind[] = ['category', 'tag', 'author', 'language']
const UP = '../'

/** Returns the page of `feeds`, which are in the order of their names. */
export function renderFeedsPage(feeds: readonly FeedId[], dirty: Settings): string {
  const settings = cleaned(dirty)
  const write = new PageWriter(settings, settings.language)
  const { kinds, feeds: texts } = write.texts
  let room = PAGE_FEEDS_MAX
  const groups = KINDS.map((kind) => {
    const all = feeds.filter((feed) => feed.startsWith(`${kind}/`))
    const shown = all.slice(0, room)
    room -= shown.length
    if (shown.length === 0) return undefined
    const more = all.length - shown.length
    return write.section(kind, kinds[kind].many, [
      html`<ul role="list" class="list">
${shown.map(link)}
</ul>`,
      more === 0 ? undefined : html`<p class="note">${write.words(texts.more(withCommas(more)))}</p>`,
    ])
  })
  const main = html`<main>
<div class="title">
<h1>${write.words(texts.heading)}</h1>
</div>
<section aria-labelledby="site">
<h2 id="site"${write.own(settings.language)}>${settings.title}</h2>
<p class="note">${write.words(texts.explanation)}</p>
${write.addresses([{ id: 'opml', name: 'OPML', url: documentUrl(OPML_PATH, settings) }])}
<ul role="list" class="ways">
<li><a href="${UP}">${write.words(kinds.site.one)}</a></li>
</ul>
</section>
${groups}
</main>`
  return write.page({
    title: `${texts.heading} – ${settings.title}`,
    up: UP,
    address: documentUrl(FEEDS_FOLDER, settings),
    main,
  })
}

function link(feed: FeedId): Html {
  return html`<li><a href="${UP}${encodeURI(feedFolder(feed))}" dir="auto">${feedTerm(feed)?.term}</a></li>`
}

/** 10,000, the same on every machine. */
function withCommas(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
