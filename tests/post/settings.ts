/** Settings of a site in Shanghai and of one in English, for tests. */
import type { Settings } from '../../lib/model/settings.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'

export function siteSettings(more = ''): Settings {
  const { settings, problems } = parseSettings(`url: https://example.com\n${more}`, {})
  if (settings === undefined) throw new Error(`settings of a test are wrong: ${JSON.stringify(problems)}`)
  return settings
}
