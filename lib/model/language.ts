/**
 * Languages, as BCP 47 tags name them: which way they are written, and which of several texts is nearest to one.
 *
 * The tables are small and ours, because those of `Intl` differ from machine to machine, and with them the bytes.
 *
 * Pure: no clock, no randomness, no I/O.
 */

/** Scripts that are written from right to left, of ISO 15924, and languages that are where their tag names no script. */
const RTL_SCRIPTS = /-(adlm|arab|hebr|mand|mend|nkoo|rohg|samr|syrc|thaa)(-|$)/i
const RTL_LANGUAGES = /^(ar|arc|arz|ckb|dv|fa|he|ks|mzn|nqo|pnb|ps|sd|syr|ug|ur|yi)(-|$)/i
const SCRIPT = /^[a-z]{2,3}-([a-z]{4})(-|$)/i
/** Where Chinese is written in traditional characters. */
const TRADITIONAL = /-(tw|hk|mo)(-|$)/i

/** Returns the tag of BCP 47 that `value` is, in canonical form. Jekyll's themes write `zh_CN`. */
export function parseLanguage(value: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(value.replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}

/** Returns which way `language` is written: the value of HTML's `dir`. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  if (RTL_SCRIPTS.test(language)) return 'rtl'
  return RTL_LANGUAGES.test(language) && !SCRIPT.test(language) ? 'rtl' : 'ltr'
}

/** Returns that one of `choices` which readers of `language` understand: of several, the one in their script. */
export function inLanguage<T extends { readonly language: string }>(
  language: string,
  choices: readonly T[],
): T | undefined {
  const same = choices.filter((choice) => isSameLanguage(choice.language, language))
  return same.find((choice) => scriptOf(choice.language) === scriptOf(language)) ?? same[0]
}

/** Tells whether two tags name the same language, wherever and however it is written. */
export function isSameLanguage(one: string, other: string): boolean {
  return primary(one) === primary(other)
}

function primary(language: string): string {
  return language.split('-', 1)[0]?.toLowerCase() ?? ''
}

/** The script that the tag names; of Chinese also the one that its region writes. */
function scriptOf(language: string): string | undefined {
  const named = SCRIPT.exec(language)?.[1]?.toLowerCase()
  if (named !== undefined || primary(language) !== 'zh') return named
  return TRADITIONAL.test(language) ? 'hant' : 'hans'
}
