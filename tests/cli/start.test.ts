import { afterEach, describe, expect, test } from 'vitest'
import { Folder, Terminal } from './terminal.js'

const FILES = {
  '_config.yml': 'title: The Site\nurl: https://example.com\n',
  '_posts/2024-05-01-hello.md': '---\ntitle: Hello\ntags: [泉州]\n---\nText.\n',
}

let folder: Folder

afterEach(() => folder.remove())

/** Starts on a folder with `files`, calls `act` when all of it is settled, and ends with Ctrl-C. */
async function whileRunning(
  files: Readonly<Record<string, string>>,
  act: (terminal: Terminal) => Promise<void>,
): Promise<Terminal> {
  folder = await Folder.make(files)
  const terminal = new Terminal()
  const ended = terminal.run('start', folder.path, '--port', '0', '--s3-port', '0')
  await Promise.race([terminal.shows(/feeds of the site|given up/), ended])
  await act(terminal)
  terminal.interrupt()
  expect(await ended).toBe(0)
  return terminal
}

describe('what start prints', () => {
  test('the addresses of the feeds, which answer', async () => {
    await whileRunning(FILES, async (terminal) => {
      for (const [, address = ''] of terminal.output.matchAll(/(?:RSS|Atom|JSON Feed|page|all feeds) +(\S+)/g)) {
        expect((await fetch(address)).status).toBe(200)
      }
      expect(terminal.output).toMatch(/S3 +http:\/\/127\.0\.0\.1:\d+, buckets content and site/)
      expect(terminal.output).toMatch(/aws --endpoint-url \S+ --no-sign-request s3 cp \S+ s3:\/\/content\/_posts\//)
      expect(terminal.output).toContain('1 post published, 0 scheduled, 0 drafts, 0 rejected; 16 documents written')
      expect(terminal.output).toContain('feeds of the site and 1 tag: http://')
      expect(terminal.errors).toBe('')
    })
  })

  test('a line for each change: what became of it, the feeds that were written, and the time it took', async () => {
    const terminal = await whileRunning(FILES, async (running) => {
      const name = '_posts/2024-05-02-new.md'
      await folder.write(name, '---\ntitle: New\ncategory: news\n---\nText.\n')
      await running.shows(/new\.md {2}published → site, category\/news \(14 documents, /)
      await folder.write(name, '---\ntitle: New\ncategory: news\n---\nText.\n')
      await running.shows(/new\.md {2}published, unchanged \(no document written, /)
      await folder.write('_posts/2024-05-03-draft.md', '---\ndraft: true\n---\nText.\n')
      await running.shows(/draft\.md {2}draft \(no document written, /)
      await folder.write('_posts/2044-05-03-later.md', '---\ntitle: Later\n---\nText.\n')
      await running.shows(/later\.md {2}scheduled for 2044-05-03T00:00:00\.000Z/)
    })
    expect(terminal.output).toMatch(/\d\d:\d\d:\d\d {2}_posts\/2024-05-02-new\.md/)
    expect(terminal.output.endsWith('Closed.\n')).toBe(true)
  })

  test('why a post is rejected, where, and what would be right', async () => {
    const terminal = await whileRunning(FILES, async (running) => {
      await folder.write('_posts/2024-05-01-hello.md', '---\ntitle: 破\ndate: 2024-02-30\n---\nText.\n')
      await running.shows(/hello\.md {2}rejected: its last good version stays[\s\S]*hint: /)
    })
    expect(terminal.errors).toMatch(/ {4}line 3, column 7: date: .*\n {8}date: 2024-02-30\n {14}\^\n {4}hint: /)
  })

  test('what is wrong with the settings, and what holds meanwhile', async () => {
    await whileRunning(FILES, async (running) => {
      await folder.write('_config.yml', 'title: The Site\nurl: nowhere\n')
      await running.shows(/_config\.yml {2}rejected: the last good settings stay in force\n.*url: found/)
      await folder.write('_config.yml', 'title: A New Name\nurl: https://example.com\n')
      await running.shows(/_config\.yml {2}read → site \(4 documents, [\s\S]*1 post published/)
    })
  })

  test('what is wrong with posts that were there before', async () => {
    const files = { ...FILES, '_posts/2024-05-09-broken.md': '---\ntitle: Broken\ndate: x\n---\n' }
    const terminal = await whileRunning(files, async () => {})
    expect(terminal.errors).toMatch(/_posts\/2024-05-09-broken\.md {2}rejected\n.*date/)
    expect(terminal.output).toContain('1 post published, 0 scheduled, 0 drafts, 1 rejected')
    expect(terminal.output).toMatch(/what to mend: http:\S+\/status\.html\n/)
  })

  test('no control character of a file name reaches the terminal', async () => {
    const terminal = await whileRunning(FILES, async (running) => {
      await folder.write('_posts/2024-05-02-\x1b[31mred.md', '---\ntitle: Red\n---\n')
      await running.shows(/red\.md {2}published/)
    })
    expect(terminal.output).not.toContain('\x1b')
  })
})
