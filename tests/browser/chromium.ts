/**
 * Chromium, for tests that look at pages as people do. Where there is none, they say so and are skipped.
 */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run'],
  // It asks nobody for anything by itself.
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

export const hasChromium = existsSync(PROGRAM)

/** Returns `title`, or why the tests under it are skipped. */
export function inChromium(title: string): string {
  return hasChromium ? title : `skipped, since there is no ${PROGRAM}: install Debian’s package chromium`
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: FLAGS })
}
