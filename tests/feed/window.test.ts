/** The window: which of a feed's entries its documents show. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inWindow, windowLength } from '../../lib/feed/window.js'
import type { Window } from '../../lib/model/settings.js'

const HOUR = 3_600_000
const NEWEST = Date.UTC(2024, 5, 1)
const hoursAgo = (...hours: readonly number[]) => hours.map((hour) => NEWEST - hour * HOUR)

describe.each<[title: string, window: Window, hoursAgo: readonly number[], shown: number]>([
  ['no entries', { entries: 2, hours: 24, entriesMax: 5 }, [], 0],
  ['the newest are shown, however old', { entries: 2, hours: 24, entriesMax: 5 }, [0, 9_000, 9_001], 2],
  ['beyond them, what came shortly before the newest', { entries: 2, hours: 24, entriesMax: 9 }, [0, 1, 2, 23, 25], 4],
  ['the last instant of the hours counts', { entries: 1, hours: 24, entriesMax: 9 }, [0, 24, 24.001], 2],
  ['never more than the limit', { entries: 2, hours: 24, entriesMax: 3 }, [0, 1, 2, 3, 4], 3],
  ['a limit below the fixed number holds too', { entries: 5, hours: 24, entriesMax: 3 }, [0, 1, 2, 3, 4], 3],
  ['fewer than the fixed number', { entries: 5, hours: 0, entriesMax: 9 }, [0, 1], 2],
  ['no hours: ties with the newest alone', { entries: 1, hours: 0, entriesMax: 9 }, [0, 0, 0, 1], 3],
])('%s', (_title, window, hours, shown) => {
  test(`${shown} of ${hours.length}`, () => {
    expect(windowLength(hoursAgo(...hours), window)).toBe(shown)
  })
})

const WINDOWS = fc.record({
  entries: fc.nat({ max: 6 }),
  hours: fc.nat({ max: 48 }),
  entriesMax: fc.nat({ max: 12 }),
})
const NEWEST_FIRST = fc
  .array(fc.nat({ max: 72 }), { maxLength: 20 })
  .map((hours) => hoursAgo(...hours.sort((a, b) => a - b)))

test('it shows a leading part: whatever it shows, it shows everything newer', () => {
  fc.assert(
    fc.property(NEWEST_FIRST, WINDOWS, (instants, window) => {
      const shown = instants.map((instant, position) => inWindow(position, instant, instants[0], window))
      expect(shown.lastIndexOf(true)).toBe(windowLength(instants, window) - 1)
      expect(shown.indexOf(false)).toBe(
        windowLength(instants, window) < instants.length ? windowLength(instants, window) : -1,
      )
    }),
  )
})

test('an older entry that comes late moves no other out', () => {
  fc.assert(
    fc.property(NEWEST_FIRST, WINDOWS, (instants, window) => {
      const oldest = [...instants, (instants.at(-1) ?? NEWEST) - 1]
      expect(windowLength(oldest, window)).toBeGreaterThanOrEqual(windowLength(instants, window))
    }),
  )
})
