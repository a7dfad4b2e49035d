/**
 * Pages as they are kept: whole, but for the style and the script, which are the same in all of them, and their hashes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { POLICY, SCRIPT, STYLE } from '../../lib/page/look.js'

export const EXPECTED = join(import.meta.dirname, 'expected')

/** Returns `body` without what is in lib/page/look.ts. */
export function withoutLook(body: string): string {
  return body.replace(POLICY, 'POLICY').replace(STYLE, 'STYLE').replace(SCRIPT, 'SCRIPT')
}

/** Returns what is kept as `name`; with UPDATE_EXPECTED=1 that is `rendered` from now on. */
export function expectedFile(name: string, rendered: string): string {
  const path = join(EXPECTED, name)
  if (process.env.UPDATE_EXPECTED === '1') writeFileSync(path, rendered)
  return readFileSync(path, 'utf8')
}
