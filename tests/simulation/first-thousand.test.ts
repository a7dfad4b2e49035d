import { expect, test } from 'vitest'
import { expectAllEndRight } from './expect-histories.js'
import { planOf } from './plan.js'
import { World } from './world.js'

test('histories 1 to 1,000 end with the documents of a clean build', { timeout: 110_000 }, async () => {
  await expectAllEndRight(1, 1_000)
})

test('a history is the same each time it is run', async () => {
  const [once, again] = [new World(planOf(7)), new World(planOf(7))]
  await once.run()
  await again.run()
  expect(again.scheduler.story).toEqual(once.scheduler.story)
  expect(once.scheduler.story.length).toBeGreaterThan(50)
})
