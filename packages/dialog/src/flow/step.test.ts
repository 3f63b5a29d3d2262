import { assign, cancel, raise, sendTo, setup, type AnyStateMachine } from 'xstate'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { minute, teaFlow, teaOptions, type TeaContext } from '../../test/tea-house.ts'
import { defineFlow, type Flow } from './define.ts'
import { nextTimer, stateName, statePath, type Snapshot } from './snapshot.ts'
import { start, step, type Stepped } from './step.ts'

const flow = teaFlow()
const now = Date.UTC(2026, 0, 5)
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

const door = start(flow, now).snapshot
const table = step(flow, door, { type: 'user.name', name: 'Aibek' }, now).snapshot
const gone = step(flow, table, { type: 'user.bye' }, now).snapshot

describe('start', () => {
  it('gives the initial state, its entry actions and its timers', () => {
    expect(start(flow, now)).toEqual({
      snapshot: {
        flow: 'tea',
        version: '1',
        hash: flow.hash,
        rev: 1,
        status: 'active',
        value: 'door',
        context: { name: null, cups: 0 },
        timers: {
          'remind@tea.door': { at: now + 10 * minute, rev: 1 },
          'close@tea.door': { at: now + 60 * minute, rev: 1 },
        },
        locale: 'en',
      },
      issued: [
        {
          type: 'say',
          params: { phrase: 'ask.name' },
          context: { name: null, cups: 0 },
          event: { type: 'start' },
        },
      ],
      handled: true,
    })
  })

  it('speaks the first locale unless told another', () => {
    expect(start(flow, now).snapshot.locale).toBe('en')
    expect(start(flow, now, 'ru').snapshot.locale).toBe('ru')
  })

  it('is pure', () => {
    expect(start(flow, now)).toEqual(start(flow, now))
  })
})

