/**
 * The report: what became of the posts, for the people who write them.
 *
 * It is made from records, and says why a post is missing and what would be right. Of a post's text it shows the
 * offending line at most, since that is all that a problem carries.
 *
 * Types and bounds only.
 */
import type { Problem } from '../model/problem.js'

/** How many posts there are of each kind. */
export interface Counts {
  /** Posts that feeds show, or would in a larger window; among them rejected ones whose last good version stands. */
  readonly published: number
  /** Posts that are published later. */
  readonly scheduled: number
  readonly drafts: number
  /** Posts whose newest upload could not be published. */
  readonly rejected: number
  /** Posts that are published, or will be, and with which something is wrong all the same. */
  readonly warned: number
  /** When the newest of the published posts was, in milliseconds since the Unix epoch: so far the count goes. */
  readonly newestMs?: number
}

/** A post that needs attention. */
export interface ReportedPost {
  /** Key of the source object. */
  readonly key: string
  /** When it was first found to be so, in milliseconds since the Unix epoch. */
  readonly seenMs: number
  /** Whether feeds show it, as its last good version where it is rejected. */
  readonly isShown: boolean
  /** Never empty. */
  readonly problems: readonly Problem[]
}

export interface ReportedPosts {
  /** Newest first, `POSTS_REPORTED_MAX` at most. */
  readonly posts: readonly ReportedPost[]
  /** Whether there are more than these. */
  readonly hasMore: boolean
}

/** What a rebuild hands out, one after the other. */
export type RebuildStage = 'posts' | 'feeds' | 'done'

/** How far the newest rebuild is. What is handed out waits in the queue, and is settled and published from there. */
export interface RebuildReport {
  /** In milliseconds since the Unix epoch. */
  readonly begunMs: number
  readonly stage: RebuildStage
  /** Files that may be posts, and feeds, that were handed out so far. */
  readonly posts: number
  readonly feeds: number
}

export interface Report {
  /** Title of the site; absent as long as there are no settings. */
  readonly title?: string
  /** BCP 47 tag of the site's language. */
  readonly language: string
  /** IANA name of the zone that people read instants in. */
  readonly timeZone: string
  /** What is wrong with `_config.yml`, and whether there are settings in force all the same. */
  readonly settings: { readonly problems: readonly Problem[]; readonly areInForce: boolean }
  /** Absent while the posts of a large site are counted for the first time. */
  readonly counts?: Counts
  /** Absent as long as there was none. */
  readonly rebuild?: RebuildReport
  readonly rejected: ReportedPosts
  readonly warned: ReportedPosts
}

/** One file of the report. */
export interface ReportDocument {
  /** The file's name, without any folder. */
  readonly name: ReportDocumentName
  readonly contentType: string
  readonly body: string
}

export const REPORT_DOCUMENT_NAMES = ['status.json', 'status.html'] as const
export type ReportDocumentName = (typeof REPORT_DOCUMENT_NAMES)[number]

/** Posts that each of the two lists shows. */
export const POSTS_REPORTED_MAX = 200
/** Problems of one post, or of the settings, that are shown; the rest is counted. */
export const PROBLEMS_REPORTED_MAX = 10
