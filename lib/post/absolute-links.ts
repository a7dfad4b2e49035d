/**
 * Links, pictures and recordings of a post, made absolute against its permalink as a browser would.
 *
 * This is also where every address is looked at for the last time: what does not come out as a URL of an allowed
 * protocol is left out, however it was written.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Element } from 'hast'
import { DATA_IMAGE, FETCH_ATTRIBUTES, FETCH_PROTOCOLS, LINK_ATTRIBUTES, LINK_PROTOCOLS } from './allowed-html.js'
import { DATA_IMAGE_LENGTH_MAX, LINK_LENGTH_MAX } from './limits.js'
import { absoluteUrl } from './web-address.js'

/** One picture of `srcset`, by HTML's section 4.8.4.2.1: an address without white space, and a width or density. */
const CANDIDATE = /([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+w|\d+(?:\.\d+)?x))?\s*(?:,|$)/g

/** What the URL standard takes out of an address before it reads it; in it, a protocol could hide. */
const IGNORED = /^[\0-\x20]+|[\0-\x20]+$|[\t\n\r]/g

/** Takes out of the addresses of `element`, in place, what browsers ignore. */
export function trimAddresses({ properties }: Element): void {
  for (const name of [...LINK_ATTRIBUTES, ...FETCH_ATTRIBUTES]) {
    const value = properties[name]
    if (typeof value === 'string') properties[name] = value.replace(IGNORED, '')
  }
}

/** Makes the addresses of `element` absolute against `base`, in place. */
export function makeLinksAbsolute(element: Element, base: string): void {
  const { properties } = element
  for (const name of LINK_ATTRIBUTES) replace(properties, name, (address) => absolute(address, base, LINK_PROTOCOLS))
  for (const name of FETCH_ATTRIBUTES) {
    replace(properties, name, (address) =>
      element.tagName === 'img' && name === 'src' && isDataImage(address)
        ? address
        : absolute(address, base, FETCH_PROTOCOLS),
    )
  }
  replace(properties, 'srcSet', (candidates) => {
    const pictures = [...candidates.matchAll(CANDIDATE)].flatMap(([, address = '', size]) => {
      const url = absolute(address, base, FETCH_PROTOCOLS)
      return url === undefined ? [] : [size === undefined ? url : `${url} ${size}`]
    })
    return pictures.length === 0 ? undefined : pictures.join(', ')
  })
}

function replace(
  properties: Element['properties'],
  name: string,
  change: (address: string) => string | undefined,
): void {
  const value = properties[name]
  if (value === undefined) return
  const changed = change(Array.isArray(value) ? value.join(', ') : String(value))
  if (changed === undefined) delete properties[name]
  else properties[name] = changed
}

function absolute(address: string, base: string, protocols: readonly string[]): string | undefined {
  if (address.length > LINK_LENGTH_MAX) return undefined
  const url = absoluteUrl(address, base)
  return url !== undefined && protocols.includes(url.protocol.slice(0, -1)) ? url.href : undefined
}

function isDataImage(address: string): boolean {
  return address.length <= DATA_IMAGE_LENGTH_MAX && DATA_IMAGE.test(address) && !/[\s"'<>\\]/.test(address)
}
