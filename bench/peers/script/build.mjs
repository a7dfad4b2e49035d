/**
 * The plain script that one writes in an afternoon: gray-matter, marked and `feed`, and nothing that is not asked for.
 *
 * It reads all posts, keeps their front matter, and renders what a feed shows: the newest 20, and beyond those what is
 * within 24 hours of the newest, up to 500. It checks nothing, sanitises nothing, and knows no settings.
 *
 * Usage: node build.mjs <folder of posts> <folder of documents>
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Feed } from 'feed'
import matter from 'gray-matter'
import { marked } from 'marked'

const [from, to] = process.argv.slice(2)
const SITE = 'https://news.example'

const posts = readdirSync(from).map((name) => {
  // With options, because without them gray-matter keeps every post for ever.
  const { data, content } = matter(readFileSync(join(from, name), 'utf8'), {})
  return { name: name.slice(11, -3), data, content, date: new Date(data.date) }
})
posts.sort((a, b) => b.date - a.date)

const feeds = new Map([['', posts]])
for (const post of posts) {
  for (const path of [
    ...post.data.categories.map((term) => `category/${term}/`),
    ...post.data.tags.map((term) => `tag/${term}/`),
  ]) {
    if (!feeds.has(path)) feeds.set(path, [])
    feeds.get(path).push(post)
  }
}

for (const [path, all] of feeds) {
  const [newest] = all
  const shown = all.filter((post, at) => at < 20 || (at < 500 && newest.date - post.date <= 86_400_000))
  const feed = new Feed({ id: `${SITE}/${path}`, title: path || '晨报汇', link: SITE, updated: newest.date })
  for (const post of shown) {
    post.html ??= marked.parse(post.content)
    const link = `${SITE}/${post.name}/`
    feed.addItem({ title: post.data.title, id: link, link, date: post.date, content: post.html })
  }
  mkdirSync(join(to, path), { recursive: true })
  writeFileSync(join(to, path, 'rss.xml'), feed.rss2())
  writeFileSync(join(to, path, 'atom.xml'), feed.atom1())
  writeFileSync(join(to, path, 'feed.json'), feed.json1())
}
