/**
 * Scheduled and expiring posts against a clock that the test moves: they come and go with the first tick at or after
 * their instant, on days when clocks change too, and whatever ticks are missed or doubled.
 */
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { build } from '../../lib/publish/build.js'
import { readSettings } from '../../lib/publish/settings-state.js'
import { tick } from '../../lib/publish/tick.js'
import { asText } from '../feed/as-text.js'
import { post, Site } from './site.js'

const MINUTE_MS = 60_000
const settingsOf = (zone: string): string => `title: The Site\nurl: https://example.com\ntimezone: ${zone}\n`

async function siteIn(zone: string, nowMs: number): Promise<Site> {
  const site = new Site()
  site.nowMs = nowMs
  await site.upload('_config.yml', settingsOf(zone))
  return site
}

async function ticks(site: Site, times = 1): Promise<void> {
  const all = Array.from({ length: times }, () => tick(site.context, site.queue))
  for (const { failed } of await Promise.all(all)) expect([...failed.values()]).toEqual([])
}

/** What a wall clock shows, and the instant that is meant. */
const CHANGES: readonly (readonly [zone: string, wall: string, utc: string, what: string])[] = [
  ['Europe/Berlin', '2024-03-31 01:59', '2024-03-31T00:59Z', 'the last minute of winter time'],
  ['Europe/Berlin', '2024-03-31 02:30', '2024-03-31T01:30Z', 'a time that the clock skips: as much later'],
  ['Europe/Berlin', '2024-03-31 03:00', '2024-03-31T01:00Z', 'the first minute of summer time'],
  ['Europe/Berlin', '2024-10-27 02:30', '2024-10-27T00:30Z', 'a time that comes twice: the first of the two'],
  ['Europe/Berlin', '2024-10-27 02:30 +0100', '2024-10-27T01:30Z', '… and the second, where the offset says so'],
  ['Europe/Berlin', '2024-10-27 03:00', '2024-10-27T02:00Z', 'after both'],
  ['America/New_York', '2024-03-10 02:30', '2024-03-10T07:30Z', 'a time that the clock skips'],
  ['America/New_York', '2024-11-03 01:30', '2024-11-03T05:30Z', 'a time that comes twice'],
  ['America/New_York', '2024-11-03 01:30 -0500', '2024-11-03T06:30Z', '… and the second of the two'],
  ['Asia/Shanghai', '1988-04-10 12:00', '1988-04-10T04:00Z', 'before the summer time of 1988'],
  ['Asia/Shanghai', '1988-07-01 12:00', '1988-07-01T03:00Z', 'in the summer time of 1988'],
  ['Asia/Shanghai', '1991-09-14 12:00', '1991-09-14T03:00Z', 'the last day of the last summer time'],
  ['Asia/Shanghai', '1991-09-16 12:00', '1991-09-16T04:00Z', 'the time of today again'],
  ['Asia/Shanghai', '2024-07-01 12:00', '2024-07-01T04:00Z', 'no summer time since'],
  ['Asia/Kathmandu', '2024-07-01 12:00', '2024-07-01T06:15Z', 'an offset of a quarter of an hour'],
]

describe('to the minute, by the clock of the site', () => {
  test.each(CHANGES)('%s %s appears at %s: %s', async (zone, wall, utc) => {
    const dueMs = Temporal.Instant.from(utc).epochMilliseconds
    const site = await siteIn(zone, dueMs - 90 * MINUTE_MS)
    await site.upload('_posts/scheduled.md', post('Scheduled', { date: wall }))
    const appeared = await minuteOf(site, dueMs, (titles) => titles.includes('Scheduled'))
    expect(new Date(appeared ?? 0).toISOString()).toBe(new Date(dueMs).toISOString())
  })

  test.each(CHANGES)('%s %s goes at %s: %s', async (zone, wall, utc) => {
    const overMs = Temporal.Instant.from(utc).epochMilliseconds
    const site = await siteIn(zone, overMs - 90 * MINUTE_MS)
    await site.upload('_posts/expiring.md', post('Expiring', { date: '1980-01-01', expiry_date: wall }))
    expect(await site.titles('feed.json')).toEqual(['Expiring'])
    const gone = await minuteOf(site, overMs, (titles) => !titles.includes('Expiring'))
    expect(new Date(gone ?? 0).toISOString()).toBe(new Date(overMs).toISOString())
  })
})

/** Ticks on each minute around `aroundMs`; returns the first at which `holds`. */
async function minuteOf(
  site: Site,
  aroundMs: number,
  holds: (titles: readonly string[]) => boolean,
): Promise<number | undefined> {
  for (let minutes = -63; minutes <= 63; minutes++) {
    // Some minutes before, for whoever reads the offset wrongly by an hour; and those right before and after.
    if (Math.abs(minutes) > 3 && Math.abs(Math.abs(minutes) - 60) > 3) continue
    site.nowMs = aroundMs + minutes * MINUTE_MS
    await ticks(site)
    if (holds((await site.titles('feed.json')) ?? [])) return site.nowMs
  }
  return undefined
}

