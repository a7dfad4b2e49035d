/**
 * A laptop that runs on a folder of its own, for stories: somebody saves files, and readers fetch.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { type Laptop, type LaptopEvent, startLaptop } from '../../lib/laptop/laptop.js'
import { FORMATS } from '../../lib/model/feed-document.js'
import { realProgram } from '../parse/programs.js'

const { program, remove } = await realProgram()
afterAll(remove)

export const SETTINGS = 'title: The Site\nurl: https://example.com\n'

export class Running {
  readonly folder: string
  readonly events: LaptopEvent[] = []
  /** Added to the real clock. */
  aheadMs = 0
  #laptop: Laptop | undefined
  #wake: () => void = () => {}

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Starts a laptop on a new folder that holds `files`, and returns when they are settled. */
  static async start(files: Readonly<Record<string, string>>): Promise<Running> {
    const running = new Running(await mkdtemp(join(tmpdir(), 'broadsheet-laptop-')))
    for (const [name, text] of Object.entries(files)) await running.save(name, text)
    running.#laptop = await startLaptop({
      folder: running.folder,
      port: 0,
      s3Port: 0,
      parseProgram: program,
      now: () => Date.now() + running.aheadMs,
      onEvent: (event) => {
        running.events.push(event)
        running.#wake()
      },
    })
    await running.laptop.settleAll()
    await running.until(() => running.events.some(({ kind }) => kind === 'rebuilt'))
    return running
  }

  get laptop(): Laptop {
    if (this.#laptop === undefined) throw new Error('it does not run')
    return this.#laptop
  }

  async save(name: string, text: string): Promise<void> {
    const path = join(this.folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { recursive: true })
  }

  async file(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8')
  }

  /** Returns when `check` holds, which is looked at after each event. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      const seen = this.events.length
      const next = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      if (await check()) return
      if (this.events.length === seen) await next
    }
  }

  /** Does `act`, and returns when a change of `key` that came after it has been handled. */
  async afterHandling(key: string, act: () => Promise<void>): Promise<void> {
    const before = this.#handled(key)
    await act()
    await this.until(() => this.#handled(key) > before)
  }

  #handled(key: string): number {
    return this.events.filter((event) => event.kind === 'batch' && event.changes.some((change) => change.key === key))
      .length
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.laptop.url + path, init)
  }

  /** The titles in a JSON Feed, newest first; undefined where there is no such feed. */
  async titles(folder = '/'): Promise<string[] | undefined> {
    const response = await this.fetch(`${folder}feed.json`)
    if (response.status !== 200) return undefined
    const { items } = (await response.json()) as { items: { title: string }[] }
    return items.map(({ title }) => title)
  }

  /** The three documents of a feed, by name. */
  async documents(folder = '/'): Promise<Record<string, { readonly etag: string | null; readonly text: string }>> {
    const names = Object.keys(FORMATS)
    const all = names.map(async (name) => {
      const response = await this.fetch(folder + name, { headers: { 'accept-encoding': 'identity' } })
      return [name, { etag: response.headers.get('etag'), text: await response.text() }] as const
    })
    return Object.fromEntries(await Promise.all(all))
  }

  /** What became of the newest post that was settled under `key`. */
  settled(key: string) {
    const settled = this.events.flatMap((event) => (event.kind === 'batch' ? event.report.handled.settled : []))
    return settled.findLast((one) => one.key === key)
  }

  async close(): Promise<void> {
    await this.#laptop?.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

export function post(title: string, fields: Readonly<Record<string, string>> = {}, text = 'Text.'): string {
  const lines = Object.entries({ title, ...fields }).map(([name, value]) => `${name}: ${value}`)
  return `---\n${lines.join('\n')}\n---\n${text}\n`
}
