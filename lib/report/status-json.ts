/**
 * `status.json`: the report for programs. docs/report.md says what each member means.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { present } from '../feed/present.js'
import type { Problem } from '../model/problem.js'
import {
  type Counts,
  PROBLEMS_REPORTED_MAX,
  type RebuildReport,
  type Report,
  type ReportedPost,
  type ReportedPosts,
} from './report.js'

/** Grows when a member changes its meaning; members may be added without. */
const FORMAT = 1

/** Returns the text of `status.json`. */
export function renderStatusJson({ title, settings, counts, rebuild, rejected, warned }: Report): string {
  const status = {
    format: FORMAT,
    ...present({ title }),
    settings: { inForce: settings.areInForce, ...writeProblems(settings.problems) },
    counts: counts === undefined ? null : writeCounts(counts),
    ...present({ rebuild: rebuild && writeRebuild(rebuild) }),
    rejected: writePosts(rejected),
    warned: writePosts(warned),
  }
  return `${JSON.stringify(status, undefined, 2)}\n`
}

/**
 * Returns the counts that a `status.json` gives; undefined where it gives none, or is none that this version wrote.
 * Never throws.
 */
export function readCounts(statusJson: string): Counts | undefined {
  try {
    const { format, counts } = JSON.parse(statusJson) as {
      format: number
      counts: ReturnType<typeof writeCounts> | null
    }
    if (format !== FORMAT || counts === null) return undefined
    const { newest, ...numbers } = counts
    return newest === undefined ? numbers : { ...numbers, newestMs: Date.parse(newest) }
  } catch {
    return undefined
  }
}

/** Returns the instant as RFC 3339 section 5.6 writes it, in UTC. */
export function writeInstant(instantMs: number): string {
  return new Date(instantMs).toISOString().replace('.000Z', 'Z')
}

function writeCounts({ newestMs, published, scheduled, drafts, rejected, warned }: Counts) {
  const newest = newestMs === undefined ? undefined : writeInstant(newestMs)
  return { published, scheduled, drafts, rejected, warned, ...present({ newest }) }
}

function writeRebuild({ begunMs, stage, posts, feeds }: RebuildReport) {
  return { stage, begun: writeInstant(begunMs), posts, feeds }
}

function writePosts({ posts, hasMore }: ReportedPosts) {
  return { posts: posts.map(writePost), more: hasMore }
}

function writePost({ key, seenMs, isShown, problems }: ReportedPost) {
  return { key, seen: writeInstant(seenMs), published: isShown, ...writeProblems(problems) }
}

function writeProblems(problems: readonly Problem[]) {
  const more = problems.length - PROBLEMS_REPORTED_MAX
  return {
    problems: problems.slice(0, PROBLEMS_REPORTED_MAX).map(({ message, hint, key, line, column, excerpt }) => ({
      message,
      ...present({ hint, key, line, column, excerpt }),
    })),
    ...(more > 0 ? { moreProblems: more } : {}),
  }
}
