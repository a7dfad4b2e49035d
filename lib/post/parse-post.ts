/**
 * A post's bytes to its entry, or to the reasons why there is none.
 *
 * Bytes become text, text becomes front matter and content, fields become what an entry says, content becomes
 * sanitised HTML. docs/posts.md is the table of what each field becomes.
 *
 * Pure: no clock, no randomness, no I/O. No bytes make it throw.
 */
import type { Entry, Term } from '../model/entry.js'
import type { Settings } from '../model/settings.js'
import { decodeText } from './decode-text.js'
import {
  isDraft,
  readImage,
  readLanguage,
  readPermalink,
  readPublished,
  readSlug,
  readSummary,
  readTitle,
  readUpdated,
} from './fields.js'
import { readFrontMatter } from './front-matter.js'
import { PERMALINK_LENGTH_MAX, POST_BYTES_MAX } from './limits.js'
import type { ParsedPost, PostSource } from './parsed-post.js'
import { type Permalink, permalinkOf } from './permalink.js'
import { parsePostKey } from './post-key.js'
import { ProblemLog } from './problem-log.js'
import { readPeople } from './read-people.js'
import { readTerms } from './read-terms.js'
import { renderContent } from './render-content.js'

/** Returns what the object `source` is on the site of `settings`. */
export function parsePost(source: PostSource, settings: Settings): ParsedPost {
  const size = source.body.byteLength
  if (size > POST_BYTES_MAX) {
    const message = `the post has ${size} bytes; at most ${POST_BYTES_MAX} are read`
    return {
      kind: 'rejected',
      problems: [{ message, hint: 'put pictures into files of their own, or split the post' }],
    }
  }
  const decoded = decodeText(source.body)
  if ('problem' in decoded) return { kind: 'rejected', problems: [decoded.problem] }
  const { text } = decoded
  const matter = readFrontMatter(text)
  if ('problems' in matter) return { kind: 'rejected', problems: matter.problems }
  const { fields } = matter
  if (isDraft(fields)) return { kind: 'draft' }

  const key = parsePostKey(source.key)
  const log = new ProblemLog(text)
  const site = settings.url + settings.baseurl
  const title = readTitle(fields, key, log)
  const publishedMs = readPublished(fields, key, settings.timeZone, log)
  const updatedMs = readUpdated(fields, settings.timeZone, log)
  const terms = readTerms(fields, key.folders, log)
  const people = readPeople(fields, site, log)
  const slug = readSlug(fields, key, log)
  const ownTemplate = readPermalink(fields, log)
  const language = readLanguage(fields, log)
  const image = readImage(fields, settings, log)
  const given = readSummary(fields, log)
  if (log.problems.length > 0 || title === undefined || publishedMs === undefined) {
    return { kind: 'rejected', problems: log.problems }
  }

  const parts = { key, publishedMs, categories: categoriesOf(terms), slug }
  const { permalink, id } = addressOf(ownTemplate, settings, parts)
  if (permalink.length > PERMALINK_LENGTH_MAX || id.length > PERMALINK_LENGTH_MAX) {
    const message = `the address of the post would have ${permalink.length} characters; at most ${PERMALINK_LENGTH_MAX} are taken`
    log.reject('permalink', fields.get('permalink')?.place, message, 'use a shorter slug or file name')
    return { kind: 'rejected', problems: log.problems }
  }
  const rendered = renderContent(matter.content, key.format, permalink)
  if ('limit' in rendered) {
    const problem = { message: `the content ${rendered.limit}`, hint: 'simplify the markup, or split the post' }
    return { kind: 'rejected', problems: [problem] }
  }
  const entry: Entry = {
    id,
    permalink,
    title,
    publishedMs,
    updatedMs: Math.max(publishedMs, updatedMs ?? publishedMs),
    authors: people.length > 0 || settings.author === undefined ? people : [settings.author],
    terms,
    summary: given ?? rendered.summary,
    content: rendered.content,
    ...(language !== undefined && { language }),
    ...(image !== undefined && { image }),
    enclosures: [],
  }
  return { kind: 'entry', entry, warnings: [...matter.warnings, ...log.warnings] }
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
