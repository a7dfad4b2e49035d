import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, describe, expect, test } from 'vitest'
import { FolderError } from '../../lib/laptop/find-folder.js'
import { startLaptop } from '../../lib/laptop/laptop.js'
import { listen, onFreePort } from '../../lib/laptop/listen.js'
import { NO_PROGRAM } from '../parse/programs.js'
import { post, Running, SETTINGS } from './running.js'

let running: Running

afterEach(async () => {
  await running?.close()
})

const HELLO = '_posts/2024-05-01-hello.md'

describe('somebody saves files in the folder', () => {
  test('what was there before the start is published', async () => {
    running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello', { tags: '[泉州 news]' }) })
    expect(await running.titles()).toEqual(['Hello'])
    expect(await running.titles('/tag/泉州_news/')).toEqual(['Hello'])
    expect(running.events.at(-1)).toMatchObject({ kind: 'rebuilt', feeds: new Map([['tag', 1]]) })
  })

  test('a site without posts has its three documents', async () => {
    running = await Running.start({ '_config.yml': SETTINGS })
    expect(await running.titles()).toEqual([])
  })

  test('a new post is in the three documents of all its feeds', async () => {
    running = await Running.start({ '_config.yml': SETTINGS })
    await running.save(HELLO, post('Hello', { category: 'news' }, 'What the post says.'))
    await running.until(async () => (await running.titles())?.length === 1)
    await running.until(async () => (await running.titles('/category/news/'))?.length === 1)
    for (const folder of ['/', '/category/news/']) {
      for (const { text } of Object.values(await running.documents(folder))) {
        expect(text).toContain('Hello')
        expect(text).toContain('What the post says.')
      }
    }
  })

  test('the same bytes saved again change no document', async () => {
    running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello') })
    const before = await running.documents()
    await running.afterHandling(HELLO, async () => running.save(HELLO, await running.file(HELLO)))
    expect(running.settled(HELLO)).toMatchObject({ changed: false })
    expect(await running.documents()).toEqual(before)
  })

  test('each of many saves right after one another is seen', async () => {
    running = await Running.start({ '_config.yml': SETTINGS })
    for (const title of Array.from({ length: 10 }, (_, index) => `Version ${index}`)) {
      await running.save(HELLO, post(title))
      await running.until(async () => (await running.titles())?.[0] === title)
    }
  })

  test('an edit changes the entry and keeps its id', async () => {
    running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello') })
    const idOf = async () =>
      ((await (await running.fetch('/feed.json')).json()) as { items: { id: string }[] }).items[0]?.id
    const before = await idOf()
    await running.save(HELLO, post('Hello again'))
    await running.until(async () => (await running.titles())?.[0] === 'Hello again')
    expect(await idOf()).toBe(before)
  })

  test('a deleted post leaves its feeds, and the feeds stay', async () => {
    running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello', { tags: 'one' }) })
    await running.remove(HELLO)
    await running.until(async () => (await running.titles())?.length === 0)
    await running.until(async () => (await running.titles('/tag/one/'))?.length === 0)
  })

  test('a folder that is deleted takes all its posts along', async () => {
    running = await Running.start({
      '_config.yml': SETTINGS,
      [HELLO]: post('Hello'),
      'old/_posts/2024-01-01-a.md': post('A'),
      'old/_posts/2024-01-02-b.md': post('B'),
    })
    await running.remove('old')
    await running.until(async () => (await running.titles())?.join() === 'Hello')
  })

  test('a hundred posts that are saved at once are all published', async () => {
    running = await Running.start({ '_config.yml': SETTINGS })
    const names = Array.from({ length: 100 }, (_, index) => `_posts/2024-05-01-post-${index}.md`)
    await Promise.all(names.map((name) => running.save(name, post(name))))
    await running.until(() => names.every((name) => running.settled(name)?.record?.outcome === 'published'))
    await running.until(async () => (await running.titles())?.length === 100)
  })

  test('an edit that cannot be published is rejected with the reason, and the last good version stays', async () => {
    running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello') })
    await running.afterHandling(HELLO, () => running.save(HELLO, post('Broken', { date: '2024-02-30' })))
    expect(running.settled(HELLO)?.record).toMatchObject({
      outcome: 'rejected',
      problems: [{ key: 'date', line: 3, hint: expect.any(String) }],
    })
    expect(await running.titles()).toEqual(['Hello'])
  })

  test('the report is served like any document, and its numbers are those of the moment', async () => {
    running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello') })
    const counts = async () => ((await (await running.fetch('/status.json')).json()) as { counts: unknown }).counts
    expect(await counts()).toMatchObject({ published: 1, rejected: 0 })
    await running.afterHandling(HELLO, () => running.save(HELLO, post('Broken', { date: '2024-02-30' })))
    expect(await counts()).toMatchObject({ published: 1, rejected: 1 })
    await running.afterHandling(HELLO, () => running.save(HELLO, post('Mended')))
    expect(await counts()).toMatchObject({ published: 1, rejected: 0 })
    const page = await running.fetch('/status.html')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await page.text()).toContain('No post is rejected.')
  })

  test('files that are in no bucket, and those that are no posts, are in no feed', async () => {
    running = await Running.start({ '_config.yml': SETTINGS })
    await running.save('node_modules/pkg/_posts/2024-05-01-a.md', post('In a package'))
    await running.save('.git/_posts/2024-05-01-a.md', post('In git'))
    await running.save('README.md', 'No post')
    await running.save(HELLO, post('Hello'))
    await running.until(async () => (await running.titles())?.join() === 'Hello')
    const heard = running.events.flatMap((event) => (event.kind === 'batch' ? event.changes : []))
    expect(heard.filter(({ key }) => /node_modules|\.git/.test(key))).toEqual([])
  })

  test.each(['with space', 'plus+sign', 'percent%2F%', '泉州晚报', '🗞️', "quote's & <tag>"])(
    'a file name like %j reaches the handler as it is',
    async (name) => {
      running = await Running.start({ '_config.yml': SETTINGS })
      const key = `_posts/2024-05-01-${name}.md`
      await running.save(key, post('Hello'))
      await running.until(() => running.settled(key)?.record?.outcome === 'published')
    },
  )
})

