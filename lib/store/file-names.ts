/**
 * Keys as file names: how a folder's files stand for a bucket's keys, both ways without loss.
 *
 * A key's segments, which slashes part, are the names of its folders and of its file, as they are. A segment that no
 * file can be called by, or that means something else to a file system, is escaped:
 * - `%=` and the segment: a file;
 * - `%-` and the segment: a folder;
 * - `%+` and a part of the segment: a folder, in which the segment goes on, where it is too long for one name.
 *
 * Escaped are: the empty segment, `.`, `..` and all that begin with a dot, so that nothing is ever written into a real
 * `.git`; `node_modules`; what begins with `%`; what holds a backslash or NUL; and what is longer than a name may be. In
 * an escaped name `%25`, `%5C` and `%00` stand for percent sign, backslash and NUL. A file whose name a folder
 * has taken (keys `a` and `a/b`) is called by its escaped name too. Any other name stands for no key: dot files,
 * dot folders and `node_modules` are not in the bucket.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** Bytes of UTF-8 that a file's name may have on the usual file systems. */
const NAME_BYTES_MAX = 255

const ESCAPES: Readonly<Record<string, string>> = { '%': '%25', '\\': '%5C', '\0': '%00' }
const UNESCAPES: Readonly<Record<string, string>> = { '%25': '%', '%5C': '\\', '%00': '\0' }

/** Returns the path of a folder for the keys that begin with `segments`, each followed by a slash. */
export function folderPath(segments: readonly string[]): string[] {
  return segments.flatMap((segment) => (isPlain(segment) ? [segment] : escapedPath(segment, '%-')))
}

/** Returns the paths that may hold the last segment of a key as a file: the plain one, if there is one, goes first. */
export function filePaths(key: string): [string[], ...string[][]] {
  const segments = key.split('/')
  const last = segments.pop() ?? ''
  const folder = folderPath(segments)
  const escaped = [...folder, ...escapedPath(last, '%=')]
  return isPlain(last) ? [[...folder, last], escaped] : [escaped]
}

/** Returns the name that a plain file `name` gives way to when a folder needs its own. */
export function nameBesideFolder(name: string): string[] {
  return escapedPath(name, '%=')
}

/** Says whether a folder called `name` holds the rest of a segment that it begins. */
export function isPart(name: string): boolean {
  return name.startsWith('%+')
}

/**
 * Returns the segment that `names` stand for, or undefined where they stand for none: the names of the folders that
 * hold its parts, if there are any, and of the file or folder itself.
 */
export function segmentOf(names: readonly string[], isFolder: boolean): string | undefined {
  const [name = '', ...rest] = names
  if (rest.length === 0 && isPlain(name)) return name
  const segment = names.map((escaped) => escaped.slice(2).replaceAll(/%(?:25|5C|00)/g, unescapeOne)).join('')
  // A name may look escaped and yet be none that a key gives.
  const expected = isFolder ? folderPath([segment]) : escapedPath(segment, '%=')
  return expected.length === names.length && expected.every((own, at) => own === names[at]) ? segment : undefined
}

function unescapeOne(escaped: string): string {
  return UNESCAPES[escaped] ?? escaped
}

/** Says whether `segment` is its own file name. */
function isPlain(segment: string): boolean {
  return !/^$|^[.%]|[\\\0]/.test(segment) && segment !== 'node_modules' && Buffer.byteLength(segment) <= NAME_BYTES_MAX
}

/** Returns the names that escape `segment`: all but the last are its parts' folders. */
function escapedPath(segment: string, sigil: '%=' | '%-'): string[] {
  const names: string[] = []
  let part = ''
  let partBytes = 0
  for (const character of segment) {
    const escaped = ESCAPES[character] ?? character
    const bytes = Buffer.byteLength(escaped)
    if (partBytes + bytes > NAME_BYTES_MAX - sigil.length) {
      names.push(`%+${part}`)
      part = ''
      partBytes = 0
    }
    part += escaped
    partBytes += bytes
  }
  return [...names, sigil + part]
}
