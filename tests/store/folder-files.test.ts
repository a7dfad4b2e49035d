/**
 * A folder that is read once gives what a folder that answers as a bucket gives.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TooLargeError } from '../../lib/store/errors.js'
import { FolderFiles } from '../../lib/store/folder-files.js'
import { FolderStore } from '../../lib/store/folder-store.js'
import { filesOf, type PostFiles } from '../../lib/store/post-files.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function contents(files: PostFiles) {
  const found: Record<string, unknown> = {}
  for await (const keys of files.keys()) {
    for (const key of keys) {
      const file = await files.read(key, 100)
      found[key] = file && [Buffer.from(file.body).toString(), file.contentType]
    }
  }
  return found
}

test('the same keys, bytes and content types, and nothing through a link', async () => {
  await mkdir(join(folder, 'a/_posts'), { recursive: true })
  await mkdir(join(folder, '.git'))
  await mkdir(join(folder, '%-..'))
  await writeFile(join(folder, 'a/_posts/2024-01-01-雨.md'), 'rain')
  await writeFile(join(folder, 'page.html'), '')
  await writeFile(join(folder, '.git/config'), 'no')
  await writeFile(join(folder, '%-../odd.md'), 'escaped')
  await symlink(join(folder, 'a'), join(folder, 'b'))
  await symlink(join(folder, 'page.html'), join(folder, 'link.html'))
  const found = await contents(new FolderFiles(folder))
  expect(found).toEqual(await contents(filesOf(new FolderStore(folder))))
  expect(Object.keys(found)).toEqual(['../odd.md', 'a/_posts/2024-01-01-雨.md', 'page.html'])
})

test('a file that is too large is told of, and one that has gone is not there', async () => {
  await writeFile(join(folder, 'large.md'), 'x'.repeat(101))
  await writeFile(join(folder, 'gone.md'), 'x')
  const files = new FolderFiles(folder)
  for await (const _ of files.keys()) await rm(join(folder, 'gone.md'))
  await expect(files.read('large.md', 100)).rejects.toThrow(TooLargeError)
  expect(await files.read('gone.md', 100)).toBeUndefined()
  expect(await contents(new FolderFiles(join(folder, 'nowhere')))).toEqual({})
})
