/** What becomes of each file in tests/fixtures/hostile. */
import { describe, expect, it } from 'vitest'
import { parsePost } from '../../lib/post/parse-post.js'
import { expectEntry } from './expect-entry.js'
import { hostileFiles } from './hostile-files.js'
import { siteSettings } from './settings.js'

const files = hostileFiles()
const plain = siteSettings()
const jekyll = siteSettings('markdown: kramdown')

describe('hostile files', () => {
  it('are many', () => {
    expect(files.length).toBeGreaterThan(60)
  })

  it.each(files)('$name: $shows', ({ name, expected, body }) => {
    const settings = name.startsWith('liquid-') ? jekyll : plain
    const post = parsePost({ key: `_posts/2024-01-31-${name}`, body }, settings)
    const outcome = post.kind === 'rejected' ? `rejected: ${post.problems[0]?.message}` : post.kind
    if (expected === 'published') expect(outcome).toBe('entry')
    else expect(outcome.slice(0, expected.length)).toBe(expected)
    if (post.kind === 'entry') expectEntry(post.entry)
    for (const { message, hint = '', excerpt = '' } of post.kind === 'rejected' ? post.problems : []) {
      // The reason shows no more of a post than the offending line.
      expect(Math.max(message.length, hint.length)).toBeLessThan(500)
      expect(excerpt.length).toBeLessThanOrEqual(200)
      expect(excerpt).not.toContain('\n')
    }
    expect(Object.prototype).not.toHaveProperty('draft')
    expect(Object.prototype).not.toHaveProperty('isAdmin')
  })
})
