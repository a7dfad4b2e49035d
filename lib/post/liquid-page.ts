/**
 * What the Liquid of a post sees: the site, and the post itself as Jekyll's `page`.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Term } from '../model/entry.js'
import { liquidSite } from './liquid-filters.js'
import type { Reading } from './reading.js'
import type { LiquidPage } from './render-liquid.js'

export interface TemplatePost {
  readonly reading: Reading
  readonly title: string
  readonly publishedMs: number
  readonly slug: string
  readonly terms: readonly Term[]
  readonly permalink: string
  readonly id: string
  /** Returns the line of the file that the content starts on. */
  readonly contentLine: () => number
}

/** Returns what the template of `post` is rendered with. */
export function liquidPage(post: TemplatePost): LiquidPage {
  const { fields, key, settings, library } = post.reading
  const { url, baseurl, title, description, timeZone, language } = settings
  const termsOf = (scheme: Term['scheme']): string[] =>
    post.terms.filter((term) => term.scheme === scheme).map(({ term }) => term)
  const page = {
    ...(JSON.parse(JSON.stringify(fields.data())) as Record<string, unknown>),
    title: post.title,
    date: new Date(post.publishedMs).toISOString(),
    url: new URL(post.permalink).pathname,
    id: new URL(post.id).pathname,
    slug: post.slug,
    path: key.path,
    categories: termsOf('category'),
    tags: termsOf('tag'),
    collection: 'posts',
  }
  const variables = { lang: language, timezone: timeZone, ...settings.variables, url, baseurl, title, description }
  return {
    site: liquidSite(settings),
    page,
    variables,
    publishedMs: post.publishedMs,
    library,
    limits: settings.limits,
    line: post.contentLine(),
  }
}
