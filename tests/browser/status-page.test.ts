/**
 * The report's page in a real browser: what people who see it, or hear it, or read it on a phone get; and that nothing
 * runs, whatever stands in keys and lines.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../lib/report/report.js'
import { renderStatusPage } from '../../lib/report/status-page.js'
import { REPORT } from '../report/report.js'
import { hasChromium, inChromium, launchChromium } from './chromium.js'
import { HTML_VECTORS } from './xss-vectors.js'

/** WCAG 2.2, 1.4.3: the least contrast of text. */
const CONTRAST_MIN = 4.5

describe.skipIf(!hasChromium)(inChromium('status.html in Chromium'), () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchChromium()
  })

  afterAll(() => browser?.close())

  async function show(report: Report, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage(options)
    await page.route('**', (route) => route.abort())
    await page.setContent(renderStatusPage(report))
    return page
  }

  it('is told by its headings, lists and terms', async () => {
    const page = await show(REPORT)
    const headings = await page.getByRole('heading').allTextContents()
    expect(headings).toEqual([
      'Status of Harbour Notes',
      'Posts',
      'Everything is being built anew',
      'Rejected',
      '_posts/2024-06-01-tides.md',
      'Published with warnings',
      '_posts/2024-05-31-gulls.md',
    ])
    expect(await page.getByRole('region', { name: 'Rejected' }).getByRole('listitem').count()).toBe(2)
    expect(await page.getByRole('main').count()).toBe(1)
    expect(await page.getByRole('definition').allTextContents()).toEqual(['1,234', '1', '2', '1', '1'])
    await page.close()
  })

  it('fits a narrow phone, also where a key and a line have no place to break', async () => {
    const long = 'x'.repeat(400)
    const posts = REPORT.rejected.posts.map((post) => ({
      ...post,
      key: long,
      problems: [{ message: long, hint: long, excerpt: long }],
    }))
    const page = await show({ ...REPORT, title: long, rejected: { posts, hasMore: false } }, { viewport: PHONE })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width)
    await page.close()
  })

  it.each(['light', 'dark'] as const)('can be read where people want it %s', async (colorScheme) => {
    const page = await show(REPORT, { colorScheme })
    const [text, link, ground] = (await page.evaluate(COLOURS)) as [number[], number[], number[]]
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(CONTRAST_MIN)
    expect(contrast(link, ground)).toBeGreaterThanOrEqual(CONTRAST_MIN)
    expect(luminance(ground) > 0.5).toBe(colorScheme === 'light')
    await page.close()
  })

  it('runs nothing, whatever stands in a key, a title, a reason and a line', async () => {
    const posts = HTML_VECTORS.map((vector) => ({
      key: vector,
      seenMs: 0,
      isShown: false,
      problems: [{ message: vector, hint: vector, line: 1, excerpt: vector }],
    }))
    const page = await browser.newPage()
    const asked: string[] = []
    await page.route('**', (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('dialog', (dialog) => complaints.push(dialog.message()))
    await page.setContent(
      renderStatusPage({ ...REPORT, title: HTML_VECTORS.join(), rejected: { posts, hasMore: true } }),
    )
    expect([asked, complaints]).toEqual([[], []])
    expect(await page.getByRole('heading', { level: 3 }).count()).toBe(HTML_VECTORS.length + 1)
    expect(await page.locator('script, img, iframe, svg, form, input, object, embed').count()).toBe(0)
    await page.close()
  })
})

const PHONE = { width: 320, height: 640 }

/** What runs in the browser: the colours of text, of a link, and of the ground below them, as red, green and blue. */
const COLOURS = `(() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgb = (colour) => {
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const probe = document.body.appendChild(document.createElement('i'))
  probe.style.color = 'Canvas'
  const colour = (element) => getComputedStyle(element).color
  return [rgb(colour(document.body)), rgb(colour(document.querySelector('a'))), rgb(colour(probe))]
})()`

/** WCAG 2.2, definition of contrast ratio. */
function contrast(one: readonly number[], other: readonly number[]): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** WCAG 2.2, definition of relative luminance. */
function luminance([red = 0, green = 0, blue = 0]: readonly number[]): number {
  const linear = (part: number): number => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
