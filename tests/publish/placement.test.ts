import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FeedId, SITE_FEED } from '../../lib/model/feed-id.js'
import {
  beforeInstant,
  dueInstantMs,
  dueKey,
  FIRST_MS,
  LAST_MS,
  type Placement,
  parsePlacementKey,
  placementKey,
  standing,
} from '../../lib/publish/placement.js'
import { type PostRecord, recordId } from '../../lib/publish/record.js'

const instant = fc.integer({ min: FIRST_MS, max: LAST_MS })
const placement = fc.record({
  feed: fc.constantFrom(SITE_FEED, 'tag/泉州晚报新闻' as FeedId),
  publishedMs: instant,
  recordId: fc.string().map(recordId),
  generation: fc.integer({ min: 1, max: 1_000_000 }),
}) satisfies fc.Arbitrary<Placement>

describe('the name of a placement', () => {
  test('can be read by people', () => {
    const key = placementKey({
      feed: 'category/emnews' as FeedId,
      publishedMs: Date.UTC(2021, 11, 8, 2, 46, 18),
      recordId: recordId('_posts/a.md'),
      generation: 3,
    })
    expect(key).toBe(`state/feeds/category/emnews/251763369221999~${recordId('_posts/a.md')}~3`)
  })

  test('says the placement', () => {
    fc.assert(
      fc.property(placement, (one) => {
        expect(parsePlacementKey(one.feed, placementKey(one))).toEqual(one)
      }),
    )
  })

  test('sorts the newest first', () => {
    fc.assert(
      fc.property(placement, instant, (one, publishedMs) => {
        fc.pre(publishedMs < one.publishedMs)
        expect(placementKey(one) < placementKey({ ...one, publishedMs })).toBe(true)
      }),
    )
  })

  test('sorts after the mark of an instant exactly when it is due by then', () => {
    fc.assert(
      fc.property(placement, instant, (one, nowMs) => {
        expect(placementKey(one) > beforeInstant(one.feed, nowMs)).toBe(one.publishedMs <= nowMs)
      }),
    )
  })

  test.each(['state/feeds/site/', 'state/feeds/site/x', 'state/feeds/site/12~ab~1'])('%s says none', (key) => {
    expect(parsePlacementKey(SITE_FEED, key)).toBeUndefined()
  })

  test('has bounds', () => {
    const one = { feed: SITE_FEED, recordId: recordId('a'), generation: 1 }
    expect(() => placementKey({ ...one, publishedMs: LAST_MS + 1 })).toThrow(RangeError)
    expect(() => placementKey({ ...one, publishedMs: FIRST_MS - 1 })).toThrow(RangeError)
    expect(() => placementKey({ ...one, publishedMs: Number.NaN })).toThrow(RangeError)
  })
})

test('due keys sort soonest first, and say their instant', () => {
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      expect(dueInstantMs(dueKey(a, recordId('a'), 1))).toBe(a)
      fc.pre(a < b)
      expect(dueKey(a, recordId('a'), 1) < dueKey(b, recordId('b'), 1)).toBe(true)
    }),
  )
})

describe('a placement', () => {
  const at = (publishedMs: number, generation = 3): Placement => ({
    feed: SITE_FEED,
    publishedMs,
    recordId: recordId('_posts/a.md'),
    generation,
  })
  const record = { generation: 3, entry: { publishedMs: 1_000 }, placed: [SITE_FEED] } as unknown as PostRecord

  test.each([
    ['of its record, its instant and its generation', at(1_000), record, 'valid'],
    ['of an older generation', at(1_000, 2), record, 'superseded'],
    ['in a feed that the post has left', { ...at(1_000), feed: 'tag/x' as FeedId }, record, 'superseded'],
    ['at another instant, from before its record was lost', at(2_000), record, 'superseded'],
    ['of a generation that is still to come', at(1_000, 4), record, 'unknown'],
    ['without a record', at(1_000), undefined, 'unknown'],
  ] as const)('%s: %j', (_, placement, ofRecord, expected) => {
    expect(standing(placement, ofRecord)).toBe(expected)
  })
})
