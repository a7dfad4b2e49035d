/**
 * Objects in the content bucket that are larger than anybody writes: none is read, and what is said of each names its
 * size and the limit.
 */
import { describe, expect, test } from 'vitest'
import { readLibrary } from '../../lib/publish/library-files.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import { SETTINGS_BYTES_MAX } from '../../lib/settings/limits.js'
import { post, SETTINGS, Site } from './site.js'

const KEY = '_posts/2024-01-01-hello.md'

describe('settings', () => {
  test('that are too large leave the last good ones in force, and say why', async () => {
    const site = new Site()
    await site.upload('_config.yml', SETTINGS)
    const before = (await readSettings(site.context)).settings
    await site.upload('_config.yml', `${SETTINGS}#${'x'.repeat(SETTINGS_BYTES_MAX)}`)
    const { settings, problems } = await readSettings(site.context)
    expect(settings).toEqual(before)
    const size = SETTINGS.length + 1 + SETTINGS_BYTES_MAX
    expect(problems).toMatchObject([{ message: `the settings have ${size} bytes; at most 786432 are read` }])
  })
})

describe('posts', () => {
  test('past the limit that the settings give are rejected, and an earlier version stands', async () => {
    const site = new Site()
    await site.upload('_config.yml', `${SETTINGS}broadsheet: { limits: { post_bytes: 1000 } }\n`)
    await site.upload(KEY, post('Hello'))
    const { settled } = await site.upload(KEY, post('Longer', {}, 'x'.repeat(1_000)))
    expect(settled[0]?.record).toMatchObject({
      outcome: 'rejected',
      problems: [{ message: 'the post has 1023 bytes; at most 1000 are read' }],
    })
    expect(await site.titles('feed.json')).toEqual(['Hello'])
  })
})

describe('the library', () => {
  test('does without a file that has grown too large since it was listed', async () => {
    const site = new Site()
    await site.content.put('_includes/note.md', 'Note.')
    await site.content.put('_includes/large.md', 'x'.repeat(1_000_000))
    const files = ['large', 'note'].map((name) => ({ key: `_includes/${name}.md`, etag: 'as listed' }))
    expect([...(await readLibrary(files, site.content)).includes.keys()]).toEqual(['note.md'])
  })
})
