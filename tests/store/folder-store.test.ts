import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StoreError } from '../../lib/store/errors.js'
import { FileDigests } from '../../lib/store/file-digests.js'
import { FolderStore } from '../../lib/store/folder-store.js'
import { FolderTree } from '../../lib/store/folder-tree.js'
import { describeObjectStore, listAll, ODD_KEYS } from './contract.js'

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'broadsheet-folder-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Runs `tell` with a folder that holds `files`, and removes it. */
async function withFolder(files: Record<string, string>, tell: (path: string) => Promise<void>): Promise<void> {
  const { path, remove } = await temporaryFolder()
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await writeFile(join(path, name), content)
    }
    await tell(path)
  } finally {
    await remove()
  }
}

/** So late that all times of files are in the past, and what was read may be kept. */
const longAfter = () => Date.now() + 3_600_000

const filesIn = async (path: string) => {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .toSorted()
}
const keysIn = async (store: FolderStore, prefix = '') =>
  (await listAll(store, { prefix })).objects.map(({ key }) => key)
const md5 = (content: string) => createHash('md5').update(content).digest('hex')
const text = (body: Uint8Array | undefined) => body && Buffer.from(body).toString()

describeObjectStore(
  'FolderStore',
  async () => {
    const { path, remove } = await temporaryFolder()
    return { store: new FolderStore(join(path, 'bucket')), close: remove }
  },
  { contentType: 'a file keeps neither' },
)

