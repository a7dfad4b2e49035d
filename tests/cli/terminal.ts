/**
 * Surroundings whose output can be read, and a folder for the files of a story.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { main } from '../../lib/cli/main.js'
import type { Surroundings } from '../../lib/cli/surroundings.js'
import { realProgram } from '../parse/programs.js'

const { program, remove } = await realProgram()
afterAll(remove)

export const NOW_MS = Date.UTC(2030, 0, 1)

export class Terminal implements Surroundings {
  output = ''
  errors = ''
  isTerminal = false
  columns = 200
  version = '1.2.3'
  parseProgram = program
  exampleFolder = '/no/example'
  deploymentsFolder = '/no/deployments'
  /** What is answered to questions; undefined: nobody is there. */
  answer: string | undefined
  environment: Readonly<Record<string, string | undefined>> = {}
  now = (): number => NOW_MS
  /** Ctrl-C. */
  interrupt: () => void = () => {}
  #wake: () => void = () => {}

  out = (text: string): void => {
    this.output += text
    this.#wake()
  }

  err = (text: string): void => {
    this.errors += text
    this.#wake()
  }

  ask = async (question: string): Promise<string | undefined> => {
    this.err(question)
    return this.answer
  }

  /** Tests do not wait: they see to it that what is waited for happens. */
  wait = async (_ms: number, _until: AbortSignal): Promise<void> => {}

  onInterrupt = (stop: () => void): (() => void) => {
    this.interrupt = stop
    return () => {}
  }

  run(...args: readonly string[]): Promise<number> {
    return main(args, this)
  }

  /** Returns the first match when it has been written. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output + this.errors)
      if (match !== null) return match
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

export class Folder {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async make(files: Readonly<Record<string, string>>): Promise<Folder> {
    const folder = new Folder(await mkdtemp(join(tmpdir(), 'broadsheet-cli-')))
    for (const [name, text] of Object.entries(files)) await folder.write(name, text)
    return folder
  }

  async write(name: string, text: string): Promise<void> {
    const path = join(this.path, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}
