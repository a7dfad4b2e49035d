/**
 * `_config.yml` to settings: every default filled in, every mistake named with its key, place and remedy.
 *
 * What Jekyll means by a key, it means here. Either there are settings or there are problems, never both: the caller
 * keeps the last good settings in force. docs/settings.md is the table of all keys.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import type { Person } from '../model/entry.js'
import { DEFAULT_POST_LIMITS, type PostLimits } from '../model/post-limits.js'
import type { Problem } from '../model/problem.js'
import type { Podcast, Settings, Window } from '../model/settings.js'
import { didYouMean } from './did-you-mean.js'
import { excerptLine } from './excerpt.js'
import { postDefaultsOf } from './jekyll-defaults.js'
import { jekyllFeedOf } from './jekyll-feed.js'
import { isLiquidSite, siteVariables } from './jekyll-site.js'
import { SETTINGS_LENGTH_MAX, WINDOW_ENTRIES_MAX } from './limits.js'
import { PERMALINK_STYLES, templateFault } from './permalink-template.js'
import { PODCAST_CATEGORIES } from './podcast-categories.js'
import { readYaml } from './read-yaml.js'
import { LIMIT_KEYS, OWN_KEYS, parseAddress, type RawSettings, settingsSchema } from './settings-schema.js'
import { settingsTooLarge } from './settings-size.js'
import { describeValue, isAbsent, plainData, type Value } from './value.js'

export type ParsedSettings =
  | { readonly settings: Settings; readonly problems: readonly [] }
  | { readonly settings: undefined; readonly problems: readonly Problem[] }

export interface SettingsDefaults {
  /** Absolute http(s) address of the site where `_config.yml` says none, as on a laptop. */
  readonly url?: string
}

type Own = NonNullable<RawSettings['broadsheet']>

/** The feeds' window of a site that says nothing about it. */
const WINDOW = { entries: 20, hours: 24, entriesMax: 500 }

/** The bytes of a feed document, 1 MiB, and the RSS `ttl` of a site that says nothing about them. */
const DOCUMENT_BYTES_MAX = 1_048_576
const TTL_MINUTES = 60

/** Parses the text of `_config.yml`, undefined where there is none. Never throws. */
export function parseSettings(text: string | undefined, defaults: SettingsDefaults): ParsedSettings {
  const source = (text ?? '').replace(/^\uFEFF/, '')
  if (source.length > SETTINGS_LENGTH_MAX) {
    return settingsTooLarge(`are ${source.length} characters long`, SETTINGS_LENGTH_MAX)
  }
  const { value, problems: unreadable } = readYaml(source)
  if (unreadable.length > 0) return failed(unreadable)

  const place = new Places(source, isAbsent(value) ? undefined : value)
  const result = v.safeParse(settingsSchema, isAbsent(value) ? {} : plainData(value))
  const problems = [
    ...(result.issues ?? []).map((issue) => place.expected(keysOf(issue), issue.message)),
    ...slips(place),
  ]
  if (!result.success) return failed(problems)

  const raw = result.output
  const template = PERMALINK_STYLES[raw.permalink ?? 'date'] ?? raw.permalink ?? ''
  const fault = templateFault(template)
  if (fault !== undefined) problems.push({ ...place.of(['permalink'], `: ${fault.message}`), hint: fault.hint })
  const address = raw.url ?? (defaults.url === undefined ? undefined : parseAddress(defaults.url))
  if (address === undefined) {
    problems.push(
      place.of(['url'], ' is missing: it says where the site lives', 'add a line such as url: https://example.com'),
    )
  }
  const { entries, entries_max: entriesMax } = raw.broadsheet?.window ?? {}
  if (entriesMax != null && entriesMax < (entries ?? WINDOW.entries)) {
    const expected = `at least entries, which is ${entries ?? WINDOW.entries}`
    problems.push(place.expected(['broadsheet', 'window', 'entries_max'], expected))
  }
  problems.push(...podcastProblems(raw, place), ...pictureProblems(raw, place))
  if (problems.length > 0 || address === undefined) return failed(problems)
  return { settings: withDefaults(raw, address, template, isAbsent(value) ? undefined : value), problems: [] }
}

function failed(problems: readonly Problem[]): ParsedSettings {
  return { settings: undefined, problems }
}

