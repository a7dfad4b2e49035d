/**
 * How the command line words numbers, times and problems.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { type Period, periodKind } from '../feed/archive.js'
import { ARCHIVE_ENTRIES_MAX } from '../feed/archive-entries.js'
import type { FeedId } from '../model/feed-id.js'
import type { Problem } from '../model/problem.js'

/** Characters that fill two columns of a terminal: Chinese, Japanese and Korean, and full-width forms. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u

/** `1 post`, `1,200 posts`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}

/** `84 ms`, `1.2 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

/** `84 bytes`, `1.2 KB`, `3.4 GB`, in powers of a thousand. */
export function bytes(number: number): string {
  if (number < 1_000) return count(number, 'byte')
  const power = Math.min(Math.floor(Math.log10(number) / 3), 4)
  return `${(number / 1_000 ** power).toFixed(1)} ${['KB', 'MB', 'GB', 'TB'][power - 1]}`
}

/** The lines that say a problem: what and where, the line itself with a caret under the place, and what would be right. */
export function problemLines({ message, hint, line, column, excerpt }: Problem): string[] {
  const place = line === undefined ? '' : `line ${line}${column === undefined ? '' : `, column ${column}`}: `
  const lines = [`    ${place}${message}`]
  if (excerpt !== undefined) {
    const shown = excerpt.replaceAll('\t', ' ')
    lines.push(`        ${shown}`)
    if (column !== undefined && column <= shown.length + 1)
      lines.push(`        ${blankAs(shown.slice(0, column - 1))}^`)
  }
  if (hint !== undefined) lines.push(`    hint: ${hint}`)
  return lines
}

/** The lines that say that the archive documents of `feed` do not show all of `period`. */
export function cutLines(feed: FeedId, period: Period): string[] {
  const shown = ARCHIVE_ENTRIES_MAX.toLocaleString('en')
  const shorter = { yearly: 'monthly', monthly: 'daily', daily: 'hourly', hourly: undefined }[periodKind(period)]
  const hint = shorter === undefined ? [] : [`    hint: set broadsheet.archive in _config.yml to ${shorter}`]
  return [`the archive of ${feed} shows the newest ${shown} entries of ${period}, which has more`, ...hint]
}

function blankAs(text: string): string {
  return [...text].map((character) => (WIDE.test(character) ? '  ' : ' ')).join('')
}
