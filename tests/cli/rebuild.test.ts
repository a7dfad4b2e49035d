import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type S3Endpoint, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { handle } from '../../lib/publish/handle.js'
import { readRebuild } from '../../lib/publish/rebuild-progress.js'
import type { WorkQueue } from '../../lib/publish/work.js'
import { post, SETTINGS, Site } from '../publish/site.js'
import { QueueServer } from './queue-server.js'
import { Folder, NOW_MS, Terminal } from './terminal.js'

const POSTS = 30

let site: Site
let s3: S3Endpoint
let sqs: QueueServer
let terminal: Terminal

beforeEach(async () => {
  site = new Site()
  site.nowMs = NOW_MS
  await site.upload('_config.yml', SETTINGS)
  for (let n = 10; n < 10 + POSTS; n++) await site.content.put(`_posts/2024-01-01-${n}.md`, post(`Post ${n}`))
  s3 = await startS3Endpoint({ buckets: { posts: site.content, feeds: site.site }, port: 0 })
  sqs = await QueueServer.start()
  terminal = newTerminal()
})

afterEach(() => Promise.all([s3.close(), sqs.stop()]))

function newTerminal(): Terminal {
  const made = new Terminal()
  made.environment = {
    AWS_ENDPOINT_URL: s3.url,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_REGION: 'nowhere-1',
  }
  return made
}

const BUCKETS = ['--content', 'posts', '--site', 'feeds']
const rebuild = (...args: string[]) => terminal.run('rebuild', ...BUCKETS, ...args)
const byQueue = (...args: string[]) => rebuild('--queue', sqs.url, ...args)

/** The function, which takes what is on the queue whenever the command waits. */
function works(): void {
  const queue: WorkQueue = {
    send: async (items) => void sqs.messages.push(...items.map((item) => JSON.stringify({ broadsheet: item }))),
  }
  terminal.wait = async () => {
    const { failed } = await handle(sqs.take(), site.context, queue)
    expect(failed.size).toBe(0)
  }
}

describe('without a queue', () => {
  test('the work is done here, and what came of it is said', async () => {
    expect(await rebuild()).toBe(0)
    expect(terminal.output).toMatch(/^30 posts settled, 0 rejected; 7 documents written, in \d+ ms\n$/)
    expect(await site.titles('feed.json')).toHaveLength(POSTS)
    expect(await readRebuild(site.site)).toMatchObject({ stage: 'done', posts: POSTS, feeds: 1 })
  })

  test('what is right already is settled, and not written again', async () => {
    await rebuild()
    terminal = newTerminal()
    expect(await rebuild()).toBe(0)
    expect(terminal.output).toContain('30 posts settled, 0 rejected; 0 documents written')
  })

  test('state that was thrown away is made again', async () => {
    await rebuild()
    const before = await site.etags()
    for (const { key } of (await site.site.list({ prefix: 'state/' })).objects) await site.site.delete(key)
    expect(await rebuild()).toBe(0)
    expect(await site.etags()).toEqual(before)
  })
})

