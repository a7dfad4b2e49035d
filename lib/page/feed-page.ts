/**
 * The page beside a feed's documents, for people: what the feed is, how to subscribe, what was published last, and the
 * way to the other feeds. It says nothing that the feed does not, and is made of the same view.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { cleaned, cleanedEntries } from '../feed/clean-entry.js'
import { documentUrl } from '../feed/document-paths.js'
import { feedHead, ownLanguage } from '../feed/feed-head.js'
import { writeInstant } from '../feed/instant.js'
import type { Entry } from '../model/entry.js'
import { type FeedDocument, FORMATS, type FormatName } from '../model/feed-document.js'
import { type FeedId, type FeedKind, feedFolder, feedsOf, feedTerm, SITE_FEED } from '../model/feed-id.js'
import type { Settings } from '../model/settings.js'
import { shortened } from '../model/text.js'
import { zoneOffsetMs } from '../post/zone-offset.js'
import { validUrl } from './address.js'
import { type Html, html } from './html.js'
import { PAGE_TYPE, PageWriter } from './page.js'

/** The file of the page, in the folder of its feed. */
export const PAGE_NAME = 'index.html'
/** Entries that the page shows of those that the feed does. */
export const PAGE_ENTRIES_MAX = 20
/** Characters of an entry's summary that the page shows. */
const SUMMARY_LENGTH_MAX = 300
/** Other feeds of each kind that the page leads to. */
const OTHERS_MAX = 24

/** What people call the formats, in the order in which they are offered. */
const FORMAT_LABELS: Readonly<Record<FormatName, string>> = {
  'rss.xml': 'RSS',
  'atom.xml': 'Atom',
  'feed.json': 'JSON Feed',
}
const FORMAT_NAMES = Object.keys(FORMAT_LABELS) as FormatName[]
const KINDS: readonly FeedKind[] = ['category', 'tag', 'author', 'language']

/** Renders the page of `feed`, given the entries that it shows, newest first. */
export function renderFeedPage(feed: FeedId, entries: readonly Entry[], settings: Settings): FeedDocument {
  const page = new FeedPage(feed, cleanedEntries(entries.slice(0, PAGE_ENTRIES_MAX)), cleaned(settings))
  return { path: feedPagePath(feed), contentType: PAGE_TYPE, body: Buffer.from(page.text()) }
}

