import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseSettings } from '../lib/settings/parse-settings.js'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

describe('docs/architecture.md names functions where they are', () => {
  const rows = [...read('docs/architecture.md').matchAll(/\| `(\w+)` \| `([\w./-]+\.ts)` \|/g)]
  test.each(rows.map(([, name = '', path = '']) => [name, path]))('%s in %s', (name, path) => {
    expect(read(path)).toMatch(new RegExp(`^export (?:async )?(?:function|class|const) ${name}\\b`, 'm'))
  })

  test('and names many', () => {
    expect(rows.length).toBeGreaterThan(20)
  })
})

describe('README.md', () => {
  const readme = read('README.md')

  test('shows settings that can be used', () => {
    const [, yaml] = /```yaml\n([\s\S]+?)```/.exec(readme) ?? []
    expect(parseSettings(yaml, {}).problems).toEqual([])
  })

  test('links to files that are there', () => {
    for (const [, path = ''] of readme.matchAll(/\]\((?!http)([^)]+)\)/g)) {
      if (/\.\w+$|LICENSE/.test(path)) expect(() => read(path)).not.toThrow()
    }
  })
})
