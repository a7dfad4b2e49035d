/**
 * Memory for pure functions: histories parse the same few posts and render the same few feeds over and over.
 */

/** Answers that each function remembers at most. */
const REMEMBERED_MAX = 50_000

/** Returns `act`, which must be pure, with a memory; calls for which `keyOf` says the same in JSON have one answer. */
export function remember<A extends unknown[], R>(
  act: (...given: A) => R,
  keyOf: (...given: A) => unknown = (...given) => given,
) {
  const answers = new Map<string, R>()
  return (...given: A): R => {
    const key = JSON.stringify(keyOf(...given))
    const known = answers.get(key)
    if (known !== undefined) return known
    if (answers.size === REMEMBERED_MAX) answers.clear()
    const answer = act(...given)
    answers.set(key, answer)
    return answer
  }
}
