/**
 * Entries as the documents of a format have them, each written once.
 *
 * From one upload to the next nearly all entries of a feed are the same, and each stands in several feeds. Its text depends
 * on the entry, on whether it carries its content, on how `updated` is written, and on what of a feed's head enters entries
 * (`EntryHead`). What was written last for these is kept, as long as the entry itself and no longer.
 *
 * Pure: whoever asks twice gets what writing it twice would give.
 */
import type { Entry } from '../model/entry.js'
import type { EntryHead } from './feed-head.js'
import type { Shown } from './shown.js'
import { Layouts, type Place, Slots } from './slots.js'

/** An entry as it stands in a document. */
export interface EntryText {
  /** The text in UTF-8. */
  readonly bytes: Uint8Array
  /** What it was filled into: that tells what the document has to declare. */
  readonly layout: string
  /** RFC 4287 section 4.2.15, as `Shown` has it. */
  readonly updated: string
}

/** Writes entries for feeds of one `EntryHead`. */
export interface EntryWriter {
  /** Returns `shown` as it stands in a document, whatever other entries stand there. */
  write(shown: Shown): EntryText
  /** Returns the layouts of all that it wrote, one after another. */
  layouts(): string
}

/** Heads that entries are kept for: the site's, those of its feeds in other languages, and those before a change of settings. */
const HEADS_MAX = 64

/** What was last written of an entry with its content, and without. */
interface Kept {
  full?: EntryText
  brief?: EntryText
}

/** The entries of one format. */
export class EntryTexts<Value, Given> {
  readonly #layouts: Layouts<Value, Given>
  readonly #given: (shown: Shown, head: EntryHead, slots: Slots<Value>) => Given
  readonly #kept = new Map<string, WeakMap<Entry, Kept>>()

  /** `given` returns what `layOut` is given of an entry, tokens instead of values, and puts its values into slots. */
  constructor(
    layOut: (given: Given) => string,
    places: readonly Place<Value>[],
    given: (shown: Shown, head: EntryHead, slots: Slots<Value>) => Given,
  ) {
    this.#layouts = new Layouts(layOut, places)
    this.#given = given
  }

  /** Returns the writer of a feed's entries. */
  writer({ isForDirectories, language, publisher, schemes }: EntryHead): EntryWriter {
    const head: EntryHead = { isForDirectories, language, publisher, schemes }
    const kept = this.#keptFor(head)
    const layouts = new Set<string>()
    return {
      write: (shown) => {
        const known = kept.get(shown.entry) ?? {}
        // Its summary follows from the entry, and from whether there is content.
        const carries = shown.content === undefined ? 'brief' : 'full'
        const last = known[carries]
        const text = last?.updated === shown.updated ? last : this.#text(shown, head)
        if (last === undefined) kept.set(shown.entry, known)
        known[carries] = text
        layouts.add(text.layout)
        return text
      },
      layouts: () => [...layouts].join(''),
    }
  }

  #text(shown: Shown, head: EntryHead): EntryText {
    const slots = new Slots<Value>()
    const template = this.#layouts.template(this.#given(shown, head, slots))
    return { bytes: Buffer.from(template.fill(slots.values)), layout: template.layout, updated: shown.updated }
  }

  #keptFor(head: EntryHead): WeakMap<Entry, Kept> {
    const key = JSON.stringify(head)
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    if (this.#kept.size === HEADS_MAX) this.#kept.clear()
    const kept = new WeakMap<Entry, Kept>()
    this.#kept.set(key, kept)
    return kept
  }
}
