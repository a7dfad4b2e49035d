import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Folder, Terminal } from './terminal.js'

const FILES = {
  '_config.yml': 'title: The Site\nurl: https://example.com\ntimezone: Asia/Shanghai\nmarkdown: kramdown\n',
  '_includes/note.html': '<b>note</b>',
  'news/_posts/2024-05-01-good.md': [
    ...['---', 'title: 早报', 'tags: [a, b]', 'author: Kim <kim@example.com>', 'audio: /a.mp3', '---'],
    ...['First {% include note.html %}.', '', 'Second.', ''],
  ].join('\n'),
  '_posts/2024-05-02-broken.md': '---\ntitle: 破了\ndate:  2024-02-30\n---\nText.\n',
  '_posts/2024-05-03-draft.md': '---\ndraft: true\n---\n',
  '_posts/2049-05-04-later.md': '---\nlang: "!!"\n---\n',
}

let folder: Folder
let terminal: Terminal

beforeEach(async () => {
  terminal = new Terminal()
  folder = await Folder.make(FILES)
})

afterEach(() => folder.remove())

const check = (...paths: string[]) => terminal.run('check', ...paths.map((path) => join(folder.path, path)))

describe('broadsheet check', () => {
  test('prints what a post would become', async () => {
    expect(await check('news/_posts/2024-05-01-good.md')).toBe(0)
    expect(terminal.output).toBe(
      [
        'published: news/_posts/2024-05-01-good.md',
        '    title      早报',
        '    id         https://example.com/news/2024/05/01/good',
        '    permalink  https://example.com/news/2024/05/01/good.html',
        '    published  2024-05-01T00:00:00+08:00[Asia/Shanghai]',
        '    authors    Kim <kim@example.com>',
        '    terms      category news, tag a, tag b',
        '    enclosures https://example.com/a.mp3 (audio/mpeg)',
        '    summary    First note.',
        '    content    <p>First <b>note</b>.</p>',
        '    line 5, column 8: warning: audio: there is no a.mp3 in the content bucket, so the length of the recording is not known',
        '        audio: /a.mp3',
        '               ^',
        '    hint: upload it, or write a mapping with its length in bytes, such as {url: /a.mp3, length: 12345678}',
        '',
        '1 post checked, 0 rejected',
        '',
      ].join('\n'),
    )
    expect(terminal.errors).toBe('')
  })

  test('prints why a post would be rejected, with a caret under the place, and fails', async () => {
    expect(await check('_posts/2024-05-02-broken.md')).toBe(1)
    expect(terminal.output).toBe(
      [
        'rejected: _posts/2024-05-02-broken.md',
        '    line 3, column 8: date: "2024-02-30" does not exist: February 2024 has 29 days',
        '        date:  2024-02-30',
        '               ^',
        '    hint: write another day, such as 2024-02-29',
        '',
        '',
      ].join('\n'),
    )
    expect(terminal.errors).toContain('1 post checked, 1 rejected')
  })

  test('takes folders, and says of drafts, scheduled posts and warnings what they are', async () => {
    expect(await check('.')).toBe(1)
    expect(terminal.output).toMatch(/^draft: _posts\/2024-05-03-draft\.md$/m)
    expect(terminal.output).toMatch(/^scheduled: _posts\/2049-05-04-later\.md$/m)
    expect(terminal.output).toContain('line 2, column 7: warning: lang: the text "!!" is no language tag')
    expect(terminal.errors).toContain('4 posts checked, 1 rejected')
  })

  test('says that a file is no post of the site, or is not there', async () => {
    await folder.write('about.md', '---\ndate: 2024-01-01\n---\nText.\n')
    expect(await check('about.md')).toBe(0)
    expect(terminal.output).toContain('not among the posts of the site')
    expect(await check('nothing.md')).toBe(1)
    expect(terminal.errors).toContain('there is no file or folder ')
  })

  test('says what is wrong with the settings', async () => {
    await folder.write('_config.yml', 'url: nowhere\n')
    expect(await check('_posts/2024-05-03-draft.md')).toBe(1)
    expect(terminal.errors).toContain('url: found the text "nowhere"')
  })
})
