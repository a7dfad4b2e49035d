/**
 * The words of the pages in Chinese, in simplified characters.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Texts } from './texts.js'

export const zhHans: Texts = {
  language: 'zh-Hans',
  kinds: {
    site: { one: '全站', many: '全站' },
    category: { one: '分类', many: '分类' },
    tag: { one: '标签', many: '标签' },
    author: { one: '作者', many: '作者' },
    language: { one: '语言', many: '语言' },
  },
  home: '访问网站',
  subscribe: {
    heading: '订阅',
    explanation: '把下面任意一个地址添加到阅读器，新文章就会自动送达。三种格式内容相同，选择阅读器支持的一种即可。',
  },
  copy: '复制',
  copied: '已复制',
  latest: { heading: '最新文章', none: '这里暂时没有文章。现在订阅，有新文章时就会收到。' },
  others: { heading: '更多订阅源', all: '全部订阅源', opml: '全部订阅源（OPML）' },
  snippet: {
    heading: '用于网站页面',
    explanation: '将以下代码加入网页的 <head>，阅读器便能从任意页面的网址找到这个订阅源。',
  },
  feeds: {
    heading: '全部订阅源',
    explanation: '每个订阅源都有自己的页面，列出订阅地址和最新文章。要一次订阅全部，请把下面的列表导入阅读器。',
    more: (number) => `另有 ${number} 个。`,
  },
  date: (year, month, day) => `${year}年${month}月${day}日`,
}
