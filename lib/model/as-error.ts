/**
 * What was thrown, as an error.
 */

/** Returns `thrown` where it is an error, else one that says it: anything can be thrown in JavaScript. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
