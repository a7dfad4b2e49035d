/**
 * The settings of jekyll-feed, under `feed:` in `_config.yml`, which mean here what they mean there.
 *
 * A site that moves has subscribers at the addresses that jekyll-feed gave its feeds: they are said here, so that the
 * documents appear there as well. Themes use the key `feed` for other things, so that what does not fit is passed over.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { TermScheme } from '../model/entry.js'
import type { TermChoice } from '../model/settings.js'
import { isAbsent, type Value } from './value.js'

export interface JekyllFeed {
  /** Where the Atom document of the site is: `feed.path`, or `feed.xml` where the plugin is switched on. */
  readonly atomPath?: string
  /** The folders of the Atom documents of categories and tags: `<folder><term>.xml`. */
  readonly atomFolders: Partial<Record<TermScheme, string>>
  /** `feed.posts_limit`. */
  readonly postsLimit?: number
  /** `feed.excerpt_only`. */
  readonly excerptOnly: boolean
  /** `feed.icon` and `feed.logo`, as they are written. */
  readonly icon?: string
  readonly logo?: string
  /** Which terms have feeds: `feed.categories` and `feed.tags`. */
  readonly choices: Partial<Record<TermScheme, TermChoice>>
}

const PATH = 'feed.xml'
const CATEGORY_FOLDER = 'feed/'
const TAG_FOLDER = 'feed/by_tag/'
/** Documents that Broadsheet writes anyhow. */
const OWN_PATHS: ReadonlySet<string> = new Set([
  ...['atom.xml', 'rss.xml', 'feed.json', 'index.html'],
  ...['feeds.opml', 'feeds/index.html', 'status.html', 'status.json'],
])

/** Returns what `_config.yml`, whose values are `config`, says for jekyll-feed. */
export function jekyllFeedOf(config: Value | undefined): JekyllFeed {
  const feed = valueAt(config, 'feed')
  const posts = valueAt(valueAt(feed, 'collections'), 'posts')
  const isOn = [...textsOf(valueAt(config, 'plugins')), ...textsOf(valueAt(config, 'gems'))].includes('jekyll-feed')
  const path = pathOf(textOf(valueAt(posts, 'path')) ?? textOf(valueAt(feed, 'path')) ?? (isOn ? PATH : ''))
  const categories = valueAt(posts, 'categories') ?? valueAt(feed, 'categories')
  const tags = valueAt(feed, 'tags')
  const limit = valueAt(feed, 'posts_limit')
  const postsLimit = limit?.kind === 'scalar' && /^[1-9]\d{0,8}$/.test(limit.text) ? Number(limit.text) : undefined
  const tagChoice = choiceOfTags(tags)
  const icon = textOf(valueAt(feed, 'icon'))
  const logo = textOf(valueAt(feed, 'logo'))
  const tagFolder = pathOf(textOf(valueAt(tags, 'path')) ?? TAG_FOLDER)
  return {
    ...(path !== undefined && !OWN_PATHS.has(path) && { atomPath: path }),
    atomFolders: {
      ...(!isAbsent(categories) && { category: CATEGORY_FOLDER }),
      ...(tagChoice !== undefined && tagFolder !== undefined && { tag: tagFolder }),
    },
    ...(postsLimit !== undefined && { postsLimit }),
    ...(icon !== undefined && { icon }),
    ...(logo !== undefined && { logo }),
    excerptOnly: textOf(valueAt(feed, 'excerpt_only')) === 'true',
    choices: {
      ...(!isAbsent(categories) && { category: { only: textsOf(categories) } }),
      ...(tagChoice !== undefined && { tag: tagChoice }),
    },
  }
}

/** `tags: true` is all of them; a mapping may name some. Without the key, Broadsheet's own settings hold. */
function choiceOfTags(tags: Value | undefined): TermChoice | undefined {
  if (isAbsent(tags) || tags.kind === 'list') return undefined
  if (tags.kind === 'scalar') {
    if (tags.text === 'true') return {}
    return tags.text === 'false' ? { only: [] } : undefined
  }
  const [only, except] = [valueAt(tags, 'only'), valueAt(tags, 'except')]
  return { ...(!isAbsent(only) && { only: textsOf(only) }), ...(!isAbsent(except) && { except: textsOf(except) }) }
}

/** Returns `path` as one below the site's documents; nothing where it is none. A folder keeps its slash. */
function pathOf(path: string): string | undefined {
  const bare = path.replace(/^\/+/, '')
  const steps = bare.replace(/\/$/, '').split('/')
  return steps.every((step) => /^[^.?#%\s\\][^?#%\s\\]*$/.test(step)) ? bare : undefined
}

function valueAt(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === 'mapping' ? value.entries.get(key) : undefined
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && value.text !== '' ? value.text : undefined
}

function textsOf(value: Value | undefined): string[] {
  const items = value?.kind === 'list' ? value.items : value?.kind === 'scalar' ? [value] : []
  return items.flatMap((item) => textOf(item) ?? [])
}