describe('step', () => {
  it('gives the same for the same input, also after JSON, and leaves its input alone', () => {
    let snapshot = frozen(json(door))
    for (const event of [
      { type: 'user.name', name: 'Aibek' },
      { type: 'user.tea', cups: 2 },
      { type: 'tea.served', cups: 2 },
      { type: 'user.unclear' },
      { type: 'user.bye' },
    ]) {
      const before = json(snapshot)
      const first = step(flow, snapshot, frozen(event), now)
      expect(step(flow, snapshot, event, now)).toEqual(first)
      expect(step(flow, json(snapshot), json(event), now)).toEqual(first)
      expect(snapshot).toEqual(before)
      expect(json(first.snapshot)).toEqual(first.snapshot)
      snapshot = frozen(first.snapshot)
    }
    expect(snapshot.status).toBe('done')
  })

  it('does not move a finished or a parked conversation', () => {
    for (const status of ['done', 'parked'] as const) {
      const still: Snapshot<TeaContext> = { ...table, status }
      for (const event of [{ type: 'guest.known', name: 'Eve' }, { type: 'user.bye' }, { type: 'xstate.stop' }]) {
        expect(step(flow, still, event, now)).toEqual({ snapshot: still, issued: [], handled: false })
      }
    }
  })

  it.each(['xstate.stop', 'xstate.init', 'xstate.error.actor.x', 'xstate.route', 'xstate.after.remind.tea.door'])(
    'refuses the event type %s, which is XState’s own',
    (type) => {
      expect(() => step(flow, door, { type }, now)).toThrow(`Cannot take event "${type}": the name is reserved`)
    },
  )

  it('refuses a snapshot that cannot be restored', () => {
    expect(() => step(flow, { ...door, value: 'cellar' }, { type: 'user.bye' }, now)).toThrow(
      'Cannot continue conversation: its state cannot be restored',
    )
  })

  it('tells whether the state had something to say to the event', () => {
    expect(step(flow, door, { type: 'user.tea', cups: 1 }, now)).toMatchObject({ handled: false, issued: [] })
    expect(step(flow, door, { type: 'unheard of' }, now).handled).toBe(false)
    expect(step(flow, door, { type: 'house.trouble' }, now).handled).toBe(true)
    expect(step(flow, door, { type: 'guest.known', name: 'Eve' }, now).handled).toBe(true)
  })

  it('issues effects in order, each with the context of its moment', () => {
    const { issued, snapshot } = step(flow, table, { type: 'user.tea', cups: 2 }, now)
    expect(issued.map(({ type, params, context }) => [type, params, (context as TeaContext).cups])).toEqual([
      ['say', { phrase: 'before', args: { leaf: 'green' } }, 0],
      ['brew', { leaf: 'green' }, 2],
      ['say', { phrase: 'after' }, 2],
    ])
    expect(issued.every(({ event }) => event.type === 'user.tea')).toBe(true)
    expect(snapshot.context.cups).toBe(2)
  })

  it('counts revisions, one for each step', () => {
    expect([door.rev, table.rev, gone.rev]).toEqual([1, 2, 3])
  })

  it('throws what a guard or an assign throws', () => {
    const broken = bare({ guards: { nope: () => fail('guard') } }, { on: { go: { guard: 'nope', target: 'end' } } })
    expect(() => step(broken, start(broken, now).snapshot, { type: 'go' }, now)).toThrow('guard')
    const spoilt = bare({ actions: { nope: assign(() => fail('assign')) } }, { on: { go: { actions: 'nope' } } })
    expect(() => step(spoilt, start(spoilt, now).snapshot, { type: 'go' }, now)).toThrow('assign')
  })

  it('does not run the actions that are effects', () => {
    const hi = { type: 'say', params: { phrase: 'hi' } }
    const acting = bare({ actions: { say: () => fail('it ran') } }, { on: { go: { actions: hi } } })
    expect(step(acting, start(acting, now).snapshot, { type: 'go' }, now).issued.map(({ type }) => type)).toEqual([
      'say',
    ])
  })

  it('refuses a context that the schema of the flow refuses, as the next message could not be taken', () => {
    const over = (value: unknown) =>
      bare(
        { actions: { spoil: assign({ cups: () => value }) } },
        { on: { go: { actions: 'spoil' } } },
        v.strictObject({ cups: v.number() }),
      )
    for (const value of [undefined, 'three', Number.NaN, new Date(0)]) {
      const spoilt = over(value)
      expect(() => step(spoilt, start(spoilt, now).snapshot, { type: 'go' }, now)).toThrow('Cannot keep context')
    }
    const sound = over(3)
    expect(step(sound, start(sound, now).snapshot, { type: 'go' }, now).snapshot.context).toEqual({ cups: 3 })
  })

  it('takes events raised inside a step, and issues only what the flow names', () => {
    const raising = bare(
      { actions: { again: raise({ type: 'go' }) } },
      { on: { first: { actions: 'again' }, go: { target: 'end' } } },
    )
    const raised = step(raising, start(raising, now).snapshot, { type: 'first' }, now)
    expect(raised).toMatchObject({ snapshot: { value: 'end' }, issued: [] })
    const sending = bare({ actions: { send: sendTo('someone', { type: 'x' }) } }, { on: { go: { actions: 'send' } } })
    expect(() => step(sending, start(sending, now).snapshot, { type: 'go' }, now)).toThrow()
  })

  it('remembers where it was inside a state that has a history', () => {
    const machine = {
      initial: 'open',
      states: {
        open: {
          initial: 'one',
          on: { pause: { target: 'shut' } },
          states: {
            one: { meta: { awaits: 'x' }, on: { next: { target: 'two' } } },
            two: { meta: { awaits: 'x' } },
            back: { type: 'history', target: 'one' },
          },
        },
        shut: { meta: { awaits: 'x' }, on: { resume: { target: 'open.back' } } },
      },
    }
    const pausing = bare({}, {}, v.any(), machine)
    let snapshot = start(pausing, now).snapshot
    for (const type of ['next', 'pause', 'resume']) snapshot = json(step(pausing, snapshot, { type }, now).snapshot)
    expect(statePath(snapshot.value)).toBe('open.two')
  })
})

