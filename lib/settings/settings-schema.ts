/**
 * What `_config.yml` may say: the keys that Broadsheet reads, and what each of them takes.
 *
 * A message of the schema says what is expected; `parseSettings` adds the key, what was found, and where.
 * Keys that are not here belong to Jekyll, its themes and plugins, and are left alone.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import picomatch from 'picomatch'
import * as v from 'valibot'
import { parseLanguage } from '../model/language.js'
import { POST_LIMITS, type PostLimitName } from '../model/post-limits.js'
import { oneLine } from '../model/text.js'
import {
  DOCUMENT_BYTES_MAX_LEAST,
  DOCUMENT_BYTES_MAX_MOST,
  HUBS_MAX,
  POST_PATTERN_LENGTH_MAX,
  POST_PATTERNS_MAX,
  SETTING_TEXT_LENGTH_MAX,
  TTL_MINUTES_MAX,
  WINDOW_ENTRIES_MAX,
  WINDOW_HOURS_MAX,
} from './limits.js'
import { PERMALINK_STYLES } from './permalink-template.js'
import { PODCAST_CATEGORIES } from './podcast-categories.js'

const SITE_ADDRESS = 'an address such as https://example.com'
const LANGUAGE = 'a language tag such as en, zh-CN or pt_BR'
const PERMALINK = `one of ${Object.keys(PERMALINK_STYLES).join(', ')}, or a template such as /:year/:month/:title/`

/** Text on one line; what YAML reads as a number or a truth value is taken as text. Empty text counts as missing. */
const text = (expected: string) =>
  v.pipe(
    v.union([v.string(), v.number(), v.boolean()], expected),
    v.transform((value) => oneLine(String(value))),
    v.maxLength(SETTING_TEXT_LENGTH_MAX, `at most ${SETTING_TEXT_LENGTH_MAX} characters`),
    v.transform((value) => (value === '' ? undefined : value)),
  )

/** Text that `parse` turns into what the settings hold; undefined where it cannot. */
const parsed = <T>(expected: string, parse: (value: string) => T | undefined) =>
  v.pipe(
    text(expected),
    v.rawTransform(({ dataset, addIssue, NEVER }): T | undefined => {
      if (dataset.value === undefined) return undefined
      const value = parse(dataset.value)
      if (value !== undefined) return value
      addIssue({ message: expected })
      return NEVER
    }),
  )

const wholeNumber = (least: number, most: number) => {
  const expected = `a whole number from ${least} to ${most}`
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(most, expected))
}

/** A mapping; valibot's `object` takes a list for one. */
const mapping = <const E extends v.ObjectEntries>(entries: E, expected: string) =>
  v.pipe(
    v.custom<object>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), expected),
    v.object(entries),
  )

const email = parsed('an e-mail address such as kim@example.com', (value) =>
  v.safeParse(v.pipe(v.string(), v.email()), value).success ? value : undefined,
)

const PERSON = 'a name, or a mapping with name, email, uri and picture'
const person = mapping(
  {
    name: v.nullish(text('a name')),
    email: v.nullish(email),
    uri: v.nullish(text('an address')),
    url: v.nullish(text('an address')),
    picture: v.nullish(text('the address of a picture')),
    avatar: v.nullish(text('the address of a picture')),
  },
  PERSON,
)

const PATTERNS = 'a pattern or a list of patterns, such as [blog/**/*.md]'
const pattern = v.pipe(
  v.string('a pattern such as blog/**/*.md'),
  v.nonEmpty('a pattern such as blog/**/*.md'),
  v.maxLength(POST_PATTERN_LENGTH_MAX, `at most ${POST_PATTERN_LENGTH_MAX} characters`),
  v.transform((value) => value.replace(/^(!?)(?:\.?\/)+/, '$1')),
  v.check(isPattern, 'a pattern such as blog/**/*.md'),
)

const windowEntries = {
  entries: v.nullish(wholeNumber(1, WINDOW_ENTRIES_MAX)),
  hours: v.nullish(wholeNumber(0, WINDOW_HOURS_MAX)),
  entries_max: v.nullish(wholeNumber(1, WINDOW_ENTRIES_MAX)),
}

/** One of `words`, in any case: people write Yes, Monthly and news. */
const word = <const T extends string>(words: readonly T[], expected: string) =>
  parsed(expected, (value) => words.find((known) => known.toLowerCase() === value.toLowerCase()))

const YES_OR_NO = 'true or false'
const yesOrNo = v.pipe(
  word(['true', 'false', 'yes', 'no'], YES_OR_NO),
  v.transform((value) => value && (value === 'true' || value === 'yes')),
)

const HUB = 'an address such as https://hub.example.com'
const HUBS = `a list of at most ${HUBS_MAX} addresses, such as [https://hub.example.com]`
const hub = v.pipe(
  v.string(HUB),
  v.rawTransform(({ dataset, addIssue, NEVER }): string => {
    const { value } = dataset
    if (/^https?:\/\//i.test(value) && value.length <= SETTING_TEXT_LENGTH_MAX && URL.canParse(value)) {
      const { href, username, password, hash } = new URL(value)
      if (username === '' && password === '' && hash === '') return href
    }
    addIssue({ message: HUB })
    return NEVER
  }),
)

const CATEGORIES = Object.keys(PODCAST_CATEGORIES)
const PICTURE = 'the address of a picture, such as /assets/cover.png'

