/**
 * What people write in front matter and settings, before anybody asks what it means: each value with its place, and
 * each scalar as it was written, so that `1.10` can be the title "1.10".
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** Where a value stands in its file: both counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface Scalar {
  readonly kind: 'scalar'
  readonly type: 'text' | 'number' | 'boolean' | 'null'
  /** As it was written, without quotes; empty for null. */
  readonly text: string
  readonly place: Place
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Value[]
  readonly place: Place
}

export interface Mapping {
  readonly kind: 'mapping'
  readonly entries: ReadonlyMap<string, Value>
  readonly place: Place
}

export type Value = Scalar | List | Mapping

/** Returns whether there is nothing in `value`: it is missing, or null. */
export function isAbsent(value: Value | undefined): value is undefined {
  return value === undefined || (value.kind === 'scalar' && value.type === 'null')
}

/** Returns what `value` is, in words for a message: `the text "a"`, `the number 4`, `a list`. */
export function describeValue(value: Value): string {
  if (value.kind === 'list') return value.items.length === 0 ? 'an empty list' : 'a list'
  if (value.kind === 'mapping') return 'a mapping'
  const shown = value.text.length > 80 ? `${value.text.slice(0, 79)}…` : value.text
  if (value.type === 'text') return shown === '' ? 'empty text' : `the text ${JSON.stringify(shown)}`
  return value.type === 'null' ? 'nothing' : value.type === 'number' ? `the number ${shown}` : shown
}

/** Returns `value` as plain data. Mappings have no prototype, so that a key named `__proto__` is a key like any other. */
export function plainData(value: Value): unknown {
  switch (value.kind) {
    case 'list':
      return value.items.map(plainData)
    case 'mapping': {
      const data: Record<string, unknown> = Object.create(null)
      for (const [key, item] of value.entries) data[key] = plainData(item)
      return data
    }
    case 'scalar':
      if (value.type === 'null') return null
      if (value.type === 'boolean') return value.text.toLowerCase() === 'true'
      return value.type === 'number' ? Number(value.text) : value.text
  }
}
