/**
 * The limits of `_config.yml`. Constants only.
 */

/** UTF-16 code units that `_config.yml` may have. */
export const SETTINGS_LENGTH_MAX = 262_144
/** Bytes of a `_config.yml` that is read at all: in UTF-8 no text of `SETTINGS_LENGTH_MAX` has more. */
export const SETTINGS_BYTES_MAX = 3 * SETTINGS_LENGTH_MAX
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
/** WebSub hubs: each is told of every subscription document that has changed. */
export const HUBS_MAX = 5
/** `broadsheet.ttl`, in minutes: a week. */
export const TTL_MINUTES_MAX = 10_080
/** `broadsheet.document_bytes_max`. The least leaves room for a document's head and a few summaries. */
export const DOCUMENT_BYTES_MAX_LEAST = 16_384
export const DOCUMENT_BYTES_MAX_MOST = 10_485_760