function withDefaults(raw: RawSettings, address: string, template: string, config: Value | undefined): Settings {
  const { origin, host, pathname } = new URL(address)
  // Some sites write their path into `url`: Jekyll joins the two, and so it comes to the same.
  const baseurl = joinPath(pathname, raw.baseurl ?? '')
  const title = raw.title ?? host
  const author = personOf(raw, title, origin + baseurl)
  const own = raw.broadsheet
  const jekyll = jekyllFeedOf(config)
  const liquid = isLiquidSite(config)
  const defaults = postDefaultsOf(config)
  const settings: Omit<Settings, 'hash'> = {
    title,
    description: raw.description ?? '',
    url: origin,
    baseurl,
    feedsUrl: own?.feeds_url ?? origin + baseurl,
    language: raw.lang ?? 'en',
    timeZone: raw.timezone ?? 'UTC',
    ...(author !== undefined && { author }),
    permalink: template,
    posts: own?.posts ?? [],
    kinds: own?.feeds ?? ['category', 'tag', 'author', 'language'],
    content: own?.content ?? (jekyll.excerptOnly ? 'summary' : 'full'),
    window: windowOf(own?.window, jekyll.postsLimit),
    documentBytesMax: own?.document_bytes_max ?? DOCUMENT_BYTES_MAX,
    archive: own?.archive ?? 'monthly',
    hubs: [...new Set(own?.hubs)],
    ...optional('atomPath', jekyll.atomPath),
    ...(Object.keys(jekyll.atomFolders).length > 0 && { atomFolders: jekyll.atomFolders }),
    // Whoever names kinds of feed for Broadsheet means all of each.
    ...(own?.feeds == null && Object.keys(jekyll.choices).length > 0 && { termChoices: jekyll.choices }),
    ...optional('icon', absolute(own?.icon ?? jekyll.icon, origin + baseurl)),
    ...optional('logo', absolute(own?.logo ?? jekyll.logo, origin + baseurl)),
    ...optional('rights', own?.rights),
    ttlMinutes: own?.ttl ?? TTL_MINUTES,
    ...optional('podcast', podcastOf(raw, origin + baseurl)),
    report: own?.report ?? 'public',
    ...optional('excerptSeparator', raw.excerpt_separator || undefined),
    ...(defaults.length > 0 && { defaults }),
    liquid,
    variables: liquid ? siteVariables(config) : {},
    limits: limitsOf(own?.limits),
  }
  return { ...settings, hash: createHash('sha256').update(canonicalJson(settings)).digest('hex') }
}

/** jekyll-feed's `posts_limit` is the whole window: so many entries and no more. */
function windowOf(own: Own['window'], postsLimit: number | undefined): Window {
  if (own == null && postsLimit !== undefined) {
    const entries = Math.min(postsLimit, WINDOW_ENTRIES_MAX)
    return { entries, hours: 0, entriesMax: entries }
  }
  const entries = own?.entries ?? WINDOW.entries
  return {
    entries,
    hours: own?.hours ?? WINDOW.hours,
    entriesMax: own?.entries_max ?? Math.max(entries, WINDOW.entriesMax),
  }
}

function limitsOf(own: Own['limits']): PostLimits {
  const given = [...LIMIT_KEYS].flatMap(([key, name]) => (own?.[key] == null ? [] : [[name, own[key]] as const]))
  return { ...DEFAULT_POST_LIMITS, ...Object.fromEntries(given) }
}

/** Returns `value` as a property, or no property where there is none. */
function optional<const K extends string, T>(key: K, value: T | null | undefined): { readonly [P in K]?: T } {
  return value == null ? {} : ({ [key]: value } as { readonly [P in K]: T })
}

function podcastOf({ broadsheet }: RawSettings, base: string): Podcast | undefined {
  const podcast = broadsheet?.podcast
  if (podcast?.category == null) return undefined
  return {
    category: podcast.category,
    ...optional('subcategory', podcast.subcategory && subcategoryOf(podcast.category, podcast.subcategory)),
    explicit: podcast.explicit ?? false,
    type: podcast.type ?? 'episodic',
    ...optional('image', absolute(podcast.image, base)),
    locked: podcast.locked ?? false,
    ...optional('guid', podcast.guid),
  }
}

function subcategoryOf(category: string, found: string): string | undefined {
  return PODCAST_CATEGORIES[category]?.find((known) => known.toLowerCase() === found.toLowerCase())
}

