/**
 * A whole site in memory, for stories: authors upload, the real handler hears of it, and readers look.
 */
import { inlineParser } from '../../lib/parse/inline-parser.js'
import type { PublishContext } from '../../lib/publish/context.js'
import { type Handled, handle } from '../../lib/publish/handle.js'
import { inlineQueue } from '../../lib/publish/inline-queue.js'
import type { WorkQueue } from '../../lib/publish/work.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import type { ObjectStore } from '../../lib/store/object-store.js'

export const SETTINGS = 'title: The Site\nurl: https://example.com\n'

export class Site {
  readonly content = new MemoryStore()
  readonly site = new MemoryStore()
  nowMs = Date.UTC(2024, 5, 1)
  readonly context: PublishContext

  constructor(wrap: (stores: { content: ObjectStore; site: ObjectStore }) => Partial<PublishContext> = () => ({})) {
    this.context = {
      content: this.content,
      site: this.site,
      parser: inlineParser(),
      now: () => this.nowMs,
      defaults: {},
      concurrency: 4,
      ...wrap({ content: this.content, site: this.site }),
    }
  }

  get queue(): WorkQueue {
    return inlineQueue(this.context)
  }

  /** Uploads, and handles the news of it. */
  async upload(key: string, text: string): Promise<Handled> {
    await this.content.put(key, text)
    return this.hear(key)
  }

  async remove(key: string): Promise<Handled> {
    await this.content.delete(key)
    return this.hear(key)
  }

  hear(...keys: string[]): Promise<Handled> {
    return handle([{ keys }], this.context, this.queue)
  }

  async read(path: string): Promise<string | undefined> {
    const found = await this.site.get(`public/${path}`)
    return found && new TextDecoder().decode(found.body)
  }

  /** The titles in a JSON Feed, in their order. */
  async titles(path: string): Promise<string[] | undefined> {
    const text = await this.read(path)
    return text === undefined ? undefined : JSON.parse(text).items.map(({ title }: { title: string }) => title)
  }

  /**
   * Every feed document, or where there is a prefix all that is below it, with its ETag: equal before and after means
   * that nothing was changed.
   */
  async etags(prefix?: string): Promise<Record<string, string>> {
    const { objects } = await this.site.list({ prefix: prefix ?? 'public/' })
    const wanted = objects.filter(({ key }) => prefix !== undefined || !key.startsWith('public/status.'))
    return Object.fromEntries(wanted.map(({ key, etag }) => [key, etag]))
  }
}

/** What `site` works with, where something else happens on each put into its bucket. */
export function withPut(site: Site, put: ObjectStore['put']): PublishContext {
  const store = new Proxy(site.site, {
    get: (target, name) => (name === 'put' ? put : Reflect.get(target, name).bind(target)),
  })
  return { ...site.context, site: store }
}

export function post(title: string, fields: Record<string, string> = {}, text = 'Text.'): string {
  const lines = Object.entries({ title, ...fields }).map(([name, value]) => `${name}: ${value}`)
  return `---\n${lines.join('\n')}\n---\n${text}\n`
}
