/**
 * Markup that is safe by construction: what is put into a template is text, and is escaped, unless a template made it.
 *
 *     html`<a href="${address}">${title}</a>`
 *
 * One way of escaping is right in text and in double-quoted attributes, and values stand nowhere else: never in a script,
 * a style, a comment, or an attribute that is a script.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** HTML that is well formed; only templates make it. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }

  toString(): string {
    return this.markup
  }
}

/** What a template takes: a list stands one below the other, and what is undefined is not there. */
export type HtmlValue = string | number | Html | undefined | readonly HtmlValue[]

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Returns the template with `values` in it. */
export function html(constants: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(constants.map((constant, at) => constant + written(values[at])).join(''))
}

/** Returns the file's text: the document type, and the element `html`. */
export function htmlDocument(root: Html): string {
  return `<!doctype html>\n${root.markup}\n`
}

function written(value: HtmlValue): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
  if (value instanceof Html) return value.markup
  return value
    .filter((one) => one !== undefined)
    .map(written)
    .join('\n')
}
