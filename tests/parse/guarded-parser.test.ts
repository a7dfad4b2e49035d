/**
 * Posts that take too long or too much memory are rejected with that reason, and the posts behind them are parsed.
 *
 * Processes that misbehave are programs of their own, so that it does not depend on the machine which post is too much.
 */
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { GuardedParser, type GuardedParserOptions } from '../../lib/parse/guarded-parser.js'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import { INLINE_BYTES_MAX } from '../../lib/parse/limits.js'
import { ParserBusyError, ParserLostError, type PostParser } from '../../lib/parse/post-parser.js'
import type { PostSource } from '../../lib/post/parsed-post.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'
import { dataUrl, NO_PROGRAM, programThat, realProgram, StuckTime } from './programs.js'

const { settings } = parseSettings('title: The Site\nurl: https://example.com\n', {})
if (settings === undefined) throw new Error('the settings cannot be used')
const FRONT_MATTER = '---\ntitle: Hello\n---\n'

/** `text` repeated until the post has just `bytes` bytes. */
function postOf(bytes: number, text = 'word '): PostSource {
  const content = text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes - FRONT_MATTER.length)
  return { key: '_posts/2024-01-31-hello.md', body: new TextEncoder().encode(FRONT_MATTER + content) }
}
const LARGE = postOf(INLINE_BYTES_MAX + 1)
const HOSTILE = postOf(INLINE_BYTES_MAX + 1, '![')
/** What the programs of `programThat` answer of a post that they do nothing else about. */
const ANSWERED = { kind: 'draft' }
const NEVER = 'for (;;);'

const opened: PostParser[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((parser) => parser.close()))
})
function guarded(options: GuardedParserOptions): GuardedParser {
  const parser = new GuardedParser(options)
  opened.push(parser)
  return parser
}

describe('with the real program', () => {
  let program: URL
  beforeAll(async () => {
    const real = await realProgram()
    program = real.program
    return real.remove
  })

  test.each([
    ['an entry', LARGE],
    ['a rejection', { key: '_posts/hello.md', body: LARGE.body }],
    ['a draft', { ...LARGE, body: new TextEncoder().encode(`---\ndraft: true\n---\n${'word '.repeat(10_000)}`) }],
    ['a post with nothing but ![', HOSTILE],
  ])('a process says what the function says: %s', async (_, source) => {
    const parser = guarded({ program })
    expect(await parser.parse(source, settings)).toEqual(await inlineParser().parse(source, settings))
  })

  test('a post that takes too long is stopped, whatever the parser is at', async () => {
    const parser = guarded({ program })
    // No machine parses two mebibytes of this in a millisecond.
    const hasty = { ...settings, limits: { ...settings.limits, parseMs: 1 } }
    const message = 'the post takes longer than 0.001 s to parse'
    const hostile = postOf(settings.limits.postBytes, '![')
    expect(await parser.parse(hostile, hasty)).toMatchObject({ kind: 'rejected', problems: [{ message }] })
    expect(await parser.parse(LARGE, settings)).toMatchObject({ kind: 'entry' })
  })

  test('each is parsed with the settings that it was given', async () => {
    const parser = guarded({ program })
    const other = { ...settings, author: { name: 'The Desk' } }
    for (const given of [settings, settings, other, settings]) {
      expect(await parser.parse(LARGE, given)).toEqual(await inlineParser().parse(LARGE, given))
    }
  })

  test('many at once are parsed one after the other, also by several processes', async () => {
    for (const processes of [1, 2]) {
      const parser = guarded({ program, processes })
      const posts = Array.from({ length: 10 }, (_, index) => ({ ...LARGE, key: `_posts/2024-01-31-${index}.md` }))
      const parsed = await Promise.all(posts.map((source) => parser.parse(source, settings)))
      expect(parsed).toEqual(await Promise.all(posts.map((source) => inlineParser().parse(source, settings))))
    }
  })
})

describe('small posts', () => {
  test('are parsed without a process, up to the limit', async () => {
    const parser = guarded({ program: NO_PROGRAM })
    expect(await parser.parse(postOf(INLINE_BYTES_MAX), settings)).toMatchObject({ kind: 'entry' })
    await expect(parser.parse(LARGE, settings)).rejects.toThrow(ParserLostError)
  })
})

