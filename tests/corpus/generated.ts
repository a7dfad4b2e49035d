/**
 * A site of as many posts as wanted, with every feature that posts and settings have: the same seed gives the same files.
 *
 * `npm run make:corpus -- <folder> [posts]` writes it, to be built and held to the W3C feed validator
 * (docs/decisions/0010-feed-and-slots.md); corpus.test.ts holds a smaller one to the schemas and to other people's readers.
 */
import { Dice } from '../simulation/random.js'

/** A file of the content bucket. */
export interface SourceFile {
  readonly key: string
  readonly body: string
}

const SEED = 20_240_501
const FIRST_MS = Date.UTC(2016, 0, 1)
const DAY_MS = 86_400_000

const SITE = `title: Harbour Notes & 港口笔记
description: Ships, weather and <markup>, told in many scripts
url: https://harbour.example
baseurl: /notes
lang: en
timezone: Europe/Berlin
author: {name: Kim Park, email: kim@harbour.example, uri: "https://harbour.example/kim", picture: /kim.png}
permalink: pretty
excerpt_separator: "<!--cut-->"
liquid: true
defaults:
  - {scope: {path: podcast, type: posts}, values: {image: /cover-small.jpg}}
broadsheet:
  window: {entries: 25, hours: 48, entries_max: 200}
  archive: yearly
  hubs: [https://hub.example.com/, "https://other.example/hub?a=1&b=2"]
  icon: /favicon.png
  logo: /logo.png
  rights: © 2016–2024 Harbour Notes & friends
  ttl: 30
  podcast: {category: Society & Culture, subcategory: Places & Travel, type: serial, image: /cover.jpg, locked: yes}
`

const AUTHORS = `lee: {name: 李雷, email: lei@harbour.example, url: "https://harbour.example/lei"}
noor: {name: نور, uri: "https://harbour.example/noor", picture: /noor.jpg}
`
const INCLUDE = '<p class="note">{{ include.text | default: "Note" | escape }}: {{ site.title | escape }}</p>\n'

const TITLES = [
  ...[
    'A ship came in',
    'Fog',
    'Wind & waves',
    'If a < b, then b > a',
    '“Quoted”, and so on…',
    'R&D at sea',
    '100% fog',
  ],
  ...[
    '泉州港今晨起雾',
    '今年的第一场雨：气象台发布预报',
    '潮汐表（二〇二四年）',
    '港が開く',
    '항구의 아침',
    'Гавань проснулась',
  ],
  ...[
    'الميناء في الصباح',
    'הנמל בבוקר',
    'बंदरगाह की सुबह',
    'ท่าเรือยามเช้า',
    'Το λιμάνι',
    'Ĉe la haveno — ŝipoj',
    'Crème brûlée à bord',
  ],
  ...[
    'Ships 🚢 and 👩‍✈️ pilots',
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    "It's 'fine'",
  ],
]
const CATEGORIES = ['news', 'Ships', 'two words', 'C&A', '港口', 'podcast', 'a/b', 'node.js']
const TAGS = [
  ...[
    'fog',
    'Fog',
    'FOG',
    'caf\u00e9',
    'cafe\u0301',
    'C++',
    'C#',
    '泉州晚报新闻',
    '東京',
    'новости',
    'أخبار',
    'חדשות',
    '🚢',
    '🚢🚢',
  ],
  ...[
    'R&D',
    'x < y',
    'a_b',
    'a b',
    '50%',
    '~',
    'naïve',
    'ﬁne',
    'ǅ',
    'İstanbul',
    'istanbul',
    'straße',
    'strasse',
    'Å',
    'Å',
  ],
]
const LANGUAGES = ['zh-CN', 'ar', 'he', 'de-AT', 'ja', 'pt_BR']
const SENTENCES = [
  ...[
    'The fog lifted at nine.',
    'Two ships waited outside, and a third turned back.',
    '雾在九点散去，两艘船在港外等候。',
  ],
  ...[
    'في التاسعة انقشع الضباب.',
    'Туман рассеялся в девять.',
    'Prices rose by 3 % & fell by 5 < 8 %.',
    '霧は九時に晴れた。',
    'הערפל התפזר בתשע.',
  ],
]

const pad = (value: number): string => String(value).padStart(2, '0')

/** Yields the site's files, `posts` of them posts. */
export function* generatedSite(posts: number, seed = SEED): Generator<SourceFile> {
  yield { key: '_config.yml', body: SITE }
  yield { key: '_data/authors.yml', body: AUTHORS }
  yield { key: '_includes/note.html', body: INCLUDE }
  for (let index = 0; index < posts; index++) yield* generatedPost(index, posts, new Dice(seed + index * 7_919))
}

