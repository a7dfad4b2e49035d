/**
 * What a question's answer looks like: one table, and what has to be said beside it.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** What the `run` of a question returns. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Whole sentences: what is missing, and what a figure means. */
  readonly notes?: readonly string[]
}

/** Returns `table` in Markdown. */
export function markdown({ title, columns, rows, notes = [] }: Table): string {
  const lines = [
    `### ${title}`,
    '',
    row(columns),
    `|${columns.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map((cells) => row(cells)),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : []),
  ]
  return `${lines.join('\n')}\n`
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)).join(' | ')} |`
}

/** Returns the median; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper
}

/** Returns `value` as a multiple of `base`, such as `1.25×`. */
export function ratio(value: number, base: number): string {
  const times = value / base
  if (!Number.isFinite(times)) return '–'
  return `${times >= 100 ? Math.round(times).toLocaleString('en') : times.toFixed(times >= 10 ? 1 : 2)}×`
}

/** Returns `value` with so many digits after the point. */
export function fixed(value: number, digits = 1): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–'
}