function podcastProblems({ broadsheet }: RawSettings, place: Places): Problem[] {
  const podcast = broadsheet?.podcast
  if (podcast == null) return []
  const { category, subcategory } = podcast
  const path = ['broadsheet', 'podcast']
  if (category == null) {
    const key = [...path, 'category']
    return [
      { ...place.of(key, ' is missing: podcast directories ask for one'), hint: 'add one such as category: News' },
    ]
  }
  if (subcategory == null || subcategoryOf(category, subcategory) !== undefined) return []
  const known = PODCAST_CATEGORIES[category] ?? []
  const expected = known.length > 0 ? `one of ${known.join(', ')}` : `none, since ${category} has no second level`
  return [place.expected([...path, 'subcategory'], expected)]
}

/** An address on the site may be relative, but must come out as an address. */
function pictureProblems({ broadsheet }: RawSettings, place: Places): Problem[] {
  const pictures = [
    [['icon'], broadsheet?.icon],
    [['logo'], broadsheet?.logo],
    [['podcast', 'image'], broadsheet?.podcast?.image],
  ] as const
  return pictures
    .filter(([, address]) => address != null && absolute(address, 'https://site.invalid') === undefined)
    .map(([keys]) => place.expected(['broadsheet', ...keys], 'the address of a picture, such as /assets/cover.png'))
}

function joinPath(...parts: readonly string[]): string {
  const path = parts.join('/').replace(/\/+/g, '/').replace(/\/$/, '')
  if (path === '') return ''
  return new URL(path.startsWith('/') ? path : `/${path}`, 'https://site.invalid').pathname.replace(/\/$/, '')
}

function personOf({ author, email }: RawSettings, siteTitle: string, base: string): Person | undefined {
  const person = typeof author === 'string' ? { name: author } : (author ?? {})
  const address = person.email ?? email ?? undefined
  const uri = absolute(person.uri ?? person.url, base)
  const avatar = absolute(person.picture ?? person.avatar, base)
  // Somebody who gives only an address is, as far as readers are told, the site.
  const name = person.name ?? (address !== undefined || uri !== undefined ? siteTitle : undefined)
  if (name === undefined) return undefined
  return {
    name,
    ...(uri !== undefined && { uri }),
    ...(address !== undefined && { email: address }),
    ...(avatar !== undefined && { avatar }),
  }
}

/** Returns the absolute http(s) URL of `address` on the site; nothing where it is none. */
function absolute(address: string | null | undefined, base: string): string | undefined {
  if (address == null || !URL.canParse(address, `${base}/`)) return undefined
  const { href, protocol } = new URL(address, `${base}/`)
  return protocol === 'http:' || protocol === 'https:' ? href : undefined
}

/** JSON with the keys of every object in order, so that equal settings have equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

function keysOf(issue: { readonly path?: readonly { readonly key?: unknown }[] | undefined }): string[] {
  return (issue.path ?? []).map(({ key }) => String(key))
}

/** Returns a problem for each key among Broadsheet's own that Broadsheet does not know. */
function slips(place: Places): Problem[] {
  return OWN_KEYS.flatMap(({ path, keys }) => {
    const found = place.valueAt(path)
    if (found?.kind !== 'mapping') return []
    const unknown = [...found.entries.keys()].filter((key) => !keys.includes(key))
    return unknown.map((key) => {
      const guess = didYouMean(key, keys)
      return place.of(
        [...path, key],
        ': there is no such key',
        guess === '' ? `the keys are ${keys.join(', ')}` : guess,
      )
    })
  })
}

/** Finds values by their keys, and words problems about them. */
class Places {
  readonly #text: string
  readonly #root: Value | undefined

  constructor(text: string, root: Value | undefined) {
    this.#text = text
    this.#root = root
  }

  valueAt(keys: readonly string[]): Value | undefined {
    let value = this.#root
    for (const key of keys) {
      if (value?.kind === 'mapping') value = value.entries.get(key)
      else if (value?.kind === 'list') value = value.items[Number(key)]
      else return undefined
    }
    return value
  }

  /** Returns the problem that `expected` should have been there. */
  expected(keys: readonly string[], expected: string): Problem {
    const value = this.valueAt(keys)
    return this.of(
      keys,
      `${keys.length > 0 ? ': ' : ''}found ${value ? describeValue(value) : 'nothing'}, expected ${expected}`,
    )
  }

  /** Returns the problem that the key, followed by `message`, describes. */
  of(keys: readonly string[], message: string, hint?: string): Problem {
    const key = keys.reduce(
      (path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`),
      '',
    )
    const place = this.valueAt(keys)?.place
    return {
      message: `${key}${message}`,
      ...(hint !== undefined && { hint }),
      ...(key !== '' && { key }),
      ...(place !== undefined && { ...place, excerpt: excerptLine(this.#text, place.line) }),
    }
  }
}
