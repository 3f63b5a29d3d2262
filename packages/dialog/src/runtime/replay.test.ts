import { describe, expect, it } from 'vitest'
import { house } from '../../test/house.ts'
import type { Outcome } from './outcome.ts'

/** A house that cannot brew until it can. */
function broken(failure: Outcome = { status: 'undeliverable', reason: 'no water' }) {
  const kitchen: { works: boolean; tries: { key: string; attempt: number; uncertain: boolean }[] } = {
    works: false,
    tries: [],
  }
  const told = house({
    attempts: 1,
    effects: {
      say: () => {},
      brew: ({ cups }, { key, attempt, uncertain }): Outcome => {
        kitchen.tries.push({ key, attempt, uncertain })
        if (!kitchen.works) return failure
        return { status: 'done', event: { type: 'tea.served', cups } }
      },
    },
  })
  return { ...told, kitchen }
}

describe('replaying a dead letter', () => {
  it('does the effect once under its own key, and tells the conversation what came of it', async () => {
    const { dialog, say, store, sweep, kitchen, clock, observed } = broken()
    await say('Aibek')
    await say('tea 3')
    await dialog.work('c')
    const [letter] = await store.deadLetters(9)
    kitchen.works = true
    await Promise.all([store.replay(letter?.id ?? '', clock.now), store.replay(letter?.id ?? '', clock.now)])
    await sweep()
    await sweep()
    expect(kitchen.tries).toEqual([
      { key: letter?.item, attempt: 1, uncertain: false },
      { key: letter?.item, attempt: 1, uncertain: false },
    ])
    expect(observed('turn')).toContainEqual(expect.objectContaining({ event: 'tea.served' }))
    expect(await store.deadLetters(9)).toEqual([])
  })

  it('tells the handler that it may have been done, if the last try did not know', async () => {
    const { dialog, say, store, sweep, kitchen, clock } = broken({
      status: 'retry',
      reason: 'no answer',
      uncertain: true,
    })
    await say('Aibek')
    await say('tea 3')
    await dialog.work('c')
    const [letter] = await store.deadLetters(9)
    await store.replay(letter?.id ?? '', clock.now)
    await sweep()
    expect(kitchen.tries.map(({ uncertain }) => uncertain)).toEqual([false, true])
  })

  it('becomes a dead letter again if nothing has changed', async () => {
    const { dialog, say, store, sweep, clock } = broken()
    await say('Aibek')
    await say('tea 3')
    await dialog.work('c')
    const [letter] = await store.deadLetters(9)
    await store.replay(letter?.id ?? '', clock.now)
    await sweep()
    expect(await store.deadLetters(9)).toMatchObject([{ item: letter?.item, body: letter?.body, reason: 'no water' }])
  })
})

describe('erasing a conversation', () => {
  it('while an effect of it is being done leaves nothing of it behind', async () => {
    let finish = () => {}
    const { dialog, say, store, sweep, clock } = house({
      effects: {
        say: () => {},
        brew: async () => {
          await new Promise<void>((resolve) => {
            finish = resolve
          })
          return { status: 'done', receipt: 'brewed' }
        },
      },
    })
    await say('Aibek')
    await say('tea 3')
    const working = dialog.work('c')
    await expect.poll(async () => (await store.read('c', clock.now))?.head?.started).toBe(true)
    await store.erase('c')
    finish()
    await working
    clock.now += 60_000
    await sweep()
    expect(await store.read('c', clock.now)).toBeNull()
    expect(await store.depth(clock.now)).toMatchObject({ mailboxes: 0, outboxes: 0, timers: 0, deadLetters: 0 })
  })

  it('while a turn of it is being taken leaves nothing of it behind', async () => {
    const { dialog, say, store, clock } = house()
    await say('Aibek')
    await dialog.work('c')
    await say('tea 3')
    const { load } = store
    store.load = async (conversation, limit) => {
      const loaded = await load(conversation, limit)
      store.load = load
      await store.erase('c')
      return loaded
    }
    await dialog.work('c')
    expect(await store.read('c', clock.now)).toBeNull()
  })
})
