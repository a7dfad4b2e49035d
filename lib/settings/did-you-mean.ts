/**
 * The name that somebody probably meant.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import leven from 'leven'

/** Returns the one of `names` that is nearest to `found`, where one is near enough to be a slip. */
export function nearestName(found: string, names: Iterable<string>): string | undefined {
  const slipsMax = Math.max(1, Math.min(3, Math.floor(found.length / 3)))
  let nearest: string | undefined
  let slipsLeast = slipsMax + 1
  for (const name of names) {
    // A name this much longer or shorter cannot be near, and measuring it would cost its length.
    if (Math.abs(name.length - found.length) > slipsMax) continue
    const slips = leven(found.toLowerCase(), name.toLowerCase())
    if (slips < slipsLeast) {
      nearest = name
      slipsLeast = slips
    }
  }
  return nearest
}

/** Returns a question that ends a hint, or nothing where no name is near. */
export function didYouMean(found: string, names: Iterable<string>): string {
  const name = nearestName(found, names)
  return name === undefined ? '' : `did you mean ${name}?`
}
