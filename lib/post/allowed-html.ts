/**
 * What of a post's HTML readers get: the list of everything that is kept. What is not here is removed.
 *
 * Feed readers show entries inside their own pages, so nothing that can run, ask for input, or change the look of what
 * is around it may pass. Removing an element keeps what is inside it, except for those in `REMOVED_WHOLE`.
 * The W3C feed validator, too, knows all elements that are listed here; a few harmless ones (`bdo`, `svg`, `math`) it
 * does not, and readers drop them, so they are not here.
 *
 * Constants only.
 */
import type { Schema } from 'hast-util-sanitize'

/** Paragraphs, headings and the parts of a text: they carry its structure. */
const STRUCTURE = [
  ...['p', 'div', 'span', 'br', 'hr', 'wbr', 'blockquote', 'pre', 'address', 'center'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hgroup'],
  ...['article', 'aside', 'footer', 'header', 'main', 'nav', 'section'],
]

/** Words that stand out, or say what they are. Old ones (`font`, `tt`) stay because old posts have them. */
const PHRASES = [
  ...['a', 'abbr', 'acronym', 'b', 'bdi', 'big', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'font', 'i', 'ins', 'kbd'],
  ...['mark', 'q', 's', 'samp', 'small', 'strike', 'strong', 'sub', 'sup', 'time', 'tt', 'u', 'var'],
]

/** Readings beside Chinese and Japanese characters. */
const RUBY = ['ruby', 'rp', 'rt']

const LISTS = ['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'dir', 'menu']

const TABLES = ['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td']

/** Pictures and recordings, which are fetched but never run, and what folds open without a script. */
const MEDIA = ['figure', 'figcaption', 'img', 'picture', 'source', 'audio', 'video', 'track', 'details', 'summary']

export const ELEMENTS: readonly string[] = [...STRUCTURE, ...PHRASES, ...RUBY, ...LISTS, ...TABLES, ...MEDIA]

/** What these hold is no text for readers: programs, styles, drawings, controls of a form, the fallback of frames. */
export const REMOVED_WHOLE: readonly string[] = [
  ...['script', 'style', 'template', 'svg', 'annotation', 'annotation-xml'],
  ...['button', 'datalist', 'select', 'textarea', 'input', 'progress', 'meter', 'output'],
  ...['head', 'title', 'noframes', 'noembed', 'canvas', 'map', 'applet'],
]

/** Protocols of links: those of pages, mail and talk. None of them runs anything in the reader. */
export const LINK_PROTOCOLS: readonly string[] = [
  ...['http', 'https', 'mailto', 'tel', 'sms', 'xmpp', 'irc', 'ircs', 'ftp', 'magnet', 'gemini', 'geo', 'matrix'],
]

/** Protocols of what is fetched to be shown. Small pictures may be written into the post; see `DATA_IMAGE`. */
export const FETCH_PROTOCOLS: readonly string[] = ['http', 'https']

/** Pictures of a `data:` URL: pixels only, since SVG can hold scripts. */
export const DATA_IMAGE = /^data:image\/(?:png|gif|jpeg|webp|avif)(?:;base64)?,/i

/** Attributes that hold one address to follow (`LINK_PROTOCOLS`), or one to fetch (`FETCH_PROTOCOLS`). */
export const LINK_ATTRIBUTES: readonly string[] = ['href', 'cite']
export const FETCH_ATTRIBUTES: readonly string[] = ['src', 'poster']

/**
 * Attributes by element. No `style`, no `on…`, no `target`, no `data-…`.
 * `class` only where it names the language of code; `id` because links within a post point to it.
 */
export const SCHEMA: Schema = {
  tagNames: [...ELEMENTS],
  strip: [...REMOVED_WHOLE],
  attributes: {
    '*': ['id', 'lang', 'dir', 'title'],
    a: ['href', 'hrefLang'],
    blockquote: ['cite'],
    q: ['cite'],
    del: ['cite', 'dateTime'],
    ins: ['cite', 'dateTime'],
    time: ['dateTime'],
    data: ['value'],
    code: [['className', /^language-./]],
    pre: [['className', /^language-./]],
    div: [['className', /^language-./], 'align'],
    font: ['color'],
    p: ['align'],
    h1: ['align'],
    h2: ['align'],
    h3: ['align'],
    h4: ['align'],
    ol: ['start', 'reversed', 'type'],
    li: ['value'],
    col: ['span', 'align'],
    colgroup: ['span', 'align'],
    td: ['colSpan', 'rowSpan', 'headers', 'align', 'vAlign'],
    th: ['colSpan', 'rowSpan', 'headers', 'align', 'vAlign', 'scope', 'abbr'],
    details: ['open'],
    img: ['src', 'srcSet', 'sizes', 'alt', 'width', 'height', 'align'],
    source: ['src', 'srcSet', 'sizes', 'media', 'type', 'width', 'height'],
    video: ['src', 'poster', 'width', 'height', 'controls', 'loop', 'muted', 'preload'],
    audio: ['src', 'controls', 'loop', 'preload'],
    track: ['src', 'kind', 'srcLang', 'label', 'default'],
  },
  required: {},
  // Parts of a table mean nothing outside one, and a parser would drop them.
  ancestors: {
    caption: ['table'],
    colgroup: ['table'],
    col: ['table'],
    thead: ['table'],
    tbody: ['table'],
    tfoot: ['table'],
    tr: ['table'],
    td: ['table'],
    th: ['table'],
    source: ['picture', 'audio', 'video'],
    track: ['audio', 'video'],
  },
  // Relative addresses pass here: `absolute-links.ts` makes them absolute and then looks at their protocol again.
  protocols: {
    href: [...LINK_PROTOCOLS],
    cite: [...LINK_PROTOCOLS],
    src: [...FETCH_PROTOCOLS, 'data'],
    poster: [...FETCH_PROTOCOLS],
  },
  // Readers that keep ids at all keep them apart from their own.
  clobber: [],
  clobberPrefix: '',
  allowComments: true,
  allowDoctypes: false,
}
