/**
 * The cases whose documents are kept whole in `expected/<case>/`: one feed each, chosen so that every element stands in
 * one of them and can be read there in its context.
 */
import type { ArchiveLinks, Period } from '../../lib/feed/archive.js'
import type { Entry } from '../../lib/model/entry.js'
import { type FeedId, SITE_FEED, termFeed } from '../../lib/model/feed-id.js'
import { DEFAULT_POST_LIMITS } from '../../lib/model/post-limits.js'
import type { Settings } from '../../lib/model/settings.js'

export interface Case {
  readonly feed: FeedId
  readonly entries: readonly Entry[]
  readonly settings: Settings
  readonly links?: ArchiveLinks
}

export const SETTINGS: Settings = {
  title: 'Field Notes',
  description: 'Walks, birds and weather',
  url: 'https://notes.example',
  baseurl: '',
  feedsUrl: 'https://notes.example',
  language: 'en',
  timeZone: 'Etc/UTC',
  permalink: '/:categories/:year/:month/:day/:title:output_ext',
  posts: [],
  kinds: ['category', 'tag'],
  content: 'full',
  window: { entries: 20, hours: 24, entriesMax: 500 },
  documentBytesMax: 1_048_576,
  archive: 'off',
  hubs: [],
  ttlMinutes: 60,
  report: 'public',
  liquid: false,
  variables: {},
  limits: DEFAULT_POST_LIMITS,
  hash: '0'.repeat(64),
}

const FINANCE: Settings = {
  ...SETTINGS,
  title: '财经日报',
  description: '每日财经要闻',
  url: 'https://caijing.example',
  baseurl: '/news',
  feedsUrl: 'https://feeds.caijing.example/v1',
  language: 'zh-CN',
  author: { name: '编辑部', uri: 'https://caijing.example/about', email: 'desk@caijing.example' },
}

/** An entry with nothing but what every entry has. */
export const PLAIN: Entry = {
  id: 'https://notes.example/2024/03/01/first-swallow.html',
  permalink: 'https://notes.example/2024/03/01/first-swallow.html',
  title: 'First swallow',
  publishedMs: Date.UTC(2024, 2, 1, 7, 30),
  updatedMs: Date.UTC(2024, 2, 1, 7, 30),
  authors: [],
  terms: [],
  summary: 'It came with the south wind.',
  content: '<p>It came with the <em>south</em> wind.</p>',
  enclosures: [],
}

