/**
 * The pages in a real browser: what people who see them, or hear them, or read them on a phone get; what the buttons copy;
 * and that nothing else runs, and nothing is fetched but pictures.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FeedId, SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import type { Settings } from '../../lib/model/settings.js'
import { PAGE_FEEDS_MAX } from '../../lib/page/feeds-page.js'
import { renderDirectory, renderFeedPage, type TextDocument } from '../feed/as-text.js'
import { PLAIN, SETTINGS } from '../feed/cases.js'
import { LONG_WORD, PAGE_CASES } from '../page/cases.js'
import { hasChromium, inChromium, launchChromium } from './chromium.js'
import { HTML_VECTORS } from './xss-vectors.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** A secure context, as pages have where they are published: only there browsers let pages copy. */
const ORIGIN = 'https://pages.example'
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#678"/></svg>'
const WIDTHS = [320, 390, 1280]
const LONG_ADDRESS = `https://notes.example/${'x'.repeat(200)}`

const LONG: Settings = { ...SETTINGS, title: LONG_WORD, description: LONG_WORD, rights: LONG_WORD }

/** Pages with something in them that may not fit, or may not be read. */
const PAGES: Readonly<Record<string, TextDocument>> = {
  ...Object.fromEntries(
    Object.entries(PAGE_CASES).map(([name, { feed, entries, settings }]) => [
      name,
      renderFeedPage(feed, entries, settings),
    ]),
  ),
  'a word of 80 characters everywhere': renderFeedPage(
    termFeed('tag', LONG_WORD),
    [
      {
        ...PLAIN,
        title: LONG_WORD,
        summary: LONG_WORD,
        permalink: LONG_ADDRESS,
        image: 'https://notes.example/a.jpg',
        terms: [LONG_WORD, `${LONG_WORD}2`].map((term) => ({ scheme: 'tag', term })),
      },
    ],
    LONG,
  ),
  'all feeds, of long names': directoryPage([termFeed('tag', LONG_WORD), termFeed('category', '经'.repeat(60))], LONG),
  'all feeds, right to left': directoryPage([termFeed('tag', 'طيور البحر')], { ...SETTINGS, language: 'ar' }),
}

function directoryPage(feeds: readonly FeedId[], settings: Settings): TextDocument {
  const page = renderDirectory(feeds, settings).find(({ path }) => path.endsWith('.html'))
  if (page === undefined) throw new Error('the directory has a page')
  return page
}

