import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isIgnored, planUpload } from '../../lib/cli/upload-plan.js'
import { type S3Endpoint, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { FolderStore } from '../../lib/store/folder-store.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { Folder, NOW_MS, Terminal } from './terminal.js'

const FILES = {
  '_config.yml': 'title: The Site\nurl: https://example.com\n',
  '_posts/2024-05-01-hello.md': '---\ntitle: Hello\n---\nText.\n',
  '_posts/2024-05-02-泉州.md': '---\ntitle: 泉州\n---\nText.\n',
  '_includes/note.html': '<b>note</b>',
  'assets/a.txt': 'a',
  '_site/index.html': 'built',
  '.git/config': 'git',
  '_posts/.DS_Store': 'x',
  '_posts/2024-05-01-hello.md~': 'x',
  'vendor/bundle/gem.rb': 'x',
  Gemfile: 'x',
}
const UPLOADED = [
  '_config.yml',
  '_includes/note.html',
  '_posts/2024-05-01-hello.md',
  '_posts/2024-05-02-泉州.md',
  'assets/a.txt',
]

let folder: Folder
let bucket: MemoryStore
let s3: S3Endpoint
let terminal: Terminal

beforeEach(async () => {
  folder = await Folder.make(FILES)
  bucket = new MemoryStore()
  s3 = await startS3Endpoint({ buckets: { posts: bucket }, port: 0 })
  terminal = newTerminal()
})

afterEach(() => Promise.all([folder.remove(), s3.close()]))

function newTerminal(): Terminal {
  const made = new Terminal()
  made.environment = { AWS_ENDPOINT_URL: s3.url, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' }
  return made
}

async function upload(...args: string[]): Promise<number> {
  terminal = Object.assign(newTerminal(), {
    answer: terminal.answer,
    now: terminal.now,
    isTerminal: terminal.isTerminal,
  })
  return terminal.run('upload', folder.path, '--content', 'posts', ...args)
}

function forwarding(store: ObjectStore): ObjectStore {
  return {
    get: (...given) => store.get(...given),
    head: (...given) => store.head(...given),
    put: (...given) => store.put(...given),
    delete: (...given) => store.delete(...given),
    list: (...given) => store.list(...given),
  }
}

const keys = async () => (await bucket.list()).objects.map(({ key }) => key)

describe('broadsheet upload', () => {
  test('uploads all that Jekyll would read, with content types', async () => {
    expect(await upload()).toBe(0)
    expect(await keys()).toEqual(UPLOADED)
    expect((await bucket.head('assets/a.txt'))?.contentType).toBe('text/plain')
    expect(terminal.output).toMatch(
      /^s3:\/\/posts: 5 new, 0 changed, 0 unchanged, 0 only in the bucket\n {4}new: _config\.yml\n[\s\S]*5 files uploaded \(\d+ bytes\), 0 deleted, in \d+ ms\n$/,
    )
  })

  test('uploads only what changed', async () => {
    await upload()
    await folder.write('_posts/2024-05-01-hello.md', '---\ntitle: Hallo\n---\nText.\n')
    expect(await upload()).toBe(0)
    expect(terminal.output).toContain(
      's3://posts: 0 new, 1 changed, 4 unchanged, 0 only in the bucket\n    changed: _posts/2024-05-01-hello.md\n',
    )
    expect(terminal.output).toContain('1 file uploaded')
  })

  test('uploads a large file in parts, and knows it again', async () => {
    const large = 'x'.repeat(9 * 1024 * 1024)
    await folder.write('assets/talk.mp3', large)
    expect(await upload()).toBe(0)
    expect(Buffer.from((await bucket.get('assets/talk.mp3'))?.body ?? []).equals(Buffer.from(large))).toBe(true)
    expect(await bucket.head('assets/talk.mp3')).toMatchObject({ contentType: 'audio/mpeg', sizeBytes: large.length })
    await upload()
    expect(terminal.output).toContain('0 new, 0 changed, 6 unchanged')
  })

  test.each([
    ['and the SHA-256 that was uploaded with it', (sha256: string) => ({ sha256 }), 'unchanged'],
    ['and no SHA-256, as other tools leave it', () => ({}), 'changed'],
  ] as const)('takes an object with the ETag of parts %s for %s', async (_, described, expected) => {
    await upload()
    const inParts: ObjectStore = {
      ...forwarding(bucket),
      list: async (options) => {
        const { objects, ...rest } = await bucket.list(options)
        return { ...rest, objects: objects.map((object) => ({ ...object, etag: `${object.etag}-2` })) }
      },
      head: async (key) => {
        const { sha256 = '', ...head } = (await bucket.head(key)) ?? { key, etag: '', sizeBytes: 0 }
        return { ...head, ...described(sha256) }
      },
    }
    const { changed, unchanged } = await planUpload(new FolderStore(folder.path), inParts)
    expect({ changed: changed.length, unchanged }[expected]).toBe(UPLOADED.length)
  })

  test('with --dry-run says what it would do, and does nothing', async () => {
    expect(await upload('--dry-run')).toBe(0)
    expect(terminal.output).toContain('5 new')
    expect(await keys()).toEqual([])
  })

  test('shows on a terminal how far it is', async () => {
    let nowMs = NOW_MS
    terminal.now = () => (nowMs += 200)
    terminal.isTerminal = true
    await upload()
    expect(terminal.errors).toContain('compared 5 files')
    expect(terminal.errors).toMatch(/uploaded 5 of 5 files, \d+ bytes of \d+ bytes/)
  })

  test('refuses settings with a mistake before it uploads anything, as check would say it', async () => {
    await folder.write('_config.yml', 'url: nowhere\n')
    expect(await upload()).toBe(1)
    expect(terminal.errors).toMatch(
      /^error: the settings in _config\.yml cannot be used, and nothing was uploaded\n {4}line 1, column 6: url: found the text "nowhere"/,
    )
    expect(await keys()).toEqual([])
  })

  test('says which bucket is not there', async () => {
    expect(await terminal.run('upload', folder.path, '--content', 'elsewhere')).toBe(1)
    expect(terminal.errors).toMatch(/^error: the store refused .*NoSuchBucket/)
  })

  test('asks for a bucket where none is named', async () => {
    expect(await terminal.run('upload', folder.path)).toBe(1)
    expect(terminal.errors).toMatch(
      /^error: the bucket of the posts is not known\n {4}give it as --content <bucket>, .* CONTENT_BUCKET/,
    )
  })
})

describe('what is only in the bucket', () => {
  const OLD = '_posts/2023-01-01-old.md'
  beforeEach(async () => {
    await upload()
    await bucket.put(OLD, 'old')
    await bucket.put('.well-known/x', 'not ours')
  })

  test('stays, and is counted', async () => {
    expect(await upload()).toBe(0)
    expect(terminal.output).toContain(
      '1 only in the bucket\n    what is only in the bucket stays there; --delete deletes it\n',
    )
    expect(await keys()).toContain(OLD)
  })

  test('is shown and deleted after a yes', async () => {
    terminal.answer = 'y'
    expect(await upload('--delete')).toBe(0)
    expect(terminal.output).toContain(`    only in the bucket: ${OLD}\n`)
    expect(terminal.errors).toContain('Delete 1 object from the bucket? [y/N] ')
    expect(terminal.output).toContain('0 files uploaded (0 bytes), 1 deleted')
    expect(await keys()).toEqual(['.well-known/x', ...UPLOADED])
  })

  test('stays after a no, and nothing is uploaded either', async () => {
    terminal.answer = ''
    await folder.write('_posts/2024-06-01-new.md', 'new')
    expect(await upload('--delete')).toBe(1)
    expect(terminal.errors).toContain('error: nothing was uploaded, and nothing deleted\n')
    expect(await keys()).not.toContain('_posts/2024-06-01-new.md')
  })

  test('stays where nobody can be asked, who is told how to say yes', async () => {
    await folder.write('_posts/2024-06-01-new.md', 'new')
    expect(await upload('--delete')).toBe(1)
    expect(terminal.output).toContain(`    only in the bucket: ${OLD}\n`)
    expect(terminal.errors).toContain(
      'error: 1 object would be deleted, and nobody is there to be asked; nothing was uploaded\n    hint: --yes deletes without asking\n',
    )
    expect(await keys()).toContain(OLD)
    expect(await keys()).not.toContain('_posts/2024-06-01-new.md')
  })

  test('is deleted without asking when that was said before', async () => {
    expect(await upload('--delete', '--yes')).toBe(0)
    expect(await keys()).not.toContain(OLD)
  })

  test('is never deleted for an empty folder, which is mostly a wrong one', async () => {
    await folder.remove()
    folder = await Folder.make({ '.git/config': 'x' })
    expect(await upload('--delete', '--yes')).toBe(1)
    expect(terminal.errors).toContain('holds nothing, and all of the bucket would be deleted: 6 objects')
    expect(await keys()).toHaveLength(7)
  })
})

describe('left alone, as by Jekyll', () => {
  test.each([
    ['_posts/2024-01-01-a.md', false],
    ['_drafts/a.md', false],
    ['_data/people.yml', false],
    ['node_modules/a/b.js', true],
    ['docs/node_modules/b.js', true],
    ['.git/', true],
    ['a/.hidden', true],
    ['a/#tmp#', true],
    ['a/post.md~', true],
    ['_site/', true],
    ['blog/_site/a.html', false],
    ['vendor/bundle/', true],
    ['vendor/own.css', false],
    ['Gemfile.lock', true],
    ['Thumbs.db', true],
  ])('%s: %s', (key, ignored) => {
    expect(isIgnored(key)).toBe(ignored)
  })
})
