/**
 * What every `ObjectStore` does, whatever it keeps its objects in. `describeObjectStore` is called once for each store.
 *
 * A store that is known to fall short of S3 says so in `gaps`, with the reason; nothing else is made weaker for it.
 */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ConflictError, StoreError, TooLargeError, UnavailableError } from '../../lib/store/errors.js'
import { KEY_BYTES_MAX, type Listing, type ListOptions, type ObjectStore } from '../../lib/store/object-store.js'

/** What a store is known not to do, each with the reason. */
export interface Gaps {
  /** `delete` takes `ifMatch` and deletes all the same. */
  readonly deleteIfMatch?: string
  /** Content type and cache control are not kept; the type is told by the key. */
  readonly contentType?: string
}

/** Opens a store that holds nothing under `prefix`, which all keys of one test start with. */
export interface Opened {
  readonly store: ObjectStore
  readonly close?: () => Promise<void>
}

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (body: Uint8Array | undefined) => (body === undefined ? undefined : new TextDecoder().decode(body))
const MIB = 1_024 * 1_024

/** Keys that some store, file system, URL or signature gets wrong, in the order of their UTF-8 bytes. */
export const ODD_KEYS: readonly string[] = [
  ' leading space',
  '%2F',
  '%2f',
  '%252F',
  '+',
  '-',
  '.',
  '..',
  '../escape',
  './here',
  '.git/config',
  '.hidden',
  '/',
  '/leading slash',
  '//',
  '_posts/2021-12-08-泉州晚报.md',
  'a',
  'a b',
  'a b c ',
  'a!b',
  'a%',
  'a+b',
  'a/',
  'a/.',
  'a/..',
  'a/../b',
  'a/./b',
  'a//',
  'a//b',
  'a/b',
  'a/b/',
  'a/b/c',
  'a/~',
  'a\\b',
  'aa',
  'a~',
  'case',
  'con.txt',
  'node_modules/x',
  'q?x=1&y=2#z',
  'quote\'"<>&`',
  'tab\tnewline\nreturn\rdelete\x7f',
  'trailing.',
  'trailing ',
  '~',
  '~2E',
  '\u00e9 composed',
  'e\u0301 decomposed',
  '泉州晚报新闻/东财滚动新闻.html',
  '\u{fffd}',
  '\u{ffff}',
  '🎉',
  '🎉/🎉',
  '\u{10ffff}',
].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

/** Returns everything that a listing gives, page by page, each page's size bounded by `limit`. */
export async function listAll(store: ObjectStore, options: ListOptions = {}): Promise<Omit<Listing, 'next'>> {
  const objects = []
  const prefixes = []
  let startAfter = options.startAfter
  for (;;) {
    const page = await store.list({ ...options, ...(startAfter !== undefined && { startAfter }) })
    expect(page.objects.length + page.prefixes.length).toBeLessThanOrEqual(options.limit ?? 1_000)
    objects.push(...page.objects)
    prefixes.push(...page.prefixes)
    if (page.next === undefined) return { objects, prefixes }
    startAfter = page.next
  }
}

