import { describe, expect, it } from 'vitest'
import { minute, teaFlow, type TeaContext } from '../../test/tea-house.ts'
import { house } from '../../test/house.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/port.ts'
import { createDialog } from './dialog.ts'
import type { SeenTurn } from './observe.ts'

const silent = { say: () => {}, brew: () => {} }

describe('createDialog', () => {
  it('throws at once at an effect without a handler', () => {
    const { brew: _, ...withoutBrew } = silent
    const options = { flow: teaFlow(), store: memoryStore() }
    expect(() => createDialog({ ...options, effects: withoutBrew as never })).toThrow(
      'Cannot create dialog: no handler for the effect "brew" of flow "tea"',
    )
    expect(() => createDialog({ ...options, effects: { brew: () => {} } as never })).toThrow('effect "say"')
  })
})

describe('receive', () => {
  it('takes a message once, however often it comes', async () => {
    const { dialog, say, replies } = house()
    expect(await say('Aibek', 'm1')).toBe('appended')
    expect(await say('Aibek', 'm1')).toBe('duplicate')
    await dialog.work('c')
    expect(await say('Aibek', 'm1')).toBe('duplicate')
    await dialog.work('c')
    expect(replies()).toEqual(['What is your name?\n\nWhat tea, Aibek?'])
  })

  it('says full when too many wait, and takes more after some were worked on', async () => {
    const { dialog, say } = house({ store: memoryStore({ capacity: 2 }) })
    expect([await say('a'), await say('b'), await say('c', 'm3')]).toEqual(['appended', 'appended', 'full'])
    await dialog.work('c')
    expect(await say('c', 'm3')).toBe('appended')
  })

  it('wakes a worker, for a copy too, but not for what was refused', async () => {
    const { say, wakes } = house({ store: memoryStore({ capacity: 1 }) })
    await say('a', 'm1')
    await say('a', 'm1')
    await say('b', 'm2')
    expect(wakes).toEqual(['c inbound', 'c inbound'])
  })

  it('keeps the message when the wake-up fails', async () => {
    const { dialog, say, sweep, replies, observed } = house({
      wake: async () => {
        throw new Error('redis is away')
      },
    })
    expect(await say('Aibek')).toBe('appended')
    expect(observed('wake-failed')).toHaveLength(1)
    await dialog.work('c')
    expect(replies()).toHaveLength(1)
    await sweep()
  })

  it('rejects when the store does, so that the transport sends again', async () => {
    const store = memoryStore()
    const { say } = house({ store: { ...store, append: async () => Promise.reject(new Error('store is away')) } })
    await expect(say('Aibek')).rejects.toThrow('store is away')
  })

  it('goes by the order of the transport, not by the order of arrival', async () => {
    const { dialog, replies } = house()
    await dialog.receive('c', { id: 'm2', at: 0, text: 'tea 2', order: 2 })
    await dialog.receive('c', { id: 'm1', at: 0, text: 'Aibek', order: 1 })
    await dialog.work('c')
    expect(replies()).toEqual(['What is your name?\n\nWhat tea, Aibek?', 'green: 0 so far', 'now 2', '2 served'])
  })
})

describe('notify', () => {
  it('tells the flow what happened, once', async () => {
    const { dialog, replies, context } = house()
    await dialog.notify('c', { id: 'n1', at: 0, type: 'user.name', name: 'Eve' })
    await dialog.notify('c', { id: 'n1', at: 0, type: 'user.name', name: 'Bob' })
    await dialog.work('c')
    expect((await context()).name).toBe('Eve')
    expect(replies()).toHaveLength(1)
  })
})

