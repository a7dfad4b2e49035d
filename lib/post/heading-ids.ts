/**
 * Ids of headings, as GitHub makes them of the heading's text, so that links within a post arrive.
 *
 * Letters and digits of every script stay: `## 市场 概览` has the id `市场-概览`. `## A {#b}` names its own, as in
 * Hugo, Zola and kramdown. A second heading of the same id gets `-1`, a third `-2`.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Token } from 'markdown-it'

const OWN_ID = /\s*\{:?\s*#([^\s{}#]+)\s*\}\s*$/

/** Gives each heading among `tokens` an id, in place. */
export function nameHeadings(tokens: readonly Token[]): void {
  const used = new Map<string, number>()
  for (const [index, token] of tokens.entries()) {
    const inline = tokens[index + 1]
    if (token.type !== 'heading_open' || inline === undefined) continue
    const own = takeOwnId(inline)
    const name = own ?? idOf(inline)
    if (name === '') continue
    const times = used.get(name)
    used.set(name, (times ?? 0) + 1)
    token.attrSet('id', times === undefined || own !== undefined ? name : `${name}-${times}`)
  }
}

/** Returns the id that the heading names for itself, and takes it out of its text. */
function takeOwnId({ children }: Token): string | undefined {
  const last = children?.at(-1)
  const [found, id] = OWN_ID.exec(last?.type === 'text' ? last.content : '') ?? []
  if (last === undefined || found === undefined) return undefined
  last.content = last.content.slice(0, -found.length)
  return id
}

function idOf({ children }: Token): string {
  const text = (children ?? []).map(({ type, content }) =>
    /break$/.test(type) ? ' ' : /^(?:text|code_inline)$/.test(type) ? content : '',
  )
  return text
    .join('')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
}