/** Returns the address of the picture that stands for `entry`, where it has one. */
function pictureOf({ image, banner, enclosures }: Entry): string | undefined {
  return image ?? banner ?? enclosures.find(({ type }) => /^image\//i.test(type))?.url
}

/** Returns the path of the page of `feed`, below `public/`. */
export function feedPagePath(feed: FeedId): string {
  return feedFolder(feed) + PAGE_NAME
}

class FeedPage {
  readonly #feed: FeedId
  readonly #entries: readonly Entry[]
  readonly #settings: Settings
  readonly #head: ReturnType<typeof feedHead>
  readonly #write: PageWriter
  /** Steps from the feed's folder to that of the site's feed. */
  readonly #up: string

  constructor(feed: FeedId, entries: readonly Entry[], settings: Settings) {
    this.#feed = feed
    this.#entries = entries
    this.#settings = settings
    this.#head = feedHead(feed, entries, settings)
    this.#write = new PageWriter(settings, this.#head.language)
    this.#up = '../'.repeat(feedFolder(feed).split('/').length - 1)
  }

  text(): string {
    const { title, description } = this.#head
    const main = html`<main class="feed">
${[this.#title(), this.#subscribe(), this.#latest(), this.#others(), this.#snippet()]}
</main>`
    return this.#write.page({
      title,
      up: this.#up,
      address: documentUrl(feedFolder(this.#feed), this.#settings),
      description,
      links: this.#discovery(),
      main,
    })
  }

  #title(): Html {
    const { kinds } = this.#write.texts
    const { kind, term } = feedTerm(this.#feed) ?? {}
    const { description, title } = this.#head
    const lines = [
      kind === undefined ? undefined : html`<p class="kind">${this.#write.words(kinds[kind].one)}</p>`,
      html`<h1 dir="auto">${term ?? title}</h1>`,
      description === ''
        ? undefined
        : html`<p class="about"${this.#write.own(this.#settings.language)}>${description}</p>`,
    ]
    return html`<div class="title">
${lines}
</div>`
  }

  #subscribe(): Html {
    const { heading, explanation } = this.#write.texts.subscribe
    const addresses = FORMAT_NAMES.map((name) => ({
      id: name.replace(/\..*/, ''),
      name: FORMAT_LABELS[name],
      url: this.#url(name),
    }))
    const note = html`<p class="note">${this.#write.words(explanation)}</p>`
    return this.#write.section('subscribe', heading, [note, this.#write.addresses(addresses)])
  }

  #latest(): Html {
    const { heading, none } = this.#write.texts.latest
    if (this.#entries.length === 0)
      return this.#write.section('latest', heading, html`<p class="note">${this.#write.words(none)}</p>`)
    const list = html`<ol role="list" class="entries">
${this.#entries.map((entry) => this.#entry(entry))}
</ol>`
    return this.#write.section('latest', heading, list)
  }

  #entry(entry: Entry): Html {
    const own = this.#write.own(ownLanguage(entry, this.#head))
    const { permalink, publishedMs, summary, title } = entry
    const image = pictureOf(entry)
    const lines = [
      html`${this.#date(publishedMs)}`,
      html`<h3${own}><a href="${validUrl(permalink)}">${title}</a></h3>`,
      summary === '' ? undefined : html`<p${own}>${shortened(summary, SUMMARY_LENGTH_MAX)}</p>`,
    ]
    // The title beside it says what there is to say.
    const picture =
      image && html`<img src="${validUrl(image)}" alt="" width="160" height="120" loading="lazy" decoding="async">`
    return html`<li${picture && html` class="pictured"`}>
<div>
${lines}
</div>${picture && html`\n${picture}`}
</li>`
  }

  #date(instantMs: number): Html {
    const local = new Date(instantMs + zoneOffsetMs(instantMs, this.#settings.timeZone))
    const date = this.#write.texts.date(local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate())
    return html`<time datetime="${writeInstant(instantMs)}">${this.#write.words(date)}</time>`
  }

  /** The feeds that the shown entries are in too, the ones of most entries first. */
  #others(): Html {
    const { kinds, others } = this.#write.texts
    const counts = new Map<FeedId, number>()
    for (const entry of this.#entries)
      for (const feed of feedsOf(entry, this.#settings)) counts.set(feed, (counts.get(feed) ?? 0) + 1)
    counts.delete(this.#feed)
    const found = [...counts].sort(([, a], [, b]) => b - a).map(([feed]) => ({ feed, ...feedTerm(feed) }))
    const groups = KINDS.map((kind) => {
      const feeds = found.filter((one) => one.kind === kind)
      if (feeds.length === 0) return undefined
      return html`<h3 class="group">${this.#write.words(kinds[kind].many)}</h3>
<ul role="list" class="terms">
${feeds.slice(0, OTHERS_MAX).map(({ feed, term }) => html`<li><a href="${this.#up}${encodeURI(feedFolder(feed))}" dir="auto">${term}</a></li>`)}
</ul>`
    })
    const ways = [
      this.#feed === SITE_FEED
        ? undefined
        : html`<li><a href="${this.#up}">${this.#write.words(kinds.site.one)}</a></li>`,
      html`<li><a href="${this.#up}feeds/">${this.#write.words(others.all)}</a></li>`,
    ]
    return html`<nav class="others" aria-labelledby="others">
<h2 id="others">${this.#write.words(others.heading)}</h2>
${groups}
<ul role="list" class="ways">
${ways}
</ul>
</nav>`
  }

  #snippet(): Html {
    const { heading, explanation } = this.#write.texts.snippet
    const lines = this.#discovery().map(({ markup }) => markup)
    return this.#write.section('snippet', heading, [
      html`<p class="note">${this.#write.words(explanation)}</p>`,
      html`<div class="snippet-box"><pre id="lines" dir="ltr"><code>${lines.join('\n')}</code></pre>
${this.#write.copyButton('lines', 'snippet')}</div>`,
    ])
  }

  /** What tells readers of the feed (HTML, `link` with `rel=alternate`). */
  #discovery(): Html[] {
    const { title } = this.#head
    return FORMAT_NAMES.map((name) => {
      const type = FORMATS[name].split(';')[0]
      return html`<link rel="alternate" type="${type}" title="${title}" href="${this.#url(name)}">`
    })
  }

  #url(name: FormatName): string {
    return documentUrl(feedFolder(this.#feed) + name, this.#settings)
  }
}