/** Describes the contract for the store that `open` makes: a new and empty one each time. */
export function describeObjectStore(name: string, open: () => Promise<Opened>, gaps: Gaps = {}): void {
  /** A test with an empty store of its own. */
  const story = (title: string, tell: (store: ObjectStore) => Promise<void>) =>
    it(title, async () => {
      const { store, close } = await open()
      try {
        await tell(store)
      } finally {
        await close?.()
      }
    })
  const fill = async (store: ObjectStore, keys: readonly string[]) => {
    for (const key of keys) await store.put(key, `body of ${key}`)
  }
  const keysOf = async (store: ObjectStore, options?: ListOptions) =>
    (await listAll(store, options)).objects.map(({ key }) => key)

  describe(`${name}: objects`, () => {
    story('a key that is not there is undefined, and deleting it is no error', async (store) => {
      expect(await store.get('missing')).toBeUndefined()
      expect(await store.head('missing')).toBeUndefined()
      expect(await store.get('missing/below')).toBeUndefined()
      await store.delete('missing')
    })

    story('what is put is what is got, and head says the same without the body', async (store) => {
      const { etag } = await store.put('post.md', 'héllo')
      const found = await store.get('post.md')
      expect(text(found?.body)).toBe('héllo')
      expect(found).toMatchObject({ key: 'post.md', etag, sizeBytes: 6 })
      expect(found?.sha256).toBe(createHash('sha256').update('héllo').digest('hex'))
      const { body: _, ...head } = found ?? { body: undefined }
      expect(await store.head('post.md')).toEqual(head)
      expect((await store.list()).objects).toMatchObject([{ key: 'post.md', etag, sizeBytes: 6 }])
    })

    story('whoever puts may bring the SHA-256 of the body along, and it makes no difference', async (store) => {
      const sha256 = createHash('sha256').update('héllo').digest('hex')
      const { etag } = await store.put('key', bytes('héllo'), { sha256 })
      expect(await store.head('key')).toMatchObject({ etag, sha256 })
      expect((await store.put('key', 'héllo')).etag).toBe(etag)
    })

    story('bytes are kept as they are, and the empty object is an object', async (store) => {
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      await store.put('bytes.bin', all)
      await store.put('empty', '')
      expect(Buffer.from((await store.get('bytes.bin'))?.body ?? []).equals(all)).toBe(true)
      expect(await store.get('empty')).toMatchObject({ sizeBytes: 0 })
      expect((await store.get('empty'))?.body.length).toBe(0)
    })

    story("what a caller does to its bytes does not reach the store's", async (store) => {
      const body = bytes('as put')
      await store.put('key', body)
      body.fill(0)
      ;(await store.get('key'))?.body.fill(0)
      expect(text((await store.get('key'))?.body)).toBe('as put')
    })

    story('the same bytes have the same ETag, and other bytes another', async (store) => {
      const first = await store.put('key', 'one')
      expect(await store.put('key', 'one')).toEqual(first)
      const second = await store.put('key', 'two')
      expect(second.etag).not.toBe(first.etag)
      expect(second.etag).not.toContain('"')
      expect((await store.head('key'))?.etag).toBe(second.etag)
      expect(await store.put('key', 'one')).toEqual(first)
      expect(text((await store.get('key'))?.body)).toBe('one')
    })

    story('a deleted object is gone, and can come back', async (store) => {
      await store.put('key', 'one')
      await store.delete('key')
      expect(await store.get('key')).toBeUndefined()
      expect((await store.list()).objects).toEqual([])
      await store.put('key', 'two', { ifNoneMatch: '*' })
      expect(text((await store.get('key'))?.body)).toBe('two')
    })

    story('a document has the content type that it was put with', async (store) => {
      const head = { contentType: 'application/atom+xml; charset=utf-8' }
      await store.put('tag/atom.xml', '<feed/>', head)
      expect(await store.head('tag/atom.xml')).toMatchObject(head)
      expect(await store.get('tag/atom.xml')).toMatchObject(head)
    })

    it.skipIf(gaps.contentType)('any content type, cache control and link are kept', async () => {
      const { store, close } = await open()
      const head = {
        contentType: 'application/atom+xml; charset=utf-8',
        cacheControl: 'max-age=60',
        link: '<https://hub.example/?a=b&c>; rel="hub", <https://feeds.example/%E4%B8%AD/atom.xml>; rel="self"',
      }
      await store.put('odd-name.bin', '<feed/>', head)
      expect(await store.head('odd-name.bin')).toMatchObject(head)
      expect(await store.get('odd-name.bin')).toMatchObject(head)
      await close?.()
    })

    story('an object of 10 MiB', async (store) => {
      const body = new Uint8Array(10 * MIB).map((_, at) => (at * 31) ^ (at >> 8))
      const { etag } = await store.put('large.bin', body)
      const found = await store.get('large.bin')
      expect(found).toMatchObject({ etag, sizeBytes: 10 * MIB })
      expect(Buffer.from(found?.body ?? []).equals(body)).toBe(true)
    })
  })

  describe(`${name}: objects that are larger than the reader takes`, () => {
    story('an object of just so many bytes is read', async (store) => {
      await store.put('key', 'twelve bytes')
      expect(text((await store.get('key', { bytesMax: 12 }))?.body)).toBe('twelve bytes')
      expect(await store.get('other', { bytesMax: 12 })).toBeUndefined()
    })

    story('of one with more, all is told but the body, and the next read goes well', async (store) => {
      for (const body of [bytes('13 bytes long'), new Uint8Array(4 * MIB)]) {
        const { etag } = await store.put('key.txt', body)
        const head = await store.head('key.txt')
        expect(head).toMatchObject({ etag, sizeBytes: body.length })
        const refused = await store.get('key.txt', { bytesMax: 12 }).catch((error: unknown) => error)
        expect(refused).toBeInstanceOf(TooLargeError)
        expect(refused).toMatchObject({ head, bytesMax: 12 })
        expect((await store.get('key.txt'))?.body.length).toBe(body.length)
      }
    })
  })

  describe(`${name}: conditions`, () => {
    story('ifNoneMatch writes only where there is nothing', async (store) => {
      const { etag } = await store.put('key', 'one', { ifNoneMatch: '*' })
      await expect(store.put('key', 'two', { ifNoneMatch: '*' })).rejects.toThrow(ConflictError)
      expect(await store.head('key')).toMatchObject({ etag })
    })

    story('ifMatch writes only over the ETag that it names', async (store) => {
      const first = await store.put('key', 'one')
      const second = await store.put('key', 'two', { ifMatch: first.etag })
      await expect(store.put('key', 'three', { ifMatch: first.etag })).rejects.toThrow(ConflictError)
      expect(text((await store.get('key'))?.body)).toBe('two')
      expect(await store.head('key')).toMatchObject(second)
    })

    story('ifMatch on a key that is not there is a conflict', async (store) => {
      const { etag } = await store.put('other', 'one')
      await expect(store.put('key', 'one', { ifMatch: etag })).rejects.toThrow(ConflictError)
      expect(await store.get('key')).toBeUndefined()
    })

    it.skipIf(gaps.deleteIfMatch)('delete with ifMatch deletes only the ETag that it names', async () => {
      const { store, close } = await open()
      const first = await store.put('key', 'one')
      const second = await store.put('key', 'two')
      await expect(store.delete('key', { ifMatch: first.etag })).rejects.toThrow(ConflictError)
      expect(text((await store.get('key'))?.body)).toBe('two')
      await store.delete('key', { ifMatch: second.etag })
      expect(await store.get('key')).toBeUndefined()
      await expect(store.delete('key', { ifMatch: second.etag })).rejects.toThrow(ConflictError)
      await close?.()
    })

    story('of 50 concurrent compare-and-swap increments none is lost', async (store) => {
      const increment = async (): Promise<void> => {
        for (;;) {
          const found = await store.get('counter')
          const next = String(Number(text(found?.body) ?? '0') + 1)
          try {
            await store.put('counter', next, found === undefined ? { ifNoneMatch: '*' } : { ifMatch: found.etag })
            return
          } catch (error) {
            // Unknown, for a counter, is a write that may have been counted; no store here answers so after writing.
            if (!(error instanceof ConflictError || error instanceof UnavailableError)) throw error
          }
        }
      }
      await Promise.all(Array.from({ length: 50 }, increment))
      expect(text((await store.get('counter'))?.body)).toBe('50')
    })
  })

  describe(`${name}: keys`, () => {
    story('odd keys are kept apart, read back and listed in the order of their bytes', async (store) => {
      for (const key of ODD_KEYS) await store.put(key, key, { ifNoneMatch: '*' })
      for (const key of ODD_KEYS) {
        const found = await store.get(key)
        expect(found?.key).toBe(key)
        expect(text(found?.body)).toBe(key)
      }
      expect(await keysOf(store)).toEqual(ODD_KEYS)
      for (const key of ODD_KEYS) {
        const { etag } = (await store.head(key)) ?? { etag: '' }
        await store.put(key, `${key} again`, { ifMatch: etag })
        await store.delete(key)
      }
      expect(await keysOf(store)).toEqual([])
    })

    story('a key may have 1,024 bytes', async (store) => {
      const longest = [
        'x'.repeat(KEY_BYTES_MAX),
        `${'folder/'.repeat(146)}xx`,
        `${'泉'.repeat(341)}x`,
        '🎉'.repeat(256),
        '/'.repeat(KEY_BYTES_MAX),
      ]
      for (const key of longest) {
        expect(Buffer.byteLength(key)).toBe(KEY_BYTES_MAX)
        await store.put(key, 'long')
        expect(text((await store.get(key))?.body)).toBe('long')
      }
      expect(await keysOf(store)).toEqual(longest.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
    })

    story('keys that are empty, longer, or no well-formed Unicode are refused', async (store) => {
      for (const key of ['', 'x'.repeat(KEY_BYTES_MAX + 1), '泉'.repeat(342), 'lone \ud83c surrogate']) {
        await expect(store.get(key)).rejects.toThrow(StoreError)
        await expect(store.head(key)).rejects.toThrow(StoreError)
        await expect(store.put(key, '')).rejects.toThrow(StoreError)
        await expect(store.delete(key)).rejects.toThrow(StoreError)
      }
      expect(await keysOf(store)).toEqual([])
    })

    story('a key may be what another takes for a folder, in whichever order they come', async (store) => {
      await store.put('a', 'file first')
      await store.put('a/b', 'below')
      await store.put('c/d', 'below first')
      await store.put('c', 'file')
      await store.put('c/d/e', 'deeper')
      expect(await keysOf(store)).toEqual(['a', 'a/b', 'c', 'c/d', 'c/d/e'])
      await store.delete('a')
      await store.delete('c/d')
      expect(await keysOf(store)).toEqual(['a/b', 'c', 'c/d/e'])
      await store.put('a', 'again', { ifNoneMatch: '*' })
      await store.put('c/d', 'again', { ifNoneMatch: '*' })
      expect(text((await store.get('a'))?.body)).toBe('again')
      expect(text((await store.get('c/d/e'))?.body)).toBe('deeper')
      expect(await keysOf(store)).toEqual(['a', 'a/b', 'c', 'c/d', 'c/d/e'])
    })
  })

  describe(`${name}: listings`, () => {
    const KEYS = ['a', 'a.b', 'a/1', 'a/2', 'a/b/1', 'a0', 'b/1', 'b/c/1', 'b/c/2', 'c', '泉/州', '🎉']

    story('an empty store lists nothing', async (store) => {
      expect(await store.list()).toEqual({ objects: [], prefixes: [] })
    })

    const cases: readonly (readonly [ListOptions, readonly string[], readonly string[]])[] = [
      [{}, KEYS, []],
      [{ prefix: 'a' }, ['a', 'a.b', 'a/1', 'a/2', 'a/b/1', 'a0'], []],
      [{ prefix: 'a/' }, ['a/1', 'a/2', 'a/b/1'], []],
      [{ prefix: 'none' }, [], []],
      [{ prefix: '泉' }, ['泉/州'], []],
      [{ startAfter: 'a/1' }, KEYS.slice(3), []],
      [{ startAfter: 'a/11' }, KEYS.slice(3), []],
      [{ startAfter: 'not there' }, ['泉/州', '🎉'], []],
      [{ startAfter: '🎉' }, [], []],
      [{ startAfter: '\u{ffff}' }, ['🎉'], []],
      [{ prefix: 'b/', startAfter: 'a' }, ['b/1', 'b/c/1', 'b/c/2'], []],
      [{ prefix: 'b/', startAfter: 'b/1' }, ['b/c/1', 'b/c/2'], []],
      [{ prefix: 'b/', startAfter: 'b0' }, [], []],
      [{ delimiter: '/' }, ['a', 'a.b', 'a0', 'c', '🎉'], ['a/', 'b/', '泉/']],
      [{ delimiter: '/', prefix: 'a/' }, ['a/1', 'a/2'], ['a/b/']],
      [{ delimiter: '/', prefix: 'a' }, ['a', 'a.b', 'a0'], ['a/']],
      [{ delimiter: '/', prefix: 'b/c' }, [], ['b/c/']],
      [{ delimiter: '/', startAfter: 'a/' }, ['a0', 'c', '🎉'], ['b/', '泉/']],
      [{ delimiter: '/', startAfter: 'a/1' }, ['a0', 'c', '🎉'], ['b/', '泉/']],
      [{ delimiter: '/', startAfter: 'a.b' }, ['a0', 'c', '🎉'], ['a/', 'b/', '泉/']],
      [{ delimiter: '/', prefix: 'b/', startAfter: 'b/1' }, [], ['b/c/']],
    ]
    story('prefix, startAfter and delimiter choose what is listed, at every page size', async (store) => {
      await fill(store, KEYS.toReversed())
      for (const [options, keys, prefixes] of cases) {
        for (const limit of [1, 2, 5, 1_000]) {
          const listing = await listAll(store, { ...options, limit })
          const told = `${JSON.stringify(options)} limit=${limit}`
          expect([told, listing.objects.map(({ key }) => key)]).toEqual([told, keys])
          expect([told, listing.prefixes]).toEqual([told, prefixes])
        }
      }
    })

    story('a page is full while there is more, and the last one names no next', async (store) => {
      await fill(store, ['a', 'b', 'c', 'd'])
      const first = await store.list({ limit: 2 })
      expect(first.objects.map(({ key }) => key)).toEqual(['a', 'b'])
      expect(first.next).toBe('b')
      const second = await store.list({ limit: 2, startAfter: 'b' })
      expect(second.objects.map(({ key }) => key)).toEqual(['c', 'd'])
      expect(second.next).toBeUndefined()
    })

    story('a listing sees what was written before it', async (store) => {
      await fill(store, ['a', 'c'])
      await store.put('b', 'later')
      await store.delete('c')
      expect(await keysOf(store)).toEqual(['a', 'b'])
    })

    story('a limit that is no whole number from 1 to 1,000 is refused', async (store) => {
      for (const limit of [0, -1, 1.5, 1_001, Number.NaN]) {
        await expect(store.list({ limit })).rejects.toThrow(RangeError)
      }
    })
  })
}