/** A post, and the recordings that it brings along. */
function* generatedPost(index: number, posts: number, dice: Dice): Generator<SourceFile> {
  // Some days have many posts, some of them in the same second.
  const dayMs = FIRST_MS + Math.floor((index / posts) * 3_000) * DAY_MS
  const publishedMs = dayMs + (dice.chance(0.1) ? 36_000_000 : dice.below(DAY_MS / 1_000) * 1_000)
  const date = new Date(publishedMs).toISOString()
  const isEpisode = dice.chance(0.12)
  const fields: Record<string, unknown> = {
    title: `${dice.pick(TITLES)} ${dice.chance(0.5) ? index : ''}`.trim(),
    date: dice.pick([
      date,
      `${date.slice(0, 10)} ${date.slice(11, 19)} +0000`,
      `${date.slice(0, 19)}-05:30`,
      date.slice(0, 10),
    ]),
    ...some(dice, 0.6, { categories: picked(dice, CATEGORIES, 2) }),
    ...some(dice, 0.8, { tags: picked(dice, TAGS, 5) }),
    ...some(dice, 0.4, authorOf(dice)),
    ...some(dice, 0.2, { last_modified_at: new Date(publishedMs + dice.below(400) * DAY_MS).toISOString() }),
    ...some(dice, 0.3, {
      image: dice.pick(['/img/fog.jpg', './own.png', 'https://cdn.example/ship.webp?w=800&h=600']),
    }),
    ...some(dice, 0.1, { banner: '/img/wide 1.jpg' }),
    ...some(dice, 0.1, { external_url: `https://elsewhere.example/a?id=${index}&lang=en` }),
    ...some(dice, 0.15, { summary: `${dice.pick(SENTENCES)} <${index}>` }),
    ...some(dice, 0.1, { feed: { excerpt_only: true } }),
    ...some(dice, 0.2, { lang: dice.pick(LANGUAGES) }),
    ...some(dice, 0.05, { copyright: 'CC BY 4.0 & others' }),
    ...some(dice, 0.05, { guid: dice.pick([`tag:harbour.example,2024:${index}`, uuid(index)]) }),
    ...some(dice, 0.05, { canonical_url: `https://elsewhere.example/${index}/` }),
    ...some(dice, 0.02, { draft: true }),
    ...some(dice, 0.02, { expires: dice.pick(['2020-01-01', '2099-01-01']) }),
    ...some(dice, 0.02, { date: '2098-05-01 10:00' }),
    ...(isEpisode ? episodeOf(index, dice) : {}),
  }
  if (isEpisode && fields.audio === `/audio/${index}.mp3`)
    yield { key: `audio/${index}.mp3`, body: 'x'.repeat(100 + index) }
  const folder = isEpisode ? 'podcast/' : ''
  const extension = dice.chance(0.15) ? 'html' : 'md'
  const key = `${folder}_posts/${date.slice(0, 10)}-${dice.pick(['fog', '泉州', 'a-b', 'ships.and.more'])}-${index}.${extension}`
  yield { key, body: frontMatter(fields, dice) + (extension === 'html' ? htmlBody(dice) : markdownBody(index, dice)) }
}

function some(dice: Dice, probability: number, fields: Record<string, unknown>): Record<string, unknown> {
  return dice.chance(probability) ? fields : {}
}

function picked(dice: Dice, from: readonly string[], most: number): string[] {
  return Array.from({ length: 1 + dice.below(most) }, () => dice.pick(from))
}

function authorOf(dice: Dice): Record<string, unknown> {
  return dice.pick([
    { author: 'lee' },
    { author: 'Rosa Feld' },
    { authors: ['noor', 'Jón Þór'] },
    { author: { name: 'Q & A desk', email: 'desk@harbour.example', uri: 'https://desk.example/?a=b&c' } },
    { authors: [{ name: 'O’Neil <b>' }, { name: '山田 太郎', url: 'https://yamada.example/' }] },
  ])
}

