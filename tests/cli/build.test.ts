import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Folder, NOW_MS, Terminal } from './terminal.js'

const SETTINGS = 'title: The Site\nurl: https://example.com\n'
const HELLO = '---\ntitle: Hello\ncategories: emnews\ntags: 泉州晚报新闻\n---\nText.\n'
const BROKEN = '---\ntitle: 破了\ndate:  2024-02-30\n---\nText.\n'

let folder: Folder
let out: Folder
let terminal: Terminal

beforeEach(async () => {
  terminal = new Terminal()
  out = await Folder.make({})
})

afterEach(async () => {
  await folder?.remove()
  await out.remove()
})

const build = (...args: string[]) => terminal.run('build', folder.path, '--out', out.path, ...args)

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort()
}

describe('a folder of posts', () => {
  test('becomes a folder of feeds', async () => {
    folder = await Folder.make({ '_config.yml': SETTINGS, '_posts/2024-05-01-hello.md': HELLO })
    expect(await build()).toBe(0)
    expect(await filesOf(out.path)).toEqual(
      ['', 'category/emnews/', 'tag/泉州晚报新闻/']
        .flatMap((feed) => [feed, `${feed}archive/2024-05/`])
        .flatMap((place) => [`${place}atom.xml`, `${place}feed.json`, `${place}rss.xml`])
        .concat('index.html', 'category/emnews/index.html', 'tag/泉州晚报新闻/index.html')
        .concat('feeds.opml', 'feeds/index.html')
        .sort(),
    )
    expect(terminal.output).toContain('1 post published, 0 scheduled, 0 drafts, 0 rejected\n3 feeds in ')
    expect(terminal.output).toContain('23 documents written, 0 unchanged')
    expect(terminal.errors).toBe('')
  })

  test('that has not changed leaves every file alone', async () => {
    folder = await Folder.make({ '_config.yml': SETTINGS, '_posts/2024-05-01-hello.md': HELLO })
    await build()
    await folder.write('_posts/2024-05-02-other.md', '---\ntitle: Other\n---\nText.\n')
    terminal = new Terminal()
    await build()
    expect(terminal.output).toContain('7 documents written, 16 unchanged')
  })

  test('publishes the good posts, and says of each other one what is wrong and where', async () => {
    folder = await Folder.make({
      '_config.yml': SETTINGS,
      '_posts/2024-05-01-hello.md': HELLO,
      '_posts/2024-05-02-broken.md': BROKEN,
      '_posts/2024-05-03-draft.md': '---\ndraft: true\n---\n',
      '_posts/2031-05-03-later.md': '---\ntitle: Later\n---\n',
    })
    expect(await build()).toBe(0)
    expect(terminal.output).toContain('1 post published, 1 scheduled, 1 draft, 1 rejected')
    expect(terminal.errors.split('\n')).toEqual([
      'rejected: _posts/2024-05-02-broken.md',
      expect.stringMatching(/^ {4}line 3, column 8: date: .*2024-02-30/),
      '        date:  2024-02-30',
      '               ^',
      expect.stringMatching(/^ {4}hint: /),
      '',
    ])
  })

  test('that has pages of its own is given the feeds alone', async () => {
    folder = await Folder.make({ '_config.yml': SETTINGS, '_posts/2024-05-01-hello.md': HELLO })
    expect(await build('--no-pages')).toBe(0)
    expect((await filesOf(out.path)).filter((path) => path.endsWith('.html'))).toEqual([])
    expect(await filesOf(out.path)).toContain('feeds.opml')
    expect(terminal.output).toContain('19 documents written, 0 unchanged')
  })

  test('with a rejected post fails when it is strict, and is written all the same', async () => {
    folder = await Folder.make({ '_config.yml': SETTINGS, '_posts/2024-05-02-broken.md': BROKEN })
    expect(await build('--strict')).toBe(1)
    expect(terminal.errors).toContain('error: 1 post rejected, and --strict allows none\n')
    expect(await filesOf(out.path)).toHaveLength(6)
  })

  test('shows on a terminal how far it is, and leaves no trace of that', async () => {
    folder = await Folder.make({ '_config.yml': SETTINGS, '_posts/2024-05-01-hello.md': HELLO })
    let nowMs = NOW_MS
    terminal.now = () => (nowMs += 200)
    terminal.isTerminal = true
    await build()
    expect(terminal.errors).toContain('\r\x1b[2Kread 1 post')
    expect(terminal.errors).toContain('compared 23 of 23 documents')
    expect(terminal.errors.endsWith('\r\x1b[2K')).toBe(true)
  })
})

describe('settings', () => {
  test('with a mistake are explained', async () => {
    folder = await Folder.make({ '_config.yml': `${SETTINGS}timezone: Mars\n` })
    expect(await build()).toBe(1)
    expect(terminal.errors).toContain(
      'error: the settings in _config.yml cannot be used\n    line 3, column 11: timezone',
    )
    expect(await filesOf(out.path)).toEqual([])
  })

  test('that are not there need an address, which can be given', async () => {
    folder = await Folder.make({ '_posts/2024-05-01-hello.md': HELLO })
    expect(await build()).toBe(1)
    expect(terminal.errors).toContain('has no _config.yml; the address can also be given as --url')
    expect(await build('--url', 'https://example.org')).toBe(0)
    expect(await readFile(join(out.path, 'atom.xml'), 'utf8')).toContain('https://example.org/atom.xml')
  })
})

describe('mistakes on the command line are answered with help', () => {
  test.each([
    [
      ['build', '/no/such/folder', '--out', 'x'],
      ['/no/such/folder: there is no such folder', '_config.yml'],
    ],
    [
      ['build', 'x'],
      ["required option '--out <folder>' not specified", '--help'],
    ],
    [
      ['build', 'x', '--out', 'y', '--url', 'example.com'],
      ['https://example.com', '--help'],
    ],
    [['biuld'], ["unknown command 'biuld'", 'Did you mean build?']],
    [
      ['start', '--port', '70000'],
      ['from 0 to 65535', '--help'],
    ],
    [['start', '/no/such/folder'], ['there is no such folder']],
  ])('%j', async (args, said) => {
    expect(await terminal.run(...args)).toBe(1)
    for (const text of said) expect(terminal.errors).toContain(text)
  })

  test('help and version are no mistakes', async () => {
    expect(await terminal.run('--help')).toBe(0)
    expect(terminal.output).toContain('start [options] [folder]')
    expect(await terminal.run('--version')).toBe(0)
    expect(terminal.output.endsWith('1.2.3\n')).toBe(true)
  })
})

test('the example site publishes all that it should, and nothing is wrong with it', async () => {
  folder = await Folder.make({})
  const example = fileURLToPath(new URL('../../examples/site', import.meta.url))
  expect(await terminal.run('build', example, '--out', out.path, '--strict')).toBe(0)
  expect(terminal.output).toContain('12 posts published, 1 scheduled, 1 draft, 0 rejected')
})
