/**
 * The limits of `_config.yml`. Constants only.
 */

/** UTF-16 code units that `_config.yml` may have. */
export const SETTINGS_LENGTH_MAX = 262_144
/** Glob patterns under `broadsheet.posts`. */
export const POST_PATTERNS_MAX = 100
/** UTF-16 code units of one glob pattern. */
export const POST_PATTERN_LENGTH_MAX = 500
/** UTF-16 code units of any text in the settings. */
export const SETTING_TEXT_LENGTH_MAX = 2_000
/** `broadsheet.window.entries` and `entries_max`: a document's view is one listing of the store at most. */
export const WINDOW_ENTRIES_MAX = 1_000
/** `broadsheet.window.hours`: a year. */
export const WINDOW_HOURS_MAX = 8_760
