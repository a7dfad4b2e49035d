/**
 * The words of `status.html`, one file for each language that it speaks.
 *
 * Plain text: the page escapes it. What is wrong with a post is said in English in every language.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { inLanguage } from '../../model/language.js'
import { en } from './en.js'
import { zh } from './zh.js'

export interface Texts {
  /** BCP 47 tag of these words. */
  readonly language: string
  /** The page's heading, given the site's title, where there is one. */
  readonly heading: (title: string | undefined) => string
  readonly settings: {
    readonly heading: string
    /** What mistakes in `_config.yml` mean while earlier settings are in force, and while none are. */
    readonly lastGoodStay: string
    readonly noneYet: string
  }
  readonly counts: {
    readonly heading: string
    readonly published: string
    readonly scheduled: string
    readonly drafts: string
    readonly rejected: string
    readonly warned: string
    /** What stands before and after the instant of the newest post. */
    readonly upTo: readonly [before: string, after: string]
    readonly underWay: string
  }
  readonly rebuild: {
    readonly heading: string
    /** What stands before and after the instant at which it began. */
    readonly since: readonly [before: string, after: string]
    readonly handedOut: (posts: string, feeds: string) => string
  }
  readonly rejected: { readonly heading: string; readonly explanation: string; readonly none: string }
  readonly warned: { readonly heading: string; readonly explanation: string }
  /** Said of a rejected post that an earlier upload is still published of. */
  readonly lastGoodStands: string
  /** What stands before the instant at which it was seen. */
  readonly seen: string
  readonly place: (line: number, column: number | undefined) => string
  /** What stands before what would be right. */
  readonly hint: string
  /** That there are more posts than the list shows; undefined: it is not known how many. */
  readonly morePosts: (number: string | undefined) => string
  readonly moreProblems: (number: string) => string
  /** The link to status.json. */
  readonly asJson: string
}

const LANGUAGES: readonly Texts[] = [en, zh]

/** Returns the words for a site in `language`, a BCP 47 tag: English where there are none in that language. */
export function textsFor(language: string): Texts {
  return inLanguage(language, LANGUAGES) ?? en
}
