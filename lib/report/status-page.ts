/**
 * `status.html`: the report for people, in the site's language.
 *
 * One file that needs no other: no script, no font, no picture, and a policy that forbids them. Everything that comes
 * from outside is text, and is escaped here; keys and lines of posts are kept from turning the text around them. Lists
 * without bullets say that they are lists, since some browsers otherwise tell nobody.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { Temporal } from 'temporal-polyfill'
import { textAsHtml } from '../feed/xml-text.js'
import type { Problem } from '../model/problem.js'
import { xmlText } from '../model/text.js'
import { PROBLEMS_REPORTED_MAX, type Report, type ReportedPost, type ReportedPosts } from './report.js'
import { writeInstant } from './status-json.js'
import { type Texts, textsFor } from './texts/texts.js'

const STYLE = `:root { color-scheme: light dark }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere }
h3 { font-size: 1rem }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem }
dl div { display: flex; flex-direction: column-reverse }
dd { margin: 0; font-size: 1.75rem; line-height: 1.25; font-variant-numeric: tabular-nums }
ol, ul { padding: 0; list-style: none }
li { margin: 1rem 0; padding-inline-start: 1rem; border-inline-start: .25rem solid GrayText; overflow-wrap: anywhere }
li li { margin: .75rem 0; border: 0; padding: 0 }
li h3, li p { margin: .25rem 0 }
pre { margin: .25rem 0; padding: .25rem .5rem; border: 1px solid GrayText; white-space: pre-wrap; unicode-bidi: isolate }`

/** Returns the text of `status.html`. */
export function renderStatusPage(report: Report): string {
  const page = new StatusPage(textsFor(report.language), report)
  return page.html()
}

class StatusPage {
  readonly #texts: Texts
  readonly #report: Report

  constructor(texts: Texts, report: Report) {
    this.#texts = texts
    this.#report = report
  }

  html(): string {
    const { heading, language, asJson } = this.#texts
    const title = text(heading(this.#report.title))
    const sections = [this.#settings(), this.#counts(), this.#rebuild(), this.#rejected(), this.#warned()]
    return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
${STYLE}
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${sections.filter((section) => section !== '').join('\n')}
</main>
<footer>
<p><a href="status.json">${text(asJson)}</a></p>
</footer>
</body>
</html>
`
  }

  #settings(): string {
    const { problems, areInForce } = this.#report.settings
    if (problems.length === 0) return ''
    const { heading, lastGoodStay, noneYet } = this.#texts.settings
    return section(
      'settings',
      heading,
      `<p>${text(areInForce ? lastGoodStay : noneYet)}</p>\n${this.#problems(problems)}`,
    )
  }

  #counts(): string {
    const { counts } = this.#report
    const texts = this.#texts.counts
    if (counts === undefined) return section('counts', texts.heading, `<p>${text(texts.underWay)}</p>`)
    const kinds = ['published', 'scheduled', 'drafts', 'rejected', 'warned'] as const
    const rows = kinds.map((kind) => `<div><dt>${text(texts[kind])}</dt><dd>${this.#number(counts[kind])}</dd></div>`)
    const [before, after] = texts.upTo
    const upTo =
      counts.newestMs === undefined ? '' : `\n<p>${text(before)}${this.#time(counts.newestMs)}${text(after)}</p>`
    return section('counts', texts.heading, `<dl>\n${rows.join('\n')}\n</dl>${upTo}`)
  }

  /** Says that one is under way; of one that is done nobody needs to know. */
  #rebuild(): string {
    const { rebuild } = this.#report
    if (rebuild === undefined || rebuild.stage === 'done') return ''
    const { heading, since, handedOut } = this.#texts.rebuild
    const soFar = handedOut(this.#number(rebuild.posts), this.#number(rebuild.feeds))
    return section(
      'rebuild',
      heading,
      `<p>${text(since[0])}${this.#time(rebuild.begunMs)}${text(since[1])} ${text(soFar)}</p>`,
    )
  }

  #rejected(): string {
    const { heading, explanation, none } = this.#texts.rejected
    const { rejected, counts } = this.#report
    if (rejected.posts.length === 0) return section('rejected', heading, `<p>${text(none)}</p>`)
    return section('rejected', heading, `<p>${text(explanation)}</p>\n${this.#posts(rejected, counts?.rejected, true)}`)
  }

  #warned(): string {
    const { heading, explanation } = this.#texts.warned
    const { warned, counts } = this.#report
    if (warned.posts.length === 0) return ''
    return section('warned', heading, `<p>${text(explanation)}</p>\n${this.#posts(warned, counts?.warned, false)}`)
  }

  #posts({ posts, hasMore }: ReportedPosts, total: number | undefined, areRejected: boolean): string {
    const list = `<ol role="list">\n${posts.map((post) => this.#post(post, areRejected)).join('\n')}\n</ol>`
    if (!hasMore) return list
    // A count that is older than the list may fall short of it.
    const more = total !== undefined && total > posts.length ? this.#number(total - posts.length) : undefined
    return `${list}\n<p>${text(this.#texts.morePosts(more))}</p>`
  }

  #post({ key, seenMs, isShown, problems }: ReportedPost, isRejected: boolean): string {
    const stands = isRejected && isShown ? `\n<p>${text(this.#texts.lastGoodStands)}</p>` : ''
    return `<li>
<h3><bdi>${text(key)}</bdi></h3>
<p>${text(this.#texts.seen)}${this.#time(seenMs)}</p>${stands}
${this.#problems(problems)}
</li>`
  }

  #problems(problems: readonly Problem[]): string {
    const shown = problems.slice(0, PROBLEMS_REPORTED_MAX).map((problem) => this.#problem(problem))
    const more = problems.length - shown.length
    const rest = more > 0 ? `\n<p>${text(this.#texts.moreProblems(this.#number(more)))}</p>` : ''
    return `<ul role="list">\n${shown.join('\n')}\n</ul>${rest}`
  }

  #problem({ message, hint, line, column, excerpt }: Problem): string {
    const { place, hint: whatToDo, language } = this.#texts
    // Said in English in every language: a screen reader has to know.
    const english = (said: string): string =>
      language === 'en' ? `<bdi>${text(said)}</bdi>` : `<bdi lang="en">${text(said)}</bdi>`
    const where = line === undefined ? '' : ` <small>(${text(place(line, column))})</small>`
    return [
      `<li><p>${english(message)}${where}</p>`,
      excerpt === undefined || excerpt === '' ? '' : `<pre dir="auto"><code>${text(excerpt)}</code></pre>`,
      hint === undefined ? '' : `<p>${text(whatToDo)}${english(hint)}</p>`,
      '</li>',
    ].join('')
  }

  #number(value: number): string {
    return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
  }

  #time(instantMs: number): string {
    const instant = Temporal.Instant.fromEpochMilliseconds(instantMs)
    const local = instant.toZonedDateTimeISO(this.#report.timeZone)
    const shown = local.toString({ smallestUnit: 'second', timeZoneName: 'never' })
    const [, date, time, offset] = /^(.+)T(.{8})(.+)$/.exec(shown) ?? []
    return `<time datetime="${writeInstant(instantMs)}">${date} ${time} ${offset}</time>`
  }
}

function section(id: string, heading: string, content: string): string {
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${text(heading)}</h2>\n${content}\n</section>`
}

/** Returns `plain` as HTML. */
function text(plain: string): string {
  return textAsHtml(xmlText(plain))
}