describe('work', () => {
  it('delivers replies and effects in the order they were issued', async () => {
    const { dialog, say, done } = house()
    for (const text of ['Aibek', 'tea 1', 'tea 2']) await say(text)
    await dialog.work('c')
    expect(done().map(({ what }) => what)).toEqual([
      'What is your name?\n\nWhat tea, Aibek?',
      'green: 0 so far',
      'brew 1',
      'now 1',
      'green: 1 so far',
      'brew 3',
      'now 3',
      '1 served',
      '3 served',
    ])
  })

  it('lets nothing out before the commit', async () => {
    const store = memoryStore()
    const seen: unknown[] = []
    const look = async () => {
      const stored = await store.read('c', 0)
      seen.push({
        rev: stored?.rev,
        mailbox: stored?.mailbox,
        name: (JSON.parse(stored?.snapshot ?? '{}') as { context: TeaContext }).context.name,
      })
    }
    const { dialog, say } = house({ store, effects: { ...silent, say: look } })
    await say('Aibek')
    await dialog.work('c')
    expect(seen).toEqual([{ rev: 1, mailbox: 0, name: 'Aibek' }])
  })

  it('issues nothing when the commit fails, and loses nothing', async () => {
    const store = memoryStore()
    let broken = true
    const commit: Store['commit'] = async (...given) =>
      broken ? Promise.reject(new Error('away')) : store.commit(...given)
    const { dialog, say, replies } = house({ store: { ...store, commit } })
    await say('Aibek')
    await expect(dialog.work('c')).rejects.toThrow('away')
    expect(replies()).toEqual([])
    broken = false
    await dialog.work('c')
    expect(replies()).toHaveLength(1)
  })

  it('commits and delivers once, also when two work at the same moment', async () => {
    for (let workers = 2; workers <= 5; workers++) {
      const { dialog, say, done, store } = house()
      await say('Aibek')
      await say('tea 1')
      await Promise.all(Array.from({ length: workers }, () => dialog.work('c')))
      await dialog.work('c')
      expect(done().map(({ what }) => what)).toEqual([
        'What is your name?\n\nWhat tea, Aibek?',
        'green: 0 so far',
        'brew 1',
        'now 1',
        '1 served',
      ])
      expect((await store.read('c', 0))?.rev).toBe(2)
    }
  })

  it('looks anew when another worker was faster', async () => {
    const store = memoryStore()
    let meddle = true
    const { dialog, say, replies, observed } = house({
      store: {
        ...store,
        load: async (...given) => {
          const loaded = await store.load(...given)
          if (meddle) {
            meddle = false
            await other.dialog.work('c')
          }
          return loaded
        },
      },
    })
    const other = house({ store })
    await say('Aibek')
    await dialog.work('c')
    expect(observed('fenced')).toHaveLength(1)
    expect([replies(), other.replies()].map(({ length }) => length)).toEqual([0, 1])
  })

  it('does nothing for a conversation that nobody wrote in', async () => {
    const { dialog, store } = house()
    await dialog.work('nobody')
    expect(await store.read('nobody', 0)).toBeNull()
    expect(await dialog.snapshot('nobody')).toBeNull()
  })

  it('takes many messages in batches, and asks to be woken for more than one job should do', async () => {
    const { dialog, say, wakes, context } = house({ store: memoryStore({ capacity: 1000 }) })
    await say('Aibek')
    for (let i = 0; i < 100; i++) await say('tea 1')
    wakes.length = 0
    await dialog.work('c')
    expect((await context()).cups).toBeGreaterThan(0)
    expect((await context()).cups).toBeLessThan(100)
    expect(wakes).toContain('c inbound')
    for (let jobs = 0; jobs < 10; jobs++) await dialog.work('c')
    expect((await context()).cups).toBe(100)
  })

  it('tells the flow about an older message that comes after a later one was answered, ids alone prove nothing', async () => {
    const late: boolean[] = []
    const { dialog } = house({
      flow: teaFlow({
        understand: (_, situation) => {
          late.push(situation.late)
          return { event: { type: 'user.unclear' }, because: [] }
        },
      }),
    })
    await dialog.receive('c', { id: 'm2', at: 2000, text: 'b', order: 2 })
    await dialog.work('c')
    await dialog.receive('c', { id: 'm1', at: 1000, text: 'a', order: 1 })
    await dialog.work('c')
    await dialog.receive('c', { id: 'm0', at: 3000, text: 'c', order: 0 })
    await dialog.work('c')
    expect(late).toEqual([false, true, false])
  })

  it('leaves the outbox to a job of its own when this process delivers enough already', async () => {
    const { dialog, say, wakes, replies } = house({ inline: 0 })
    await say('Aibek')
    await dialog.work('c')
    expect(replies()).toEqual([])
    expect(wakes).toContain('c outbound')
    await dialog.deliver('c')
    expect(replies()).toHaveLength(1)
  })

  it('observes each turn without a word of what was written', async () => {
    const { dialog, say, observed } = house()
    await say('Aibek')
    await dialog.work('c')
    expect(observed('turn')).toEqual([
      {
        type: 'turn',
        conversation: 'c',
        input: 'message',
        event: 'user.name',
        from: '',
        to: 'table.free',
        handled: true,
        late: false,
        rules: ['tea'],
        waitedMs: 0,
      },
    ])
    expect(JSON.stringify(observed())).not.toContain('Aibek')
  })

  it('shows each turn whole to whoever asks for it', async () => {
    const seen: SeenTurn[] = []
    const { dialog, say } = house({ onTurn: (turn) => seen.push(turn) })
    await say('Aibek')
    await dialog.work('c')
    await say('green')
    await dialog.work('c')
    expect(seen).toMatchObject([
      {
        conversation: 'c',
        input: { kind: 'message', message: { text: 'Aibek' } },
        turn: { handled: true },
        late: false,
      },
      { input: { message: { text: 'green' } } },
    ])
    expect(seen[0]?.before).toBeUndefined()
    expect(seen[1]?.before).toEqual(seen[0]?.turn.snapshot)
  })
})