describe('somebody changes the settings', () => {
  test('all documents are made again', async () => {
    running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello', { tags: 'one' }) })
    await running.save('_config.yml', SETTINGS.replace('The Site', 'A New Name'))
    const isRenamed = async (folder: string) =>
      Object.values(await running.documents(folder)).every(({ text }) => text.includes('A New Name'))
    await running.until(async () => (await isRenamed('/')) && (await isRenamed('/tag/one/')))
    await running.until(() => running.events.filter(({ kind }) => kind === 'rebuilt').length === 2)
  })

  test('a mistake in them is told, and the last good ones stay in force', async () => {
    running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello') })
    const before = await running.documents()
    await running.afterHandling('_config.yml', () => running.save('_config.yml', `${SETTINGS}timezone: Mars\n`))
    const batch = running.events.findLast((event) => event.kind === 'batch')
    expect(batch?.kind === 'batch' && batch.report.handled.settings.problems).toMatchObject([{ key: 'timezone' }])
    expect(await running.documents()).toEqual(before)
  })

  test('with a mistake in them from the start, all is published when it is mended', async () => {
    running = await Running.start({ '_config.yml': 'timezone: Mars\n', [HELLO]: post('Hello') })
    expect(await running.titles()).toBeUndefined()
    await running.save('_config.yml', SETTINGS)
    await running.until(async () => (await running.titles())?.join() === 'Hello')
  })

  test('without an address of its own, the site lives at the address of the documents', async () => {
    running = await Running.start({ [HELLO]: post('Hello') })
    const { text } = (await running.documents())['atom.xml'] ?? { text: '' }
    expect(text).toContain(`href="${running.laptop.url}/atom.xml"`)
  })
})

describe('somebody uploads over S3', () => {
  test('the posts are published, lie in the folder, and go when they are deleted there', async () => {
    running = await Running.start({ '_config.yml': SETTINGS })
    const s3 = new S3Client({
      endpoint: running.laptop.s3Url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    })
    const key = '_posts/2024-05-01-上传 a+b.md'
    await s3.send(new PutObjectCommand({ Bucket: 'content', Key: key, Body: post('Uploaded', { tags: '上传' }) }))
    await running.until(async () => (await running.titles())?.join() === 'Uploaded')
    await running.until(async () => (await running.titles('/tag/上传/'))?.join() === 'Uploaded')
    expect(await running.file(key)).toContain('title: Uploaded')

    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: 'site', Key: 'public/rss.xml' }))
    const served = await running.fetch('/rss.xml', { headers: { 'accept-encoding': 'identity' } })
    expect(await Body?.transformToString()).toBe(await served.text())
    expect(ETag).toBe(served.headers.get('etag'))

    await s3.send(new DeleteObjectCommand({ Bucket: 'content', Key: key }))
    await running.until(async () => (await running.titles())?.length === 0)
    s3.destroy()
  })
})

test('a scheduled post appears when its time has come', async () => {
  running = await Running.start({ '_config.yml': SETTINGS, [HELLO]: post('Hello') })
  const due = new Date('2040-01-01T00:00:00Z')
  running.aheadMs = due.getTime() - Date.now() - 400
  const later = '_posts/2040-01-01-later.md'
  await running.afterHandling(later, () => running.save(later, post('Later', { date: due.toISOString() })))
  await running.until(async () => (await running.titles())?.join() === 'Later,Hello')
  expect(running.events.filter(({ kind }) => kind === 'trouble')).toEqual([])
})

describe('what can be wrong at the start', () => {
  const parts = { port: 0, s3Port: 0, parseProgram: NO_PROGRAM, onEvent: () => {} }

  test('no such folder', async () => {
    await expect(startLaptop({ folder: '/no/such/folder', ...parts })).rejects.toThrow(FolderError)
  })

  test('a file in the place of a folder', async () => {
    await expect(startLaptop({ folder: fileURLToPath(import.meta.url), ...parts })).rejects.toThrow('it is no folder')
  })

  test('a port that is taken is passed over', async () => {
    const [first, second] = [createServer(), createServer()]
    try {
      const port = await listen(first, 0)
      const other = await onFreePort(port, (free) => listen(second, free))
      expect(other).toBeGreaterThan(port)
    } finally {
      first.close()
      second.close()
    }
  })
})
