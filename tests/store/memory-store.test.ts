import { describe, expect, it } from 'vitest'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { describeObjectStore, listAll } from './contract.js'

describeObjectStore('MemoryStore', async () => ({ store: new MemoryStore() }))

describe('MemoryStore', () => {
  it('keeps its order through thousands of keys put and deleted in any order', async () => {
    const store = new MemoryStore()
    const count = 5_000
    // 1,999 shares no factor with 5,000, so that each number comes once.
    const shuffled = Array.from({ length: count }, (_, at) => (at * 1_999) % count)
    const key = (number: number) => String(number).padStart(5, '0')
    for (const number of shuffled) await store.put(key(number), '')
    for (const number of shuffled.filter((number) => number % 3 === 0)) await store.delete(key(number))
    const expected = shuffled
      .filter((number) => number % 3 !== 0)
      .map(key)
      .toSorted()
    expect((await listAll(store)).objects.map((object) => object.key)).toEqual(expected)
  })

  it('writes at once, so that calls made together cannot both find nothing', async () => {
    const store = new MemoryStore()
    const outcomes = await Promise.allSettled([
      store.put('key', 'first', { ifNoneMatch: '*' }),
      store.put('key', 'second', { ifNoneMatch: '*' }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  })
})
