/**
 * Liquid, as Jekyll's posts have it: tags and outputs become text before Markdown does.
 *
 * What a template sees is data alone: own properties, `_includes` and `_data` as they were given, no file, no clock, no
 * chance (`now` is the post's own date, and `sample` the first item). Its work is counted, not timed, so that a
 * post means the same on every machine: steps, nesting, and the text that is made. A tag that is not known makes
 * nothing, and a warning that names it; a post whose Liquid cannot be read keeps it as text, with a warning.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { Context, type Emitter, filters, Liquid, LiquidError, toValue } from 'liquidjs'
import type { PostLimits } from '../model/post-limits.js'
import type { Problem } from '../model/problem.js'
import { excerptLine, shorten } from '../settings/excerpt.js'
import type { Library } from './library.js'
import { jekyllFilters, type LiquidSite } from './liquid-filters.js'
import { registerJekyllTags } from './liquid-tags.js'
import { LiquidWork } from './liquid-work.js'
import { renderMarkdown } from './markdown.js'

export interface LiquidPage {
  readonly site: LiquidSite
  /** What templates see as `page`. */
  readonly page: Readonly<Record<string, unknown>>
  /** What templates see as `site`, without `data`. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The post's own instant, in milliseconds since the Unix epoch. */
  readonly publishedMs: number
  readonly library: Library
  readonly limits: PostLimits
  /** Line of the file that the text starts on. */
  readonly line: number
}

export type LiquidRendering =
  | { readonly text: string; readonly warnings: readonly Problem[] }
  /** Which limit is passed, in words that complete "the content …". */
  | { readonly limit: string }

/** Tags of liquidjs that Jekyll does not have. They would read other files, or templates inside templates. */
const NOT_IN_JEKYLL = ['layout', 'block', 'render', 'liquid', 'echo', '#']
const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'] as const
/** Warnings of one post. */
const WARNINGS_MAX = 20

