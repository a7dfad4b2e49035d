/**
 * The laptop's own pages: a plain list of the feeds, and what is shown where there is no document.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { escapeAttribute, textAsHtml } from '../feed/xml-text.js'
import { FORMATS } from '../model/feed-document.js'
import { type FeedId, feedFolder, feedTerm } from '../model/feed-id.js'

/** Feeds that one page of the list shows. */
export const FEEDS_ON_A_PAGE = 500

/** Returns the page that lists `feeds`; `next` is where the following page goes on, where there is one. */
export function feedsPage(feeds: readonly FeedId[], next: string | undefined): string {
  const rows = feeds.map((feed) => `<tr><th scope="row">${textAsHtml(feedName(feed))}</th>${links(feed)}</tr>`)
  const list = rows.length > 0 ? `<table>\n${rows.join('\n')}\n</table>` : '<p>There are no feeds yet.</p>'
  const more = next === undefined ? '' : `<p><a href="/?after=${encodeURIComponent(next)}">More feeds</a></p>`
  return htmlPage('Feeds', `${list}\n${more}`)
}

/** Returns the page that says that there is no document at `path`, given without its first slash. */
export function notFoundPage(path: string): string {
  const what = path === '' ? 'There is no such document.' : `There is no document at <code>/${textAsHtml(path)}</code>.`
  return htmlPage('Not found', `<p>${what}</p>\n<p><a href="/">All feeds</a></p>`)
}

const KIND_NAMES = { category: 'Category', tag: 'Tag', author: 'Author', language: 'Language' } as const

/** Returns what people call `feed`. */
export function feedName(feed: FeedId): string {
  const term = feedTerm(feed)
  return term === undefined ? 'The whole site' : `${KIND_NAMES[term.kind]} ${term.term}`
}

/** Returns the absolute path of a document of `feed`. */
export function documentPath(feed: FeedId, name: string): string {
  return `/${(feedFolder(feed) + name).split('/').map(encodeURIComponent).join('/')}`
}

function links(feed: FeedId): string {
  return Object.keys(FORMATS)
    .map((name) => `<td><a href="${escapeAttribute(documentPath(feed, name))}">${name}</a></td>`)
    .join('')
}

function htmlPage(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · Broadsheet</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
th { text-align: start; font-weight: normal; overflow-wrap: anywhere }
th, td { padding: .2rem 1.5rem .2rem 0 }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>
`
}
