/**
 * Whether a site is a Jekyll site, whose posts are Liquid templates.
 *
 * `_config.yml` alone does not say so, since Broadsheet's own settings stand there: a key does that only Jekyll, its
 * plugins and its themes read. `liquid: false` says that braces are text all the same.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { plainData, type Value } from './value.js'

const JEKYLL_KEYS = [
  ...['plugins', 'gems', 'theme', 'remote_theme', 'markdown', 'kramdown', 'highlighter', 'permalink', 'collections'],
  ...['defaults', 'include', 'exclude', 'keep_files', 'source', 'destination', 'safe', 'sass', 'paginate', 'liquid'],
  ...['excerpt_separator', 'show_drafts', 'future', 'unpublished', 'incremental', 'whitelist', 'plugins_dir', 'feed'],
]

/** Returns whether posts of the site whose settings are `config` are Liquid templates. */
export function isLiquidSite(config: Value | undefined): boolean {
  if (config?.kind !== 'mapping') return false
  const liquid = config.entries.get('liquid')
  if (liquid?.kind === 'scalar' && /^(?:false|no|off)$/i.test(liquid.text)) return false
  return JEKYLL_KEYS.some((key) => config.entries.has(key))
}

/** Returns what templates see as `site`: all of `_config.yml` but Broadsheet's own settings. */
export function siteVariables(config: Value | undefined): Record<string, unknown> {
  const variables: Record<string, unknown> = Object.create(null)
  if (config?.kind !== 'mapping') return variables
  for (const [key, value] of config.entries) if (key !== 'broadsheet') variables[key] = plainData(value)
  return variables
}
