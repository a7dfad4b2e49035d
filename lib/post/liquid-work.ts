/**
 * The work that the Liquid of one post makes, counted.
 *
 * Once a limit is passed `passed` says so, whatever the exception that told it becomes on its way.
 */
import type { PostLimits } from '../model/post-limits.js'

/** A tag, and the line that it is on, counted from 1. */
export interface FoundTag {
  readonly name: string
  readonly line: number
}

const OPENING = /\{%-?\s*([A-Za-z_]\w*)|\{\{/g
/** What stands in these is not Liquid. */
const VERBATIM: ReadonlySet<string> = new Set(['raw', 'comment'])
const BLOCKS: ReadonlySet<string> = new Set([
  ...['if', 'unless', 'case', 'for', 'tablerow', 'capture', 'highlight', 'ifchanged'],
])
/** Parts of other tags. */
const PARTS: ReadonlySet<string> = new Set(['else', 'elsif', 'when'])

export class LiquidWork {
  /** Which limit is passed, in words that complete "the content …". */
  passed: string | undefined
  readonly #limits: PostLimits
  #steps = 0
  #length = 0
  #depth = 0
  #tags = 0

  constructor(limits: PostLimits) {
    this.#limits = limits
  }

  /** Something is rendered: a tag, an output, a text. */
  step(): void {
    if (++this.#steps > this.#limits.liquidSteps)
      this.#pass(`takes more than ${this.#limits.liquidSteps} steps of Liquid`)
  }

  /** So much text is made. */
  text(length: number): void {
    this.#length += length
    if (this.#length > this.#limits.liquidLength) {
      this.#pass(`makes more than ${this.#limits.liquidLength} characters of its Liquid`)
    }
  }

  /** What is inside a tag, or an include, begins to be rendered. */
  enter(): void {
    if (++this.#depth > this.#limits.liquidNesting) this.#tooDeep()
  }

  leave(): void {
    this.#depth--
  }

  /** Looks `text` over before it is parsed. Returns the tags that are not known, each once. */
  scan(text: string, isKnown: (name: string) => boolean): FoundTag[] {
    const unknown = new Map<string, FoundTag>()
    let open = 0
    let line = 1
    let before = 0
    let verbatim: string | undefined
    for (const { 1: name, index } of text.matchAll(OPENING)) {
      if (++this.#tags > this.#limits.liquidSteps)
        this.#pass(`has more than ${this.#limits.liquidSteps} tags of Liquid`)
      if (name === undefined) continue
      if (verbatim !== undefined) {
        if (name === `end${verbatim}`) verbatim = undefined
        continue
      }
      if (VERBATIM.has(name)) verbatim = name
      else if (BLOCKS.has(name) && ++open > this.#limits.liquidNesting) this.#tooDeep()
      else if (name.startsWith('end')) open = Math.max(0, open - 1)
      else if (!isKnown(name) && !PARTS.has(name) && !unknown.has(name)) {
        for (; before < index; before++) if (text[before] === '\n') line++
        unknown.set(name, { name, line })
      }
    }
    return [...unknown.values()]
  }

  #tooDeep(): never {
    return this.#pass(`nests its Liquid more than ${this.#limits.liquidNesting} deep`)
  }

  #pass(reason: string): never {
    this.passed ??= reason
    throw new Error(reason)
  }
}
