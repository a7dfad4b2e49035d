/**
 * The words of the pages, one file for each language that they speak. A language is added as a file like `en.ts`, and
 * here.
 *
 * Plain text: the pages escape it.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { FeedKind } from '../../model/feed-id.js'
import { inLanguage } from '../../model/language.js'
import { en } from './en.js'
import { zhHans } from './zh-hans.js'
import { zhHant } from './zh-hant.js'

export interface Texts {
  /** BCP 47 tag of these words. */
  readonly language: string
  /** What one feed of a kind is called, and several of them. */
  readonly kinds: Readonly<Record<FeedKind | 'site', { readonly one: string; readonly many: string }>>
  /** The link to the site that the feeds are of. */
  readonly home: string
  readonly subscribe: { readonly heading: string; readonly explanation: string }
  /** What a button that copies says, before and after. */
  readonly copy: string
  readonly copied: string
  readonly latest: { readonly heading: string; readonly none: string }
  readonly others: { readonly heading: string; readonly all: string; readonly opml: string }
  readonly snippet: { readonly heading: string; readonly explanation: string }
  readonly feeds: {
    readonly heading: string
    readonly explanation: string
    /** That there are more than the page lists. */
    readonly more: (number: string) => string
  }
  /** A day of the calendar; `month` counts from 1. */
  readonly date: (year: number, month: number, day: number) => string
}

const LANGUAGES: readonly Texts[] = [en, zhHans, zhHant]

/** Returns the words for `language`, a BCP 47 tag: English where there are none in that language. */
export function textsFor(language: string): Texts {
  return inLanguage(language, LANGUAGES) ?? en
}
