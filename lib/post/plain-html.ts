/**
 * HTML of the plainest kind to a tree, without the rules by which browsers mend HTML.
 *
 * Most of what Markdown makes is paragraphs, headings, lists, links and words that stand out, each closed where it was opened. By
 * HTML's section 13.2 such a text can be one tree only, and reading it takes a fraction of the time. What is read here is what
 * `html-tree.ts` reads too (tests/post/plain-html.test.ts holds the two against each other), and is sanitised like it;
 * whatever is not understood, however harmless, is left to that.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Element, ElementContent, Root } from 'hast'
import type { PostLimits } from '../model/post-limits.js'

/** What may stand in an element: text and phrases, besides those paragraphs and the like, or nothing but items. */
type Content = 'phrases' | 'flow' | 'items'

/** Phrases may stand wherever text may; they hold phrases, so that no block ever stands in one. */
const PHRASES: ReadonlySet<string> = new Set([
  ...['a', 'b', 'code', 'del', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 's', 'small', 'span', 'strong', 'sub', 'sup', 'u'],
])
const VOID_PHRASES: ReadonlySet<string> = new Set(['br', 'img'])
const BLOCKS: ReadonlyMap<string, Content> = new Map([
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'pre'].map((name) => [name, 'phrases'] as const),
  ...['blockquote', 'div'].map((name) => [name, 'flow'] as const),
  ...['ol', 'ul'].map((name) => [name, 'items'] as const),
])

/** Attributes whose property in the tree has the same name and the same value. */
const ATTRIBUTES: ReadonlySet<string> = new Set(['alt', 'href', 'id', 'src', 'title'])
/** The one kind of class that is kept: the language of code. */
const LANGUAGE = /^language-[\w+#.-]+$/

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ...[['&amp;', '&'] as const, ['&lt;', '<'] as const, ['&gt;', '>'] as const, ['&quot;', '"'] as const],
])
const REFERENCE = /&(?:amp|lt|gt|quot);/g

// Each character can be matched in one way alone, and no group is repeated often, so that no text makes these slow.
const TEXT = /[^<&\0\r]+|&(?:amp|lt|gt|quot);/y
const TAG = /<(\/?)([a-z]+[1-6]?)((?: [a-z]+="[^"\0\r]*"){0,8})( ?\/)?>/y
const ATTRIBUTE = / ([a-z]+)="([^"]*)"/g

interface Open {
  readonly name: string
  readonly content: Content
  readonly children: ElementContent[]
}

/** Returns the tree of `html`, or undefined where it is not plain, or comes near a limit. */
export function plainTree(
  html: string,
  { htmlElements, htmlNesting, htmlAttributesLength }: PostLimits,
): Root | undefined {
  if (html.length > htmlAttributesLength) return undefined
  const root: Root = { type: 'root', children: [], data: { quirksMode: false } }
  const open: Open[] = []
  let parent: Open = { name: '', content: 'flow', children: root.children as ElementContent[] }
  let elements = 0
  for (let at = 0; at < html.length; ) {
    TEXT.lastIndex = at
    const text = TEXT.exec(html)?.[0]
    if (text !== undefined) {
      if (parent.content === 'items' && /[^\t\n\f ]/.test(text)) return undefined
      at += text.length
      const value = CHARACTERS.get(text) ?? text
      const last = parent.children.at(-1)
      if (last?.type === 'text') last.value += value
      else parent.children.push({ type: 'text', value })
      continue
    }
    TAG.lastIndex = at
    const [tag, slash, name = '', attributes = '', end] = TAG.exec(html) ?? []
    if (tag === undefined) return undefined
    at += tag.length
    if (slash === '/') {
      const outer = open.pop()
      if (outer === undefined || name !== parent.name || attributes !== '' || end !== undefined) return undefined
      parent = outer
      continue
    }
    const content = contentIn(parent, name)
    const properties = propertiesOf(attributes)
    if (content === undefined || properties === undefined || ++elements > htmlElements) return undefined
    const element: Element = { type: 'element', tagName: name, properties, children: [] }
    parent.children.push(element)
    if (content === 'nothing') continue
    // The line break that a preformatted text begins with is no part of it.
    if (name === 'pre' && html[at] === '\n') return undefined
    // A link in a link ends the first one.
    if (end !== undefined || (name === 'a' && (parent.name === 'a' || open.some((outer) => outer.name === 'a')))) {
      return undefined
    }
    open.push(parent)
    if (open.length > htmlNesting) return undefined
    parent = { name, content, children: element.children }
  }
  return open.length === 0 ? root : undefined
}

/** Returns what the element `name` may hold in `parent`; undefined where it may not stand there. */
function contentIn(parent: Open, name: string): Content | 'nothing' | undefined {
  if (parent.content === 'items') return name === 'li' ? 'flow' : undefined
  if (PHRASES.has(name)) return 'phrases'
  if (VOID_PHRASES.has(name)) return 'nothing'
  if (parent.content === 'phrases') return undefined
  return name === 'hr' ? 'nothing' : BLOCKS.get(name)
}

/** Returns the properties that `attributes` are in a tree; undefined where one of them has a form of its own. */
function propertiesOf(attributes: string): Element['properties'] | undefined {
  const properties: Element['properties'] = {}
  if (attributes === '') return properties
  for (const [, name = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
    const property = name === 'class' ? 'className' : name
    if (Object.hasOwn(properties, property) || value.replace(REFERENCE, '').includes('&')) return undefined
    if (ATTRIBUTES.has(name))
      properties[property] = value.replace(REFERENCE, (reference) => CHARACTERS.get(reference) ?? reference)
    else if (name === 'class' && LANGUAGE.test(value)) properties[property] = [value]
    else return undefined
  }
  return properties
}
