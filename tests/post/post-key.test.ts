import { describe, expect, it } from 'vitest'
import { isPostKey, parsePostKey } from '../../lib/post/post-key.js'

describe('a post key', () => {
  const cases: [key: string, isPost: boolean][] = [
    ['_posts/2024-01-31-news.md', true],
    ['en/news/_posts/2024-01-31-news.markdown', true],
    ['_posts/2024/01/news.html', true],
    ['_posts/-202405.md', true],
    ['_posts/NEWS.MD', true],
    ['_posts/泉州 晚报.md', true],
    ['_posts.md', false],
    ['_posts/picture.png', false],
    ['_posts/news', false],
    ['_posts/.md', false],
    ['_posts/_template.md', false],
    ['_posts/.hidden.md', false],
    ['_posts/#news.md', false],
    ['_drafts/news.md', false],
    ['_drafts/_posts/news.md', false],
    ['_site/_posts/news.md', false],
    ['my_posts/news.md', false],
    ['news.md', false],
    ['_config.yml', false],
  ]
  it.each(cases)('%s: %s', (key, isPost) => {
    expect(isPostKey(key, { posts: [] })).toBe(isPost)
  })

  const patterns: [key: string, posts: readonly string[], isPost: boolean][] = [
    ['blog/a.md', ['blog/*.md'], true],
    ['blog/2024/a.md', ['blog/*.md'], false],
    ['blog/2024/a.md', ['blog/**'], true],
    ['blog/2024/a.png', ['blog/**'], false],
    ['blog/_drafts/a.md', ['blog/**'], false],
    ['blog/old/a.md', ['blog/**', '!blog/old/**'], false],
    ['_posts/2024-01-31-news.md', ['blog/**'], false],
    ['日记/今天.md', ['日记/*'], true],
  ]
  it.each(patterns)('%s by %j: %s', (key, posts, isPost) => {
    expect(isPostKey(key, { posts })).toBe(isPost)
  })
})

describe('what a key says', () => {
  const cases: [key: string, expected: Partial<ReturnType<typeof parsePostKey>>][] = [
    [
      'en/news/_posts/2024-01-31-a-b.md',
      {
        folders: ['en', 'news'],
        date: '2024-01-31',
        slug: 'a-b',
        basename: '2024-01-31-a-b',
        path: 'en/news/2024-01-31-a-b',
      },
    ],
    ['_posts/en/2024-1-3-a.html', { folders: [], date: '2024-1-3', slug: 'a', format: 'html' }],
    ['_posts/21-01-31-a.md', { date: '2021-01-31', slug: 'a' }],
    ['_posts/99-01-31-a.md', { date: '1999-01-31', slug: 'a' }],
    ['_posts/-202405.md', { slug: '-202405' }],
    ['_posts/2024-01-31-v1.2...md', { date: '2024-01-31', slug: 'v1.2' }],
    ['blog/泉州.md', { folders: [], slug: '泉州', path: 'blog/泉州' }],
  ]
  it.each(cases)('%s', (key, expected) => {
    expect(parsePostKey(key)).toMatchObject(expected)
  })
})
