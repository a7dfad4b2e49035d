import { describe, expect, it } from 'vitest'
import { ConflictError, StoreError, UnavailableError } from '../../lib/store/errors.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import type { PutOptions } from '../../lib/store/object-store.js'
import { probeConditionalWrites } from '../../lib/store/probe.js'

/** A store whose `put` is changed in one way. */
class Flawed extends MemoryStore {
  constructor(readonly flaw: (options: PutOptions) => PutOptions) {
    super()
  }
  override put(key: string, body: Uint8Array | string, options: PutOptions = {}) {
    return super.put(key, body, this.flaw(options))
  }
}

const probe = (flaw: (options: PutOptions) => PutOptions) => probeConditionalWrites(new Flawed(flaw), 'state/probe')

describe('probeConditionalWrites', () => {
  it('passes a store that keeps its promises, as often as it is asked and by many at once', async () => {
    const store = new MemoryStore()
    await Promise.all(Array.from({ length: 10 }, () => probeConditionalWrites(store, 'state/probe')))
    expect((await store.list()).objects.map(({ key }) => key)).toEqual(['state/probe'])
  })

  it.each([
    ['takes all conditions and ignores them', () => ({}), /If-None-Match: \* was sent/],
    ['ignores If-Match alone', ({ ifMatch: _, ...rest }: PutOptions) => rest, /If-Match named another ETag/],
    [
      'wants If-Match in another form than it gives ETags',
      (options: PutOptions) => ({ ...options, ...(options.ifMatch && { ifMatch: `"${options.ifMatch}"` }) }),
      /refused If-Match with the object's own ETag/,
    ],
  ])('refuses a store that %s', async (_, flaw, message) => {
    const error = await probe(flaw).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toMatch(message)
    expect(error.message).toContain('the store cannot be used')
  })

  it('refuses a store that answers 501, and says what is missing there', async () => {
    const answer = probe(() => {
      throw new StoreError('put', 'state/probe', 'NotImplemented: A header you provided implies functionality')
    })
    await expect(answer).rejects.toThrow(/conditional writes do not work there: NotImplemented/)
  })

  it.each([new StoreError('put', 'state/probe', 'AccessDenied'), new UnavailableError('put', 'state/probe')])(
    'does not blame conditional writes for another fault: $message',
    async (fault) => {
      const answer = probe(() => {
        throw fault
      })
      await expect(answer).rejects.toBe(fault)
    },
  )

  it('takes a run of conflicts with others’ writes for no proof', async () => {
    let conflicts = 10
    await probe((options) => {
      if (options.ifMatch && !options.ifMatch.startsWith('0') && conflicts-- > 0) throw new ConflictError('state/probe')
      return options
    })
    expect(conflicts).toBe(-1)
  })
})
