/**
 * Slots: stand-ins for every value that a feed shows, so that no text of a post or of a site goes through `feed`.
 *
 * The protocol has three steps. Each value is kept here, and its token takes its place in what `feed` is given. `feed`
 * lays the document out. In the layout, what `feed` writes wrongly is put right, and then the layout becomes a template:
 * each token is a place that a value goes into, escaped for where it stands. Three things follow:
 *
 * - Whatever `feed` does to texts (escape once, twice or not at all, parse as a URL, throw) it does to tokens, and a
 *   token survives all of it: it is a URL to `new URL`, and no markup, CDATA, JSON or HTML gives its characters a meaning.
 * - A layout holds nothing that others wrote. A plain pattern corrects it safely: it can never hit a post's own words.
 * - What is given to `feed` says nothing but what an entry has, and entries that have the same are laid out once
 *   (`Layouts`).
 *
 * Values are put in by one pass, and what was put in is not looked at again: a post that writes tokens shows them.
 */

/** A token as a pattern finds it; the group holds its number. */
const TOKEN = 'slot:(\\d+);'

/** The values of one layout, in the order in which they were put. */
export class Slots<Value> {
  readonly values: Value[] = []

  /** Keeps `value` and returns the token that stands for it. */
  put(value: Value): string {
    return `slot:${this.values.push(value) - 1};`
  }

  /** Keeps `value`, an instant as the document writes it, and returns the token in the form that `feed` takes. */
  putInstant(value: Value): Date {
    return new InstantToken(this.put(value))
  }
}

/** An instant that `feed` writes as a token, whatever way it writes instants. */
class InstantToken extends Date {
  readonly #token: string

  constructor(token: string) {
    super(0)
    this.#token = token
  }

  override toISOString(): string {
    return this.#token
  }

  override toUTCString(): string {
    return this.#token
  }
}

/** A kind of place that a token can stand in. */
export interface Place<Value> {
  /** Patterns, without groups, of what stands before and after the token, and is replaced with it. */
  readonly around: readonly [before: string, after: string]
  /** Returns what stands there instead, delimiters included. */
  readonly write: (value: Value) => string
}

/** A layout whose tokens have been found: constant text, and between it the places that values go into. */
export class Template<Value> {
  readonly layout: string
  readonly #first: string
  readonly #places: { readonly number: number; readonly write: (value: Value) => string; readonly after: string }[] = []

  /** Of several places that a token could be in, the first of `places` is taken. */
  constructor(layout: string, places: readonly Place<Value>[]) {
    this.layout = layout
    const pattern = places.map(({ around: [before, after] }) => before + TOKEN + after).join('|')
    const found = [...layout.matchAll(new RegExp(pattern, 'g'))]
    this.#first = layout.slice(0, found[0]?.index)
    found.forEach((match, index) => {
      const groups = match.slice(1)
      const at = groups.findIndex((group) => group !== undefined)
      const place = places[at]
      if (place === undefined) throw new RangeError('each place has one token')
      const after = layout.slice(match.index + match[0].length, found[index + 1]?.index)
      this.#places.push({ number: Number(groups[at]), write: place.write, after })
    })
  }

  /** Returns the layout with `values` in the places of their tokens. */
  fill(values: readonly Value[]): string {
    let filled = this.#first
    for (const { number, write, after } of this.#places) {
      if (number >= values.length) throw new RangeError(`the layout names an unknown slot: ${number}`)
      filled += write(values[number] as Value) + after
    }
    return filled
  }
}

/** Layouts that are kept: ten times what the entries of a site are ordinarily of. */
const LAYOUTS_MAX = 256

/**
 * The templates of what has been laid out so far. What is the same to `feed`, tokens included, gets the same layout, so
 * that five hundred entries of one kind cost one run of `feed`.
 */
export class Layouts<Value, Given> {
  readonly #layOut: (given: Given) => string
  readonly #places: readonly Place<Value>[]
  readonly #templates = new Map<string, Template<Value>>()

  constructor(layOut: (given: Given) => string, places: readonly Place<Value>[]) {
    this.#layOut = layOut
    this.#places = places
  }

  /** Returns the template of `given`, which is plain data and instants. */
  template(given: Given): Template<Value> {
    const key = JSON.stringify(given)
    const known = this.#templates.get(key)
    if (known !== undefined) return known
    const template = new Template(this.#layOut(given), this.#places)
    if (this.#templates.size === LAYOUTS_MAX) this.#templates.clear()
    this.#templates.set(key, template)
    return template
  }
}