describe('a host that throws when it is told of the work', () => {
  it.each(['onTurn', 'observe'] as const)('takes the message once all the same: %s', async (callback) => {
    let throwing = true
    const fail = () => {
      if (throwing) throw new Error('the host is broken')
    }
    const { dialog, say, replies, store, context } = house({ [callback]: fail })
    await say('Aibek')
    await expect(dialog.work('c')).rejects.toThrow('the host is broken')
    expect(await store.read('c', 0)).toMatchObject({ rev: 0, mailbox: 1 })
    throwing = false
    await dialog.work('c')
    expect((await context()).name).toBe('Aibek')
    expect(replies()).toEqual(['What is your name?\n\nWhat tea, Aibek?'])
    expect(await store.deadLetters(9)).toEqual([])
  })

  it('does no effect again that was done', async () => {
    const { dialog, say, replies, clock } = house({
      observe: ({ type }) => {
        if (type === 'delivered') throw new Error('the host is broken')
      },
    })
    await say('Aibek')
    await expect(dialog.work('c')).rejects.toThrow('the host is broken')
    clock.now += minute
    await dialog.sweep()
    expect(replies()).toHaveLength(1)
  })
})

describe('work with poison', () => {
  it('rejects a message that cannot be understood, tells the customer, and spares its neighbours', async () => {
    const { dialog, say, replies, store, context, observed } = house()
    await say('Aibek', 'm1')
    await say('boom', 'm2')
    await say('tea 4', 'm3')
    await dialog.work('c')
    expect((await context()).cups).toBe(4)
    expect(replies()).toContain('Sorry, something broke.')
    expect(await store.deadLetters(9)).toMatchObject([
      { kind: 'input', conversation: 'c', item: 'm2', reason: 'boom', body: expect.stringContaining('boom') as string },
    ])
    expect(observed('rejected')).toMatchObject([{ input: 'm2', reason: 'boom' }])
  })

  it('goes on without a word where the flow has none', async () => {
    const { whenRejected: _, ...flow } = teaFlow()
    const { dialog, say, replies } = house({ flow: flow as ReturnType<typeof teaFlow> })
    await say('boom')
    await dialog.work('c')
    expect(replies()).toEqual([])
    await say('Aibek')
    await dialog.work('c')
    expect(replies().at(-1)).toContain('What tea, Aibek?')
  })

  it('rejects what is no input at all', async () => {
    const { dialog, store } = house()
    await store.append('c', { id: 'bad', body: '{"kind":' }, 0)
    await store.append('c', { id: 'odd', body: '{}' }, 0)
    await store.append('c', { id: 'none', body: 'null' }, 0)
    await dialog.work('c')
    expect((await store.deadLetters(9)).map(({ item }) => item)).toEqual(['bad', 'odd', 'none'])
    expect((await store.read('c', 0))?.mailbox).toBe(0)
  })

  it('rejects an event whose type is reserved', async () => {
    const { dialog, store } = house()
    await dialog.notify('c', { id: 'n1', at: 0, type: 'xstate.stop' })
    await dialog.work('c')
    expect((await store.deadLetters(9)).map(({ reason }) => reason)).toEqual([
      'Cannot take event "xstate.stop": the name is reserved',
    ])
  })

  it('rejects a message that was started five times and never finished', async () => {
    const { dialog, say, store, replies, context } = house()
    await say('Aibek', 'm1')
    await say('tea 1', 'm2')
    for (let starts = 0; starts < 5; starts++) await store.load('c', 16)
    await dialog.work('c')
    expect(await store.deadLetters(9)).toMatchObject([
      { item: 'm1', attempts: 6, reason: 'it was started 6 times and never finished' },
    ])
    expect(replies()[0]).toContain('Sorry, something broke.')
    expect((await context()).name).toBeNull()
  })

  it('takes a message at its fifth start', async () => {
    const { dialog, say, store, context } = house()
    await say('Aibek')
    for (let starts = 0; starts < 4; starts++) await store.load('c', 16)
    await dialog.work('c')
    expect((await context()).name).toBe('Aibek')
  })

  it('drops a timer that throws, and keeps the conversation', async () => {
    const flow = teaFlow({
      phrases: {
        en: {
          ...teaFlow().phrases['en'],
          remind: () => {
            throw new Error('no words')
          },
        },
      } as never,
    })
    const { dialog, say, store, clock, sweep, context, observed } = house({ flow })
    await say('en')
    await dialog.work('c')
    clock.now += 10 * minute
    await sweep()
    expect(observed('rejected')).toMatchObject([{ input: expect.stringMatching(/^timer:remind@/), reason: 'no words' }])
    expect(await store.deadLetters(9)).toEqual([])
    await say('Aibek')
    await dialog.work('c')
    expect((await context()).name).toBe('Aibek')
    expect(await sweep()).toBe(0)
  })
})