describe('a post that is not parsed in time', () => {
  test('is rejected with the limit, and the next one is parsed', async () => {
    const time = await StuckTime.begin(2_500)
    try {
      const parser = guarded({ program: programThat(time.deed) })
      const hasty = { ...settings, limits: { ...settings.limits, parseMs: 2_500 } }
      const posts = [HOSTILE, LARGE, HOSTILE, LARGE]
      const message = 'the post takes longer than 2.5 s to parse'
      const rejected = { kind: 'rejected', problems: [{ message, hint: 'simplify the markup, or split the post' }] }
      const parsed = await Promise.all(posts.map((source) => parser.parse(source, hasty)))
      expect(parsed).toEqual([rejected, ANSWERED, rejected, ANSWERED])
    } finally {
      time.end()
    }
  })

  test('holds up small posts not at all', async () => {
    const parser = guarded({ program: programThat(NEVER) })
    const hostile = parser.parse(HOSTILE, settings)
    expect(await parser.parse(postOf(1_000), settings)).toMatchObject({ kind: 'entry' })
    await parser.close()
    await expect(hostile).rejects.toThrow(ParserLostError)
  })

  test('lets those behind it go back to the queue where they may not wait', async () => {
    const parser = guarded({ program: programThat(NEVER), waitMsMax: 1 })
    const hostile = parser.parse(HOSTILE, settings)
    await expect(parser.parse(LARGE, settings)).rejects.toThrow(ParserBusyError)
    await parser.close()
    await expect(hostile).rejects.toThrow(ParserLostError)
  })
})

describe('a post that takes too much memory', () => {
  test.each([
    ['in small pieces', 'const all = []; for (;;) all.push(new Array(1_000).fill({ some: body.length }))'],
    ['in large pieces', 'const all = []; for (;;) all.push(new Array(1_000_000).fill(body.length + 0.5))'],
  ])('is rejected with the limit, and the next one is parsed: %s', async (_, hoard) => {
    const parser = guarded({ program: programThat(hoard), memoryMbMax: 16 })
    const [hostile, next] = await Promise.all([parser.parse(HOSTILE, settings), parser.parse(LARGE, settings)])
    expect(hostile).toMatchObject({
      kind: 'rejected',
      problems: [{ message: 'the post needs more than 16 MiB of memory to parse' }],
    })
    expect(next).toEqual(ANSWERED)
  })
})

describe('a process that is lost', () => {
  test.each([
    ['it throws', "setTimeout(() => { throw new Error('of its own') })", 'it ended with exit code 1'],
    ['it ends', 'process.exit()', 'it ended with exit code 0'],
    ['it is killed', "process.kill(process.pid, 'SIGKILL')", 'it was ended by SIGKILL'],
  ])('says nothing about the post, and is replaced: %s', async (_, deed, reason) => {
    const parser = guarded({ program: programThat(deed) })
    const [hostile, next] = await Promise.allSettled([parser.parse(HOSTILE, settings), parser.parse(LARGE, settings)])
    expect(hostile).toMatchObject({
      status: 'rejected',
      reason: { name: 'ParserLostError', message: `the process that was to parse ${HOSTILE.key} is lost: ${reason}` },
    })
    expect(next).toEqual({ status: 'fulfilled', value: ANSWERED })
  })

  test('a program that cannot start is told each time', async () => {
    for (const program of [NO_PROGRAM, dataUrl('process.exit()'), dataUrl("throw new Error('broken')")]) {
      const parser = guarded({ program })
      await expect(parser.parse(LARGE, settings)).rejects.toThrow(ParserLostError)
      await expect(parser.parse(LARGE, settings)).rejects.toThrow(ParserLostError)
    }
  })

  test('an error of the parser is thrown, and the process goes on', async () => {
    const fail = "process.send({ kind: 'failed', error: new TypeError('a fault') })"
    const parser = guarded({ program: programThat(fail) })
    await expect(parser.parse(HOSTILE, settings)).rejects.toThrow(TypeError)
    expect(await parser.parse(LARGE, settings)).toEqual(ANSWERED)
  })
})