describe.skipIf(!hasChromium)(inChromium('the pages in Chromium'), { timeout: 60_000 }, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchChromium()
  })

  afterAll(() => browser?.close())

  interface Shown {
    readonly page: Page
    /** What was asked for besides pictures and the page itself. */
    readonly asked: string[]
    readonly complaints: string[]
  }

  /** Shows the page at its path on `ORIGIN`, lets `look` look at it, and closes it. */
  async function show<T>(
    { path, body, contentType }: TextDocument,
    options: Parameters<Browser['newPage']>[0],
    look: (shown: Shown) => Promise<T>,
  ): Promise<T> {
    const page = await browser.newPage(options)
    const asked: string[] = []
    const complaints: string[] = []
    const address = `${ORIGIN}/${encodeURI(path)}`
    page.on('console', (message) => complaints.push(message.text()))
    page.on('dialog', (dialog) => complaints.push(dialog.message()))
    await page.route('**', (route) => {
      const request = route.request()
      if (request.url() === address) return route.fulfill({ body, contentType })
      if (request.resourceType() === 'image') return route.fulfill({ body: PICTURE, contentType: 'image/svg+xml' })
      if (!request.url().endsWith('/favicon.ico')) asked.push(request.url())
      return route.abort()
    })
    await page.goto(address)
    try {
      return await look({ page, asked, complaints })
    } finally {
      await page.close()
    }
  }

  describe.each(Object.entries(PAGES))('%s', (_, document) => {
    it.each(WIDTHS)('fits a window %s wide', async (width) => {
      const widths = await show(document, { viewport: { width, height: 800 } }, ({ page }) =>
        page.evaluate<number[]>(WIDEST),
      )
      expect(Math.max(...widths)).toBeLessThanOrEqual(width)
    })

    it.each(['light', 'dark'] as const)('has nothing that axe-core complains of, %s', async (colorScheme) => {
      const { violations, passes } = await show(document, { colorScheme }, async ({ page }) => {
        await page.evaluate(AXE)
        return page.evaluate<AxeResults>('axe.run()')
      })
      const told = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`))
      expect(told).toEqual([])
      // That these were looked at at all.
      const rules = passes.map(({ id }) => id)
      for (const rule of ['color-contrast', 'landmark-one-main', 'region', 'html-has-lang'])
        expect(rules).toContain(rule)
    })
  })

  describe('a button', () => {
    const { feed, entries, settings } = PAGE_CASES['chinese-tag'] ?? {
      feed: SITE_FEED,
      entries: [],
      settings: SETTINGS,
    }
    const document = renderFeedPage(feed, entries, settings)
    const term = encodeURIComponent('泉州晚报新闻')
    const address = (name: string) => `https://feeds.caijing.example/v1/tag/${term}/${name}`

    /** Presses the button at `index`, and returns what the clipboard holds then. */
    const press = (index: number) =>
      show(document, { permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page }) => {
        const button = page.getByRole('button').nth(index)
        await button.click()
        await page.getByRole('status').getByText('已复制').waitFor({ state: 'attached' })
        return {
          clipboard: await page.evaluate<string>('navigator.clipboard.readText()'),
          says: await button.innerText(),
          about: await button.getAttribute('aria-describedby'),
        }
      })

    it.each([
      [0, 'rss.xml', 'rss-name'],
      [1, 'atom.xml', 'atom-name'],
      [2, 'feed.json', 'feed-name'],
    ])('copies the address beside it (%s: %s), and says so', async (index, name, about) => {
      expect(await press(index)).toEqual({ clipboard: address(name), says: '已复制', about })
    })

    it('copies the lines for the head of a page', async () => {
      const { clipboard } = await press(3)
      expect(clipboard.match(/href="[^"]*"/g)).toEqual(
        ['rss.xml', 'atom.xml', 'feed.json'].map((name) => `href="${address(name)}"`),
      )
      expect(clipboard).toMatch(/^<link rel="alternate" type="application\/rss\+xml" title="泉州晚报新闻 – 财经日报"/)
    })

    it('says “copied” until another is pressed', async () => {
      const says = await show(document, { permissions: ['clipboard-write'] }, async ({ page }) => {
        const [first, second] = [page.getByRole('button').nth(0), page.getByRole('button').nth(1)]
        await first.click()
        await first.getByText('已复制').waitFor()
        await second.click()
        await second.getByText('已复制').waitFor()
        return [await first.innerText(), await second.innerText()]
      })
      expect(says).toEqual(['复制', '已复制'])
    })

    it('that may not copy selects what was to be copied', async () => {
      const selected = await show(document, {}, async ({ page }) => {
        await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
        await page.getByRole('button').first().click()
        await page.waitForFunction("getSelection().toString() !== ''")
        return page.evaluate<string>('getSelection().toString()')
      })
      expect(selected).toBe('https://feeds.caijing.example/v1/tag/泉州晚报新闻/rss.xml')
    })

    it('is not there without script, and the address is a link', async () => {
      const [buttons, href] = await show(document, { javaScriptEnabled: false }, async ({ page }) => [
        await page.getByRole('button').count(),
        await page.getByRole('link', { name: '/rss.xml' }).getAttribute('href'),
      ])
      expect([buttons, href]).toEqual([0, address('rss.xml')])
    })
  })

  it('is told by its landmarks, headings and lists', async () => {
    const { feed, entries, settings } = PAGE_CASES['site-with-pictures-and-terms'] ?? {
      feed: SITE_FEED,
      entries: [],
      settings: SETTINGS,
    }
    const told = await show(renderFeedPage(feed, entries, settings), {}, async ({ page }) => ({
      headings: await page.getByRole('heading').allInnerTexts(),
      landmarks: await Promise.all(
        (['banner', 'main', 'navigation', 'contentinfo'] as const).map((role) => page.getByRole(role).count()),
      ),
      regions: await page.getByRole('region').count(),
      entries: await page.getByRole('region', { name: 'Latest' }).getByRole('listitem').count(),
    }))
    expect(told).toEqual({
      headings: [
        ...['Field Notes', 'Subscribe', 'Latest', 'A heron, & a late frost', 'First swallow'],
        ...['More feeds', 'Categories', 'Tags', 'Authors', 'For the pages of the site'],
      ],
      landmarks: [1, 1, 1, 1],
      regions: 3,
      entries: 2,
    })
  })

  it('runs nothing and fetches nothing but pictures, whatever stands in titles, terms and settings', async () => {
    const entries = HTML_VECTORS.map((vector) => ({
      ...PLAIN,
      title: vector,
      summary: vector,
      terms: [{ scheme: 'tag' as const, term: vector }],
    }))
    const settings = {
      ...SETTINGS,
      title: HTML_VECTORS.join(),
      description: HTML_VECTORS.join(),
      rights: HTML_VECTORS.join(),
    }
    const feeds = HTML_VECTORS.map((vector) => termFeed('tag', vector))
    const pages = [
      renderFeedPage(SITE_FEED, entries.slice(0, 20), settings),
      renderFeedPage(SITE_FEED, entries.slice(20, 40), settings),
      directoryPage(feeds, settings),
    ]
    for (const document of pages) {
      const seen = await show(document, {}, async ({ page, asked, complaints }) => {
        await page.mouse.move(200, 200)
        return [asked, complaints, await page.locator('script').count()]
      })
      expect(seen).toEqual([[], [], 1])
    }
  })

  it('shows ten thousand feeds', async () => {
    const feeds = Array.from({ length: PAGE_FEEDS_MAX }, (_, at) => termFeed('tag', `tag number ${at}`))
    const links = await show(directoryPage(feeds, SETTINGS), { viewport: { width: 390, height: 800 } }, ({ page }) =>
      page.getByRole('region', { name: 'Tags' }).locator('a').count(),
    )
    expect(links).toBe(PAGE_FEEDS_MAX)
  })
})

/**
 * What runs in the browser: how wide the page is, and where each of its texts and boxes ends. What is wider than its own
 * box, and is cut there, counts too.
 */
const WIDEST = `[document.documentElement.scrollWidth, ...[...document.body.querySelectorAll('*')]
  .filter((element) => !element.closest('.unseen') && element.getClientRects().length > 0)
  .flatMap((element) => [
    element.getBoundingClientRect().right,
    innerWidth - element.getBoundingClientRect().left,
    element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 ? Infinity : 0,
  ]).map(Math.floor)]`