function episodeOf(index: number, dice: Dice): Record<string, unknown> {
  const recording = dice.pick([
    { enclosure: { url: `/audio/${index}.mp3`, length: 1_000_000 + index, type: 'audio/mpeg', duration: '1:02:03' } },
    // Its object says its length.
    { audio: `/audio/${index}.mp3`, duration: '30:34' },
    { video: [`https://cdn.example/${index}.mp4`, `https://cdn.example/${index}.m4v`] },
    {
      enclosures: [
        { url: `https://cdn.example/${index}.pdf`, length: 90_000 },
        { url: `https://cdn.example/${index}.m4a`, length: 77 },
      ],
    },
  ])
  return {
    ...recording,
    ...some(dice, 0.7, {
      episode: index + 1,
      season: 1 + (index % 9),
      episode_type: dice.pick(['full', 'trailer', 'bonus']),
    }),
    ...some(dice, 0.5, { explicit: dice.chance(0.5) }),
    ...some(dice, 0.4, { transcript: `/audio/${index}.vtt`, chapters: `/audio/${index}.json` }),
    ...some(dice, 0.4, { guests: ['Kim Park', 'A & B'] }),
  }
}

function uuid(index: number): string {
  return `917393e3-1b1e-5cef-ace4-${index.toString(16).padStart(12, '0')}`
}

/** Front matter in YAML (whose flow values are JSON), TOML or JSON. */
function frontMatter(fields: Readonly<Record<string, unknown>>, dice: Dice): string {
  const entries = Object.entries(fields)
  const isFlat = entries.every(([, value]) => typeof value !== 'object' || Array.isArray(value))
  if (isFlat && dice.chance(0.1)) {
    const isPlain = entries.every(
      ([, value]) => !Array.isArray(value) || value.every((item) => typeof item === 'string'),
    )
    if (isPlain) return `+++\n${entries.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join('\n')}\n+++\n`
  }
  if (dice.chance(0.05)) return `${JSON.stringify(fields, undefined, 2)}\n\n`
  return `---\n${entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n')}\n---\n`
}

const HTML_PARTS = [
  '<p>Plain &amp; <em>simple</em>, 1 &lt; 2 &nbsp; ]]&gt; and ]]></p>\n',
  '<figure><img src="/img/a b.png" srcset="/img/a.png 1x, /img/a2.png 2x" alt="A &quot;ship&quot;"><figcaption>Ship</figcaption></figure>\n',
  '<table><thead><tr><th scope="col">Tide</th></tr></thead><tbody><tr><td colspan="2">3 m</td></tr></tbody></table>\n',
  '<p dir="rtl" lang="ar">انقشع الضباب</p>\n',
  '<video src="/v.mp4" poster="/p.jpg" controls></video>\n',
  '<iframe src="https://www.youtube.com/embed/abc" title="A film"></iframe>\n',
  '<script>alert(1)</script><p onclick="x()">No script <a href="javascript:x()">here</a></p>\n',
  '<details><summary>More</summary><p><ruby>港<rt>gang</rt></ruby></p></details>\n',
]

function htmlBody(dice: Dice): string {
  return Array.from({ length: 1 + dice.below(5) }, () => dice.pick(HTML_PARTS)).join('')
}

const MARKDOWN_PARTS = [
  '## Heading with `code` & more\n\n',
  '| tide | height |\n|---|--:|\n| high | 3 |\n\n',
  '```js\nif (a < b && c) { /* ]]> */ }\n```\n\n',
  '> quoted\n\n- [x] done\n- [ ] not done\n\n',
  'A footnote[^1], and [a link](/there?x=1&y=2 "title").\n\n[^1]: With *text*.\n\n',
  '![a picture](/img/fog.jpg)\n\n',
  '{% include note.html text="Tide & time" %}\n\n',
  '{% for n in (1..3) %}{{ n }}{% unless forloop.last %}, {% endunless %}{% endfor %}: {{ page.title | escape }}\n\n',
  '<!--cut-->\n\n',
  '<!--more-->\n\n',
  '{% raw %}{{ not liquid }}{% endraw %}\n\n',
]

function markdownBody(index: number, dice: Dice): string {
  if (dice.chance(0.02)) return ''
  const sentences = Array.from({ length: 1 + dice.below(6) }, () => dice.pick(SENTENCES)).join(' ')
  const parts = Array.from({ length: dice.below(5) }, () => dice.pick(dice.chance(0.2) ? HTML_PARTS : MARKDOWN_PARTS))
  // Now and then one that is long.
  const long = index % 97 === 0 ? `${dice.pick(SENTENCES)}\n\n`.repeat(1_500) : ''
  return `${sentences}\n\n${parts.join('')}${long}Ends at ${pad(dice.below(24))}:${pad(dice.below(60))}.\n`
}