export const CASES: Readonly<Record<string, Case>> = {
  ordinary: {
    feed: SITE_FEED,
    settings: { ...SETTINGS, author: { name: 'Rosa Feld' } },
    entries: [
      {
        ...PLAIN,
        id: 'tag:notes.example,2024:heron',
        permalink: 'https://notes.example/2024/03/02/heron.html?from=feed&view=full',
        title: 'A heron, & a late frost',
        publishedMs: Date.UTC(2024, 2, 2, 18, 5, 9),
        updatedMs: Date.UTC(2024, 2, 3, 6, 0, 0, 250),
        authors: [{ name: 'Rosa Feld' }],
        terms: [
          { scheme: 'category', term: 'birds' },
          { scheme: 'category', term: 'weather' },
          { scheme: 'tag', term: 'birds' },
          { scheme: 'tag', term: 'R&D' },
        ],
        summary: 'Frost < 0 °C, and a heron.',
        content: '<p>Frost &lt; 0 °C, and a <a href="https://notes.example/heron">heron</a>.</p>',
        image: 'https://notes.example/heron.jpg',
      },
      { ...PLAIN, authors: [{ name: 'Rosa Feld' }] },
    ],
  },
  'chinese-term': {
    feed: termFeed('tag', '泉州晚报新闻'),
    settings: FINANCE,
    entries: [
      {
        ...PLAIN,
        id: 'https://caijing.example/news/quanzhouwanbao/2021/12/08/1.html',
        permalink: 'https://caijing.example/news/quanzhouwanbao/2021/12/08/1.html',
        title: '泉州外贸前十一个月增长两成',
        publishedMs: Date.UTC(2021, 11, 8, 2, 46, 18),
        updatedMs: Date.UTC(2021, 11, 8, 2, 46, 18),
        authors: [{ name: '编辑部', uri: 'https://caijing.example/about', email: 'desk@caijing.example' }],
        terms: [
          { scheme: 'category', term: 'quanzhouwanbao' },
          { scheme: 'tag', term: '泉州晚报新闻' },
        ],
        summary: '海关发布最新数据。',
        content: '<p>海关发布最新数据。</p>\n<p>出口“两位数”增长。</p>',
      },
    ],
  },
  empty: { feed: termFeed('category', 'gone fishing'), settings: { ...SETTINGS, description: '' }, entries: [] },
  enclosure: {
    feed: termFeed('category', 'podcast'),
    settings: SETTINGS,
    entries: [
      {
        ...PLAIN,
        title: 'Dawn chorus, recorded',
        image: 'https://notes.example/chorus.png',
        enclosures: [
          {
            url: 'https://notes.example/chorus.mp3?v=2&dl=1',
            type: 'audio/mpeg',
            lengthBytes: 12_345_678,
            durationSeconds: 1_834.6,
            title: 'Dawn chorus',
          },
          {
            url: 'https://notes.example/chorus.opus',
            type: 'audio/ogg',
            lengthBytes: 4_500_000,
            durationSeconds: 1_834.6,
          },
        ],
      },
      {
        ...PLAIN,
        id: 'https://notes.example/rain',
        permalink: 'https://notes.example/rain',
        title: 'Rain, of unknown length',
        enclosures: [{ url: 'https://notes.example/rain.mp3', type: 'audio/mpeg' }],
      },
    ],
  },
  'several-authors': {
    feed: SITE_FEED,
    settings: { ...SETTINGS, author: { name: 'Rosa Feld', uri: 'https://rosa.example/', email: 'rosa@notes.example' } },
    entries: [
      {
        ...PLAIN,
        authors: [
          { name: 'Rosa Feld', uri: 'https://rosa.example/', avatar: 'https://rosa.example/me.png' },
          { name: 'Jón Þór', email: 'jon@notes.example' },
          { name: '李雷' },
        ],
      },
    ],
  },
  'other-language': {
    feed: SITE_FEED,
    settings: SETTINGS,
    entries: [
      { ...PLAIN, id: 'urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6', language: 'de-AT', title: 'Die erste Schwalbe' },
      { ...PLAIN, language: 'en' },
    ],
  },
  'language-feed': {
    feed: termFeed('language', 'de-AT'),
    settings: SETTINGS,
    entries: [{ ...PLAIN, language: 'de-AT', title: 'Die erste Schwalbe' }],
  },
  'summary-only': {
    feed: SITE_FEED,
    settings: { ...SETTINGS, content: 'summary' },
    entries: [PLAIN, { ...PLAIN, id: 'https://notes.example/untold', title: 'Untold', summary: '' }],
  },
  'content-only': {
    feed: SITE_FEED,
    settings: SETTINGS,
    entries: [
      { ...PLAIN, summary: '', content: '<p><img src="https://notes.example/swallow.jpg" alt=""></p>' },
      { ...PLAIN, id: 'https://notes.example/untold', title: 'Untold', summary: '', content: '' },
    ],
  },
  awkward: {
    feed: termFeed('tag', 'C<T> & "friends"'),
    settings: { ...SETTINGS, title: 'Notes & <Queries> ]]>', description: 'slot:0; "quoted" &amp; more' },
    entries: [
      {
        ...PLAIN,
        id: 'tag:notes.example,2024:a?b=1&c=2',
        title: 'C<T> ]]> &amp; &#60; <script>slot:3; \0\x1B\uFFFE end',
        authors: [{ name: 'Q & A <desk>' }],
        terms: [
          { scheme: 'tag', term: 'C<T> & "friends"' },
          { scheme: 'tag', term: '&lt;' },
        ],
        summary: 'a < b && b > c ]]> <br> &nbsp; twice ]]>]]>',
        content: '<p>one ]]> two ]]></p><p>\0\x08 &amp;amp; <code>slot:1; ]]&gt;</code>\r\nnext</p>',
        enclosures: [
          { url: 'https://notes.example/a.mp3', type: 'audio/mpeg', lengthBytes: 1, title: 'tab\tline\n"<>&' },
        ],
      },
      {
        ...PLAIN,
        id: 'https://notes.example/%F0%9F%A6%89',
        permalink: 'https://notes.example/%F0%9F%A6%89',
        title: 'Owl 🦉, half \uD83E an owl, family 👨‍👩‍👧',
        summary: 'نص من اليمين إلى اليسار \u200F(RTL)\u200F שלום',
        content: '<p dir="rtl">مرحبا بالعالم</p>',
        terms: [{ scheme: 'tag', term: '🦉' }],
        language: 'ar',
      },
    ],
  },
  'everything-a-feed-says': {
    feed: SITE_FEED,
    settings: {
      ...SETTINGS,
      author: { name: 'Rosa Feld', uri: 'https://rosa.example/', email: 'rosa@notes.example' },
      hubs: ['https://hub.example/', 'https://other.example/hub?topic=a&b'],
      icon: 'https://notes.example/favicon.png',
      logo: 'https://notes.example/logo.png?size=1&dark',
      rights: '© 2024 Rosa Feld & friends',
      ttlMinutes: 15,
    },
    entries: [
      { ...PLAIN, authors: [{ name: 'Rosa Feld', uri: 'https://rosa.example/', email: 'rosa@notes.example' }] },
    ],
  },
  'further-atom-document': { feed: SITE_FEED, settings: { ...SETTINGS, atomPath: 'feed.xml' }, entries: [PLAIN] },
  'link-post': {
    feed: SITE_FEED,
    settings: SETTINGS,
    entries: [
      {
        ...PLAIN,
        externalUrl: 'https://elsewhere.example/swallows?year=2024&month=3',
        image: 'https://notes.example/swallow.jpg',
        banner: 'https://notes.example/swallows-wide.jpg',
        rights: 'CC BY 4.0 <https://creativecommons.org/licenses/by/4.0/>',
      },
    ],
  },
  'full-or-summary-by-post': {
    feed: SITE_FEED,
    settings: { ...SETTINGS, content: 'summary' },
    entries: [
      { ...PLAIN, shows: 'full' },
      { ...PLAIN, id: 'https://notes.example/2', title: 'As the site has it' },
    ],
  },
  podcast: {
    feed: SITE_FEED,
    settings: {
      ...SETTINGS,
      author: { name: 'Rosa & Co', email: 'rosa@notes.example' },
      logo: 'https://notes.example/logo.png',
      podcast: {
        category: 'Society & Culture',
        subcategory: 'Places & Travel',
        explicit: false,
        type: 'serial',
        image: 'https://notes.example/cover.jpg',
        locked: true,
      },
    },
    entries: [
      {
        ...PLAIN,
        terms: [{ scheme: 'category', term: 'walks' }],
        title: 'The marsh at night',
        authors: [{ name: 'Rosa Feld' }, { name: 'Jón Þór' }],
        image: 'https://notes.example/marsh.jpg',
        enclosures: [
          { url: 'https://notes.example/map.pdf', type: 'application/pdf', lengthBytes: 90_000 },
          { url: 'https://notes.example/2.mp3', type: 'audio/mpeg', lengthBytes: 4_321, durationSeconds: 3_661.4 },
        ],
        episode: {
          number: 2,
          season: 1,
          type: 'full',
          explicit: true,
          transcripts: [
            { url: 'https://notes.example/2.vtt', type: 'text/vtt' },
            { url: 'https://notes.example/2.de.srt', type: 'application/x-subrip', language: 'de' },
          ],
          chapters: 'https://notes.example/2.chapters.json',
          persons: [
            { name: 'Rosa Feld', role: 'Host', uri: 'https://rosa.example/', image: 'https://rosa.example/me.png' },
            { name: 'A <guest>' },
          ],
        },
      },
      {
        ...PLAIN,
        terms: [{ scheme: 'category', term: 'walks' }],
        id: 'https://notes.example/trailer',
        permalink: 'https://notes.example/trailer',
        title: 'What is to come',
        enclosures: [{ url: 'https://notes.example/1.mp4', type: 'video/mp4', lengthBytes: 1_234 }],
        episode: { type: 'trailer', transcripts: [], persons: [] },
      },
      {
        ...PLAIN,
        terms: [{ scheme: 'category', term: 'walks' }],
        id: 'https://notes.example/text',
        title: 'Nothing to hear here',
      },
    ],
  },
  'subscription-document': {
    feed: termFeed('category', 'birds'),
    settings: { ...SETTINGS, archive: 'monthly', hubs: ['https://hub.example/'] },
    entries: [PLAIN],
    links: { kind: 'subscription', prevArchive: '2024-03' as Period },
  },
  'archive-document': {
    feed: termFeed('category', 'birds'),
    settings: { ...SETTINGS, archive: 'monthly', hubs: ['https://hub.example/'] },
    entries: [PLAIN],
    links: { kind: 'archive', period: '2024-03' as Period, prev: '2023-11' as Period, next: '2024-04' as Period },
  },
  'archive-of-one-period': {
    feed: termFeed('category', 'birds'),
    settings: { ...SETTINGS, archive: 'yearly' },
    entries: [PLAIN],
    links: { kind: 'archive', period: '2024' as Period },
  },
  'byte-limit': {
    feed: SITE_FEED,
    // Room for two of the three texts: the newest, and the last, which is short.
    settings: { ...SETTINGS, documentBytesMax: 3_000 },
    entries: [
      { ...PLAIN, id: 'https://notes.example/3', title: 'The newest' },
      {
        ...PLAIN,
        id: 'https://notes.example/2',
        title: 'A long one',
        content: `<p>${'It is still there. '.repeat(100)}</p>`,
      },
      { ...PLAIN, title: 'A short one' },
    ],
  },
  'right-to-left': {
    feed: termFeed('tag', 'طقس'),
    settings: { ...SETTINGS, title: 'دفتر الميناء', description: 'سفن وطقس', language: 'ar' },
    entries: [
      {
        ...PLAIN,
        title: 'انقشع الضباب (في التاسعة)',
        authors: [{ name: 'نور' }],
        terms: [{ scheme: 'tag', term: 'طقس' }],
        summary: 'انتظرت سفينتان خارج الميناء.',
        content: '<p>انتظرت سفينتان <span dir="ltr">2</span> خارج الميناء.</p>',
      },
      { ...PLAIN, id: 'https://notes.example/en', title: 'The fog lifted', language: 'en', authors: [{ name: 'نور' }] },
    ],
  },
}
