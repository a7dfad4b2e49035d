/**
 * Archives as the loops publish them, told as stories; and that whoever walks one meets every entry. What happens when
 * things go wrong is the simulator's to show.
 */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { ArchivePeriod } from '../../lib/model/settings.js'
import { handle } from '../../lib/publish/handle.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import { tick } from '../../lib/publish/tick.js'
import type { Work } from '../../lib/publish/work.js'
import { UnavailableError } from '../../lib/store/errors.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { post, SETTINGS, Site, withPut } from './site.js'

const DAY_MS = 86_400_000
const settingsWith = (archive: ArchivePeriod): string => `${SETTINGS}broadsheet: { archive: ${archive} }\n`

async function siteWith(archive: ArchivePeriod, dates: readonly string[]): Promise<Site> {
  const site = new Site()
  await site.upload('_config.yml', settingsWith(archive))
  for (const date of dates) await site.upload(keyOf(date), post(date, { date, tags: 'x' }))
  return site
}

const keyOf = (date: string): string => `_posts/2024-01-01-${date}.md`

/** The periods that have documents, each with the titles that it shows and the periods that its Atom document links to. */
async function archiveOf(site: Site, folder = ''): Promise<Record<string, unknown>> {
  const paths = Object.keys(await site.etags(`public/${folder}archive/`)).filter((key) => key.endsWith('/feed.json'))
  const periods: Record<string, unknown> = {}
  for (const path of paths.map((key) => key.slice('public/'.length))) {
    const atom = (await site.read(path.replace('feed.json', 'atom.xml'))) ?? ''
    const link = (rel: string) => new RegExp(`rel="${rel}"[^>]*/archive/([^/]+)/`).exec(atom)?.[1]
    const titles = await site.titles(path)
    periods[path.split('/').at(-2) ?? ''] = [titles, link('prev-archive'), link('next-archive')]
  }
  return periods
}

const currentLink = async (site: Site, folder = ''): Promise<string | undefined> =>
  /rel="prev-archive"[^>]*\/archive\/([^/]+)\//.exec((await site.read(`${folder}atom.xml`)) ?? '')?.[1]

describe('periods', () => {
  test('that have entries have documents, and link to one another over those that have none', async () => {
    const site = await siteWith('monthly', ['2024-03-05', '2023-11-01', '2024-03-31', '2024-01-15'])
    const expected = {
      '2023-11': [['2023-11-01'], undefined, '2024-01'],
      '2024-01': [['2024-01-15'], '2023-11', '2024-03'],
      '2024-03': [['2024-03-31', '2024-03-05'], '2024-01', undefined],
    }
    expect(await archiveOf(site)).toEqual(expected)
    expect(await archiveOf(site, 'tag/x/')).toEqual(expected)
    expect(await currentLink(site)).toBe('2024-03')
  })

  test('that a post leaves go, and their neighbours link past them', async () => {
    const site = await siteWith('daily', ['2024-03-01', '2024-03-02', '2024-03-03'])
    await site.upload(keyOf('2024-03-02'), post('moved', { date: '2024-03-03 12:00:00', tags: 'x' }))
    expect(await archiveOf(site, 'tag/x/')).toEqual({
      '2024-03-01': [['2024-03-01'], undefined, '2024-03-03'],
      '2024-03-03': [['moved', '2024-03-03'], '2024-03-01', undefined],
    })
  })

  test('of a feed that the post leaves, too', async () => {
    const site = await siteWith('daily', ['2024-03-01', '2024-03-02'])
    await site.upload(keyOf('2024-03-02'), post('2024-03-02', { date: '2024-03-02', tags: 'y' }))
    expect(await archiveOf(site, 'tag/x/')).toEqual({ '2024-03-01': [['2024-03-01'], undefined, undefined] })
    expect(await archiveOf(site, 'tag/y/')).toEqual({ '2024-03-02': [['2024-03-02'], undefined, undefined] })
    expect(Object.keys(await archiveOf(site))).toEqual(['2024-03-01', '2024-03-02'])
  })

  test('come with the posts that are due, and go with those that expire', async () => {
    const site = await siteWith('daily', ['2024-05-01'])
    await site.upload('_posts/2024-06-02-later.md', post('later', { date: '2024-06-02', expires: '2024-06-03' }))
    expect(Object.keys(await archiveOf(site))).toEqual(['2024-05-01'])
    site.nowMs += DAY_MS
    await tick(site.context, site.queue)
    expect(await archiveOf(site)).toEqual({
      '2024-05-01': [['2024-05-01'], undefined, '2024-06-02'],
      '2024-06-02': [['later'], '2024-05-01', undefined],
    })
    site.nowMs += DAY_MS
    await tick(site.context, site.queue)
    expect(await archiveOf(site)).toEqual({ '2024-05-01': [['2024-05-01'], undefined, undefined] })
    expect(await currentLink(site)).toBe('2024-05-01')
  })
})

