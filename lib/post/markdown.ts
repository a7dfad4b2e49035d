/**
 * Markdown to HTML: CommonMark with GitHub's tables, strikethrough and bare links, and raw HTML as it stands.
 *
 * Nothing here makes HTML safe; that comes after, for Markdown and HTML posts alike.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import MarkdownIt, { type Env, type StateBlock, type StateInline, type Token } from 'markdown-it'
import { ContentLimitError } from './content-limit-error.js'
import { CONTENT_LENGTH_MAX, MARKDOWN_NESTING_MAX, MARKDOWN_TOKENS_MAX } from './limits.js'

/** UTF-16 code units of a link that starts with `www.`. */
const BARE_LINK_LENGTH_MAX = 2_000
/** Under this key markdown-it's environment counts the tokens of one text. */
const TOKENS = Symbol('tokens')

const markdown = new MarkdownIt('default', {
  html: true,
  linkify: true,
  typographer: false,
  // At its own limit markdown-it leaves text out without a word, so ours must come first.
  maxNesting: MARKDOWN_NESTING_MAX + 3,
})
// Each token takes 200 bytes and more, and two characters of Markdown can make four of them.
markdown.block.State = class extends markdown.block.State {
  override push(...token: Parameters<StateBlock['push']>): Token {
    countToken(this.env)
    return super.push(...token)
  }
}
markdown.inline.State = class extends markdown.inline.State {
  override push(...token: Parameters<StateInline['push']>): Token {
    countToken(this.env)
    return super.push(...token)
  }
}
// As on GitHub, `example.com` alone is text; `https://…`, `www.…` and mail addresses are links.
markdown.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true })
markdown.linkify.add('www.', {
  validate(text, position, self) {
    // Within another address, or a word with dots, `www.` starts nothing.
    if (/[\w.:/@-]$/.test(text.slice(Math.max(0, position - 'www.'.length - 1), position - 'www.'.length))) return 0
    // The rules for what follows `http:` say where the address ends.
    const tail = text.slice(position - 'www.'.length, position + BARE_LINK_LENGTH_MAX)
    const length = self.testSchemaAt(`//${tail}`, 'http:', 0)
    return Math.max(0, length - '//www.'.length)
  },
  normalize(match) {
    match.url = `http://${match.url}`
  },
})

function countToken(environment: Env): void {
  const tokens = Number(environment[TOKENS] ?? 0) + 1
  if (tokens > MARKDOWN_TOKENS_MAX) throw new ContentLimitError(`has more than ${MARKDOWN_TOKENS_MAX} pieces of markup`)
  environment[TOKENS] = tokens
}

/** Returns the HTML of `text`. Throws a `ContentLimitError` where it nests or grows past a limit. */
export function renderMarkdown(text: string): string {
  const environment = {}
  const tokens = markdown.parse(text, environment)
  for (const token of tokens) alignByAttribute(token)
  let length = 0
  // References repeat their address wherever they are used, so the length is known only now.
  for (const token of tokens) {
    for (const part of [token, ...(token.children ?? [])]) {
      // The text of a paragraph lies two deeper than the list or quote that the paragraph is in.
      if (part.level > MARKDOWN_NESTING_MAX + 1) {
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
