/**
 * The bundle of the command line: it lies among the packages that it needs, and starts processes from beside itself.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GuardedParser } from '../../lib/parse/guarded-parser.js'
import { parsePost } from '../../lib/post/parse-post.js'
import { parseSettings } from '../../lib/settings/parse-settings.js'
import { bundle } from '../../scripts/bundle.js'

let dist: string
beforeAll(async () => {
  // Where it finds node_modules as `dist` does.
  dist = await mkdtemp(fileURLToPath(new URL('../../node_modules/.broadsheet-', import.meta.url)))
  await bundle(dist)
})
afterAll(() => rm(dist, { recursive: true, force: true }))

test('the program of parsing processes answers as the function does', async () => {
  const { settings } = parseSettings('title: The Site\nurl: https://example.com\n', {})
  if (settings === undefined) throw new Error('the settings cannot be used')
  const body = new TextEncoder().encode(`---\ntitle: Large\n---\n${'A *long* story. '.repeat(4_000)}\n`)
  const source = { key: '_posts/2024-05-02-large.md', body }
  const parser = new GuardedParser({ program: pathToFileURL(join(dist, 'command-line/parse-worker.mjs')) })
  try {
    expect(await parser.parse(source, settings)).toEqual(parsePost(source, settings))
  } finally {
    await parser.close()
  }
})
