/**
 * A post's bytes to its entry, or to the reasons why there is none.
 *
 * Bytes become text, text becomes front matter and content, fields become what an entry says, content becomes
 * sanitised HTML. docs/posts.md is the table of what each field becomes. Rendering the content is most of the work, and
 * whoever only asks where a post belongs can leave it undone.
 *
 * Pure: no clock, no randomness, no I/O. No bytes make it throw.
 */
import type { Entry, Term } from '../model/entry.js'
import type { Problem } from '../model/problem.js'
import type { Settings } from '../model/settings.js'
import { decodeText } from './decode-text.js'
import { insertMore } from './excerpt-separator.js'
import { readFrontMatter } from './front-matter.js'
import { EMPTY_LIBRARY, type Library } from './library.js'
import { liquidPage, type TemplatePost } from './liquid-page.js'
import type { DraftPost, ParsedPost, PostSource, RejectedPost } from './parsed-post.js'
import { type Permalink, permalinkOf } from './permalink.js'
import { defaultsFor } from './post-defaults.js'
import { parsePostKey } from './post-key.js'
import { rejectedForSize } from './post-size.js'
import { ProblemLog } from './problem-log.js'
import {
  readBanner,
  readCanonical,
  readExternalUrl,
  readId,
  readImage,
  readPermalink,
  readSlug,
} from './read-addresses.js'
import { readEnclosures } from './read-enclosures.js'
import { readEpisode } from './read-episode.js'
import { readPeople } from './read-people.js'
import { isDraft, truthOf } from './read-status.js'
import { readTerms } from './read-terms.js'
import { readExcerptSeparator, readLanguage, readRights, readShows, readSummary, readTitle } from './read-texts.js'
import { readExpires, readPublished, readUpdated } from './read-times.js'
import type { Reading } from './reading.js'
import { renderContent } from './render-content.js'
import { hasLiquid, type LiquidRendering, renderLiquid } from './render-liquid.js'

/** A post that its front matter lets be published; its content may still pass a limit. */
export interface UnrenderedPost {
  readonly kind: 'unrendered'
  /** What says when the post is shown, and in which feeds. */
  readonly place: Pick<Entry, 'publishedMs' | 'expiresMs' | 'terms' | 'authors' | 'language'>
  /** Returns what `parsePost` does. */
  readonly render: () => ParsedPost
}

/** Returns what the object `source` is on the site of `settings`, which keeps `library` beside its posts. */
export function parsePost(source: PostSource, settings: Settings, library: Library = EMPTY_LIBRARY): ParsedPost {
  const head = parseHead(source, settings, library)
  return head.kind === 'unrendered' ? head.render() : head
}

