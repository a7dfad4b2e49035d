/**
 * The links of an archive document, read back from its Atom form.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { type Period, parsePeriod } from './archive.js'

const LINK = /<link rel="(prev|next)-archive" [^>]*href="[^"]*\/archive\/([^"/]*)\/atom\.xml"/g

/** Returns the periods that the archive document `atom`, as `renderFeed` writes it, links to. */
export function archiveLinksOf(atom: string): { readonly prev?: Period; readonly next?: Period } {
  // What entries say is no link of the document.
  const firstEntry = atom.indexOf('<entry>')
  const head = firstEntry < 0 ? atom : atom.slice(0, firstEntry)
  const links = [...head.matchAll(LINK)].map(([, rel, name = '']) => [rel, parsePeriod(name)] as const)
  return Object.fromEntries(links.filter(([, period]) => period !== undefined))
}