describe('step with timers', () => {
  const fire = (snapshot: Snapshot<TeaContext>, timer: string, rev: number, at = now): Stepped<TeaContext> =>
    step(flow, snapshot, { timer, rev }, at)

  it('clears the timers of a state that is left and sets those of the state that is entered', () => {
    expect(table.timers).toEqual({ 'close@tea.table': { at: now + 60 * minute, rev: 2 } })
    expect(gone.timers).toEqual({})
  })

  it('names a timer after its delay, not after its length', () => {
    const quick = teaFlow({ machine: teaOptions.machine.provide({ delays: { remind: 1, close: 2 } }) as never })
    expect(Object.keys(start(quick, now).snapshot.timers)).toEqual(Object.keys(door.timers))
    expect(start(quick, now).snapshot.timers['remind@tea.door']).toEqual({ at: now + 1, rev: 1 })
    expect(quick.hash).toBe(flow.hash)
  })

  it('keeps a timer when the state does not change', () => {
    const { snapshot } = step(flow, door, { type: 'guest.known', name: 'Eve' }, now + minute)
    expect(snapshot.timers).toEqual(door.timers)
  })

  it('fires a timer once', () => {
    const fired = fire(door, 'remind@tea.door', 1)
    expect(fired.issued.map(({ params }) => params)).toEqual([{ phrase: 'remind' }])
    expect(Object.keys(fired.snapshot.timers)).toEqual(['close@tea.door'])
    expect(fire(fired.snapshot, 'remind@tea.door', 1)).toEqual({ snapshot: fired.snapshot, issued: [], handled: false })
  })

  it.each([
    ['of another revision', door, 'remind@tea.door', 2],
    ['of an earlier visit', table, 'close@tea.table', 1],
    ['of a state that was left', table, 'remind@tea.door', 1],
    ['that does not exist', door, 'toString', 1],
    ['of a finished conversation', gone, 'close@tea.table', 2],
  ])('ignores a timer %s', (_, snapshot, timer, rev) => {
    expect(fire(snapshot, timer, rev)).toEqual({ snapshot, issued: [], handled: false })
  })

  it('sets a timer anew, with a new revision, when its state is entered again', () => {
    const again = bare(
      { delays: { soon: 1000 } },
      { after: { soon: { target: 'end' } }, on: { go: { target: 'door', reenter: true } } },
    )
    const first = start(again, now).snapshot
    const second = step(again, first, { type: 'go' }, now + 10).snapshot
    expect(second.timers).toEqual({ 'soon@bare.door': { at: now + 1010, rev: 2 } })
    expect(step(again, second, { timer: 'soon@bare.door', rev: 1 }, now + 1000).handled).toBe(false)
    expect(step(again, second, { timer: 'soon@bare.door', rev: 2 }, now + 1010).snapshot.status).toBe('done')
  })

  it('tells the machine when a timer fired', () => {
    const { issued } = fire(door, 'remind@tea.door', 1, now + 10 * minute)
    expect(issued[0]?.event).toEqual({ type: 'xstate.after.remind.tea.door', at: now + 10 * minute })
  })

  it('refuses to delay by anything but "after", which would be lost', () => {
    const raising = bare(
      { actions: { later: raise({ type: 'go' }, { delay: 5, id: 'mine' }) } },
      { on: { first: { actions: 'later' } } },
    )
    expect(() => step(raising, start(raising, now).snapshot, { type: 'first' }, now)).toThrow(
      'Cannot keep timer "mine"',
    )
    const cancelling = bare({ actions: { stop: cancel('mine') } }, { on: { first: { actions: 'stop' } } })
    expect(() => step(cancelling, start(cancelling, now).snapshot, { type: 'first' }, now)).toThrow('"mine"')
  })
})

describe('statePath', () => {
  it('joins the names from the outermost to the innermost', () => {
    expect(statePath('door')).toBe('door')
    expect(statePath({ table: { corner: 'free' } })).toBe('table.corner.free')
    expect(stateName({ table: { corner: 'free' } })).toBe('free')
  })
})

describe('nextTimer', () => {
  const of = (timers: Snapshot['timers']) => nextTimer({ ...door, timers })

  it('is the earliest, and of several the one set first', () => {
    expect(of({})).toBeUndefined()
    expect(of({ a: { at: 2, rev: 1 }, b: { at: 1, rev: 2 } })).toEqual({ id: 'b', at: 1, rev: 2 })
    expect(of({ a: { at: 1, rev: 2 }, b: { at: 1, rev: 1 } })).toEqual({ id: 'b', at: 1, rev: 1 })
  })
})

function fail(what: string): never {
  throw new Error(what)
}

/** A flow of two states, `door` and `end`, with these implementations and this inside of `door`. */
function bare(
  implementations: object,
  inner: object,
  context: v.GenericSchema<any, any> = v.any(),
  states?: object,
): Flow {
  const machine = setup(implementations as never).createMachine({
    id: 'bare',
    context: { cups: 0 },
    ...(states ?? { initial: 'door', states: { door: { meta: { awaits: 'x' }, ...inner }, end: { type: 'final' } } }),
  } as never) as unknown as AnyStateMachine
  return defineFlow({
    machine,
    version: '1',
    context,
    phrases: { en: { hi: 'Hi' } },
    understand: () => ({ event: { type: 'x' }, because: [] }),
  }) as Flow
}
