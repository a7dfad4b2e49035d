#!/usr/bin/env node
/**
 * `npm run screenshots`: the pages of the example, as people see them, into `docs/images`.
 *
 * It builds the example with the command line, in English and once more as if the site were Chinese, and takes the pictures
 * in Chromium, which it finds as the browser tests do. Nothing is fetched: the pages come from the build, and pictures from
 * the example. The same fonts give the same pictures; Noto's are Debian's fonts-noto-core and fonts-noto-cjk.
 */
import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const EXAMPLE = join(ROOT, 'examples/site')
const IMAGES = join(ROOT, 'docs/images')
const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const TYPES = { '.html': 'text/html; charset=utf-8', '.svg': 'image/svg+xml' }

const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1280, height: 960 }
const SHOTS = [
  { name: 'page-desktop', site: 'en', path: '/', viewport: DESKTOP, colorScheme: 'light' },
  { name: 'page-phone-dark', site: 'en', path: '/', viewport: PHONE, colorScheme: 'dark' },
  { name: 'page-phone-chinese', site: 'zh-CN', path: '/tag/周报/', viewport: PHONE, colorScheme: 'light' },
  { name: 'feeds-desktop-dark', site: 'en', path: '/feeds/', viewport: DESKTOP, colorScheme: 'dark' },
]

const work = await mkdtemp(join(tmpdir(), 'broadsheet-screenshots-'))
try {
  for (const language of ['en', 'zh-CN']) await buildExample(language)
  const browser = await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox', '--disable-gpu'] })
  await mkdir(IMAGES, { recursive: true })
  for (const shot of SHOTS) await take(browser, shot)
  await browser.close()
} finally {
  await rm(work, { recursive: true })
}

/** @param {string} language of the site */
async function buildExample(language) {
  const source = join(work, `source-${language}`)
  await cp(EXAMPLE, source, { recursive: true })
  const settings = join(source, '_config.yml')
  await writeFile(settings, (await readFile(settings, 'utf8')).replace(/^lang: .*$/m, `lang: ${language}`))
  execFileSync(process.execPath, [join(ROOT, 'bin/broadsheet.js'), 'build', source, '--out', join(work, language)])
  await cp(join(source, 'assets'), join(work, language, 'assets'), { recursive: true })
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {typeof SHOTS[number]} shot
 */
async function take(browser, { name, site, path, viewport, colorScheme }) {
  const page = await browser.newPage({ viewport, colorScheme: /** @type {'light' | 'dark'} */ (colorScheme) })
  await page.route('**', async (route) => {
    const { pathname } = new URL(route.request().url())
    const file = decodeURIComponent(pathname) + (pathname.endsWith('/') ? 'index.html' : '')
    const body = await readFile(join(work, site, file)).catch(() => undefined)
    if (body === undefined) return route.abort()
    return route.fulfill({ body, contentType: TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] })
  })
  // Not on this machine: a secure context, in which there are buttons.
  await page.goto(`https://pages.example${path}`, { waitUntil: 'networkidle' })
  await page.screenshot({ path: join(IMAGES, `${name}.png`) })
  await page.close()
  console.log(`docs/images/${name}.png`)
}
