/**
 * The faults of `feed` 6.0.0, one a row: what `feed` alone does, and that our documents do not.
 *
 * The first half of a row fails once `feed` is mended. Then the correction that the row names can go, and the row with
 * it. "Slots" is the correction for all faults in how texts are escaped and addresses parsed: lib/feed/slots.ts.
 */
import { Feed, type FeedOptions, type Item } from 'feed'
import { parseFeed } from 'feedsmith'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Period } from '../../lib/feed/archive.js'
import type { Entry } from '../../lib/model/entry.js'
import { SITE_FEED } from '../../lib/model/feed-id.js'
import { CASES, PLAIN, SETTINGS } from './cases.js'
import { atomEntries, jsonItems, parseXml, render, rssItems } from './documents.js'

const INSTANT = new Date(PLAIN.publishedMs)
const ITEM: Item = { title: 'T', id: 'https://a.example/1', link: 'https://a.example/1', date: INSTANT }

/** What `feed` does by itself. */
function raw(item: Partial<Item> = {}, options: Partial<FeedOptions> = {}): Feed {
  const feed = new Feed({
    id: 'https://a.example/',
    title: 'A',
    link: 'https://a.example/',
    updated: INSTANT,
    ...options,
  })
  feed.addItem({ ...ITEM, ...item })
  return feed
}

/** What Broadsheet makes of an entry. */
const ours = (entry: Partial<Entry> = {}) => render([{ ...PLAIN, ...entry }])

const numberOf = (needle: string | RegExp, text: string) => text.split(needle).length - 1
const wrong = <T>(value: unknown) => value as T

interface Fault {
  readonly fault: string
  /** Where it is put right. */
  readonly corrected: string
  readonly inFeed: () => void
  readonly inOurs: () => void
}

const INJECTION = ']]> ]]></content:encoded></item><item><title>Injected</title></item><item><description><![CDATA[ '

