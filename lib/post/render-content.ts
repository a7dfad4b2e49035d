/**
 * A post's text to the content of its entry: sanitised HTML with absolute links, and the summary.
 *
 * Markdown becomes HTML; HTML becomes a tree; the tree loses all that `allowed-html.ts` does not list, its addresses
 * become absolute, and it becomes text again. Every step has limits, and its time grows with the length of the text.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Element, Nodes, Root, RootContent, Text } from 'hast'
import { sanitize } from 'hast-util-sanitize'
import { toHtml } from 'hast-util-to-html'
import type { PostLimits } from '../model/post-limits.js'
import { xmlText } from '../model/text.js'
import { makeLinksAbsolute, trimAddresses } from './absolute-links.js'
import { ELEMENTS, REMOVED_WHOLE, SCHEMA } from './allowed-html.js'
import { ContentLimitError } from './content-limit-error.js'
import { frameLink } from './frames.js'
import { readHtml } from './html-tree.js'
import { renderMarkdown } from './markdown.js'
import type { PostFormat } from './post-key.js'
import { summaryOf } from './summary.js'

export interface RenderedContent {
  /** Sanitised HTML; may be empty. */
  readonly content: string
  /** Plain text, one line; may be empty. */
  readonly summary: string
}

const known: ReadonlySet<string> = new Set([...ELEMENTS, ...REMOVED_WHOLE])

/**
 * Returns what readers get of `text` at the address `permalink`.
 * `limit` says which limit it passes, in words that complete "the content …".
 */
export function renderContent(
  text: string,
  format: PostFormat,
  permalink: string,
  limits: PostLimits,
): RenderedContent | { readonly limit: string } {
  try {
    const html = format === 'markdown' ? renderMarkdown(text, limits) : text
    const tree = readHtml(xmlText(html), limits)
    const shape = prepare(tree, permalink)
    const clean = sanitize(tree, SCHEMA)
    const root: Root = clean.type === 'root' ? clean : { type: 'root', children: [] }
    finish(root, permalink, limits)
    const summary = summaryOf(root)
    removeComments(root)
    const content = serialize(root)
    // Without the elements that are gone, or around a table, a browser may read the text as another tree than this
    // one, and what it then makes of it has passed no check. So it is read again, until reading changes nothing.
    return { content: shape.needsRereading ? reread(content, limits) : content, summary }
  } catch (error) {
    if (error instanceof ContentLimitError) return { limit: error.reason }
    throw error
  }
}

/** Turns frames into links, boxes to tick into their picture, and addresses into what browsers see. Says whether the tree has elements that will be taken out or that move others about. */
function prepare(tree: Root, permalink: string): { needsRereading: boolean } {
  let needsRereading = false
  const walk = (parent: Root | Element): void => {
    for (const [index, child] of parent.children.entries()) {
      if (child.type !== 'element') continue
      trimAddresses(child)
      const link = frameLink(child, permalink) ?? checkMark(child)
      if (link !== undefined) parent.children[index] = link
      else walk(child)
      if (!known.has(child.tagName) || child.tagName === 'table') needsRereading = true
    }
  }
  walk(tree)
  return { needsRereading }
}

/** GitHub shows a task as a box to tick, which is a part of a form: readers get its picture. */
function checkMark({ tagName, properties }: Element): Text | undefined {
  if (tagName !== 'input' || String(properties.type).toLowerCase() !== 'checkbox') return undefined
  return { type: 'text', value: properties.checked === true ? '☑' : '☐' }
}

/** Makes addresses absolute, recordings playable, and texts fit for XML. Bounds what comes of it. */
function finish(root: Root, permalink: string, { contentLength }: PostLimits): void {
  let length = 0
  const walk = (node: Nodes): void => {
    if (node.type === 'text' || node.type === 'comment') {
      node.value = xmlText(node.value)
      length += node.value.length
    } else if (node.type === 'element') {
      makeLinksAbsolute(node, permalink)
      if (node.tagName === 'audio' || node.tagName === 'video') node.properties.controls = true
      for (const [name, value] of Object.entries(node.properties)) {
        if (typeof value === 'string') node.properties[name] = xmlText(value)
        length += String(value).length
      }
    }
    if (length > contentLength) throw new ContentLimitError(`is longer than ${contentLength} characters`)
    if ('children' in node) for (const child of node.children) walk(child)
  }
  walk(root)
}

function removeComments(parent: Root | Element): void {
  parent.children = (parent.children as RootContent[]).filter(({ type }) => type !== 'comment') as Element['children']
  for (const child of parent.children) if (child.type === 'element') removeComments(child)
}

function serialize(root: Root): string {
  return toHtml(root, { characterReferences: { useNamedReferences: true } }).trim()
}

/** Reads and writes `html` until that changes nothing; what two readings do not settle is not worth keeping as markup. */
function reread(html: string, limits: PostLimits): string {
  let before = html
  for (let reading = 0; reading < 3; reading++) {
    const clean = sanitize(readHtml(before, limits), SCHEMA)
    const root: Root = clean.type === 'root' ? clean : { type: 'root', children: [] }
    removeComments(root)
    const after = serialize(root)
    if (after === before) return after
    before = after
  }
  return before
}