describe('an event', () => {
  test('that comes again writes nothing, and asks for nothing', async () => {
    const site = await siteWith('daily', ['2024-03-01', '2024-03-02', '2024-03-03'])
    const before = await site.etags('')
    const send = vi.fn(async () => {})
    const { published } = await handle([{ keys: [keyOf('2024-03-02')] }], site.context, { send })
    expect(published.written).toEqual([])
    expect(send).not.toHaveBeenCalled()
    expect(await site.etags('')).toEqual(before)
  })

  test('of a post in the middle of a long archive writes that period alone', async () => {
    const dates = Array.from({ length: 28 }, (_, at) => `2024-02-${String(at + 1).padStart(2, '0')}`)
    const site = await siteWith('daily', dates)
    await site.content.put(keyOf('2024-02-14'), post('Edited', { date: '2024-02-14', tags: 'x' }))
    const { published } = await site.hear(keyOf('2024-02-14'))
    const archived = published.written.filter((path) => path.includes('archive/'))
    expect(new Set(archived.map((path) => path.split('/').at(-2)))).toEqual(new Set(['2024-02-14']))
  })

  test('that opens a period asks through the queue for the one before it', async () => {
    const site = await siteWith('daily', ['2024-03-01'])
    const sent: Work[] = []
    await site.content.put(keyOf('2024-03-02'), post('2024-03-02', { date: '2024-03-02' }))
    const queue = { send: async (items: readonly Work[]) => void sent.push(...items) }
    await handle([{ keys: [keyOf('2024-03-02')] }], site.context, queue)
    expect(sent.filter(({ periods }) => periods)).toEqual([{ periods: [{ feed: 'site', period: '2024-03-01' }] }])
  })

  test('are judged by a document that is put last: where one was not put, their neighbours ask for it', async () => {
    const site = await siteWith('daily', ['2024-03-02'])
    // Somebody who handles old news of its period too is cut off while he puts the period's documents.
    await site.content.put(keyOf('2024-03-01'), post('2024-03-01', { date: '2024-03-01' }))
    const put: ObjectStore['put'] = (key, ...given) => {
      if (key.endsWith('archive/2024-03-02/rss.xml')) throw new UnavailableError('put', key)
      return site.site.put(key, ...given)
    }
    const news = ['2024-03-01', '2024-03-02'].map((date) => ({ keys: [keyOf(date)] }))
    const { failed } = await handle(news, withPut(site, put), { send: async () => undefined })
    expect(failed.has(1)).toBe(true)
    // The old news does not come again.
    await site.hear(keyOf('2024-03-01'))
    expect(await site.read('archive/2024-03-02/rss.xml')).toContain('/archive/2024-03-01/rss.xml" rel="prev-archive"')
  })
})

describe('settings', () => {
  test.each([
    ['monthly', { '2024-03': [['2024-03-02', '2024-03-01'], undefined, undefined] }],
    ['off', {}],
  ] as const)('that change the archive from daily to %s leave nothing of the old one', async (archive, expected) => {
    const site = await siteWith('daily', ['2024-03-01', '2024-03-02'])
    await site.upload('_config.yml', settingsWith(archive))
    expect(await archiveOf(site)).toEqual(expected)
    expect(await archiveOf(site, 'tag/x/')).toEqual(expected)
    expect(await currentLink(site)).toBe(Object.keys(expected)[0])
  })

  test('that change the title change it in the whole archive', async () => {
    const site = await siteWith('daily', ['2024-03-01', '2024-03-02'])
    await site.upload('_config.yml', settingsWith('daily').replace('The Site', 'Another Name'))
    for (const day of ['01', '02'])
      expect(await site.read(`archive/2024-03-${day}/rss.xml`)).toContain('<title>Another Name</title>')
  })
})

/** Returns what `url` names below `public/`, as links of documents say it. */
const pathOf = (url: string): string => decodeURI(url).replace('https://example.com/', '')

const WALKS: Readonly<Record<string, (text: string) => { readonly ids: string[]; readonly older?: string }>> = {
  'rss.xml': (text) => ({ ids: matches(/<guid[^>]*>([^<]+)</g, text), ...olderIn(text) }),
  'atom.xml': (text) => ({
    ids: matches(/<entry>[\s\S]*?<id>([^<]+)<\/id>/g, text),
    ...olderIn(text),
  }),
  'feed.json': (text) => {
    const { items, next_url: older } = JSON.parse(text)
    return { ids: items.map(({ id }: { id: string }) => id), ...(older && { older }) }
  },
}

function matches(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found)
}

function olderIn(text: string): { readonly older?: string } {
  const head = text.slice(0, text.search(/<item>|<entry>/) >>> 0)
  const [element] = [...head.matchAll(/<(?:atom:)?link [^>]*rel="prev-archive"[^>]*>/g)].map(([found]) => found)
  const older = element && /href="([^"]*)"/.exec(element)?.[1]
  return older === undefined ? {} : { older }
}

