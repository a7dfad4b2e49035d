/** Records are decoded once for the same bytes, and never taken for what they were. */
import { expect, test } from 'vitest'
import { decodeRecord } from '../../lib/publish/record.js'
import { RecordMemory } from '../../lib/publish/record-memory.js'

/** Returns the stored form of a record, new each time. */
function stored(generation: number): Uint8Array {
  const record = { format: 2, key: 'a.md', generation, outcome: 'published', placed: [], feeds: [], periods: [] }
  return new TextEncoder().encode(JSON.stringify(record))
}

test('the same bytes are the same object', () => {
  const memory = new RecordMemory()
  const first = memory.decode('a', stored(1))
  expect(first).toEqual(decodeRecord(stored(1)))
  expect(memory.decode('a', stored(1))).toBe(first)
})

test('other bytes are another record, though they are as many', () => {
  const memory = new RecordMemory()
  memory.decode('a', stored(1))
  expect(memory.decode('a', stored(2)).generation).toBe(2)
  expect(memory.decode('a', stored(1)).generation).toBe(1)
})

test('two records of the same bytes are two', () => {
  const memory = new RecordMemory()
  expect(memory.decode('a', stored(1))).not.toBe(memory.decode('b', stored(1)))
})

test('what was not asked for the longest is forgotten first', () => {
  const memory = new RecordMemory(stored(1).length * 2)
  const [a, b] = [memory.decode('a', stored(1)), memory.decode('b', stored(2))]
  expect(memory.decode('a', stored(1))).toBe(a)
  memory.decode('c', stored(3))
  expect(memory.decode('a', stored(1))).toBe(a)
  expect(memory.decode('b', stored(2))).not.toBe(b)
  expect(memory.decode('b', stored(2))).toEqual(b)
})

test('a record longer than all there is room for is decoded each time', () => {
  const memory = new RecordMemory(1)
  expect(memory.decode('a', stored(1))).not.toBe(memory.decode('a', stored(1)))
  expect(memory.decode('a', stored(1))).toEqual(decodeRecord(stored(1)))
})

test('a damaged record throws each time, and does no harm to the next', () => {
  const memory = new RecordMemory()
  const damaged = new TextEncoder().encode('{')
  for (let time = 0; time < 2; time++) expect(() => memory.decode('a', damaged)).toThrow(SyntaxError)
  expect(memory.decode('a', stored(1)).generation).toBe(1)
})
