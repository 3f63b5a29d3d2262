import { describe, expect, it } from 'vitest'
import { house } from '../../test/house.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/port.ts'
import type { Delivery, Outcome } from './outcome.ts'

const minute = 60_000

/** A house whose replies end as `outcomes` say, one after the other, then well. */
function moody(outcomes: (Outcome | Error)[], over: Parameters<typeof house>[0] = {}) {
  const tries: (Delivery & { text: string })[] = []
  const told = house({
    effects: {
      say: ({ text }, delivery) => {
        tries.push({ ...delivery, text })
        const next = outcomes.shift()
        if (next instanceof Error) throw next
        return next
      },
      brew: () => {},
    },
    ...over,
  })
  const texts = () => tries.map(({ text }) => text.split('\n').at(-1))
  return { ...told, tries, texts }
}

const retry: Outcome = { status: 'retry', reason: 'busy' }

describe('deliver', () => {
  it('gives a handler the key, the try and whether an earlier one may have worked', async () => {
    const { dialog, say, tries } = moody([])
    await say('Aibek')
    await dialog.work('c')
    expect(tries).toMatchObject([{ conversation: 'c', attempt: 1, uncertain: false }])
    expect(tries[0]?.key).toMatch(/^[\w-]{22}$/)
    expect(tries[0]?.signal.aborted).toBe(false)
  })

  it('keeps a short receipt of what was done', async () => {
    const { dialog, say, store } = house()
    await say('Aibek')
    await say('tea 3')
    await dialog.work('c')
    expect((await store.read('c', 0))?.receipts).toEqual(['brewed 3'])
  })

  it('waits longer after each failure, and does not go on to the next effect before', async () => {
    const { dialog, say, clock, texts, observed } = moody([retry, retry, new Error('reset'), retry])
    await say('Aibek')
    await dialog.work('c')
    await say('bye')
    const waits: number[] = []
    while (!texts().includes('Goodbye!')) {
      await dialog.work('c')
      await dialog.deliver('c')
      const { ms } = observed('postponed').at(-1) as { ms: number }
      waits.push(ms)
      clock.now += ms - 1
      const before = texts().length
      await dialog.deliver('c')
      expect(texts()).toHaveLength(before)
      clock.now += 1
      await dialog.deliver('c')
    }
    expect(waits).toEqual([188, 375, 750, 1500])
    expect(texts()).toEqual([...Array<string>(5).fill('What tea, Aibek?'), 'Goodbye!'])
    expect(observed('postponed')).toMatchObject([
      { attempt: 1, counted: true, reason: 'busy' },
      { attempt: 2 },
      { attempt: 3, reason: 'reset' },
      { attempt: 4 },
    ])
  })

  it('tells a handler when the customer was heard last before the effect', async () => {
    const { dialog, say, clock, tries } = moody([])
    await dialog.receive('c', { id: 'm1', at: 70, text: 'Aibek', transport: 'telegram' })
    await dialog.work('c')
    clock.now += minute
    await say('tea 1')
    await dialog.work('c')
    expect(tries.map(({ heard }) => heard)).toEqual([
      { at: 70, transport: 'telegram' },
      { at: clock.now, transport: 'telegram' },
      { at: clock.now, transport: 'telegram' },
    ])
  })

  it('keeps a doubt through a wait that does not count', async () => {
    const { dialog, say, clock, tries } = moody([
      { ...retry, uncertain: true },
      { status: 'wait', reason: 'rate limit', ms: minute, uncertain: true },
    ])
    await say('Aibek')
    await dialog.work('c')
    for (let i = 0; i < 2; i++) {
      clock.now += minute
      await dialog.deliver('c')
    }
    expect(tries.map(({ attempt, uncertain }) => [attempt, uncertain])).toEqual([
      [1, false],
      [2, true],
      [2, true],
    ])
  })

  it('waits as long as a handler asks for before the next try', async () => {
    const { dialog, say, observed } = moody([{ ...retry, uncertain: true, atLeastMs: 15_000 }])
    await say('Aibek')
    await dialog.work('c')
    expect(observed('postponed')).toMatchObject([{ ms: 15_000, counted: true }])
  })

  it('says that a try that threw may have worked, until a handler says that none has', async () => {
    const { dialog, say, clock, tries } = moody([
      retry,
      new Error('reset'),
      retry,
      { status: 'wait', reason: 'closed', ms: minute },
      { ...retry, uncertain: false },
      { ...retry, uncertain: true },
      { status: 'wait', reason: 'closed', ms: minute, uncertain: false },
    ])
    await say('Aibek')
    await dialog.work('c')
    for (let i = 0; i < 7; i++) {
      clock.now += minute
      await dialog.deliver('c')
    }
    expect(tries.map(({ attempt, uncertain }) => [attempt, uncertain])).toEqual([
      [1, false],
      [2, false],
      [3, true],
      [4, true],
      [4, true],
      [5, false],
      [6, true],
      [6, false],
    ])
    expect(new Set(tries.map(({ key }) => key)).size).toBe(1)
  })

  it('counts tries in the conversation, so that any worker goes on with them', async () => {
    const store = memoryStore()
    const first = moody([retry], { store })
    await first.say('Aibek')
    await first.dialog.work('c')
    const second = moody([], { store })
    second.clock.now = first.clock.now + minute
    await second.dialog.deliver('c')
    expect(second.tries).toMatchObject([{ attempt: 2 }])
  })

  it('makes a dead letter of an effect after 50 tries, tells the flow, and goes on with the next', async () => {
    const buried: unknown[] = []
    const { dialog, say, clock, texts, tries, store, observed } = moody(
      Array.from({ length: 50 }, () => retry),
      {
        whenBuried: ({ type }, reason) => {
          buried.push([type, reason])
          return { type: 'house.trouble' }
        },
      },
    )
    await say('Aibek')
    await dialog.work('c')
    await say('bye')
    await dialog.work('c')
    for (let i = 0; i < 60; i++) {
      clock.now += 30 * minute
      await dialog.deliver('c')
    }
    expect(tries.slice(0, 50).map(({ attempt }) => attempt)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    expect(texts().slice(49)).toEqual(['What tea, Aibek?', 'Goodbye!'])
    expect(buried).toEqual([['say', 'busy (after 50 tries)']])
    expect(observed('buried')).toMatchObject([{ effect: 'say', attempt: 50 }])
    expect(await store.deadLetters(9)).toMatchObject([
      { kind: 'effect', item: tries[0]?.key, reason: 'busy (after 50 tries)' },
    ])
    await dialog.work('c')
    expect(texts().at(-1)).toBe('Sorry, something broke.')
  })

  it('does not let one conversation wait for another', async () => {
    const { dialog, say, texts } = moody([retry])
    await say('Aibek', 'm1', 'a')
    await say('Bob', 'm1', 'b')
    await dialog.work('a')
    await dialog.work('b')
    expect(texts()).toEqual(['What tea, Aibek?', 'What tea, Bob?'])
  })

  it('does not count waiting that is not the fault of the effect', async () => {
    const outcomes = Array.from({ length: 80 }, (): Outcome => ({ status: 'wait', reason: 'closed', ms: minute }))
    const { dialog, say, clock, tries, store, observed } = moody(outcomes)
    await say('Aibek')
    await dialog.work('c')
    for (let i = 0; i < 80; i++) {
      clock.now += minute - 1
      await dialog.deliver('c')
      clock.now += 1
      await dialog.deliver('c')
    }
    expect(tries).toHaveLength(81)
    expect(new Set(tries.map(({ attempt }) => attempt))).toEqual(new Set([1]))
    expect(tries.every(({ uncertain }) => !uncertain)).toBe(true)
    expect(await store.deadLetters(9)).toEqual([])
    expect(observed('postponed')[0]).toMatchObject({ counted: false, ms: minute })
  })

  it('buries at once what can never be sent, and sends what comes after it', async () => {
    const { dialog, say, texts, store, observed } = moody([{ status: 'undeliverable', reason: 'no such client' }])
    await say('Aibek')
    await say('tea 1')
    await dialog.work('c')
    expect(texts()).toEqual(['What tea, Aibek?', 'green: 0 so far', 'now 1'])
    expect(await store.deadLetters(9)).toMatchObject([{ kind: 'effect', reason: 'no such client' }])
    expect(observed('buried')).toMatchObject([{ attempt: 1, reason: 'no such client' }])
  })

  it('feeds the event of an effect back into the conversation, once', async () => {
    const { dialog, say, replies } = house()
    await say('Aibek')
    await say('tea 2')
    await dialog.work('c')
    await dialog.work('c')
    expect(replies().filter((text) => text === '2 served')).toHaveLength(1)
  })

  it('wakes a worker for the event of an effect that a job of its own delivered', async () => {
    const { dialog, say, wakes } = house({ inline: 0 })
    await say('Aibek')
    await say('tea 2')
    await dialog.work('c')
    wakes.length = 0
    await dialog.deliver('c')
    expect(wakes).toEqual(['c inbound'])
  })

  it('tries again later an effect that this build has no handler for', async () => {
    const store = memoryStore()
    await store.commit('c', {
      rev: 0,
      snapshot: 'null',
      inputs: [],
      effects: [{ id: 'e', body: JSON.stringify({ type: 'fly', params: {} }) }],
      nextTimerAt: null,
      ttlMs: minute,
      now: 0,
    })
    const { dialog, observed } = house({ store })
    await dialog.deliver('c')
    expect(observed('postponed')).toMatchObject([{ effect: 'fly', attempt: 1, counted: true }])
  })

  it('keeps a doubt where this build has no handler, and in a dead letter', async () => {
    const store = memoryStore()
    await store.commit('c', {
      rev: 0,
      snapshot: 'null',
      inputs: [],
      effects: [{ id: 'e', body: JSON.stringify({ type: 'fly', params: {} }), uncertain: true }],
      nextTimerAt: null,
      ttlMs: minute,
      now: 0,
    })
    const { dialog, clock } = house({ store, attempts: 2 })
    await dialog.deliver('c')
    clock.now += minute
    await dialog.deliver('c')
    const [letter] = await store.deadLetters(1)
    await store.replay(letter?.id ?? '', clock.now)
    expect(await store.claim('c', { token: 't', leaseMs: 1_000, now: clock.now })).toMatchObject({
      effect: { id: 'e', uncertain: true },
    })
  })

  it('tells the next worker that an effect may have been done when its worker died at it', async () => {
    const store = memoryStore()
    const dying = moody([], {
      store,
      effects: { say: () => new Promise<Outcome>(() => {}), brew: () => {} },
    })
    await dying.say('Aibek')
    void dying.dialog.work('c')
    while ((await store.read('c', 0))?.head?.started !== true) await Promise.resolve()
    const next = moody([], { store })
    next.clock.now = dying.clock.now + 9_999
    await next.dialog.deliver('c')
    expect(next.tries).toEqual([])
    next.clock.now += 1
    await next.sweep()
    expect(next.tries).toMatchObject([{ attempt: 1, uncertain: true }])
  })

  it('leaves no effect to two workers at the same moment', async () => {
    let running = 0
    let most = 0
    const { dialog, say, texts } = moody([], {})
    const slow = house({
      store: memoryStore(),
      effects: {
        say: async () => {
          most = Math.max(most, ++running)
          for (let i = 0; i < 20; i++) await Promise.resolve()
          running -= 1
        },
        brew: () => {},
      },
    })
    for (const text of ['Aibek', 'tea 1', 'tea 2']) await slow.say(text)
    await Promise.all(Array.from({ length: 6 }, (_, i) => (i % 2 ? slow.dialog.work('c') : slow.dialog.deliver('c'))))
    expect(most).toBe(1)
    await say('Aibek')
    await Promise.all([dialog.work('c'), dialog.deliver('c'), dialog.work('c')])
    expect(texts()).toHaveLength(1)
  })
})

describe('a crash of the store', () => {
  const calls = ['append', 'load', 'commit', 'claim'] as const
  const script = ['Aibek', 'tea 2', 'bye']
  const whole = async (store: Store, failAt: number, when: 'before' | 'after') => {
    let call = 0
    const crash = async <T>(run: () => Promise<T>): Promise<T> => {
      const fails = ++call === failAt
      if (fails && when === 'before') throw new Error('crash')
      const result = await run()
      if (fails) throw new Error('crash')
      return result
    }
    const wrapped = { ...store }
    for (const name of calls) {
      const original = store[name] as (...given: unknown[]) => Promise<unknown>
      ;(wrapped as Record<string, unknown>)[name] = (...given: unknown[]) => crash(() => original(...given))
    }
    const { dialog, clock, sweep, done } = house({ store: wrapped })
    const tryTo = async (act: () => Promise<unknown>) => {
      try {
        await act()
        return true
      } catch {
        return false
      }
    }
    for (const [index, text] of script.entries()) {
      const send = () => dialog.receive('c', { id: `m${index}`, at: 0, text })
      while (!(await tryTo(send))) continue
      await tryTo(() => dialog.work('c'))
      clock.now += 61_000
      for (let sweeps = 0; sweeps < 3; sweeps++) {
        await tryTo(sweep)
        clock.now += 6_000
      }
    }
    const quiet = await store.depth(clock.now)
    return { done: done(), calls: call, happened: call >= failAt, quiet }
  }

  it('loses no input and doubles no effect, but for one that it says may have been done', async () => {
    const clean = (await whole(memoryStore(), Infinity, 'before')).done
    const order = clean.map(({ what, key }) => `${what} ${key}`)
    const { calls: total } = await whole(memoryStore(), Infinity, 'before')
    expect(total).toBeGreaterThan(10)
    for (let failAt = 1; failAt <= total; failAt++) {
      for (const when of ['before', 'after'] as const) {
        const { done, happened, quiet } = await whole(memoryStore(), failAt, when)
        const at = `call ${failAt}, ${when} it`
        expect(happened, at).toBe(true)
        const once = [...new Set(done.map(({ what, key }) => `${what} ${key}`))]
        expect(once, at).toEqual(order)
        const doubled = done.filter(({ key }, i) => done.findIndex((other) => other.key === key) !== i)
        expect(doubled.length, at).toBeLessThanOrEqual(1)
        expect(
          doubled.every(({ uncertain }) => uncertain),
          at,
        ).toBe(true)
        expect(quiet, at).toMatchObject({ mailboxes: 0, outboxes: 0, deadLetters: 0 })
      }
    }
  })
})