/** The second level is held against the first in `parseSettings`, which sees both. */
const podcastEntries = {
  category: v.nullish(word(CATEGORIES, `one of Apple's categories: ${CATEGORIES.join(', ')}`)),
  subcategory: v.nullish(text("a subcategory of Apple's")),
  explicit: v.nullish(yesOrNo),
  type: v.nullish(word(['episodic', 'serial'], 'episodic or serial')),
  image: v.nullish(text(PICTURE)),
  locked: v.nullish(yesOrNo),
  guid: v.nullish(
    parsed('a UUID such as 917393e3-1b1e-5cef-ace4-edaa54e1f810', (value) =>
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value.toLowerCase() : undefined,
    ),
  ),
}

/** `post_bytes` is the limit `postBytes`, and so on. */
export const LIMIT_KEYS: ReadonlyMap<string, PostLimitName> = new Map(
  (Object.keys(POST_LIMITS) as PostLimitName[]).map((name) => [
    name.replace(/[A-Z]/g, (x) => `_${x.toLowerCase()}`),
    name,
  ]),
)
const limitEntries = Object.fromEntries(
  [...LIMIT_KEYS].map(([key, name]) => [key, v.nullish(wholeNumber(1, POST_LIMITS[name].most))]),
)

const KINDS = ['category', 'tag', 'author', 'language'] as const
const PERIODS = ['off', 'yearly', 'monthly', 'daily', 'hourly'] as const

const broadsheetEntries = {
  feeds_url: v.nullish(parsed('an address such as https://feeds.example.com', parseAddress)),
  posts: v.nullish(
    v.pipe(
      v.union(
        [
          v.array(v.unknown()),
          v.pipe(
            v.string(),
            v.transform((value) => [value]),
          ),
        ],
        PATTERNS,
      ),
      v.maxLength(POST_PATTERNS_MAX, `at most ${POST_PATTERNS_MAX} patterns`),
      v.array(pattern),
    ),
  ),
  feeds: v.nullish(
    v.pipe(
      v.array(
        v.picklist(KINDS, 'category, tag, author or language'),
        'a list of category, tag, author and language, such as [category, tag]',
      ),
      v.transform((kinds) => KINDS.filter((kind) => kinds.includes(kind))),
    ),
  ),
  content: v.nullish(v.picklist(['full', 'summary'], 'full or summary')),
  window: v.nullish(mapping(windowEntries, 'a mapping with entries, hours and entries_max')),
  document_bytes_max: v.nullish(wholeNumber(DOCUMENT_BYTES_MAX_LEAST, DOCUMENT_BYTES_MAX_MOST)),
  archive: v.nullish(word(PERIODS, 'off, yearly, monthly, daily or hourly')),
  hubs: v.nullish(v.pipe(v.array(hub, HUBS), v.maxLength(HUBS_MAX, `at most ${HUBS_MAX} hubs`))),
  report: v.nullish(word(['public', 'private', 'off'], 'public, private or off')),
  icon: v.nullish(text(PICTURE)),
  logo: v.nullish(text(PICTURE)),
  rights: v.nullish(text('text')),
  ttl: v.nullish(wholeNumber(1, TTL_MINUTES_MAX)),
  limits: v.nullish(mapping(limitEntries, 'a mapping with limits of posts, such as title_length: 500')),
  podcast: v.nullish(
    mapping(podcastEntries, 'a mapping with category, subcategory, explicit, type, image, locked and guid'),
  ),
}

export const settingsSchema = mapping(
  {
    title: v.nullish(text('text')),
    description: v.nullish(text('text')),
    url: v.nullish(parsed(SITE_ADDRESS, parseAddress)),
    baseurl: v.nullish(text('a path such as /blog')),
    lang: v.nullish(parsed(LANGUAGE, parseLanguage)),
    timezone: v.nullish(parsed('the name of a time zone such as Asia/Shanghai or UTC', parseTimeZone)),
    author: v.nullish(v.lazy((input) => (typeof input === 'object' ? person : text(PERSON)))),
    email: v.nullish(email),
    permalink: v.nullish(text(PERMALINK)),
    excerpt_separator: v.nullish(
      v.pipe(v.string('text'), v.maxLength(SETTING_TEXT_LENGTH_MAX, `at most ${SETTING_TEXT_LENGTH_MAX} characters`)),
    ),
    broadsheet: v.nullish(mapping(broadsheetEntries, 'a mapping with keys such as feeds, window and archive')),
  },
  'keys and values, such as title: My site',
)

/** Keys under which others have no say, so that one that is not known must be a slip. */
export const OWN_KEYS: readonly { readonly path: readonly string[]; readonly keys: readonly string[] }[] = [
  { path: ['broadsheet'], keys: Object.keys(broadsheetEntries) },
  { path: ['broadsheet', 'window'], keys: Object.keys(windowEntries) },
  { path: ['broadsheet', 'limits'], keys: Object.keys(limitEntries) },
  { path: ['broadsheet', 'podcast'], keys: Object.keys(podcastEntries) },
]

export type RawSettings = v.InferOutput<typeof settingsSchema>

/** Returns the absolute http(s) address that `value` is, without a slash at its end. */
export function parseAddress(value: string): string | undefined {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined
  const { origin, pathname, search, hash, username, password } = new URL(value)
  if (search !== '' || hash !== '' || username !== '' || password !== '') return undefined
  return origin + pathname.replace(/\/+$/, '')
}

/** Returns `value` where it names a time zone; as it is written, since what Intl calls canonical changes with its data. */
function parseTimeZone(value: string): string | undefined {
  // An offset such as +08:00 is a zone to Intl, but to no other program that reads the same file.
  if (!/^[A-Za-z]/.test(value)) return undefined
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return value
  } catch {
    return undefined
  }
}

function isPattern(value: string): boolean {
  try {
    picomatch(value)
    return true
  } catch {
    return false
  }
}