const FAULTS: readonly Fault[] = [
  {
    fault: 'control characters stay in',
    corrected: 'clean-entry.ts',
    inFeed: () => {
      expect(raw({ title: 'a\x0Bb' }).rss2()).toContain('\x0B')
      expect(raw({ title: 'a\x0Bb' }).atom1()).toContain('\x0B')
    },
    inOurs: () => {
      const { rss, atom, json } = ours({ title: 'a\x0Bb' })
      expect([rssItems(rss), atomEntries(atom), jsonItems(json)].map(([said]) => said?.title)).toEqual([
        'ab',
        'ab',
        'ab',
      ])
    },
  },
  {
    fault: 'of several ]]> only the first is escaped, so that a post writes items of its own',
    corrected: 'slots',
    inFeed: () =>
      expect(
        numberOf(
          '<item>',
          raw({ content: INJECTION })
            .rss2()
            .replace(/\]\]\]\]><!\[CDATA\[>/g, ''),
        ),
      ).toBe(3),
    inOurs: () => {
      const { rss, atom } = ours({ content: INJECTION })
      expect(rssItems(rss).map(({ content }) => content)).toEqual([INJECTION])
      expect(atomEntries(atom).map(({ content }) => content)).toEqual([INJECTION])
    },
  },
  {
    fault: '< stays in attributes',
    corrected: 'slots',
    inFeed: () =>
      expect(() => parseXml(raw({ category: [{ name: 'C<T>', term: 'C<T>' }] }).atom1())).toThrow(
        'not allowed in attributes',
      ),
    inOurs: () => {
      const [entry] = atomEntries(ours({ terms: [{ scheme: 'tag', term: 'C<T>' }] }).atom)
      expect(entry?.terms).toEqual(['C<T>'])
    },
  },
  {
    fault: 'a literal &amp; in text becomes &',
    corrected: 'slots',
    inFeed: () => expect(raw({}, { title: 'Write &amp; for an ampersand' }).rss2()).toContain('<title>Write &amp; for'),
    inOurs: () => {
      const { rss, atom } = ours({ authors: [{ name: 'The &amp; Society' }] })
      expect(rssItems(rss)[0]?.authors).toEqual(['The &amp; Society'])
      expect(atomEntries(atom)[0]?.authors).toEqual(['The &amp; Society'])
    },
  },
  {
    fault: 'an Atom category with only a name gets no term',
    corrected: 'atom.ts, category',
    inFeed: () => expect(raw({ category: [{ name: 'birds' }] }).atom1()).toContain('<category label="birds"/>'),
    inOurs: () =>
      expect(ours({ terms: [{ scheme: 'tag', term: 'birds' }] }).atom).toMatch(/<category [^>]*term="birds"/),
  },
  {
    fault: 'RSS author, which takes an e-mail address, gets a bare name',
    corrected: 'rss.ts, dcCreator',
    inFeed: () => expect(raw({ author: [{ name: 'Rosa' }] }).rss2()).toContain('<author>Rosa</author>'),
    inOurs: () => {
      const { rss } = ours({ authors: [{ name: 'Rosa' }] })
      expect(rss).not.toContain('<author>')
      expect(rss).toContain('<dc:creator>Rosa</dc:creator>')
    },
  },
  {
    fault: 'Atom titles and summaries are HTML, in CDATA',
    corrected: 'atom.ts, layOutEntry',
    inFeed: () => {
      const atom = raw({ description: 'D' }).atom1()
      expect(atom).toContain('<title type="html"><![CDATA[T]]></title>')
      expect(atom).toContain('<summary type="html"><![CDATA[D]]></summary>')
    },
    inOurs: () => {
      const { atom } = ours({ title: 'T', summary: 'D' })
      expect(atom).toContain('<title>T</title>')
      expect(atom).toContain('<summary>D</summary>')
    },
  },
  {
    fault: 'an enclosure that is given as an address has the length 0 and a made-up type',
    corrected: 'rss.ts, enclosure',
    inFeed: () =>
      expect(raw({ audio: 'https://a.example/a.mp3' }).rss2()).toContain(
        '<enclosure url="https://a.example/a.mp3" length="0" type="audio/mp3"/>',
      ),
    inOurs: () =>
      expect(
        ours({ enclosures: [{ url: 'https://a.example/a.mp3', type: 'audio/mpeg', lengthBytes: 7 }] }).rss,
      ).toContain('<enclosure length="7" type="audio/mpeg" url="https://a.example/a.mp3"/>'),
  },
  {
    fault: "an enclosure's own type is not heard in Atom",
    corrected: 'atom.ts, links',
    inFeed: () =>
      expect(raw({ enclosure: { url: 'https://a.example/a.mp3', type: 'audio/mpeg' } }).atom1()).toContain('image/mp3'),
    inOurs: () => {
      const { atom } = ours({ enclosures: [{ url: 'https://a.example/a.mp3', type: 'audio/mpeg' }] })
      expect(atom).toContain('<link rel="enclosure" type="audio/mpeg" href="https://a.example/a.mp3"/>')
    },
  },
  {
    fault: 'a picture takes the place of the RSS enclosure',
    corrected: 'rss.ts, mediaContent',
    inFeed: () => {
      const enclosure = { url: 'https://a.example/a.mp3', type: 'audio/mpeg', length: 7 }
      expect(raw({ enclosure, image: 'https://a.example/a.png' }).rss2()).not.toContain('a.mp3')
    },
    inOurs: () => {
      const enclosures = [{ url: 'https://a.example/a.mp3', type: 'audio/mpeg', lengthBytes: 7 }]
      const { rss } = ours({ enclosures, image: 'https://a.example/a.png' })
      expect(rss).toMatch(/<enclosure [^>]*a\.mp3"/)
      expect(rss).toMatch(/<media:content url="https:\/\/a\.example\/a\.png"/)
    },
  },
  {
    fault: 'an RSS enclosure gets attributes that RSS does not know',
    corrected: 'rss.ts, enclosure',
    inFeed: () =>
      expect(raw({ enclosure: { url: 'https://a.example/a.mp3', title: 'E', duration: 9 } }).rss2()).toContain(
        'title="E" duration="9"',
      ),
    inOurs: () => {
      const enclosure = { url: 'https://a.example/a.mp3', type: 'audio/mpeg', title: 'E', durationSeconds: 9 }
      expect(ours({ enclosures: [enclosure] }).rss).not.toMatch(/<enclosure [^>]*(title|duration)=/)
    },
  },
  {
    fault: 'ids are parsed as URLs in Atom alone, so that an entry has two ids',
    corrected: 'slots',
    inFeed: () => {
      const feed = raw({ id: 'https://A.example/ä b' })
      expect(feed.rss2()).toContain('https://A.example/ä b')
      expect(feed.atom1()).toContain('<id>https://a.example/%C3%A4%20b</id>')
    },
    inOurs: () => {
      const { rss, atom, json } = ours({ id: 'https://A.example/ä b' })
      const ids = [rssItems(rss), atomEntries(atom), jsonItems(json)].map(([said]) => said?.id)
      expect(ids).toEqual(Array(3).fill('https://A.example/ä b'))
    },
  },
  {
    fault: 'an id that is no URL throws',
    corrected: 'slots',
    inFeed: () => expect(() => raw({ id: 'post 7' }).atom1()).toThrow('Invalid URL'),
    inOurs: () => expect(atomEntries(ours({ id: 'post 7' }).atom)[0]?.id).toBe('post 7'),
  },
  {
    fault: 'a title that is a number throws',
    corrected: 'slots: `feed` is given tokens, which are strings',
    inFeed: () => expect(() => raw({ title: wrong<string>(2024) }).rss2()).toThrow(TypeError),
    inOurs: () => {
      const { rss, atom, json } = ours({ title: '2024' })
      const titles = [rssItems(rss), atomEntries(atom), jsonItems(json)].map(([said]) => said?.title)
      expect(titles).toEqual(['2024', '2024', '2024'])
    },
  },
  {
    fault: 'an invalid date throws only after other formats were made',
    corrected: 'render-feed.ts, assertInstants',
    inFeed: () => {
      const feed = raw({ date: new Date(Number.NaN) })
      expect(feed.rss2()).toContain('Invalid Date')
      expect(() => feed.atom1()).toThrow(RangeError)
    },
    inOurs: () =>
      expect(() => ours({ publishedMs: Number.NaN })).toThrow(`publishedMs out of range: NaN, of ${PLAIN.id}`),
  },
  {
    fault: 'items with content alone have no description',
    corrected: 'rss.ts, item',
    inFeed: () => expect(raw({ content: '<p>C</p>' }).rss2()).not.toContain('<description><![CDATA['),
    inOurs: () => {
      const { rss } = ours({ summary: '', content: '<p>C</p>' })
      expect(rss).toContain('<description><![CDATA[<p>C</p>]]></description>')
    },
  },
  {
    fault: 'isPermaLink is false where the guid is the link',
    corrected: 'rss.ts, guid',
    inFeed: () => expect(raw({ id: ITEM.link }).rss2()).toContain(`<guid isPermaLink="false">${ITEM.link}</guid>`),
    inOurs: () => {
      expect(ours({ id: PLAIN.permalink }).rss).toContain(`<guid isPermaLink="true">${PLAIN.permalink}</guid>`)
      expect(ours({ id: 'urn:x' }).rss).toContain('<guid isPermaLink="false">urn:x</guid>')
    },
  },
  {
    fault: 'JSON is version 1',
    corrected: 'json-feed.ts, layOutFeed',
    inFeed: () => expect(JSON.parse(raw().json1()).version).toBe('https://jsonfeed.org/version/1'),
    inOurs: () => expect(JSON.parse(ours().json).version).toBe('https://jsonfeed.org/version/1.1'),
  },
  {
    fault: 'JSON has no language',
    corrected: 'json-feed.ts, layOutFeed and item',
    inFeed: () => expect(JSON.parse(raw({}, { language: 'en' }).json1())).not.toHaveProperty('language'),
    inOurs: () => {
      const feed = JSON.parse(ours({ language: 'de' }).json)
      expect([feed.language, feed.items[0].language]).toEqual(['en', 'de'])
    },
  },
  {
    fault: 'JSON has one author',
    corrected: 'json-feed.ts, author',
    inFeed: () => {
      const [item] = JSON.parse(raw({ author: [{ name: 'A' }, { name: 'B' }] }).json1()).items
      expect(item).toMatchObject({ author: { name: 'A' } })
      expect(item).not.toHaveProperty('authors')
    },
    inOurs: () => {
      const [item] = JSON.parse(ours({ authors: [{ name: 'A' }, { name: 'B' }] }).json).items
      expect(item.authors).toEqual([{ name: 'A' }, { name: 'B' }])
      expect(item).not.toHaveProperty('author')
    },
  },
  {
    fault: 'JSON has no attachments',
    corrected: 'json-feed.ts, attachment',
    inFeed: () =>
      expect(
        raw({ enclosure: { url: 'https://a.example/a.mp3', type: 'audio/mpeg', length: 7 } }).json1(),
      ).not.toContain('a.mp3'),
    inOurs: () => {
      const enclosure = { url: 'https://a.example/a.mp3', type: 'audio/mpeg', lengthBytes: 7, durationSeconds: 9.5 }
      expect(JSON.parse(ours({ enclosures: [enclosure] }).json).items[0].attachments).toEqual([
        { url: enclosure.url, mime_type: 'audio/mpeg', size_in_bytes: 7, duration_in_seconds: 9.5 },
      ])
    },
  },
  {
    fault: 'a summary alone becomes content_html, though it is no HTML',
    corrected: 'json-feed.ts, item',
    inFeed: () => expect(JSON.parse(raw({ description: '1 < 2' }).json1()).items[0].content_html).toBe('1 < 2'),
    inOurs: () => {
      const [item] = JSON.parse(ours({ summary: '1 < 2', content: '' }).json).items
      expect(item).toMatchObject({ content_text: '1 < 2', summary: '1 < 2' })
      expect(item).not.toHaveProperty('content_html')
    },
  },
  {
    fault: 'Atom takes no link but the few that it knows: an entry has one enclosure',
    corrected: 'atom.ts, links',
    inFeed: () => {
      const atom = raw({ extensions: [{ name: 'link', objects: { _attributes: { rel: 'enclosure' } } }] }).atom1()
      expect(atom).not.toContain('enclosure')
    },
    inOurs: () => {
      const urls = ['https://a.example/a.mp3', 'https://a.example/b.mp3']
      const { atom } = ours({ enclosures: urls.map((url) => ({ url, type: 'audio/mpeg' })) })
      expect(numberOf('rel="enclosure"', atom)).toBe(2)
    },
  },
  {
    fault: 'a feed has one hub',
    corrected: 'rss.ts, channelLinks; atom.ts, feedLinks; json-feed.ts, layOutFeed',
    inFeed: () => {
      const hubs = wrong<string>(['https://hub.example/', 'https://other.example/'])
      expect(numberOf('rel="hub"', raw({}, { hub: hubs }).atom1())).toBe(1)
      expect(raw({}, { hub: 'https://hub.example/' }).json1()).not.toContain('hub')
    },
    inOurs: () => {
      const hubs = ['https://hub.example/', 'https://other.example/']
      const { rss, atom, json } = render([PLAIN], { ...SETTINGS, hubs })
      expect([numberOf('rel="hub"', rss), numberOf('rel="hub"', atom), JSON.parse(json).hubs.length]).toEqual([2, 2, 2])
    },
  },
  {
    fault: 'what is added to a channel comes after its items, where readers that stop at the items miss it',
    corrected: 'rss.ts, layOutChannel',
    inFeed: () => {
      const feed = raw()
      feed.addExtension({ name: 'fh:archive', objects: {} })
      const rss = feed.rss2()
      expect(rss.indexOf('<fh:archive')).toBeGreaterThan(rss.indexOf('<item>'))
    },
    inOurs: () => {
      const { rss } = render([PLAIN], SETTINGS, SITE_FEED, { kind: 'archive', period: '2024-03' as Period })
      expect(rss.indexOf('<fh:archive/>')).toBeGreaterThan(0)
      expect(rss.indexOf('<fh:archive/>')).toBeLessThan(rss.indexOf('<item>'))
    },
  },
  {
    fault: 'a podcast has an owner without a name, a category that no directory reads, and no episodes',
    corrected: 'podcast.ts',
    inFeed: () => {
      const rss = raw({}, { podcast: true, category: 'News', author: { name: 'Rosa', email: 'r@a.example' } }).rss2()
      expect(rss).toContain('<itunes:category>News</itunes:category>')
      expect(rss).not.toMatch(/itunes:(name|explicit|type|episode)/)
    },
    inOurs: () => {
      const { feed, entries = [], settings } = CASES.podcast ?? {}
      const { rss } = render(entries, settings, feed)
      expect(rss).toContain('<itunes:category text="Society &amp; Culture">')
      for (const name of ['name', 'explicit', 'type', 'episode']) expect(rss).toContain(`<itunes:${name}>`)
    },
  },
  {
    fault: 'Atom links say neither what they are nor what type they lead to',
    corrected: 'atom.ts, layOutFeed and links',
    inFeed: () => {
      const atom = raw({}, { feed: 'https://a.example/atom.xml' }).atom1()
      expect(atom).toContain('<link href="https://a.example/1"/>')
      expect(atom).toContain('<link rel="self" href="https://a.example/atom.xml"/>')
    },
    inOurs: () => {
      const { atom } = ours()
      expect(numberOf(/<link rel="alternate" type="text\/html" /, atom)).toBe(2)
      expect(numberOf('<link rel="self" type="application/atom+xml" ', atom)).toBe(1)
    },
  },
  {
    fault: 'Atom has no xml:lang',
    corrected: 'atom.ts, xmlLang',
    inFeed: () => expect(raw({}, { language: 'de' }).atom1()).not.toContain('xml:lang'),
    inOurs: () => {
      const { atom } = ours({ language: 'de' })
      expect(atom).toMatch(/<feed [^>]*xml:lang="en"/)
      expect(atom).toContain('<entry xml:lang="de">')
    },
  },
  {
    fault: 'everything is indented by four spaces',
    corrected: 'layout.ts, tidy',
    inFeed: () => {
      expect(raw().rss2()).toContain('\n            <title>')
      expect(raw().atom1()).toContain('\n        <title ')
      expect(raw().json1()).toContain('\n            "id": ')
    },
    inOurs: () => {
      for (const body of Object.values(ours())) expect(body).not.toMatch(/\n /)
      expect(numberOf('\n', ours().json)).toBe(2)
    },
  },
  {
    fault: 'the current time is stamped where no date is given',
    corrected: 'feed-head.ts, updatedMs',
    inFeed: () => {
      vi.useFakeTimers({ now: Date.UTC(2031, 4, 6), toFake: ['Date'] })
      const feed = new Feed({ title: 'A' })
      expect(feed.rss2()).toContain('2031')
      expect(feed.atom1()).toContain('2031-05-06')
    },
    inOurs: () => {
      vi.useFakeTimers({ now: Date.UTC(2031, 4, 6), toFake: ['Date'] })
      for (const body of Object.values(render([]))) expect(body).not.toContain('2031')
    },
  },
  {
    fault: 'RSS declares Dublin Core where content is, and not where Dublin Core is',
    corrected: 'xml-text.ts, namespaces',
    inFeed: () => {
      expect(raw({ content: 'C' }).rss2()).toContain('xmlns:dc=')
      const extensions = [{ name: 'dc:creator', objects: { _text: 'Rosa' } }]
      expect(raw({ extensions }).rss2()).not.toContain('xmlns:dc=')
    },
    inOurs: () => {
      expect(ours({ content: '' }).rss).toContain('xmlns:dc=')
      expect(ours({ content: '' }).rss).not.toContain('xmlns:content=')
      expect(render([]).rss).not.toMatch(/xmlns:(dc|content|media)=/)
    },
  },
]

afterEach(() => {
  vi.useRealTimers()
})

describe('feed 6.0.0 still has the fault, and our documents do not', () => {
  test.each(FAULTS)('$fault (corrected: $corrected)', ({ inFeed, inOurs }) => {
    inFeed()
    inOurs()
  })
})

test('a post that tries to write a second item is one item to a reader too', () => {
  const { rss } = ours({ content: INJECTION, title: INJECTION, summary: INJECTION })
  const parsed = parseFeed(rss)
  expect(parsed.format === 'rss' ? parsed.feed.items?.length : undefined).toBe(1)
})
