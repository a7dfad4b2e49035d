/**
 * What all pages have in common: the head, the masthead, the foot, and addresses that can be copied.
 *
 * A page is in the language of what it is about. Where there are no words in that language, those of another stand in it
 * and are marked as such, for screen readers and for the direction of the text.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { GENERATOR } from '../feed/feed-head.js'
import { directionOf, isSameLanguage } from '../model/language.js'
import type { Settings } from '../model/settings.js'
import { validUrl } from './address.js'
import { Html, type HtmlValue, html, htmlDocument } from './html.js'
import { POLICY, SCRIPT, STYLE } from './look.js'
import { type Texts, textsFor } from './texts/texts.js'

/** What a page is served as. */
export const PAGE_TYPE = 'text/html; charset=utf-8'

export interface PageParts {
  /** The text of `title`. */
  readonly title: string
  /** Steps from the page's folder to that of the site's feed: empty, or ending with a slash. */
  readonly up: string
  /** Absolute address of the page. */
  readonly address: string
  readonly description?: string
  /** What `head` says besides. */
  readonly links?: HtmlValue
  readonly main: Html
}

/** Writes pages in one language. */
export class PageWriter {
  readonly texts: Texts
  readonly #settings: Settings
  readonly #language: string
  readonly #isOwn: boolean

  /** `language` is the BCP 47 tag of what the page is about. */
  constructor(settings: Settings, language: string) {
    this.#settings = settings
    this.#language = language
    this.texts = textsFor(language)
    this.#isOwn = isSameLanguage(this.texts.language, language)
  }

  /** Returns one of the page's own words, marked where they are in another language. */
  words(text: string): Html {
    return this.#isOwn ? html`${text}` : html`<bdi lang="${this.texts.language}">${text}</bdi>`
  }

  /** Returns `lang` and `dir` of a text that is in a language of its own. */
  own(language: string | undefined): Html | undefined {
    if (language === undefined || language === this.#language) return undefined
    return html` lang="${language}" dir="${directionOf(language)}"`
  }

  /** Returns a button that copies what `id` names: hidden where nothing can be copied. */
  copyButton(id: string, label: string | undefined): Html {
    const { copy, copied } = this.texts
    const described = label === undefined ? undefined : html` aria-describedby="${label}"`
    return html`<button type="button" data-copies="${id}"${described} hidden><span>${this.words(copy)}</span><span hidden>${this.words(copied)}</span></button>`
  }

  /** Returns a list of addresses, each with its name and a button. */
  addresses(addresses: readonly { readonly id: string; readonly name: string; readonly url: string }[]): Html {
    const items = addresses.map(
      ({ id, name, url }) => html`<li>
<span class="format" id="${id}-name">${name}</span>
${this.copyButton(id, `${id}-name`)}
<code class="address" dir="ltr"><a id="${id}" href="${url}">${readable(url)}</a></code>
</li>`,
    )
    return html`<ul role="list" class="addresses">
${items}
</ul>`
  }

  section(id: string, heading: string, content: HtmlValue): Html {
    return html`<section class="${id}" aria-labelledby="${id}">
<h2 id="${id}">${this.words(heading)}</h2>
${content}
</section>`
  }

  /** Returns the text of the page. */
  page({ title, up, address, description, links, main }: PageParts): string {
    const { icon } = this.#settings
    const head: HtmlValue[] = [
      html`<meta charset="utf-8">`,
      html`<meta name="viewport" content="width=device-width">`,
      html`<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
      html`<meta name="generator" content="${GENERATOR}">`,
      html`<title>${title}</title>`,
      description ? html`<meta name="description" content="${description}">` : undefined,
      html`<link rel="canonical" href="${address}">`,
      icon === undefined ? undefined : html`<link rel="icon" href="${validUrl(icon)}">`,
      links,
      html`<style>${new Html(STYLE)}</style>`,
    ]
    return htmlDocument(html`<html lang="${this.#language}" dir="${directionOf(this.#language)}">
<head>
${head}
</head>
<body>
${this.#masthead(up)}
${main}
${this.#foot(up)}
<p id="said" class="unseen" role="status"></p>
<script>${new Html(SCRIPT)}</script>
</body>
</html>`)
  }

  #masthead(up: string): Html {
    const { title, icon, url, baseurl, language } = this.#settings
    const picture = icon === undefined ? undefined : html`<img src="${validUrl(icon)}" alt="" width="24" height="24">`
    // On the page of the site's own feed the title says it.
    const name = up === '' ? undefined : html`<a href="${up}"${this.own(language)}>${title}</a>`
    const site = picture === undefined && name === undefined ? undefined : html`<p>${picture}${name}</p>`
    return html`<header class="masthead">
<div>
${[site, html`<p class="home"><a href="${url}${baseurl}/">${this.words(this.texts.home)}</a></p>`]}
</div>
</header>`
  }

  #foot(up: string): Html {
    const { all, opml } = this.texts.others
    const { rights } = this.#settings
    return html`<footer>
<div>
${[
  rights === undefined ? undefined : html`<p>${rights}</p>`,
  html`<p><a href="${up}feeds/">${this.words(all)}</a></p>`,
  html`<p><a href="${up}feeds.opml">${this.words(opml)}</a></p>`,
]}
</div>
</footer>`
  }
}

/** Returns an address as people read it: letters of all scripts are shown as what they are. */
function readable(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}
