/**
 * The settings in force: `_config.yml` as last understood, and which files posts may draw on, in `state/settings.json`.
 *
 * The settings are settled like a post: read the state, read the source, write by compare-and-swap, look at the
 * source again. A mistake in the source leaves the last good settings in force, with the problems beside them.
 *
 * Every change of the settings in force begins a new generation, and asks for a rebuild. That it was asked for is part of
 * the state, so that a crash between the change and the asking asks again. Settings that come back are a new generation
 * too: what was written under those between has to be written again.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Problem } from '../model/problem.js'
import type { Settings } from '../model/settings.js'
import { SETTINGS_BYTES_MAX } from '../settings/limits.js'
import { type ParsedSettings, parseSettings } from '../settings/parse-settings.js'
import { settingsTooLarge } from '../settings/settings-size.js'
import { ConflictError, TooLargeError } from '../store/errors.js'
import type { ObjectStore } from '../store/object-store.js'
import { probeConditionalWrites } from '../store/probe.js'
import { ATTEMPTS_MAX, PostponedError, type PublishContext } from './context.js'
import { type LibraryFile, libraryHash, listLibrary } from './library-files.js'

/** Key of the settings in the content bucket. */
export const SETTINGS_SOURCE_KEY = '_config.yml'
export const SETTINGS_STATE_KEY = 'state/settings.json'
const PROBE_KEY = 'state/probe.txt'

export interface SettingsState {
  /** ETag of the `_config.yml` that this was made from; absent where there is none. */
  readonly sourceEtag?: string
  /** The default address that this was made with. */
  readonly defaultUrl?: string
  /** The settings in force; absent as long as there were none without a mistake. */
  readonly settings?: Settings
  /** What is wrong with `_config.yml` as it stands. */
  readonly problems: readonly Problem[]
  /** The files of `_includes/` and `_data/`; their ETags are part of the settings' hash. */
  readonly library: readonly LibraryFile[]
  /** Grows with each change of the settings in force; 0 as long as there are none. */
  readonly generation: number
  /** Generation for which a rebuild has been asked, or was not needed. */
  readonly rebuiltGeneration?: number
}

/** `_config.yml` as it stands. */
export interface SettingsSource {
  /** Absent where there is none. */
  readonly etag?: string
  readonly parsed: ParsedSettings
}

/** Reads `_config.yml`, unless it is too large; `url` is the address of the site where it says none. */
export async function readSettingsSource(content: ObjectStore, url: string | undefined): Promise<SettingsSource> {
  try {
    const source = await content.get(SETTINGS_SOURCE_KEY, { bytesMax: SETTINGS_BYTES_MAX })
    const text = source && new TextDecoder().decode(source.body)
    const parsed = parseSettings(text, url === undefined ? {} : { url })
    return source === undefined ? { parsed } : { etag: source.etag, parsed }
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    const { etag, sizeBytes } = error.head
    return { etag, parsed: settingsTooLarge(`have ${sizeBytes} bytes`, error.bytesMax) }
  }
}

/** Grows when settings are understood otherwise than before. */
const SETTINGS_FORMAT = 3

/** Returns the settings in force as they were last written down, and writes nothing; undefined where they never were. */
export async function readStandingSettings(site: ObjectStore): Promise<SettingsState | undefined> {
  const stored = await site.get(SETTINGS_STATE_KEY)
  return stored && decode(stored.body)
}

/** Returns the settings in force; the first call of all finds them out. */
export async function readSettings(context: PublishContext): Promise<SettingsState> {
  const state = await readStandingSettings(context.site)
  if (state !== undefined && state.defaultUrl === context.defaults.url) return state
  return settleSettings(context)
}

/** Brings the settings in force in line with `_config.yml`, and returns them. */
export async function settleSettings(context: PublishContext): Promise<SettingsState> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const stored = await context.site.get(SETTINGS_STATE_KEY)
    const previous = stored && decode(stored.body)
    // This is the first write of all: on a store that ignores conditions there must be no second.
    if (stored === undefined) await probeConditionalWrites(context.site, PROBE_KEY)
    const source = await readSettingsSource(context.content, context.defaults.url)
    const library = await listLibrary(context.content)
    if (previous !== undefined && isUpToDate(previous, source.etag, library, context)) return previous

    const next = nextState(previous, stored === undefined, source, library, context.defaults.url)
    if (!(await write(context, next, stored?.etag))) continue
    const head = await context.content.head(SETTINGS_SOURCE_KEY)
    if (isUpToDate(next, head?.etag, await listLibrary(context.content), context)) return next
  }
  throw new PostponedError(SETTINGS_SOURCE_KEY, `it changed ${ATTEMPTS_MAX} times while it was read`)
}

/** Notes that a rebuild for the settings of `generation` has been asked for. */
export async function noteRebuildAsked(context: PublishContext, generation: number): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const stored = await context.site.get(SETTINGS_STATE_KEY)
    const state = stored && decode(stored.body)
    // Newer settings ask for a rebuild of their own.
    if (state?.generation !== generation || state.rebuiltGeneration === generation) return
    if (await write(context, { ...state, rebuiltGeneration: generation }, stored?.etag)) return
  }
  throw new PostponedError(SETTINGS_STATE_KEY, `it changed ${ATTEMPTS_MAX} times while it was written`)
}

function isUpToDate(
  state: SettingsState,
  sourceEtag: string | undefined,
  library: readonly LibraryFile[],
  { defaults }: PublishContext,
): boolean {
  return (
    state.sourceEtag === sourceEtag && state.defaultUrl === defaults.url && isDeepStrictEqual(state.library, library)
  )
}

function nextState(
  previous: SettingsState | undefined,
  isFirst: boolean,
  { etag, parsed }: SettingsSource,
  library: readonly LibraryFile[],
  defaultUrl: string | undefined,
): SettingsState {
  const settings = parsed.settings ? withLibrary(parsed.settings, library) : previous?.settings
  const generation = (previous?.generation ?? 0) + (settings?.hash === previous?.settings?.hash ? 0 : 1)
  // Before the first state there was nobody who could have passed a post by: then there is nothing to build again.
  const rebuiltGeneration = isFirst ? generation : previous?.rebuiltGeneration
  return {
    ...(etag === undefined ? {} : { sourceEtag: etag }),
    ...(defaultUrl === undefined ? {} : { defaultUrl }),
    ...(settings === undefined ? {} : { settings }),
    problems: parsed.problems,
    library,
    generation,
    ...(rebuiltGeneration === undefined ? {} : { rebuiltGeneration }),
  }
}

/** Returns the settings with a hash that stands for the library too. */
export function withLibrary(settings: Settings, library: readonly LibraryFile[]): Settings {
  return { ...settings, hash: settings.hash + libraryHash(library) }
}

/** Returns whether it was written; false: somebody else was faster. */
async function write(context: PublishContext, state: SettingsState, etag: string | undefined): Promise<boolean> {
  const condition = etag === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: etag }
  try {
    await context.site.put(SETTINGS_STATE_KEY, JSON.stringify({ format: SETTINGS_FORMAT, ...state }), {
      ...condition,
      contentType: 'application/json',
    })
    return true
  } catch (error) {
    if (error instanceof ConflictError) return false
    throw error
  }
}

function decode(body: Uint8Array): SettingsState | undefined {
  const { format, ...state } = JSON.parse(new TextDecoder().decode(body)) as SettingsState & { format: number }
  return format === SETTINGS_FORMAT ? state : undefined
}
