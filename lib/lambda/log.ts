/**
 * What a function says of each batch: lines for its log, and figures for metrics. docs/logs.md says what each means.
 *
 * No line holds a post's text. Of a problem the place is said and not the words, which quote the post; the report has
 * those. Of errors, what `sayError` lets through.
 *
 * Pure, but for `logReport`, which writes.
 */

import { ARCHIVE_ENTRIES_MAX } from '../feed/archive-entries.js'
import { PostponedError } from '../publish/context.js'
import type { HandlerReport } from './handler.js'
import { sayError } from './safe-error.js'

export interface Line {
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
  /** What happened, in one word. */
  readonly message: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** Values of one batch, by the names of their metrics. */
export interface Figures {
  readonly PostsSettled: number
  readonly PostsRejected: number
  readonly DocumentsWritten: number
  readonly DocumentsUnchanged: number
  readonly Conflicts: number
  /** One value for each change that was told of. */
  readonly PublicationSeconds: readonly number[]
}

/** The names of all metrics. */
export const FIGURES: readonly (keyof Figures)[] = [
  'PostsSettled',
  'PostsRejected',
  'DocumentsWritten',
  'DocumentsUnchanged',
  'Conflicts',
  'PublicationSeconds',
]

/** Feeds, documents and problems that one line names; the rest is counted. A line of CloudWatch has 1 MB at most. */
const NAMED_MAX = 100

/** Writes the lines and the figures of a batch. */
export async function logReport(report: HandlerReport): Promise<void> {
  // Loaded when the work is done: nobody waits for it then.
  const { writeLines, writeFigures } = await import('./powertools.js')
  writeLines(linesOf(report))
  const figures = figuresOf(report)
  if (figures !== undefined) writeFigures(figures)
}

/** Returns a line for each post that changed or was rejected, one for each failure, and one for the whole. */
export function linesOf(report: HandlerReport): Line[] {
  const { handled, failures, requestId } = report
  const { settled, published, told, settings } = handled
  const line = (level: Line['level'], message: string, facts: object): Line => ({
    level,
    message,
    facts: { ...(requestId !== undefined && { requestId }), ...facts },
  })
  const posts = settled.flatMap(({ key, record, changed }) => {
    if (!changed || record === undefined) return []
    const { outcome, generation, placed } = record
    const problems = record.problems.slice(0, NAMED_MAX).map(({ line, column }) => ({ line, column }))
    const facts = { key, outcome, generation, feeds: placed.slice(0, NAMED_MAX), problems }
    return [line(outcome === 'rejected' ? 'WARN' : 'INFO', 'settled', facts)]
  })
  const hubs = told.flatMap(({ hub, path, outcome, reason }) =>
    outcome === 'told' ? [] : [line('WARN', 'hub', { hub, path, outcome, reason })],
  )
  const cut = published.cut.map((target) => line('WARN', 'archive', { ...target, shown: ARCHIVE_ENTRIES_MAX }))
  const failed = failures.map(({ messageId, error }) =>
    line(error instanceof PostponedError ? 'WARN' : 'ERROR', 'postponed', { messageId, ...sayError(error) }),
  )
  const isQuiet = isIdle(report)
  const problems = isQuiet ? [] : settings.problems.map(({ message, key, line: at }) => ({ message, key, line: at }))
  return [
    ...posts,
    ...problems.map(({ message: reason, ...place }) => line('WARN', 'settings', { reason, ...place })),
    ...hubs,
    ...cut,
    ...failed,
    line(isQuiet ? 'DEBUG' : 'INFO', 'batch', batchFacts(report)),
  ]
}

/** Returns the figures of a batch; undefined where nothing happened, so that an idle site pays for no metrics. */
export function figuresOf(report: HandlerReport): Figures | undefined {
  if (isIdle(report)) return undefined
  const { settled, published } = report.handled
  return {
    PostsSettled: settled.length,
    PostsRejected: settled.filter(({ changed, record }) => changed && record?.outcome === 'rejected').length,
    DocumentsWritten: report.metered?.documents ?? published.written.length,
    DocumentsUnchanged: published.unchanged,
    Conflicts: report.metered?.conflicts ?? 0,
    PublicationSeconds: report.publicationSeconds,
  }
}

/** Tells whether nothing was asked of the batch, as of most ticks. */
function isIdle({ handled, failures, metered }: HandlerReport): boolean {
  const { settled, published, told } = handled
  const done = settled.length + told.length + published.unchanged + published.written.length + (metered?.documents ?? 0)
  return done + failures.length + (metered?.conflicts ?? 0) === 0
}

function batchFacts({ handled, failures, tookMs, metered, publicationSeconds }: HandlerReport): object {
  const { settled, published, reported, directory, told } = handled
  const { publishedMs: _, documents: __, ...calls } = metered ?? {}
  return {
    settled: settled.length,
    changed: settled.filter((one) => one.changed).length,
    written: published.written.slice(0, NAMED_MAX),
    writtenCount: published.written.length,
    unchanged: published.unchanged,
    feedsFailed: published.failed.size,
    reported,
    directory,
    told: told.filter(({ outcome }) => outcome === 'told').length,
    postponed: failures.length,
    ...calls,
    ...(publicationSeconds.length > 0 && {
      publicationSecondsMax: publicationSeconds.reduce((a, b) => Math.max(a, b)),
    }),
    tookMs,
  }
}