/** Tells whether `text` has anything that Liquid would look at. */
export function hasLiquid(text: string): boolean {
  return /\{[{%]/.test(text)
}

/** Returns `text` with its Liquid rendered. Never throws. */
export function renderLiquid(text: string, given: LiquidPage): LiquidRendering {
  if (!hasLiquid(text)) return { text, warnings: [] }
  const work = new LiquidWork(given.limits)
  const warnings = new Map<string, Problem>()
  const warn = (message: string, line?: number): void => {
    if (warnings.size >= WARNINGS_MAX || warnings.has(message)) return
    const excerpt = line === undefined ? undefined : excerptLine(text, line)
    const place = line === undefined ? {} : { line: line + given.line - 1, ...(excerpt !== undefined && { excerpt }) }
    warnings.set(message, { message, ...place })
  }
  const liquid = engine(given, work, warn)
  try {
    for (const { name, line } of work.scan(text, (tag) => tag in liquid.tags)) {
      warn(`the Liquid tag ${shorten(name, 40)} is not known, and makes nothing`, line)
      leaveOut(liquid, name)
    }
    const { library, variables, page, publishedMs } = given
    const time = new Date(publishedMs).toISOString()
    const site = { time, posts: [], pages: [], categories: {}, tags: {}, ...variables, data: plainCopy(library.data) }
    const scope = { site, page, jekyll: { environment: 'production' }, layout: {}, paginator: null }
    const context = new Context(scope, liquid.options, { sync: true }, { liquid })
    Object.assign(context.renderLimit, { check: () => work.step() })
    const rendered: unknown = liquid.renderSync(liquid.parse(text), context)
    return { text: String(rendered), warnings: [...warnings.values()] }
  } catch (error) {
    if (work.passed !== undefined) return { limit: work.passed }
    if (!(error instanceof Error)) throw error
    if (error.message.includes('limit exceeded')) return { limit: `makes too much text of its Liquid` }
    if (error instanceof RangeError) return { limit: 'nests its Liquid too deep' }
    const reason = shorten((error.message.split('\n')[0] ?? '').replace(/, (?:file:.*)?line:\d+.*$/, ''), 120)
    warn(`the Liquid cannot be rendered, and stays text: ${reason}`, lineOf(error))
    return { text, warnings: [...warnings.values()] }
  }
}

function lineOf(error: Error): number | undefined {
  if (!LiquidError.is(error) || error.token?.file !== undefined) return undefined
  return error.token?.getPosition()[0]
}

function engine(given: LiquidPage, work: LiquidWork, warn: (message: string, line?: number) => void): Liquid {
  const { library, limits, site, publishedMs } = given
  const liquid = new Liquid({
    ownPropertyOnly: true,
    jekyllInclude: true,
    jekyllWhere: true,
    dynamicPartials: false,
    relativeReference: false,
    cache: true,
    locale: 'en-US',
    timezoneOffset: site.timeZone,
    memoryLimit: limits.liquidLength,
    root: ['_includes'],
    fs: {
      existsSync: (name) => library.includes.has(name),
      exists: async (name) => library.includes.has(name),
      readFileSync: (name) => {
        const text = library.includes.get(name) ?? ''
        work.text(text.length)
        for (const { name: tag } of work.scan(text, (known) => known in liquid.tags)) {
          warn(`the Liquid tag ${shorten(tag, 40)} is not known, and makes nothing; it stands in _includes/${name}`)
          leaveOut(liquid, tag)
        }
        return text
      },
      readFile: async (name) => library.includes.get(name) ?? '',
      resolve: (_folder, name) => name,
    },
  })
  for (const name of NOT_IN_JEKYLL) delete liquid.tags[name]
  registerJekyllTags(liquid, site, (name) => library.includes.has(name), warn)

  for (const [name, filter] of Object.entries(jekyllFilters(site))) liquid.registerFilter(name, filter)
  liquid.registerFilter('markdownify', (text: unknown) => {
    const markdown = String(toValue(text) ?? '')
    // A little Markdown can become much HTML, and costs more than its letters.
    work.text(markdown.length * 10)
    return renderMarkdown(markdown, limits)
  })
  liquid.registerFilter('sample', (items: unknown) => (Array.isArray(items) ? items[0] : items))
  for (const name of DATE_FILTERS) {
    const filter = filters[name] as (this: unknown, date: unknown, ...rest: unknown[]) => unknown
    liquid.registerFilter(name, function (this: unknown, date: unknown, ...rest: unknown[]) {
      const seconds = site.secondsOf(toValue(date), publishedMs)
      return seconds === undefined ? date : filter.call(this, seconds, ...rest)
    })
  }

  const { renderer } = liquid
  const render = renderer.renderTemplates
  renderer.renderTemplates = function* (templates, context, emitter = new CountingEmitter(work)) {
    work.enter()
    try {
      return yield* render.call(renderer, templates, context, emitter) as Generator
    } finally {
      work.leave()
    }
  }
  return liquid
}

/** Collects what is written, and counts it. */
class CountingEmitter implements Emitter {
  buffer = ''
  readonly #work: LiquidWork

  constructor(work: LiquidWork) {
    this.#work = work
  }

  write(html: unknown): void {
    const text = textOf(toValue(html))
    this.#work.text(text.length)
    this.buffer += text
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(textOf).join('')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Lets `name` make nothing. What stands between it and its end stays. */
function leaveOut(liquid: Liquid, name: string): void {
  const nothing = { parse() {}, render: () => '' }
  liquid.registerTag(name, nothing)
  liquid.registerTag(`end${name}`, nothing)
}

const copies = new WeakMap<object, unknown>()

/** Data of our own has no prototypes, which liquidjs cannot turn into text. */
function plainCopy(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data
  const known = copies.get(data)
  if (known !== undefined) return known
  const copy: unknown = JSON.parse(JSON.stringify(data))
  copies.set(data, copy)
  return copy
}
