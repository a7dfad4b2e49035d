/**
 * Slots: stand-ins for every value that a feed shows, so that no text of a post or of a site goes through `feed`.
 *
 * The protocol has three steps. Each value is kept here, and its token takes its place in what `feed` is given. `feed`
 * lays the document out. In the layout, what `feed` writes wrongly is put right, and then each token gives way to its
 * value, escaped for the place where it stands. Two things follow:
 *
 * - Whatever `feed` does to texts (escape once, twice or not at all, parse as a URL, throw) it does to tokens, and a
 *   token survives all of it: it is a URL to `new URL`, and no markup, CDATA, JSON or HTML gives its characters a meaning.
 * - A layout holds nothing that others wrote. A plain pattern corrects it safely: it can never hit a post's own words.
 *
 * Values are put in by one pass, and what was put in is not looked at again: a post that writes tokens shows them.
 */

/** A token as a pattern finds it; the group holds its number. */
const TOKEN = 'slot:(\\d+);'

export class Slots<Value> {
  readonly #values: Value[] = []

  /** Keeps `value` and returns the token that stands for it. */
  put(value: Value): string {
    this.#values.push(value)
    return `slot:${this.#values.length - 1};`
  }

  /**
   * Returns `layout` with every token, and what `places` name around it, replaced by what the place's function writes.
   * Of several places that a token could be in, the first is taken.
   */
  fill(layout: string, places: readonly Place<Value>[]): string {
    const pattern = places.map(({ around: [before, after] }) => before + TOKEN + after).join('|')
    return layout.replace(new RegExp(pattern, 'g'), (_match, ...groups: unknown[]) => {
      const at = places.findIndex((_place, index) => groups[index] !== undefined)
      const place = places[at]
      const number = Number(groups[at])
      if (place === undefined || number >= this.#values.length)
        throw new RangeError(`the layout names an unknown slot: ${number}`)
      return place.write(this.#values[number] as Value)
    })
  }
}

/** A kind of place that a token can stand in. */
export interface Place<Value> {
  /** Patterns, without groups, of what stands before and after the token, and is replaced with it. */
  readonly around: readonly [before: string, after: string]
  /** Returns what stands there instead, delimiters included. */
  readonly write: (value: Value) => string
}
