/**
 * What a function says in its log: one line of JSON for each thing that happened, and never a post's text.
 */
import type { HandlerReport } from './handler.js'

/** Logs a batch: a line for each post that changed or was rejected, one for each failure, and one for the whole. */
export function logReport({ handled, failures }: HandlerReport): void {
  const { settled, published, reported, told, settings } = handled
  for (const { key, record, changed } of settled) {
    if (!changed || record === undefined) continue
    const { outcome, generation, placed, problems } = record
    const reasons = problems.map(({ message, line }) => (line === undefined ? message : `line ${line}: ${message}`))
    write(outcome === 'rejected' ? 'WARN' : 'INFO', 'settled', {
      key,
      outcome,
      generation,
      feeds: placed,
      problems: reasons,
    })
  }
  for (const { message, key, line } of settings.problems) write('WARN', 'settings', { message, key, line })
  for (const { hub, path, outcome, reason } of told) {
    if (outcome !== 'told') write('WARN', 'hub', { hub, path, outcome, reason })
  }
  for (const { messageId, error } of failures) {
    write('ERROR', 'postponed', { messageId, error: error.name, message: error.message })
  }
  const changed = settled.filter((one) => one.changed).length
  const { written, unchanged, failed } = published
  const counts = {
    settled: settled.length,
    changed,
    unchanged,
    feedsFailed: failed.size,
    told: told.filter(({ outcome }) => outcome === 'told').length,
  }
  write('INFO', 'batch', { ...counts, written, reported })
}

function write(level: 'INFO' | 'WARN' | 'ERROR', event: string, facts: Record<string, unknown>): void {
  console.log(JSON.stringify({ level, event, ...facts }))
}
