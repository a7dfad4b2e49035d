/**
 * The content of every entry made from a corpus of XSS vectors, shown in a real browser as feed readers show it, runs
 * nothing: as it loads, and as somebody moves over it, clicks, and types.
 */
import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePost } from '../../lib/post/parse-post.js'
import { siteSettings } from '../post/settings.js'
import { hasChromium, inChromium, launchChromium } from './chromium.js'
import { HTML_VECTORS, MARKDOWN_VECTORS } from './xss-vectors.js'

/** What runs in the browser: a script, not a module. */
const READER = readFileSync(new URL('reader.js', import.meta.url), 'utf8')

interface Shown {
  readonly vector: string
  readonly html: string
}

function contentOf(vector: string, extension: string): Shown {
  const body = new TextEncoder().encode(`---\ntitle: A\n---\n${vector}\n`)
  const post = parsePost({ key: `_posts/2024-01-31-a.${extension}`, body }, siteSettings())
  if (post.kind !== 'entry') throw new Error(`not published: ${vector}: ${JSON.stringify(post)}`)
  return { vector, html: post.entry.content }
}

const cleaned = [
  ...HTML_VECTORS.map((vector) => contentOf(vector, 'html')),
  ...HTML_VECTORS.map((vector) => contentOf(vector, 'md')),
  ...MARKDOWN_VECTORS.map((vector) => contentOf(vector, 'md')),
]

describe.skipIf(!hasChromium)(inChromium('in Chromium'), () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchChromium()
  })

  afterAll(() => browser?.close())

  /** Shows each of `pages` in a frame of its own, and returns those vectors that ran. */
  async function run(pages: readonly Shown[], how: 'page' | 'innerHTML'): Promise<string[]> {
    const page = await browser.newPage()
    // Nothing is ever loaded, so that errors come at once and the test needs no network.
    await page.route('**', (route) => {
      if (!/^https?:/.test(route.request().url())) return route.continue()
      return route.abort()
    })
    await page.setContent('<!doctype html><title>Reader</title>')
    await page.addScriptTag({ content: READER })
    const ran = (await page.evaluate(
      `show(${JSON.stringify({ htmls: pages.map(({ html }) => html), how })})`,
    )) as number[]
    await page.close()
    return [...new Set(ran)].map((index) => pages[index]?.vector ?? '')
  }

  it('vectors that nothing cleans do run, or this test would show nothing', async () => {
    const raw = HTML_VECTORS.map((vector) => ({ vector, html: vector }))
    expect((await run(raw, 'page')).length).toBeGreaterThan(80)
    expect((await run(raw, 'innerHTML')).length).toBeGreaterThan(60)
  })

  it.each(['page', 'innerHTML'] as const)('no content of an entry runs anything, shown by %s', async (how) => {
    expect(await run(cleaned, how)).toEqual([])
  })
})
