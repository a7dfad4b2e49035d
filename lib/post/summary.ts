/**
 * Summaries: the first words of a post, as plain text.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { ElementContent, Root, RootContent } from 'hast'
import type { PostLimits } from '../model/post-limits.js'
import { oneLine, shortened } from '../model/text.js'
import { readHtml } from './html-tree.js'
import { SUMMARY_LENGTH_MAX } from './limits.js'

/** Elements whose text stands apart from what is beside them. */
const BLOCKS: ReadonlySet<string> = new Set([
  ...['p', 'div', 'blockquote', 'pre', 'address', 'center', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hgroup', 'hr', 'br'],
  ...[
    'article',
    'aside',
    'footer',
    'header',
    'main',
    'nav',
    'section',
    'ul',
    'ol',
    'li',
    'dl',
    'dt',
    'dd',
    'dir',
    'menu',
  ],
  ...['table', 'caption', 'tr', 'th', 'td', 'figure', 'figcaption', 'details', 'summary'],
])
/** The comment that ends a summary, as Hugo, Hexo and WordPress have it. */
const MORE = /^\s*more\b/i

/** Returns what stands before `<!--more-->` in `tree`, else its first paragraph, else its first text. */
export function summaryOf(tree: Root): string {
  const before = textBeforeMore(tree)
  if (before !== undefined) return shortened(oneLine(before), SUMMARY_LENGTH_MAX)
  const first = firstParagraph(tree)
  return shortened(oneLine(first ?? textOf(tree)), SUMMARY_LENGTH_MAX)
}

/** Returns the text of `html`, such as that of an `excerpt` in front matter, on one line. */
export function plainText(html: string, limits: PostLimits): string {
  return oneLine(/[<&]/.test(html) ? textOf(readHtml(html, limits)) : html)
}

function firstParagraph(parent: Root | RootContent): string | undefined {
  if (!('children' in parent)) return undefined
  for (const child of parent.children) {
    const text = child.type === 'element' && child.tagName === 'p' ? oneLine(textOf(child)) : firstParagraph(child)
    if (text !== undefined && text !== '') return text
  }
  return undefined
}

function textBeforeMore(tree: Root): string | undefined {
  const texts: string[] = []
  const walk = (node: Root | RootContent): boolean => {
    if (node.type === 'comment') return MORE.test(node.value)
    if (node.type === 'text') texts.push(node.value)
    if (!('children' in node)) return false
    const apart = node.type === 'element' && BLOCKS.has(node.tagName)
    if (apart) texts.push(' ')
    const found = node.children.some(walk)
    if (apart) texts.push(' ')
    return found
  }
  return walk(tree) ? texts.join('') : undefined
}

/** Returns the text of `node` up to a little more than a summary can have. */
function textOf(node: Root | ElementContent): string {
  const texts: string[] = []
  let length = 0
  const walk = (part: Root | RootContent): void => {
    if (length > SUMMARY_LENGTH_MAX * 4) return
    if (part.type === 'text') {
      texts.push(part.value)
      length += part.value.length
    }
    if (!('children' in part)) return
    const apart = part.type === 'element' && BLOCKS.has(part.tagName)
    if (apart) texts.push(' ')
    for (const child of part.children) walk(child)
    if (apart) texts.push(' ')
  }
  walk(node)
  return texts.join('')
}
