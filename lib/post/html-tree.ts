/**
 * HTML text to a tree, as a browser would read it, within bounds.
 *
 * The parser keeps a stack of open elements, and repeats unclosed formatting elements in each new paragraph: 100,000
 * nested tags take it minutes, and a few kilobytes can make millions of elements. So the stack, the elements and their
 * attributes are counted while the tree grows, and the parse ends at the first that is one too many.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { type DefaultTreeAdapterMap, defaultTreeAdapter, parseFragment, type Token, type TreeAdapter } from 'parse5'
import type { PostLimits } from '../model/post-limits.js'
import { ContentLimitError } from './content-limit-error.js'
import { plainTree } from './plain-html.js'

/** Elements that the parser makes and holds open for itself when it reads a fragment. */
const OWN_ELEMENTS = 3
const OWN_OPEN = 1

/** Returns the tree of `html`, by the short way where there is one. Throws a `ContentLimitError` where it passes a limit. */
export function readHtml(html: string, limits: PostLimits): Root {
  return plainTree(html, limits) ?? parseHtml(html, limits)
}

/** Returns the tree of any `html`. Throws a `ContentLimitError` where it passes a limit. */
export function parseHtml(html: string, limits: PostLimits): Root {
  // Without scripts, what is in `noscript` is what readers should see.
  const fragment = parseFragment(html, { treeAdapter: countingAdapter(limits), scriptingEnabled: false })
  const tree = fromParse5(fragment)
  return tree.type === 'root' ? tree : { type: 'root', children: [] }
}

function countingAdapter({
  htmlElements,
  htmlAttributesLength,
  htmlNesting,
}: PostLimits): TreeAdapter<DefaultTreeAdapterMap> {
  let open = -OWN_OPEN
  let elements = -OWN_ELEMENTS
  let attributesLength = 0
  return {
    ...defaultTreeAdapter,
    createElement(tagName, namespaceURI, attrs, ...rest) {
      if (++elements > htmlElements) throw new ContentLimitError(`has more than ${htmlElements} HTML elements`)
      attributesLength += lengthOf(attrs)
      if (attributesLength > htmlAttributesLength) {
        throw new ContentLimitError(`has more than ${htmlAttributesLength} characters in HTML attributes`)
      }
      return defaultTreeAdapter.createElement(tagName, namespaceURI, attrs, ...rest)
    },
    onItemPush() {
      if (++open > htmlNesting) throw new ContentLimitError(`nests HTML elements more than ${htmlNesting} deep`)
    },
    onItemPop() {
      open--
    },
  }
}

function lengthOf(attributes: readonly Token.Attribute[]): number {
  return attributes.reduce((length, { name, value }) => length + name.length + value.length, 0)
}
