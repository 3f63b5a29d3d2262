import { describe, expect, it } from 'vitest'
import { house } from '../../test/house.ts'

/** A process that dies of one conversation: nothing comes after it there, nor in what it has in hand beside it. */
function dyingOf(killer: string, store: ReturnType<typeof house>['store']) {
  let dead = false
  return house({
    store,
    at: async (point, conversation) => {
      if (point === 'after-load' && conversation === killer) dead = true
      if (dead) await new Promise(() => {})
    },
  })
}

describe('a message that ends its process', () => {
  it('brings no blame on others whom the sweeper has found with it', async () => {
    const { store, clock, dialog, say, replies } = house({ at: async () => {} })
    const innocents = ['a', 'b', 'x', 'y', 'z']
    await say('boom', 'm', 'killer')
    for (const one of innocents) await say('Aibek', 'm', one)
    for (let deaths = 0; deaths < 6; deaths++) {
      clock.now += 6_000
      const process = dyingOf('killer', store)
      process.clock.now = clock.now
      const died = process.dialog.sweep()
      await Promise.race([died, new Promise((resolve) => setTimeout(resolve, 20))])
    }
    clock.now += 6_000
    await dialog.sweep()
    expect(await store.deadLetters(10)).toMatchObject([{ conversation: 'killer', item: 'm' }])
    const heard = await Promise.all(innocents.map(async (one) => (await store.read(one, clock.now))?.rev))
    expect(heard.every((rev) => (rev ?? 0) > 0)).toBe(true)
    expect(replies().every((text) => text.includes('Aibek') || text.includes('Sorry'))).toBe(true)
  })
})
