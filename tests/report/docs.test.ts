import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COUNT_EVERY_MS } from '../../lib/publish/count.js'
import { POSTS_REPORTED_MAX, PROBLEMS_REPORTED_MAX } from '../../lib/report/report.js'
import { renderStatusJson } from '../../lib/report/status-json.js'
import { EXCERPT_LENGTH_MAX } from '../../lib/settings/excerpt.js'
import { REPORT } from './report.js'

const text = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8')

test('docs/report.md shows a real status.json', () => {
  const [, shown] = /```json\n([\s\S]+?)```/.exec(text) ?? []
  expect(shown).toBe(renderStatusJson(REPORT))
})

test('docs/report.md has a row for each member of it', () => {
  const rows = [...text.matchAll(/^\| (.+?) \|/gm)].map(([, names]) => names).join(' ')
  const { counts, rebuild, rejected, ...others } = JSON.parse(renderStatusJson(REPORT))
  const names = [
    ...Object.keys(others),
    ...Object.keys(counts),
    ...Object.keys(rebuild),
    ...Object.keys(rejected.posts[0]),
  ]
  for (const name of names) expect(rows).toMatch(new RegExp(`\\b${name}\\b`))
})

test('docs/report.md names the bounds as they are', () => {
  const flat = text.replace(/\s+/g, ' ')
  expect(flat).toContain(
    `Each list shows the newest ${POSTS_REPORTED_MAX} posts, and of each post ${PROBLEMS_REPORTED_MAX} problems`,
  )
  expect(flat).toContain(`(${EXCERPT_LENGTH_MAX} characters of it)`)
  expect(flat).toContain(`within ${COUNT_EVERY_MS / 60_000} minutes`)
})
