/**
 * Eleventy with its RSS plugin's filters: 20 entries a feed, three formats, and no page for any post.
 */
import rss from '@11ty/eleventy-plugin-rss'

const SITE = 'https://news.example'

export default function (config) {
  config.addPlugin(rss)
  config.setUseGitIgnore(false)
  config.setQuietMode(true)
  config.addGlobalData('site', { url: SITE, title: '晨报汇' })
  // The posts' own text is all that feeds need.
  config.addGlobalData('permalink', false)
  config.addCollection('feeds', (api) => {
    const posts = api.getFilteredByGlob('**/_posts/*.md').sort((a, b) => b.date - a.date)
    const feeds = new Map([['', posts.slice(0, 20)]])
    for (const post of posts) {
      for (const path of [
        ...post.data.categories.map((term) => `category/${term}/`),
        ...post.data.tags.map((term) => `tag/${term}/`),
      ]) {
        if (!feeds.has(path)) feeds.set(path, [])
        const entries = feeds.get(path)
        if (entries.length < 20) entries.push(post)
      }
    }
    return [...feeds].map(([path, entries]) => ({ path, entries }))
  })
  return { dir: { includes: '_includes' } }
}