describe('a tick', () => {
  const DUE_MS = Date.UTC(2024, 5, 1, 12)

  async function scheduled(): Promise<Site> {
    const site = await siteIn('UTC', DUE_MS - 600_000)
    await site.upload('_posts/a.md', post('A', { date: '2024-06-01 12:00', expiry_date: '2024-06-01 13:00' }))
    return site
  }

  test('that is late by a day brings what came due meanwhile, and takes what went', async () => {
    const site = await scheduled()
    site.nowMs = DUE_MS + MINUTE_MS
    await ticks(site)
    expect(await site.titles('feed.json')).toEqual(['A'])
    site.nowMs = DUE_MS + 24 * 60 * MINUTE_MS
    await ticks(site)
    expect(await site.titles('feed.json')).toEqual([])
    expect((await site.site.list({ prefix: 'state/due/' })).objects).toEqual([])
  })

  test('that missed all of a post’s time never shows it', async () => {
    const site = await scheduled()
    site.nowMs = DUE_MS + 24 * 60 * MINUTE_MS
    await ticks(site)
    expect(await site.titles('feed.json')).toEqual([])
  })

  test('that comes twice, or several times at once, changes nothing more', async () => {
    const site = await scheduled()
    site.nowMs = DUE_MS
    await ticks(site, 3)
    const before = await site.etags()
    await ticks(site)
    await ticks(site, 2)
    expect(await site.etags()).toEqual(before)
    expect(await site.titles('feed.json')).toEqual(['A'])
  })

  test('of a machine whose clock is behind leaves what it thinks is not due', async () => {
    const site = await scheduled()
    site.nowMs = DUE_MS
    await ticks(site)
    site.nowMs = DUE_MS - 2 * MINUTE_MS
    await ticks(site)
    site.nowMs = DUE_MS + MINUTE_MS
    await ticks(site)
    expect(await site.titles('feed.json')).toEqual(['A'])
  })
})

describe('whatever is scheduled, and whichever ticks are missed or doubled', () => {
  /** Around nights in which clocks change, as the first minute of a window of four hours. */
  const nights = fc.constantFrom(
    ['Europe/Berlin', '2024-03-30T23:30Z'],
    ['Europe/Berlin', '2024-10-26T23:00Z'],
    ['America/New_York', '2024-03-10T05:30Z'],
    ['America/New_York', '2024-11-03T04:30Z'],
    ['Asia/Shanghai', '1988-04-16T14:00Z'],
    ['Asia/Shanghai', '1991-09-14T13:00Z'],
  )
  const WINDOW_MINUTES = 240
  const minute = fc.integer({ min: 0, max: WINDOW_MINUTES })
  const posts = fc.array(fc.record({ at: minute, lasts: fc.option(fc.integer({ min: 1, max: 90 })) }), {
    minLength: 1,
    maxLength: 5,
  })
  const beats = fc.array(fc.record({ at: minute, times: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 3,
    maxLength: 10,
  })

  test('after each tick the feed is that of a clean build at that instant', async () => {
    await fc.assert(
      fc.asyncProperty(nights, posts, beats, async ([zone = '', begins = ''], scheduled, ticked) => {
        const beginsMs = Temporal.Instant.from(begins).epochMilliseconds
        const site = await siteIn(zone, beginsMs - MINUTE_MS)
        for (const [index, { at, lasts }] of scheduled.entries()) {
          // As an author writes it, without an offset: the times that come twice among them.
          const wall = (minutes: number): string =>
            Temporal.Instant.fromEpochMilliseconds(beginsMs + minutes * MINUTE_MS)
              .toZonedDateTimeISO(zone)
              .toPlainDateTime()
              .toString({ smallestUnit: 'minute' })
          const expires = lasts === null ? {} : { expiry_date: wall(at + lasts) }
          await site.upload(`_posts/${index}.md`, post(`Post ${index}`, { date: wall(at), ...expires }))
        }
        const { settings } = await readSettings(site.context)
        if (settings === undefined) throw new Error('no settings')
        for (const { at, times } of [...ticked].sort((a, b) => a.at - b.at)) {
          site.nowMs = beginsMs + at * MINUTE_MS
          await ticks(site, times)
          const built = await build(site.content, site.context.parser, settings, site.nowMs)
          for (const { path, body } of [...built.documents].map(asText)) {
            expect([path, await site.read(path)]).toEqual([path, body])
          }
        }
      }),
      { seed: 20_260_612, numRuns: 60 },
    )
  })
})
