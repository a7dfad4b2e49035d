/**
 * Markdown to HTML: CommonMark with GitHub's tables, strikethrough and bare links, and raw HTML as it stands.
 *
 * Nothing here makes HTML safe; that comes after, for Markdown and HTML posts alike.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import MarkdownIt, { type Token } from 'markdown-it'
import { ContentLimitError } from './content-limit-error.js'
import { CONTENT_LENGTH_MAX, LINK_LENGTH_MAX, MARKDOWN_NESTING_MAX } from './limits.js'

const markdown = new MarkdownIt('default', {
  html: true,
  linkify: true,
  typographer: false,
  // At its own limit markdown-it leaves text out without a word, so ours must come first.
  maxNesting: MARKDOWN_NESTING_MAX + 2,
})
// As on GitHub, `example.com` alone is text; `https://…`, `www.…` and mail addresses are links.
markdown.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true })
markdown.linkify.add('www.', {
  validate(text, position, self) {
    // The rules for what follows `http:` say where the address ends.
    const tail = text.slice(position - 'www.'.length, position + LINK_LENGTH_MAX)
    const length = self.testSchemaAt(`//${tail}`, 'http:', 0)
    return Math.max(0, length - '//www.'.length)
  },
  normalize(match) {
    match.url = `http://${match.url}`
  },
})

/** Returns the HTML of `text`. Throws a `ContentLimitError` where it nests or grows past a limit. */
export function renderMarkdown(text: string): string {
  const environment = {}
  const tokens = markdown.parse(text, environment)
  for (const token of tokens) alignByAttribute(token)
  let length = 0
  // References repeat their address wherever they are used, so the length is known only now.
  for (const token of tokens) {
    for (const part of [token, ...(token.children ?? [])]) {
      if (part.level >= MARKDOWN_NESTING_MAX) {
        throw new ContentLimitError(`nests lists, quotes or emphasis more than ${MARKDOWN_NESTING_MAX} deep`)
      }
      length += part.content.length
      for (const [, value] of part.attrs ?? []) length += String(value).length
    }
    if (length > CONTENT_LENGTH_MAX) throw new ContentLimitError(`is longer than ${CONTENT_LENGTH_MAX} characters`)
  }
  return markdown.renderer.render(tokens, markdown.options, environment)
}

/** Cells are aligned by `style`, which no entry keeps; the attribute of old says the same. */
function alignByAttribute(token: Token): void {
  if (token.type !== 'td_open' && token.type !== 'th_open') return
  const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1]
  if (align !== undefined) token.attrs = [['align', align]]
}
