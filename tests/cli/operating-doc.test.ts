/**
 * The pages for whoever runs Broadsheet speak of what there is: alarms, commands, options, and pages that they link to.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Terminal } from './terminal.js'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const PAGES = ['operating', 'migrating', 'cost', 'scaling', 'deploying', 'verify', 'report']

test('docs/operating.md says of each alarm what it means and what to do', () => {
  const alarms = [...read('infra/alarms.yml').matchAll(/^ {2}(\w+):\n {4}Type: AWS::CloudWatch::Alarm$/gm)]
  expect(alarms.length).toBeGreaterThan(3)
  for (const [, name] of alarms)
    expect(read('docs/operating.md')).toMatch(new RegExp(`^\\| \`${name}\` \\| .+ \\| .+ \\|$`, 'm'))
})

describe('commands', () => {
  const used = PAGES.flatMap((page) => [...read(`docs/${page}.md`).matchAll(/npx broadsheet (\w+)([^\n`]*)/g)])
  const commands = [...new Set(used.map(([, command = '']) => command))]

  test.each(commands)('broadsheet %s is one, with the options that pages name', async (command) => {
    const terminal = new Terminal()
    expect(await terminal.run(command, '--help')).toBe(0)
    const options = used
      .filter(([, name]) => name === command)
      .flatMap(([, , rest = '']) => rest.match(/--[a-z-]+/g) ?? [])
    for (const option of options) expect(terminal.output).toContain(option)
  })
})

describe('links lead somewhere', () => {
  const pages = readdirSync(new URL('../../docs', import.meta.url)).filter((name) => name.endsWith('.md'))
  test.each(pages)('from docs/%s', (name) => {
    const links = [...read(`docs/${name}`).matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g)]
    for (const [, path = '', anchor = ''] of links) {
      const target = read(new URL(path || name, 'file:///docs/').pathname.slice(1))
      const headings = [...target.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
      if (anchor !== '' && path.endsWith('.md') !== (path === ''))
        expect(headings, `${path}${anchor}`).toContain(anchor)
    }
  })
})

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  const plain = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '')
  return `#${plain.replaceAll(' ', '-')}`
}