describe('with a queue', () => {
  test('the functions do the work, and the command waits for the end of it', async () => {
    works()
    expect(await byQueue()).toBe(0)
    expect(terminal.output).toContain('30 posts and 1 feed handed out and done, in ')
    expect(await site.titles('feed.json')).toHaveLength(POSTS)
  })

  test('shows on a terminal how far it is', async () => {
    let nowMs = NOW_MS
    terminal.now = () => (nowMs += 200)
    terminal.isTerminal = true
    works()
    await byQueue()
    expect(terminal.errors).toContain('nothing yet handed out, 1 message waiting')
    expect(terminal.errors).toContain('30 posts and 0 feeds handed out, 3 messages waiting')
  })

  test('goes on without the command after Ctrl-C, and is watched by the next one, which sends nothing', async () => {
    terminal.wait = async () => terminal.interrupt()
    expect(await byQueue()).toBe(0)
    expect(terminal.output).toContain('It goes on without this command; the same command shows how far it is.')
    const queue: WorkQueue = {
      send: async (items) => void sqs.messages.push(...items.map((item) => JSON.stringify({ broadsheet: item }))),
    }
    await handle(sqs.take(), site.context, queue)
    const waiting = sqs.messages.length
    terminal = newTerminal()
    terminal.wait = async () => {
      expect(sqs.messages).toHaveLength(waiting)
      terminal.interrupt()
    }
    await byQueue()
    expect(terminal.output).toContain(
      'going on with the rebuild of 2030-01-01T00:00:00.000Z: 30 posts and 0 feeds so far\n',
    )
  })

  test('one that has stopped goes on where it stopped', async () => {
    await byQueueUntilFirstStep()
    sqs.messages.splice(0)
    terminal = newTerminal()
    terminal.now = () => NOW_MS + 3_600_000
    works()
    expect(await byQueue()).toBe(0)
    expect(terminal.output).toContain(
      'going on with the rebuild of 2030-01-01T00:00:00.000Z: 30 posts and 0 feeds so far',
    )
    // The posts were on the queue that was emptied: feeds are all that was left to hand out.
    expect(await readRebuild(site.site)).toMatchObject({ stage: 'done', posts: POSTS, feeds: 1, begunMs: NOW_MS })
  })

  test('--anew begins with the first post', async () => {
    await byQueueUntilFirstStep()
    sqs.messages.splice(0)
    terminal = newTerminal()
    works()
    expect(await byQueue('--anew')).toBe(0)
    expect(await site.titles('feed.json')).toHaveLength(POSTS)
    expect((await readRebuild(site.site))?.begunMs).toBeGreaterThan(NOW_MS)
  })

  test('one of which nothing is heard is given up, with what to do', async () => {
    let nowMs = NOW_MS
    terminal.wait = async () => {
      nowMs += 60_000
    }
    terminal.now = () => nowMs
    expect(await byQueue()).toBe(1)
    expect(terminal.errors).toContain(
      'error: nothing was heard of the rebuild for 15 minutes: nothing yet handed out, 1 message waiting\n',
    )
    expect(terminal.errors).toContain('docs/operating.md')
  })

  test('what ended among the dead letters is told, where their queue is known', async () => {
    const folder = await deployments({ prod: {} })
    sqs.deadLetters = 2
    works()
    expect(await terminal.run('rebuild')).toBe(1)
    expect(terminal.errors).toContain('error: 2 messages could not be done and wait among the dead letters\n')
    await folder.remove()
  })

  test('a queue that refuses is named', async () => {
    sqs.refusal = 'com.amazonaws.sqs#QueueDoesNotExist'
    expect(await byQueue()).toBe(1)
    expect(terminal.errors).toMatch(
      /^error: the queue http:\S+ did not answer as it should: QueueDoesNotExist: No\.\n {4}hint: /,
    )
  })
})

describe('which buckets', () => {
  test('are those of the only deployment there is', async () => {
    const folder = await deployments({ prod: {} })
    works()
    expect(await terminal.run('rebuild')).toBe(0)
    await folder.remove()
  })

  test('are asked for where there are several deployments', async () => {
    const folder = await deployments({ prod: {}, dev: {} })
    expect(await terminal.run('rebuild')).toBe(1)
    expect(terminal.errors).toBe(
      'error: more than one stage was deployed from here\n    say which with --stage: there are dev, prod\n',
    )
    works()
    expect(await terminal.run('rebuild', '--stage', 'prod')).toBe(0)
    await folder.remove()
  })

  test('are those that are named, and then of no deployment', async () => {
    const folder = await deployments({ prod: {} })
    expect(await terminal.run('rebuild', '--content', 'posts')).toBe(1)
    expect(terminal.errors).toMatch(
      /^error: the bucket of the feeds is not known\n {4}give it as --site <bucket>, .* SITE_BUCKET/,
    )
    await folder.remove()
  })

  test('of a stage are not mixed with others', async () => {
    const folder = await deployments({ prod: {} })
    expect(await terminal.run('rebuild', '--stage', 'prod', '--content', 'x')).toBe(1)
    expect(terminal.errors).toContain('--stage stands for buckets and queue')
    expect(await terminal.run('rebuild', '--stage', 'test')).toBe(1)
    expect(terminal.errors).toContain('stage test is not known: there are prod')
    await folder.remove()
  })
})

test('settings that cannot be used are explained', async () => {
  await site.content.put('_config.yml', 'title: [\n')
  await site.site.delete('state/settings.json')
  expect(await rebuild()).toBe(1)
  expect(terminal.errors).toContain(
    'error: nothing can be published: the settings in _config.yml cannot be used\n    line ',
  )
})

async function byQueueUntilFirstStep(): Promise<void> {
  terminal.wait = async () => terminal.interrupt()
  await byQueue()
  await handle(sqs.take(), site.context, { send: async () => {} })
}

async function deployments(stages: Record<string, object>): Promise<Folder> {
  const one = {
    contentBucket: 'posts',
    siteBucket: 'feeds',
    queueUrl: sqs.url,
    deadLetterQueueUrl: sqs.deadLetterUrl,
    url: 'https://example.com',
    region: 'nowhere-1',
  }
  const files = Object.keys(stages).map((stage) => [`${stage}.json`, JSON.stringify(one)])
  const folder = await Folder.make(Object.fromEntries(files))
  terminal.deploymentsFolder = folder.path
  return folder
}
