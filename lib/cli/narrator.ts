/**
 * Tells what happens on the laptop, line by line: one for each change, with what became of it, the feeds that were
 * written and the time it took; and one for each settling of the whole folder.
 */
import { periodOfPath } from '../feed/archive.js'
import type { Change } from '../laptop/bucket-event.js'
import type { LaptopEvent } from '../laptop/laptop.js'
import { type FeedId, SITE_FEED } from '../model/feed-id.js'
import type { PostRecord } from '../publish/record.js'
import { SETTINGS_SOURCE_KEY, type SettingsState } from '../publish/settings-state.js'
import type { Settled } from '../publish/settle.js'
import type { Screen } from './screen.js'
import { count, cutLines, duration, problemLines } from './wording.js'

/** Changes of one batch that have a line each; the rest are counted. */
const CHANGES_SHOWN_MAX = 20
/** Rejections and warnings that one settling of the whole folder shows. */
const PROBLEMS_SHOWN_MAX = 50
/** Feeds that one line names. */
const FEEDS_NAMED_MAX = 6

type Batch = Extract<LaptopEvent, { kind: 'batch' }>

export class Narrator {
  readonly #screen: Screen
  readonly #now: () => number
  readonly #url: string
  #tally = new Tally()
  #settingsProblems = '[]'
  #feeds = ''

  /** `url` is where the documents are served, without a slash at its end. */
  constructor(screen: Screen, now: () => number, url: string) {
    this.#screen = screen
    this.#now = now
    this.#url = url
  }

  tell(event: LaptopEvent): void {
    switch (event.kind) {
      case 'batch':
        this.#tellBatch(event)
        break
      case 'rebuilt':
        // After a post the queue may have more to do, and it is no settling of the folder: a period of the archive, a list.
        if (this.#tally.posts === 0 && this.#feeds !== '') {
          this.#tally = new Tally()
          break
        }
        this.#screen.say(`${this.#clock()}  ${this.#tally.words()}, in ${duration(event.tookMs)}`)
        this.#tellFeeds(event.feeds)
        if (this.#tally.isReported) this.#screen.say(`${this.#clock()}  what to mend: ${this.#url}/status.html`)
        if (this.#tally.unshown > 0) this.#screen.complain(`    and ${count(this.#tally.unshown, 'more problem')}`)
        this.#tally = new Tally()
        break
      case 'due': {
        const { written } = event.published
        if (written.length === 0) break
        const feeds = named([...new Set(written.map(feedOf))])
        this.#say(`scheduled posts came due → ${feeds} (${count(written.length, 'document')}`, event.tookMs)
        break
      }
      case 'givenUp':
        this.#screen.complain(
          `${this.#clock()}  given up: ${event.keys.slice(0, FEEDS_NAMED_MAX).join(', ') || 'settling the folder'}`,
          `    ${event.reason.message}`,
          '    hint: save it again, or start anew',
        )
        break
      case 'trouble':
        this.#screen.complain(
          `${this.#clock()}  trouble with ${event.doing}: ${event.error.message}`,
          ...advice(event.error),
        )
        break
    }
  }

  #tellFeeds(feeds: ReadonlyMap<string, number>): void {
    const kinds = [...feeds].map(([kind, number]) => count(number, kind, `${kind.replace(/y$/, 'ie')}s`))
    const words = `feeds of ${new Intl.ListFormat('en-GB').format(['the site', ...kinds])}`
    if (words === this.#feeds) return
    this.#feeds = words
    this.#screen.say(`${this.#clock()}  ${words}: ${this.#url}/feeds/`)
  }

  #tellBatch({ changes, report, tookMs, isRebuild }: Batch): void {
    const { settled, published, settings } = report.handled
    const documents = new Map<FeedId, number>()
    for (const path of published.written) documents.set(feedOf(path), (documents.get(feedOf(path)) ?? 0) + 1)