describe('FolderStore', () => {
  it('reads a folder of posts as it lies', async () => {
    const files = {
      '_config.yml': 'title: A',
      '_posts/2024-01-31-hello world.md': 'Hello',
      'zh/_posts/泉州.md': '你好',
      'a%b.md': 'percent',
    }
    await withFolder(files, async (path) => {
      const store = new FolderStore(path)
      expect(await keysIn(store)).toEqual(Object.keys(files).toSorted())
      for (const [key, content] of Object.entries(files)) expect(text((await store.get(key))?.body)).toBe(content)
    })
  })

  it('writes documents as files that can be served as they lie, and leaves nothing else behind', async () => {
    await withFolder({}, async (path) => {
      const store = new FolderStore(path)
      await store.put('public/atom.xml', '<feed/>')
      await store.put('public/tag/泉州晚报新闻/atom.xml', '<feed/>')
      await store.put('public/tag/泉州晚报新闻/atom.xml', '<feed></feed>')
      await store.put('passing/by', 'x')
      await store.delete('passing/by')
      expect(await readFile(join(path, 'public/tag/泉州晚报新闻/atom.xml'), 'utf8')).toBe('<feed></feed>')
      expect(await filesIn(path)).toEqual(['public/atom.xml', 'public/tag/泉州晚报新闻/atom.xml'])
      expect(await readdir(path)).toEqual(['public'])
    })
  })

  it('does not see dot files, dot folders and node_modules, and never writes into them', async () => {
    const hidden = {
      '.git/config': 'real',
      '.DS_Store': 'real',
      'node_modules/x/readme.md': 'real',
      'b/.git/x': 'real',
    }
    await withFolder({ ...hidden, 'a.md': 'post' }, async (path) => {
      const store = new FolderStore(path)
      expect(await keysIn(store)).toEqual(['a.md'])
      expect(await store.get('.git/config')).toBeUndefined()
      expect(await store.list({ delimiter: '/' })).toMatchObject({ prefixes: [] })
      await store.put('.git/config', 'uploaded')
      expect(text((await store.get('.git/config'))?.body)).toBe('uploaded')
      expect(await readFile(join(path, '.git/config'), 'utf8')).toBe('real')
      await store.delete('node_modules/x/readme.md')
      expect(await readFile(join(path, 'node_modules/x/readme.md'), 'utf8')).toBe('real')
    })
  })

  it('keeps every odd key inside its folder', async () => {
    await withFolder({}, async (path) => {
      const store = new FolderStore(join(path, 'bucket'))
      for (const key of ODD_KEYS) await store.put(key, key)
      expect(await readdir(path)).toEqual(['bucket'])
      for (const key of ODD_KEYS) await store.delete(key)
      expect(await readdir(join(path, 'bucket'))).toEqual([])
    })
  })

  it('takes names that only look escaped for no key', async () => {
    await withFolder(
      { '%': '', '%2F': '', '%-plain/x': '', '%=%2f': '', '%+short/%=er': '', 'a.md': '' },
      async (path) => {
        expect(await keysIn(new FolderStore(path))).toEqual(['a.md'])
      },
    )
  })

  it('follows no symbolic link, to a file or to a folder, in reading, listing or writing', async () => {
    await withFolder({ 'outside/secret': 'secret', 'bucket/a.md': 'post' }, async (path) => {
      const root = join(path, 'bucket')
      await symlink(join(path, 'outside'), join(root, 'folder'))
      await symlink(join(path, 'outside/secret'), join(root, 'file'))
      await symlink(root, join(root, 'loop'))
      const store = new FolderStore(root)
      for (const prefix of ['', 'folder/', 'loop/']) {
        expect(await keysIn(store, prefix)).toEqual(prefix === '' ? ['a.md'] : [])
      }
      for (const key of ['file', 'folder/secret', 'loop/a.md']) {
        expect(await store.get(key)).toBeUndefined()
        await expect(store.put(key, 'overwritten')).rejects.toThrow(StoreError)
        await store.delete(key)
      }
      await expect(store.put('folder/new', 'x')).rejects.toThrow(StoreError)
      expect(await filesIn(join(path, 'outside'))).toEqual(['secret'])
      expect(await readFile(join(path, 'outside/secret'), 'utf8')).toBe('secret')
    })
  })

  it('may itself be reached through a link', async () => {
    await withFolder({ 'real/a.md': 'post' }, async (path) => {
      await symlink(join(path, 'real'), join(path, 'link'))
      const store = new FolderStore(join(path, 'link'))
      await store.put('b.md', 'post')
      expect(await keysIn(store)).toEqual(['a.md', 'b.md'])
    })
  })

  it('sees what an editor changes, size kept or not, in place or by renaming', async () => {
    await withFolder({ 'a.md': 'one' }, async (path) => {
      const store = new FolderStore(path)
      const etags = [(await store.head('a.md'))?.etag]
      for (const content of ['two', 'six', 'three', '']) {
        await writeFile(join(path, 'a.md'), content)
        const head = await store.head('a.md')
        expect(head).toMatchObject({ sizeBytes: content.length })
        expect((await store.list()).objects[0]?.etag).toBe(head?.etag)
        expect(etags).not.toContain(head?.etag)
        etags.push(head?.etag)
      }
    })
  })

  it('notices that a file has changed whose digest it kept', async () => {
    await withFolder({ 'a.md': 'one' }, async (path) => {
      const file = join(path, 'a.md')
      const digests = new FileDigests(longAfter)
      const { etag } = (await digests.digest(file)) ?? {}
      expect(await digests.digest(file)).toMatchObject({ etag, sizeBytes: 3 })
      await writeFile(file, 'two')
      await utimes(file, 1, 1)
      expect(await digests.digest(file)).toMatchObject({ etag: md5('two'), sizeBytes: 3, modifiedMs: 1_000 })
      expect(etag).toBe(md5('one'))
    })
  })

  it('has no objects while its folder is not there', async () => {
    await withFolder({}, async (path) => {
      const store = new FolderStore(join(path, 'later/bucket'))
      expect(await store.get('a')).toBeUndefined()
      expect(await store.list()).toEqual({ objects: [], prefixes: [] })
      await store.delete('a')
      await store.put('a', 'x')
      expect(await keysIn(store)).toEqual(['a'])
    })
  })

  it('lists no further than it has to: neither outside the prefix nor before the start nor after the page', async () => {
    const files = ['a/x', 'b/c/1', 'b/c/2', 'b/d/3', 'b/e/4', 'f/y']
    await withFolder(Object.fromEntries(files.map((file) => [file, ''])), async (path) => {
      let read = 0
      const keysOf = async (query: { prefix?: string; startAfter?: string }, count = 9) => {
        const tree = new FolderTree((task) => {
          read++
          return task()
        }, Date.now)
        const keys: string[] = []
        const all = { prefix: '', startAfter: '', passed: () => undefined, ...query }
        for await (const { key } of tree.walk(path, all)) if (keys.push(key) === count) break
        const folders = read
        read = 0
        return [keys, folders]
      }
      expect(await keysOf({})).toEqual([files, 7])
      expect(await keysOf({ prefix: 'b/' })).toEqual([['b/c/1', 'b/c/2', 'b/d/3', 'b/e/4'], 4])
      expect(await keysOf({ prefix: 'b/d' })).toEqual([['b/d/3'], 2])
      expect(await keysOf({ startAfter: 'b/c0' }, 1)).toEqual([['b/d/3'], 3])
      expect(await keysOf({ startAfter: 'b/c/1' }, 2)).toEqual([['b/c/2', 'b/d/3'], 4])
    })
  })

  it('lists a large folder page by page, and sees what changes between two pages', async () => {
    const name = (number: number) => `${String(number).padStart(4, '0')}.md`
    const names = Array.from({ length: 1_200 }, (_, number) => name(number))
    await withFolder(Object.fromEntries(names.map((own) => [own, own])), async (path) => {
      const store = new FolderStore(path, longAfter)
      const first = await store.list({ limit: 1_000 })
      expect(first.next).toBe(name(999))
      expect((await store.list({ startAfter: name(1_190) })).objects).toHaveLength(9)
      await writeFile(join(path, '1000.new.md'), '')
      await rm(join(path, name(1_100)))
      // The clock of the file system may not have moved on.
      await utimes(path, 1, 1)
      const second = await store.list({ startAfter: name(999) })
      expect(second.objects).toHaveLength(200)
      expect(second.objects.slice(0, 2).map(({ key }) => key)).toEqual([name(1_000), '1000.new.md'].toSorted())
    })
  })
})
