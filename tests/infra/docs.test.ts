/**
 * The pages about deploying name what there is.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FIGURES } from '../../lib/lambda/log.js'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** The words in code in the first column of `page`'s tables. */
const named = (page: string): string[] =>
  [...read(page).matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  )

test('docs/deploying.md names every setting, and no other', () => {
  const settings = new Set([...read('serverless.yml').matchAll(/\bparam:(\w+)/g)].map(([, name = '']) => name))
  expect(settings.size).toBeGreaterThan(15)
  expect(named('docs/deploying.md').sort()).toEqual([...settings].sort())
})

test('docs/logs.md names every metric, and no other', () => {
  expect(named('docs/logs.md').filter((name) => /^[A-Z]/.test(name))).toEqual(FIGURES)
})

test('docs/other-s3.md names every variable that says where S3 is', () => {
  const variables = [...read('lib/store/s3-client.ts').matchAll(/readonly (\w+)\?: string/g)].map(
    ([, name = '']) => name,
  )
  expect(variables.length).toBeGreaterThan(8)
  const ours = variables.filter((name) => !/^AWS_(?:DEFAULT_)?REGION|^AWS_(?:ACCESS|SECRET|SESSION)/.test(name))
  expect(named('docs/other-s3.md')).toEqual(expect.arrayContaining(ours))
})