describe('sweep', () => {
  it('finds a message whose wake-up was lost', async () => {
    const { say, clock, sweep, replies } = house()
    await say('Aibek')
    expect(await sweep()).toBe(0)
    clock.now += 5_000
    expect(await sweep()).toBe(1)
    expect(replies()).toHaveLength(1)
    clock.now += 60_000
    expect(await sweep()).toBe(0)
  })

  it('finds an outbox whose wake-up was lost', async () => {
    const { dialog, say, clock, sweep, replies } = house({ inline: 0 })
    await say('Aibek')
    await dialog.work('c')
    clock.now += 5_000
    await sweep()
    expect(replies()).toHaveLength(1)
  })

  it('does not doubt an effect because its conversation waited long for those before it', async () => {
    const store = memoryStore()
    const clock = { now: 0 }
    const load: Store['load'] = async (...given) => {
      clock.now += 20_000
      return store.load(...given)
    }
    const { dialog, done } = house({ store: { ...store, load }, clock: () => clock.now })
    for (const conversation of ['a', 'b', 'c'])
      await dialog.receive(conversation, { id: 'm1', at: 0, text: conversation })
    clock.now += 5_000
    await dialog.sweep()
    expect(done().map(({ uncertain }) => uncertain)).toEqual([false, false, false])
  })

  it('fires a timer when it is due, once', async () => {
    const { dialog, say, clock, sweep, replies } = house()
    await say('en')
    await dialog.work('c')
    clock.now += 10 * minute - 1
    await sweep()
    expect(replies()).toHaveLength(1)
    clock.now += 1
    await sweep()
    await sweep()
    await Promise.all([dialog.work('c'), dialog.work('c')])
    expect(replies().slice(1)).toEqual(['Are you still there?'])
  })

  it('fires what came due while the process was away, each once and in order', async () => {
    const { dialog, say, clock, sweep, replies, store } = house()
    await say('en')
    await dialog.work('c')
    clock.now += 7 * 60 * minute
    await sweep()
    expect(replies().slice(1)).toEqual(['Are you still there?', 'Goodbye!'])
    expect((await dialog.snapshot('c'))?.status).toBe('done')
    expect((await store.depth(clock.now)).timers).toBe(0)
  })

  it('does not fire the timer of a state that a message left', async () => {
    const { dialog, say, clock, sweep, replies } = house()
    await say('en')
    await dialog.work('c')
    await say('Aibek')
    await dialog.work('c')
    clock.now += 10 * minute
    await sweep()
    expect(replies()).toHaveLength(2)
  })

  it('takes a message before a timer that is due already', async () => {
    const { dialog, say, clock, replies } = house()
    await say('en')
    await dialog.work('c')
    clock.now += 10 * minute
    await say('Aibek')
    await dialog.work('c')
    expect(replies().slice(1)).toEqual(['What tea, Aibek?'])
  })

  it('gives what a timer leads to an id of its own, also after the conversation began anew', async () => {
    const { dialog, say, clock, sweep, done } = house()
    for (let round = 0; round < 3; round++) {
      await say('en')
      await dialog.work('c')
      clock.now += 10 * minute
      await sweep()
      await say('bye')
      await dialog.work('c')
    }
    const reminders = done().filter(({ what }) => what === 'Are you still there?')
    expect(new Set(reminders.map(({ key }) => key)).size).toBe(3)
  })

  it('parks a conversation whose timer is due and that this build cannot go on with', async () => {
    const store = memoryStore()
    const before = house({ store })
    await before.say('en')
    await before.dialog.work('c')
    const { dialog, clock, sweep, replies, observed } = house({
      store,
      flow: teaFlow({ version: '2', whenParked: () => [{ type: 'say', params: { phrase: 'trouble' } }] }),
    })
    clock.now += 10 * minute
    await sweep()
    expect((await dialog.snapshot('c'))?.status).toBe('parked')
    expect(replies()).toEqual(['Sorry, something broke.'])
    expect(observed('parked')).toHaveLength(1)
    clock.now += 60 * minute
    expect(await sweep()).toBe(0)
  })

  it('forgets a timer that a new version no longer has', async () => {
    const store = memoryStore()
    const before = house({ store })
    await before.say('Aibek')
    await before.dialog.work('c')
    const { clock, sweep, replies, dialog } = house({
      store,
      flow: {
        ...teaFlow({ version: '2', migrations: { '1': (old) => ({ ...old, version: '2' }) } }),
        timerEvents: new Map(),
      },
    })
    clock.now += 60 * minute
    await sweep()
    expect((await dialog.snapshot('c'))?.version).toBe('2')
    expect(replies()).toEqual([])
    clock.now += 60 * minute
    expect(await sweep()).toBe(0)
  })
})
