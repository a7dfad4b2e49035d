/**
 * Markdown to HTML: CommonMark with GitHub's tables, strikethrough, bare links, task lists, footnotes and ids of
 * headings, and raw HTML as it stands.
 *
 * Nothing here makes HTML safe; that comes after, for Markdown and HTML posts alike.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import MarkdownIt, { type Env, type StateBlock, type StateInline, type Token } from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import { DEFAULT_POST_LIMITS, type PostLimits } from '../model/post-limits.js'
import { ContentLimitError } from './content-limit-error.js'
import { nameHeadings } from './heading-ids.js'

/** UTF-16 code units of a link that starts with `www.`. */
const BARE_LINK_LENGTH_MAX = 2_000
/** Under these keys markdown-it's environment counts what one text makes, and knows how much it may. */
const TOKENS = Symbol('tokens')
const FOOTNOTES = Symbol('footnotes')
const LIMITS = Symbol('limits')

const markdown = new MarkdownIt('default', { html: true, linkify: true, typographer: false })
markdown.use(footnotes)
// GitHub has no footnotes inside a sentence: `^[1]` is text there.
markdown.inline.ruler.disable('footnote_inline')
// Each token takes 200 bytes and more, and two characters of Markdown can make four of them.
markdown.block.State = class extends markdown.block.State {
  override push(...token: Parameters<StateBlock['push']>): Token {
    countToken(this.env, token[0])
    return super.push(...token)
  }
}
markdown.inline.State = class extends markdown.inline.State {
  override push(...token: Parameters<StateInline['push']>): Token {
    countToken(this.env, token[0])
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

function countToken(environment: Env, type: string): void {
  const { markdownTokens, footnotes: most } = limitsOf(environment)
  const tokens = Number(environment[TOKENS] ?? 0) + 1
  if (tokens > markdownTokens) throw new ContentLimitError(`has more than ${markdownTokens} pieces of markup`)
  environment[TOKENS] = tokens
  if (type !== 'footnote_ref') return
  const references = Number(environment[FOOTNOTES] ?? 0) + 1
  if (references > most) throw new ContentLimitError(`has more than ${most} references to footnotes`)
  environment[FOOTNOTES] = references
}

function limitsOf(environment: Env): PostLimits {
  return (environment[LIMITS] as PostLimits | undefined) ?? DEFAULT_POST_LIMITS
}

/** Returns the HTML of `text`. Throws a `ContentLimitError` where it nests or grows past a limit. */
export function renderMarkdown(text: string, limits: PostLimits): string {
  const environment: Env = { [LIMITS]: limits }
  // At its own limit markdown-it leaves text out without a word, so ours must come first.
  markdown.set({ maxNesting: limits.markdownNesting + 3 })
  const tokens = markdown.parse(text, environment)
  for (const [index, token] of tokens.entries()) {
    alignByAttribute(token)
    if (token.type === 'inline' && tokens[index - 2]?.type === 'list_item_open') showTask(token)
  }
  nameHeadings(tokens)
  let length = 0
  // References repeat their address wherever they are used, so the length is known only now.
  for (const token of tokens) {
    for (const part of [token, ...(token.children ?? [])]) {
      // The text of a paragraph lies two deeper than the list or quote that the paragraph is in.
      if (part.level > limits.markdownNesting + 1) {
        throw new ContentLimitError(`nests lists, quotes or emphasis more than ${limits.markdownNesting} deep`)
      }
      length += part.content.length
      for (const [, value] of part.attrs ?? []) length += String(value).length
    }
    if (length > limits.contentLength) {
      throw new ContentLimitError(`is longer than ${limits.contentLength} characters`)
    }
  }
  return markdown.renderer.render(tokens, markdown.options, environment)
}

/** `[x]` before the text of a list's item. The box itself is a part of a form, which no entry has. */
function showTask({ children }: Token): void {
  const first = children?.[0]
  const [box, mark] = /^\[([ xX])\](?=\s)/.exec(first?.type === 'text' ? first.content : '') ?? []
  if (first !== undefined && box !== undefined)
    first.content = (mark === ' ' ? '☐' : '☑') + first.content.slice(box.length)
}

/** Cells are aligned by `style`, which no entry keeps; the attribute of old says the same. */
function alignByAttribute(token: Token): void {
  if (token.type !== 'td_open' && token.type !== 'th_open') return
  const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1]
  if (align !== undefined) token.attrs = [['align', align]]
}
