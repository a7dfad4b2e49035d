/**
 * The corpus that is measured: a newspaper site, made from a seed, the same wherever it is made.
 *
 * 60 categories, each named in pinyin as a newspaper is, with one Chinese tag each; Chinese titles of 8 to 30
 * characters; bodies of 0.2 to 8 KB of HTML paragraphs; 1,500 posts a day. A post is a function of its number, so any
 * one of a million can be made without those before it.
 *
 * Pure: no clock, no randomness but the seed, no I/O.
 */

export interface CorpusPost {
  /** Key in the content bucket. */
  readonly key: string
  readonly title: string
  readonly category: string
  readonly tag: string
  readonly publishedMs: number
  /** The whole file. */
  readonly text: string
}

export const CATEGORIES = 60
export const POSTS_A_DAY = 1_500
/** The instant of post 0, in milliseconds since the Unix epoch; the next comes 57.6 s later. */
export const FIRST_MS = Date.UTC(2022, 0, 1)
const STEP_MS = 86_400_000 / POSTS_A_DAY
const BODY_BYTES_MIN = 200
const BODY_BYTES_MAX = 8_000

export const CONFIG = `title: 晨报汇
description: 六十家报纸的新闻
url: https://news.example
lang: zh-CN
timezone: Asia/Shanghai
permalink: /:categories/:year/:month/:day/:title/
broadsheet:
`

/** Returns the settings: without archives, which nothing that is measured beside Broadsheet has, but where `own` says. */
export function config(own = 'archive: off'): string {
  return `${CONFIG}${own.replace(/^/gm, '  ')}\n`
}

const CITIES =
  'quanzhou 泉州 xiamen 厦门 fuzhou 福州 nanjing 南京 suzhou 苏州 wuxi 无锡 changsha 长沙 wuhan 武汉 yichang 宜昌 chengdu 成都 kunming 昆明 dali 大理 guiyang 贵阳 zunyi 遵义 nanning 南宁 guilin 桂林 haikou 海口 sanya 三亚 jinan 济南 qingdao 青岛'
const CITY_PAIRS = CITIES.split(' ')
const PAPERS: readonly (readonly [pinyin: string, name: string])[] = [
  ['wanbao', '晚报'],
  ['ribao', '日报'],
  ['shangbao', '商报'],
]
/** The three hundred or so most usual characters are enough to look like a newspaper. */
const CHARACTERS = [
  ...'的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世车价',
]
const PUNCTUATION = ['，', '，', '，', '；', '。', '。']

/** Returns the name and the label of the category `index`. */
export function categoryOf(index: number): { readonly category: string; readonly tag: string } {
  const paper = PAPERS[Math.floor(index / (CITY_PAIRS.length / 2)) % PAPERS.length] ?? ['bao', '报']
  const city = (index % (CITY_PAIRS.length / 2)) * 2
  return { category: `${CITY_PAIRS[city]}${paper[0]}`, tag: `${CITY_PAIRS[city + 1]}${paper[1]}新闻` }
}

/** What can be said of a post without writing its body. */
export type CorpusHead = Omit<CorpusPost, 'text'> & {
  /** The front matter, with its delimiters. */
  readonly head: string
  /** The name of the file without its date. */
  readonly slug: string
}

/** Returns the head of post `index` of the corpus of `seed`; another `edition` has another title, at the same key. */
export function corpusHead(index: number, seed = 1, edition = 0): CorpusHead {
  const random = randomOf(seed * 0x9e3779b1 + index * 0x85ebca6b)
  const { category, tag } = categoryOf(Math.floor(random() * CATEGORIES))
  // Dates are written to the second.
  const publishedMs = FIRST_MS + Math.floor((index * STEP_MS) / 1_000) * 1_000
  const slug = `${Math.floor(random() * 0xffffffff).toString(36)}-${index}`
  const date = new Date(publishedMs).toISOString()
  const ofEdition = edition === 0 ? random : randomOf(seed + index * 0x85ebca6b + edition * 0xc2b2ae35)
  const title = words(8 + Math.floor(ofEdition() * 23), ofEdition)
  const dated = `${date.slice(0, 10)}T${date.slice(11, 19)}Z`
  return {
    key: `_posts/${date.slice(0, 10)}-${slug}.md`,
    slug,
    title,
    category,
    tag,
    publishedMs,
    head: `---\ntitle: ${title}\ndate: ${dated}\ncategories: [${category}]\ntags: [${tag}]\n---\n`,
  }
}

/** Returns post `index` of the corpus of `seed`; another `edition` has another title and body, at the same key. */
export function corpusPost(index: number, seed = 1, edition = 0): CorpusPost {
  const { head, slug: _, ...rest } = corpusHead(index, seed, edition)
  const random = randomOf(seed * 0x9e3779b1 + index * 0x27d4eb2f + edition * 0xc2b2ae35)
  // Most news are short: the logarithm of the length is even.
  const bytes = BODY_BYTES_MIN * (BODY_BYTES_MAX / BODY_BYTES_MIN) ** random()
  return { ...rest, text: head + paragraphs(bytes, random) }
}

function paragraphs(bytes: number, random: () => number): string {
  const parts: string[] = []
  // A character has three bytes.
  for (let left = bytes / 3; left > 0; ) {
    const length = Math.min(left + 10, 40 + Math.floor(random() * 160))
    parts.push(`<p>${sentences(length, random)}</p>`)
    left -= length + 3
  }
  return `${parts.join('\n')}\n`
}

function sentences(length: number, random: () => number): string {
  let text = ''
  while (text.length < length) {
    text += words(6 + Math.floor(random() * 14), random)
    text += PUNCTUATION[Math.floor(random() * PUNCTUATION.length)]
  }
  return text
}

function words(length: number, random: () => number): string {
  let text = ''
  for (let at = 0; at < length; at++) text += CHARACTERS[Math.floor(random() * CHARACTERS.length)]
  return text
}

/** Returns a source of numbers from 0 to 1, 1 excluded: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
