/**
 * Frames: readers show none, so that each becomes a link to what it would show.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Element } from 'hast'
import { httpUrl } from './web-address.js'

/** Players whose frames have another address than the page that people watch. */
const PLAYERS: readonly { readonly frame: RegExp; readonly page: (id: string) => string }[] = [
  {
    frame: /^https?:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]+)/,
    page: (id) => `https://www.youtube.com/watch?v=${id}`,
  },
  { frame: /^https?:\/\/player\.vimeo\.com\/video\/(\d+)/, page: (id) => `https://vimeo.com/${id}` },
  {
    frame: /^https?:\/\/(?:www\.)?dailymotion\.com\/embed\/video\/(\w+)/,
    page: (id) => `https://www.dailymotion.com/video/${id}`,
  },
  {
    frame: /^https?:\/\/player\.bilibili\.com\/player\.html\?(?:.*&)?bvid=(\w+)/,
    page: (id) => `https://www.bilibili.com/video/${id}`,
  },
]

const FRAMES: ReadonlySet<string> = new Set(['iframe', 'embed', 'frame', 'object'])

/** Returns the link that stands for `element` on the page `base`; undefined where it is no frame, or shows nothing. */
export function frameLink(element: Element, base: string): Element | undefined {
  if (!FRAMES.has(element.tagName)) return undefined
  const { src, data, title } = element.properties
  const source = src ?? data
  const shown = typeof source === 'string' ? httpUrl(source, base) : undefined
  if (shown === undefined) return undefined
  const href = PLAYERS.map(({ frame, page }) => frame.exec(shown)?.slice(1, 2).map(page)[0]).find(isText) ?? shown
  const text = typeof title === 'string' && title.trim() !== '' ? title.trim() : href
  return { type: 'element', tagName: 'a', properties: { href }, children: [{ type: 'text', value: text }] }
}

function isText(value: string | undefined): value is string {
  return value !== undefined
}
