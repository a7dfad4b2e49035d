import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Change } from '../../lib/laptop/bucket-event.js'
import { type FolderWatch, watchFolder } from '../../lib/laptop/folder-watch.js'

/** Done right after a folder was read. */
const afterReading = vi.hoisted(() => ({ act: (_folder: string): void => {} }))

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>()
  return {
    ...real,
    async opendir(...[path, options]: Parameters<typeof real.opendir>) {
      const folder = await real.opendir(path, options)
      return (async function* () {
        yield* folder
        afterReading.act(String(path))
      })()
    },
  }
})

/** A folder that somebody listens to. */
class Listening {
  readonly folder: string
  readonly heard: Change[] = []
  readonly errors: Error[] = []
  #watch: FolderWatch | undefined
  #wake: () => void = () => {}

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Begins to listen to a new folder that holds `names`. */
  static async to(...names: readonly string[]): Promise<Listening> {
    const listening = new Listening(await mkdtemp(join(tmpdir(), 'broadsheet-watch-')))
    for (const name of names) await listening.save(name)
    listening.#watch = await watchFolder(listening.folder, Date.now, {
      onChanges: (changes) => {
        listening.heard.push(...changes)
        listening.#wake()
      },
      onError: (error) => listening.errors.push(error),
    })
    return listening
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  async save(name: string, text = name): Promise<void> {
    await mkdir(dirname(this.path(name)), { recursive: true })
    await writeFile(this.path(name), text)
  }

  /** Returns when the last that was heard of each key of `expected` is what it says. */
  async until(expected: Readonly<Record<string, Change['kind']>>): Promise<void> {
    const keys = Object.keys(expected)
    for (;;) {
      const last = new Map(this.heard.map(({ key, kind }) => [key, kind]))
      if (keys.every((key) => last.get(key) === expected[key])) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async end(): Promise<void> {
    await this.#watch?.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

let listening: Listening

afterEach(async () => {
  afterReading.act = () => {}
  await listening.end()
})

const A = '_posts/2024-05-01-a.md'
const B = '_posts/2024-05-02-b.md'

describe('what happens in a watched folder is heard of', () => {
  test('a file is saved, and saved again', async () => {
    listening = await Listening.to(A)
    await listening.save(A, 'other')
    await listening.until({ [A]: 'saved' })
  })

  test('a file is deleted', async () => {
    listening = await Listening.to(A)
    await rm(listening.path(A))
    await listening.until({ [A]: 'deleted' })
  })

  test('a file is renamed, as editors do that save beside and move into place', async () => {
    listening = await Listening.to(A)
    await rename(listening.path(A), listening.path(B))
    await listening.until({ [A]: 'deleted', [B]: 'saved' })
  })

  test('a folder is made with folders and files in it', async () => {
    listening = await Listening.to()
    await listening.save(`a/b/c/${A}`)
    await listening.until({ [`a/b/c/${A}`]: 'saved' })
    await listening.save(`a/b/c/${B}`)
    await listening.until({ [`a/b/c/${B}`]: 'saved' })
  })

  test('a folder is moved to another name, and what happens in it goes on being heard', async () => {
    listening = await Listening.to(`old/deep/${A}`, `old/${B}`)
    await rename(listening.path('old'), listening.path('new'))
    await listening.until({
      [`old/deep/${A}`]: 'deleted',
      [`old/${B}`]: 'deleted',
      [`new/deep/${A}`]: 'saved',
      [`new/${B}`]: 'saved',
    })
    await rm(listening.path(`new/deep/${A}`))
    await listening.until({ [`new/deep/${A}`]: 'deleted' })
  })

  test('a folder is deleted, and another made in its place', async () => {
    listening = await Listening.to(`old/${A}`)
    for (const name of [A, B, A, B]) {
      await rm(listening.path('old'), { recursive: true })
      await listening.save(`old/${name}`)
    }
    await listening.until({ [`old/${A}`]: 'deleted', [`old/${B}`]: 'saved' })
    await listening.save(`old/${A}`)
    await listening.until({ [`old/${A}`]: 'saved' })
  })

  test('a file comes where a folder was, and a folder where a file was', async () => {
    listening = await Listening.to(`a.md/${A}`, B)
    await rm(listening.path('a.md'), { recursive: true })
    await listening.save('a.md')
    await rm(listening.path(B))
    await listening.save(`${B}/${A}`)
    await listening.until({ [`a.md/${A}`]: 'deleted', [B]: 'deleted', [`${B}/${A}`]: 'saved' })
  })

  test('the folder itself is deleted', async () => {
    listening = await Listening.to(A, B)
    await rm(listening.folder, { recursive: true })
    await listening.until({ [A]: 'deleted', [B]: 'deleted' })
  })
})

describe('none is missed', () => {
  test('a file that is made right after its new folder was read', async () => {
    listening = await Listening.to()
    afterReading.act = (folder) => {
      if (folder === listening.path('_posts')) writeFileSync(listening.path(A), 'late')
    }
    await mkdir(listening.path('_posts'))
    await listening.until({ [A]: 'saved' })
    await rm(listening.path(A))
    await listening.until({ [A]: 'deleted' })
  })

  test('a folder that is made right after its new folder was read', async () => {
    listening = await Listening.to()
    afterReading.act = (folder) => {
      if (folder !== listening.path('a')) return
      mkdirSync(listening.path('a/_posts'), { recursive: true })
      writeFileSync(listening.path(`a/${A}`), 'late')
    }
    await mkdir(listening.path('a'))
    await listening.until({ [`a/${A}`]: 'saved' })
  })

  test('more edits at once than the system keeps events', async () => {
    const names = Array.from({ length: 12_000 }, (_, index) => `_posts/2024-05-01-${index}.md`)
    listening = await Listening.to(A)
    for (const name of names) writeFileSync(listening.path(name), 'first')
    await listening.until(Object.fromEntries(names.map((name) => [name, 'saved'])))
    listening.heard.length = 0
    // In one go: nothing is heard before the end.
    for (const name of names) writeFileSync(listening.path(name), 'second')
    await listening.until(Object.fromEntries(names.map((name) => [name, 'saved'])))
  })
})

test('what is in no bucket is not heard of, nor what no post can be', async () => {
  listening = await Listening.to()
  const outside = await mkdtemp(join(tmpdir(), 'broadsheet-outside-'))
  await writeFile(join(outside, '2024-05-01-outside.md'), 'Outside')
  for (const folder of ['.git', 'node_modules', 'a/node_modules']) await listening.save(`${folder}/${A}`)
  for (const name of ['.hidden.md', '_posts/.2024-05-01-a.md.swp', '_posts/notes~', 'photo.jpg'])
    await listening.save(name)
  await symlink(outside, listening.path('linked'))
  await symlink(join(outside, '2024-05-01-outside.md'), listening.path('_posts/2024-05-01-linked.md'))
  await listening.save(A)
  await listening.until({ [A]: 'saved' })
  expect(listening.heard.filter(({ kind }) => kind === 'saved').map(({ key }) => key)).toEqual([A])
  expect(listening.errors).toEqual([])
  await rm(outside, { recursive: true })
})