    this.#tellSettings(changes, settings, documents, tookMs)
    const settledKeys = new Map(settled.map((one) => [one.key, one]))
    const posts = changes.filter(({ key }) => key !== SETTINGS_SOURCE_KEY)
    for (const { key } of posts.slice(0, CHANGES_SHOWN_MAX)) {
      const one = settledKeys.get(key)
      this.#say(`${key}  ${this.#whatBecame(one)}${whatWasWritten(one?.feeds ?? [], documents)}`, tookMs)
      for (const problem of one?.record?.problems ?? []) this.#screen.complain(...problemLines(problem))
    }
    if (posts.length > CHANGES_SHOWN_MAX) {
      const more = count(posts.length - CHANGES_SHOWN_MAX, 'more post')
      this.#say(`and ${more} (${count(published.written.length, 'document')}`, tookMs)
    }
    for (const { feed, period } of published.cut) this.#screen.complain(...cutLines(feed, period))
    if (!isRebuild) return
    this.#tally.reportIsPublic = settings.settings?.report === 'public'
    const changed = new Set(posts.map(({ key }) => key))
    for (const one of settled) {
      this.#tally.add(one, this.#now())
      if (!changed.has(one.key)) this.#tellProblems(one)
    }
    this.#tally.documents += published.written.length + report.handled.directory.length
    if (settled.length > 0) this.#screen.progress(() => `settled ${count(this.#tally.posts, 'post')}`)
  }

  #tellSettings(
    changes: readonly Change[],
    { problems, settings }: SettingsState,
    documents: ReadonlyMap<FeedId, number>,
    tookMs: number,
  ): void {
    const text = JSON.stringify(problems)
    const isNews = text !== this.#settingsProblems
    this.#settingsProblems = text
    const hasChanged = changes.some(({ key }) => key === SETTINGS_SOURCE_KEY)
    if (problems.length === 0) {
      if (hasChanged) this.#say(`${SETTINGS_SOURCE_KEY}  read${whatWasWritten([SITE_FEED], documents)}`, tookMs)
    } else if (isNews || hasChanged) {
      const stand = settings ? 'the last good settings stay in force' : 'there are no feeds until it is mended'
      this.#screen.complain(
        `${this.#clock()}  ${SETTINGS_SOURCE_KEY}  rejected: ${stand}`,
        ...problems.flatMap(problemLines),
      )
    }
  }

  /** Shows what is wrong with a post that was settled with the whole folder. */
  #tellProblems({ key, record }: Settled): void {
    if (record === undefined || record.problems.length === 0) return
    if (this.#tally.shown === PROBLEMS_SHOWN_MAX) {
      this.#tally.unshown++
      return
    }
    this.#tally.shown++
    this.#screen.complain(
      `${this.#clock()}  ${key}  ${this.#outcome(record)}`,
      ...record.problems.flatMap(problemLines),
    )
  }

  #whatBecame(settled: Settled | undefined): string {
    if (settled === undefined) return 'waits for settings'
    if (settled.record === undefined) return 'is no post'
    return `${this.#outcome(settled.record)}${settled.changed ? '' : ', unchanged'}`
  }

  #outcome({ outcome, entry }: PostRecord): string {
    switch (outcome) {
      case 'published':
        return entry !== undefined && entry.publishedMs > this.#now()
          ? `scheduled for ${new Date(entry.publishedMs).toISOString()}`
          : 'published'
      case 'draft':
        return 'draft'
      case 'rejected':
        return entry === undefined ? 'rejected' : 'rejected: its last good version stays'
      case 'expired':
        return 'expired'
      case 'gone':
        return 'removed'
    }
  }

  #say(text: string, tookMs: number): void {
    this.#screen.say(`${this.#clock()}  ${text}, ${duration(tookMs)})`)
  }

  /** The time of day, as people's clocks show it. */
  #clock(): string {
    return new Date(this.#now()).toTimeString().slice(0, 8)
  }
}

/** What one settling of the whole folder came to. */
class Tally {
  posts = 0
  documents = 0
  shown = 0
  unshown = 0
  reportIsPublic = false
  readonly #counts = { published: 0, scheduled: 0, expired: 0, draft: 0, rejected: 0, gone: 0 }

  add({ record }: Settled, nowMs: number): void {
    if (record === undefined) return
    this.posts++
    const isScheduled = record.outcome === 'published' && record.entry !== undefined && record.entry.publishedMs > nowMs
    this.#counts[isScheduled ? 'scheduled' : record.outcome]++
  }

  /** Whether the report has something to say, and people can read it. */
  get isReported(): boolean {
    return this.reportIsPublic && this.#counts.rejected > 0
  }

  words(): string {
    const { published, scheduled, draft, rejected } = this.#counts
    return `${count(published, 'post')} published, ${scheduled} scheduled, ${count(draft, 'draft')}, ${rejected} rejected; ${count(this.documents, 'document')} written`
  }
}

/** Ends in an open bracket, which the time taken closes. */
function whatWasWritten(touched: readonly FeedId[], documents: ReadonlyMap<FeedId, number>): string {
  const feeds = touched.filter((feed) => documents.has(feed))
  if (feeds.length === 0) return ' (no document written'
  const total = feeds.reduce((sum, feed) => sum + (documents.get(feed) ?? 0), 0)
  return ` → ${named(feeds)} (${count(total, 'document')}`
}

function named(feeds: readonly FeedId[]): string {
  const more = feeds.length - FEEDS_NAMED_MAX
  return `${feeds.slice(0, FEEDS_NAMED_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Returns the feed of the document at `path`, which is below `public/`. */
function feedOf(path: string): FeedId {
  const archived = periodOfPath(path)
  if (archived !== undefined) return archived.feed
  const slash = path.lastIndexOf('/')
  return (slash < 0 ? 'site' : path.slice(0, slash)) as FeedId
}

function advice(error: Error): string[] {
  if (!('code' in error) || error.code !== 'ENOSPC') return []
  return ['    hint: the system watches no more files; on Linux raise fs.inotify.max_user_watches with sysctl']
}
