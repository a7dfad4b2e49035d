/**
 * The fields of a post's front matter, found by any of their names.
 *
 * People write one name in many ways: `pubDate`, `pub_date`, `pubdate`, `Pub Date`. Capitals, hyphens, underscores and
 * spaces say nothing. Hugo keeps the fields of themes under `params`, and Zola under `extra`: they count where the
 * post has no field of that name of its own.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { isAbsent, type Mapping, plainData, type Value } from '../settings/value.js'

/** A value, and its name as the post writes it. */
export interface Field {
  readonly key: string
  readonly value: Value
}

const NESTED = ['params', 'extra']
const PLAIN_NAME = /^[a-z]+$/

export class Fields {
  readonly #fields = new Map<string, Field>()
  readonly #entries: ReadonlyMap<string, Value>

  /** `defaults` count where the post gives no value. */
  constructor(entries: ReadonlyMap<string, Value>, defaults: ReadonlyMap<string, Value> = new Map()) {
    this.#entries = defaults.size === 0 ? entries : new Map([...defaults, ...entries])
    this.#add(entries, true)
    for (const name of NESTED) {
      const nested = this.#fields.get(name)?.value
      if (nested?.kind === 'mapping') this.#add(nested.entries, false)
    }
    this.#add(defaults, false)
  }

  /** Returns the first of `names` that the post gives a value; null is none. `names` are in their plain form. */
  first(...names: readonly string[]): Field | undefined {
    for (const name of names) {
      const field = this.#fields.get(name)
      if (!isAbsent(field?.value)) return field
    }
    return undefined
  }

  /** Returns the value of `name`, whatever it is. */
  get(name: string): Value | undefined {
    return this.#fields.get(name)?.value
  }

  /** Returns these fields, with `defaults` where they give no value. */
  withDefaults(defaults: ReadonlyMap<string, Value>): Fields {
    return defaults.size === 0 ? this : new Fields(this.#entries, defaults)
  }

  /** Returns all fields as plain data, by their names as they are written: what templates see of the post. */
  data(): Record<string, unknown> {
    const data: Record<string, unknown> = Object.create(null)
    for (const [key, value] of this.#entries) data[key] = plainData(value)
    return data
  }

  #add(entries: ReadonlyMap<string, Value>, overwrite: boolean): void {
    for (const [key, value] of entries) {
      const name = plainName(key)
      if (overwrite || isAbsent(this.#fields.get(name)?.value)) this.#fields.set(name, { key, value })
    }
  }
}

/** Returns the value of the first of `names` in `mapping` that is text or a number, trimmed; empty text counts as none. */
export function textIn(mapping: Mapping, ...names: readonly string[]): string | undefined {
  const value = valueIn(mapping, ...names)
  return value?.kind === 'scalar' && value.text.trim() !== '' ? value.text.trim() : undefined
}

/** Returns the first of `names` in `mapping` that has a value. */
export function valueIn({ entries }: Mapping, ...names: readonly string[]): Value | undefined {
  for (const name of names) {
    for (const [key, value] of entries) if (plainName(key) === name && !isAbsent(value)) return value
  }
  return undefined
}

/** The form in which names are compared. */
function plainName(key: string): string {
  // Most names are plain, and finding that out takes less than copying them.
  return PLAIN_NAME.test(key) ? key : key.toLowerCase().replace(/[-_ ]/g, '')
}