/** Returns what the front matter of `source` alone makes of it. */
export function parseHead(
  source: PostSource,
  settings: Settings,
  library: Library = EMPTY_LIBRARY,
): UnrenderedPost | DraftPost | RejectedPost {
  const { limits } = settings
  const size = source.body.byteLength
  if (size > limits.postBytes) return rejectedForSize(size, limits.postBytes)
  const decoded = decodeText(source.body, source.contentType)
  if ('problem' in decoded) return rejected(decoded.problem)
  const matter = readFrontMatter(decoded, limits)
  if ('problems' in matter) return rejected(...matter.problems)
  const fields = matter.fields.withDefaults(defaultsFor(source.key, settings.defaults ?? []))
  if (isDraft(fields)) return { kind: 'draft' }

  const key = parsePostKey(source.key)
  const log = new ProblemLog(matter.text)
  const reading: Reading = { fields, key, settings, library, log }
  const title = readTitle(reading)
  const publishedMs = readPublished(reading)
  const updatedMs = readUpdated(reading)
  const expiresMs = readExpires(reading)
  const terms = readTerms(reading)
  const authors = readPeople(reading)
  const slug = readSlug(reading)
  const ownTemplate = readPermalink(reading)
  const canonical = readCanonical(reading)
  const externalUrl = readExternalUrl(reading)
  const ownId = readId(reading)
  const language = readLanguage(reading)
  const given = readSummary(reading)
  const rights = readRights(reading)
  const shows = readShows(reading)
  if (log.problems.length > 0 || title === undefined || publishedMs === undefined) return rejected(...log.problems)

  const parts = { key, publishedMs, categories: categoriesOf(terms), slug }
  const { permalink, id } = addressOf(ownTemplate, settings, parts)
  if (permalink.length > limits.permalinkLength || id.length > limits.permalinkLength) {
    const message = `the address of the post would have ${permalink.length} characters; at most ${limits.permalinkLength} are taken`
    log.reject('permalink', fields.get('permalink')?.place, message, 'use a shorter slug or file name')
    return rejected(...log.problems)
  }
  const image = readImage(reading, permalink)
  const banner = readBanner(reading, permalink)
  const { enclosures, incomplete } = readEnclosures(reading, permalink)
  const episode = readEpisode(reading, enclosures, permalink)
  if (log.problems.length > 0) return rejected(...log.problems)

  const template = { reading, title, publishedMs, slug, terms, permalink, id, contentLine: matter.contentLine }
  const render = (): ParsedPost => {
    const liquid = fillIn(matter.content(), template)
    if ('limit' in liquid) return tooMuch(liquid.limit)
    const content = insertMore(liquid.text, readExcerptSeparator(reading))
    const rendered = renderContent(content, key.format, permalink, limits)
    if ('limit' in rendered) return tooMuch(rendered.limit)
    const entry: Entry = {
      id: ownId ?? id,
      // The links in the content are those of the page on this site, wherever the post stood first.
      permalink: canonical ?? permalink,
      title,
      publishedMs,
      updatedMs: Math.max(publishedMs, updatedMs ?? publishedMs),
      ...(expiresMs !== undefined && { expiresMs }),
      authors,
      terms,
      summary: given ?? rendered.summary,
      content: rendered.content,
      ...(language !== undefined && { language }),
      ...(image !== undefined && { image }),
      ...(banner !== undefined && { banner }),
      enclosures,
      ...(externalUrl !== undefined && { externalUrl }),
      ...(shows !== undefined && { shows }),
      ...(rights !== undefined && { rights }),
      ...(episode !== undefined && { episode }),
    }
    const warnings = [...matter.warnings, ...log.warnings, ...liquid.warnings]
    return {
      kind: 'entry',
      entry,
      warnings,
      ...(incomplete.length > 0 && { incomplete }),
      ...(ownId !== undefined && { saysId: true }),
    }
  }
  const place = {
    publishedMs,
    authors,
    terms,
    ...(expiresMs !== undefined && { expiresMs }),
    ...(language !== undefined && { language }),
  }
  return { kind: 'unrendered', place, render }
}

/** Renders the Liquid of `content`, where the post is a template and has any. */
function fillIn(content: string, template: TemplatePost): LiquidRendering {
  if (!isTemplate(template.reading) || !hasLiquid(content)) return { text: content, warnings: [] }
  return renderLiquid(content, liquidPage(template))
}

function rejected(...problems: readonly Problem[]): RejectedPost {
  return { kind: 'rejected', problems }
}

function tooMuch(limit: string): RejectedPost {
  return rejected({ message: `the content ${limit}`, hint: 'simplify the markup, or split the post' })
}

/** Jekyll's `render_with_liquid: false` is for one post what `liquid: false` is for the site. */
function isTemplate({ fields, settings }: Reading): boolean {
  return settings.liquid && truthOf(fields.get('renderwithliquid')) !== false
}

function categoriesOf(terms: readonly Term[]): string[] {
  return terms.filter(({ scheme }) => scheme === 'category').map(({ term }) => term)
}

/** A post may have its page elsewhere; its id is still this site's. */
function addressOf(own: string | undefined, settings: Settings, parts: Parameters<typeof permalinkOf>[1]): Permalink {
  if (own === undefined) return permalinkOf(settings.permalink, parts, settings)
  if (!/^https?:\/\//i.test(own)) return permalinkOf(own, parts, settings)
  return { id: permalinkOf(settings.permalink, parts, settings).id, permalink: new URL(own).href }
}