const posts = fc.array(
  fc.record({
    day: fc.nat(400),
    hour: fc.nat(23),
    tags: fc.subarray(['x', '新闻']),
    what: fc.constantFrom('post', 'post', 'post', 'draft', 'broken', 'moved', 'gone', 'scheduled'),
  }),
  { minLength: 1, maxLength: 25 },
)
const kinds = fc.constantFrom<ArchivePeriod>('yearly', 'monthly', 'daily', 'hourly')

test('whoever walks from a subscription document meets every entry of the feed, whatever was posted in whichever order', async () => {
  await fc.assert(
    fc.asyncProperty(posts, kinds, fc.integer({ min: 1, max: 4 }), async (drafts, archive, entries) => {
      const site = new Site()
      const window = `window: { entries: ${entries}, hours: 1, entries_max: 5 }`
      await site.upload('_config.yml', `${SETTINGS}broadsheet:\n  archive: ${archive}\n  ${window}\n`)
      const expected = new Map<string, string[]>([['', []]])
      for (const [index, { day, hour, tags, what }] of drafts.entries()) {
        const key = `_posts/2023-01-01-${index}.md`
        const date = (days: number) => new Date(Date.UTC(2023, 0, 1 + days, hour)).toISOString()
        const id = `urn:x:${index}`
        const fields = { date: date(day), tags: JSON.stringify(tags), id }
        const upload = (more: Record<string, string>) => site.upload(key, post(`Post ${index}`, { ...fields, ...more }))
        if (what === 'moved' || what === 'gone') await upload({ date: date((day * 7) % 400) })
        if (what === 'gone') await site.remove(key)
        else if (what === 'draft') await upload({ draft: 'true' })
        else if (what === 'broken') await upload({ date: 'someday' })
        else if (what === 'scheduled') await upload({ date: date(900) })
        else await upload({})
        if (what !== 'post' && what !== 'moved') continue
        for (const folder of ['', ...tags.map((tag) => `tag/${tag}/`)])
          expected.set(folder, [...(expected.get(folder) ?? []), id])
      }
      for (const [folder, ids] of expected) {
        for (const [name, walk] of Object.entries(WALKS)) {
          expect([folder, name, await walkFrom(site, folder + name, walk)]).toEqual([folder, name, ids.sort()])
        }
      }
      await expectLinksBothWays(site)
    }),
    { seed: 20_261_123, numRuns: 25 },
  )
})

/** Returns the ids that are met, each once, in order. Fails where a document is missing. */
async function walkFrom(site: Site, start: string, walk: (typeof WALKS)[string]): Promise<string[]> {
  const seen = new Set<string>()
  const walked = new Set<string>()
  for (let path: string | undefined = start; path !== undefined; ) {
    expect(walked.has(path)).toBe(false)
    walked.add(path)
    const text = await site.read(path)
    if (text === undefined) throw new Error(`${path} is missing`)
    const { ids, older } = walk(text)
    for (const id of ids) seen.add(id)
    path = older === undefined ? undefined : pathOf(older)
  }
  // Every archive document of the feed in this format was on the way.
  const [folder, name] = [start.slice(0, start.lastIndexOf('/') + 1), start.slice(start.lastIndexOf('/') + 1)]
  const there = Object.keys(await site.etags(`public/${folder}archive/`)).filter((key) => key.endsWith(`/${name}`))
  expect(there.map((key) => key.slice('public/'.length)).sort()).toEqual(
    [...walked].filter((path) => path !== start).sort(),
  )
  return [...seen].sort()
}

/** What is older than a document has it as the newer one, and all name the subscription document. */
async function expectLinksBothWays(site: Site): Promise<void> {
  const { settings } = await readSettings(site.context)
  expect(settings?.archive).not.toBe('off')
  const paths = Object.keys(await site.etags()).filter((key) => /archive\/[^/]+\/(rss|atom)\.xml$/.test(key))
  const head = async (path: string): Promise<string> => {
    const text = (await site.read(path)) ?? ''
    return text.slice(0, text.search(/<item>|<entry>/) >>> 0)
  }
  for (const path of paths.map((key) => key.slice('public/'.length))) {
    const text = await head(path)
    const linked = (rel: string, within = text) => {
      const [element] = [...within.matchAll(/<(?:atom:)?link [^>]*>/g)]
        .map(([found]) => found)
        .filter((found) => found.includes(`rel="${rel}"`))
      return element && pathOf(/href="([^"]*)"/.exec(element)?.[1] ?? '')
    }
    expect(text).toContain('<fh:archive/>')
    const [prev, next] = [linked('prev-archive'), linked('next-archive')]
    if (prev !== undefined) expect(linked('next-archive', await head(prev))).toBe(path)
    if (next !== undefined) expect(linked('prev-archive', await head(next))).toBe(path)
    const current = linked('current')
    if ((prev ?? next) !== undefined) expect(current).toBe(path.replace(/archive\/[^/]+\//, ''))
    else expect(text).toContain('<fh:complete/>')
  }
}
