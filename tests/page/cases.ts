/**
 * The feeds whose pages are kept whole in `expected/<case>.html`: one for each thing that a page can say, or be.
 */
import type { Entry } from '../../lib/model/entry.js'
import { type FeedId, SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import type { Settings } from '../../lib/model/settings.js'
import { PLAIN, SETTINGS } from '../feed/cases.js'

export interface PageCase {
  readonly feed: FeedId
  readonly entries: readonly Entry[]
  readonly settings: Settings
}

const ALL_KINDS = { ...SETTINGS, kinds: ['category', 'tag', 'author', 'language'] } as const

/** No browser breaks it by itself. */
export const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

const FINANCE: Settings = {
  ...ALL_KINDS,
  title: '财经日报',
  description: '每日财经要闻：宏观、市场与公司。',
  url: 'https://caijing.example',
  baseurl: '/news',
  feedsUrl: 'https://feeds.caijing.example/v1',
  language: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  author: { name: '编辑部' },
  icon: 'https://caijing.example/icon.png',
  rights: '© 财经日报',
}

const HARBOUR: Settings = {
  ...ALL_KINDS,
  title: 'يوميات الميناء',
  description: 'ما نراه من الرصيف كل صباح: السفن والطيور والطقس.',
  url: 'https://mina.example',
  feedsUrl: 'https://mina.example',
  language: 'ar',
  timeZone: 'Africa/Cairo',
}

export const PAGE_CASES: Readonly<Record<string, PageCase>> = {
  'site-with-pictures-and-terms': {
    feed: SITE_FEED,
    settings: { ...ALL_KINDS, rights: '© The walkers' },
    entries: [
      {
        ...PLAIN,
        permalink: 'https://notes.example/heron.html?from=page&view=full',
        title: 'A heron, & a late frost',
        publishedMs: Date.UTC(2024, 2, 2, 18, 5, 9),
        authors: [{ name: 'Rosa Feld' }],
        terms: [
          { scheme: 'category', term: 'birds' },
          { scheme: 'category', term: 'weather' },
          { scheme: 'tag', term: 'R&D' },
        ],
        summary: 'Frost < 0 °C, and a heron.',
        image: 'https://notes.example/heron.jpg',
      },
      { ...PLAIN, terms: [{ scheme: 'category', term: 'weather' }], summary: '' },
    ],
  },
  'chinese-tag': {
    feed: termFeed('tag', '泉州晚报新闻'),
    settings: FINANCE,
    entries: [
      {
        ...PLAIN,
        permalink: 'https://caijing.example/news/1.html',
        title: '泉州外贸前十一个月增长两成',
        // The next day in Shanghai.
        publishedMs: Date.UTC(2021, 11, 8, 18, 46, 18),
        terms: [
          { scheme: 'category', term: 'quanzhouwanbao' },
          { scheme: 'tag', term: '泉州晚报新闻' },
          { scheme: 'tag', term: '外贸' },
        ],
        summary: '海关发布最新数据。出口“两位数”增长，民营企业贡献突出。',
      },
    ],
  },
  'traditional-chinese': {
    feed: SITE_FEED,
    settings: { ...SETTINGS, title: '港口筆記', description: '', language: 'zh-HK' },
    entries: [{ ...PLAIN, title: '第一隻燕子', summary: '' }],
  },
  'right-to-left-without-words-of-its-own': {
    feed: termFeed('category', 'طيور'),
    settings: HARBOUR,
    entries: [
      {
        ...PLAIN,
        permalink: 'https://mina.example/1',
        title: 'وصلت أولى طيور السنونو!',
        terms: [
          { scheme: 'category', term: 'طيور' },
          { scheme: 'tag', term: 'الربيع' },
          { scheme: 'tag', term: 'spring (2024)' },
        ],
        summary: 'جاءت مع ريح الجنوب، قبل موعدها بأسبوع.',
        image: 'https://mina.example/1.jpg',
      },
      { ...PLAIN, language: 'en', title: 'A guest writes (in English)', summary: 'About the harbour.' },
    ],
  },
  'entries-in-other-languages': {
    feed: SITE_FEED,
    settings: ALL_KINDS,
    entries: [
      { ...PLAIN, language: 'fa', title: 'نخستین پرستو' },
      { ...PLAIN, language: 'de-AT', title: LONG_WORD, summary: `Sie kam mit dem Südwind. ${LONG_WORD}` },
      { ...PLAIN, language: 'en' },
    ],
  },
  'language-feed': {
    feed: termFeed('language', 'de-AT'),
    settings: ALL_KINDS,
    entries: [{ ...PLAIN, language: 'de-AT', title: 'Die erste Schwalbe' }],
  },
  'nothing-published': { feed: termFeed('author', 'Jón Þór'), settings: ALL_KINDS, entries: [] },
  'markup-that-is-text': {
    feed: termFeed('tag', '"><script>alert(1)</script>'),
    settings: {
      ...ALL_KINDS,
      title: '</title><b>"Q & A"</b>',
      description: "<!-- ' -->",
      rights: '&copy; <i>nobody</i>',
    },
    entries: [
      {
        ...PLAIN,
        permalink: 'https://notes.example/a|b?c=%22&d=[<i>]&e=100%',
        title: '</h3></main><script>alert("x")</script>',
        summary: ']]> &amp; <img src=x onerror=alert(1)> $1 $&',
        terms: [{ scheme: 'tag', term: '<svg onload=alert(1)>' }],
        image: 'https://notes.example/a.png?x="onerror="y',
      },
    ],
  },
}
