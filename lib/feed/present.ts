/**
 * Absent values disappear here: a property that is undefined is no property of the result.
 *
 * Pure: no clock, no randomness, no I/O.
 */

type Optional<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T]

/** `T` with every property that may be undefined made one that may be missing. */
export type Present<T> = Omit<T, Optional<T> & keyof T> & { [K in Optional<T> & keyof T]?: Exclude<T[K], undefined> }

/** Returns the properties of `values` that are not undefined, in their order. */
export function present<T extends object>(values: T): Present<T> {
  const found: Record<string, unknown> = {}
  for (const key of Object.keys(values)) {
    const value = values[key as keyof T]
    if (value !== undefined) found[key] = value
  }
  return found as Present<T>
}
