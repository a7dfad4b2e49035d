import { describe, expect, it } from 'vitest'
import { type RetryPolicy, type RetryWorld, retrying } from '../../lib/store/retry.js'

/** A world in which sleeping takes no time but is remembered, and the dice show `roll`. */
function fakeWorld(roll: number): RetryWorld & { readonly sleeps: number[] } {
  const sleeps: number[] = []
  let nowMs = 0
  return {
    sleeps,
    sleep: async (ms) => {
      sleeps.push(ms)
      nowMs += ms
    },
    random: () => roll,
    now: () => nowMs,
  }
}

/** A task that fails `failures` times, and how often it was called. */
function failing(failures: number) {
  const task = async () => {
    task.calls += 1
    if (task.calls <= failures) throw new Error(`failure ${task.calls}`)
    return `answer ${task.calls}`
  }
  task.calls = 0
  return task
}

const POLICY: RetryPolicy = { attempts: 5, baseMs: 100, delayMsMax: 500, totalMsMax: 10_000 }
const always = () => true

describe('retrying', () => {
  it('calls once what succeeds', async () => {
    const world = fakeWorld(1)
    expect(await retrying(failing(0), always, POLICY, world)).toBe('answer 1')
    expect(world.sleeps).toEqual([])
  })

  it('waits longer each time, up to a bound', async () => {
    const world = fakeWorld(1)
    expect(await retrying(failing(4), always, POLICY, world)).toBe('answer 5')
    expect(world.sleeps).toEqual([100, 200, 400, 500])
  })

  it('draws each delay from nothing to its bound', async () => {
    const world = fakeWorld(0.25)
    await retrying(failing(3), always, POLICY, world)
    expect(world.sleeps).toEqual([25, 50, 100])
  })

  it('throws the last error after the last attempt', async () => {
    const task = failing(9)
    await expect(retrying(task, always, POLICY, fakeWorld(0.5))).rejects.toThrow('failure 5')
    expect(task.calls).toBe(5)
  })

  it('begins no attempt after its whole time', async () => {
    const world = fakeWorld(1)
    await expect(retrying(failing(9), always, { ...POLICY, totalMsMax: 650 }, world)).rejects.toThrow('failure 3')
    expect(world.sleeps).toEqual([100, 200])
  })

  it('throws at once what may not be retried', async () => {
    const task = failing(9)
    await expect(retrying(task, () => false, POLICY, fakeWorld(1))).rejects.toThrow('failure 1')
    expect(task.calls).toBe(1)
  })
})
