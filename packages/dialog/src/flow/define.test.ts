import { assign, createMachine, setup } from 'xstate'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { teaContext, teaFlow, teaMachine, teaOptions } from '../../test/tea-house.ts'
import { orderFlow } from '../order/flow.ts'
import { defineFlow, type FlowOptions } from './define.ts'
import { effectId } from './effect.ts'
import { start, step } from './step.ts'

const state = { meta: { awaits: 'order' } }

/** The message of the error that defining a flow with this machine config throws; '' if it is sound. */
function complaint(config: Record<string, unknown>, over: Partial<FlowOptions<any, any>> = {}): string {
  const machine = setup({
    actions: { say: () => {}, ring: () => {}, known: assign({}) },
    guards: { known: () => true },
    delays: { soon: 1000 },
  }).createMachine({ id: 'tea', context: {}, ...config } as never)
  try {
    defineFlow({
      machine,
      version: '1',
      understand: () => ({ event: { type: 'x' }, because: [] }),
      phrases: { en: { hello: 'Hello' }, ru: { hello: 'Привет' } },
      context: v.any(),
      ...over,
    })
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

const oneState = (inner: Record<string, unknown>) => ({ initial: 'door', states: { door: { ...state, ...inner } } })

describe('defineFlow', () => {
  it('takes a sound flow', () => {
    expect(complaint(oneState({ entry: { type: 'say', params: { phrase: 'hello' } } }))).toBe('')
    expect(teaFlow().id).toBe('tea')
    expect(orderFlow().locales).toEqual(['ru', 'ky', 'en'])
  })

  it.each<[what: string, inner: Record<string, unknown>, place: string]>([
    ['an inline entry action', { entry: () => {} }, 'tea.states.door.entry is a function'],
    ['an inline guard', { on: { hi: [{ guard: () => true }] } }, 'tea.states.door.on.hi[0].guard is a function'],
    ['params made by a function', { entry: { type: 'say', params: () => ({}) } }, 'tea.states.door.entry.params is'],
    ['a Date', { meta: { awaits: 'order', since: new Date(0) } }, 'tea.states.door.meta.since is no plain object'],
    ['a Map', { entry: { type: 'say', params: new Map() } }, 'tea.states.door.entry.params is no plain object'],
    ['a bigint', { meta: { awaits: 'order', big: 1n } }, 'tea.states.door.meta.big is a value of type bigint'],
    ['an infinite number', { meta: { awaits: 'o', max: Infinity } }, 'tea.states.door.meta.max is Infinity'],
  ])('finds %s, which JSON cannot hold', (_, inner, place) => {
    expect(complaint(oneState(inner))).toContain(`  - ${place}`)
  })

  it('finds a context that is made by a function', () => {
    expect(complaint({ ...oneState({}), context: () => ({}) })).toContain('tea.context is a function')
  })

  it.each<[where: string, inner: Record<string, unknown>, place: string]>([
    ['entry', { entry: 'nope' }, 'tea.door entry names the action "nope"'],
    ['exit', { exit: [{ type: 'nope' }] }, 'tea.door exit names the action "nope"'],
    ['an event', { on: { hi: { actions: ['known', 'nope'] } } }, 'tea.door on hi names the action "nope"'],
    ['one of several', { on: { hi: [{}, { actions: 'nope' }] } }, 'tea.door on hi names the action "nope"'],
    ['a delay', { after: { soon: { actions: 'nope' } } }, 'tea.door after soon names the action "nope"'],
    ['always', { always: { actions: 'nope' } }, 'tea.door always names the action "nope"'],
  ])('finds an action that nobody implements in %s', (_, inner, problem) => {
    expect(complaint(oneState(inner))).toContain(`  - ${problem}, which nobody implements`)
  })

  it('finds an unknown action where a state is done, and in an initial transition', () => {
    const inner = { initial: 'a', states: { a: { type: 'final' } } }
    const done = { initial: 'door', states: { door: { ...inner, onDone: { actions: 'nope' } } } }
    expect(complaint(done)).toContain('tea.door onDone names the action "nope"')
    const first = { initial: { target: 'door', actions: 'nope' }, states: { door: state } }
    expect(complaint(first)).toContain('tea initial names the action "nope"')
  })

  it('takes an action that is an effect', () => {
    expect(complaint(oneState({ entry: 'brew' }), { effects: { brew: () => ({}) } })).toBe('')
  })

  it('finds an action that only would be run, because effects forget it', () => {
    const ringing = oneState({ entry: 'ring' })
    expect(complaint(ringing)).toContain('  - tea.door entry names the action "ring", which effects lack')
    expect(complaint(ringing, { effects: { ring: () => ({}) } })).toBe('')
    expect(complaint(oneState({ entry: 'known' }))).toBe('')
  })

  it('finds a guard that nobody implements', () => {
    const named = complaint(oneState({ on: { hi: { guard: 'nope', actions: 'known' } } }))
    expect(named).toContain('  - tea.door on hi names the guard "nope", which nobody implements')
    const withParams = complaint(oneState({ always: [{ guard: { type: 'nope' }, actions: 'known' }] }))
    expect(withParams).toContain('  - tea.door always names the guard "nope", which nobody implements')
  })

  it('finds a delay that is not named, which XState would let fire at once', () => {
    expect(complaint(oneState({ after: { sooon: {} } }))).toContain(
      'tea.door waits for "sooon", which delays do not name',
    )
    expect(complaint(oneState({ after: { 1000: {} } }))).toContain('tea.door waits for "1000"')
  })

  it('finds "*" and the events of XState itself', () => {
    expect(complaint(oneState({ on: { '*': {} } }))).toContain('tea.door listens to "*", which swallows timers')
    expect(complaint(oneState({ on: { 'xstate.stop': {} } }))).toContain('tea.door listens to "xstate.stop"')
    expect(complaint({ ...oneState({}), on: { '*': {} } })).toContain('  - tea listens to "*"')
  })

  it('finds parallel states and invoked actors', () => {
    expect(complaint({ type: 'parallel', states: { a: state } })).toContain('  - tea is parallel')
    expect(complaint(oneState({ invoke: { src: 'someone' } }))).toContain('  - tea.door invokes an actor')
  })

  it('finds a state that does not say what it awaits, and asks it of nobody who does not wait', () => {
    expect(complaint(oneState({ meta: {} }))).toContain('  - tea.door does not say what it awaits')
    const transient = { initial: 'a', states: { a: { always: 'b' }, b: { type: 'final' }, c: { ...oneState({}) } } }
    expect(complaint(transient)).toBe('')
  })

  it('finds a phrase that one locale lacks, where it is said and in the catalogue', () => {
    const phrases = { en: { hello: 'Hello', bye: 'Bye' }, ru: { hello: 'Привет' } }
    const said = complaint(oneState({ exit: { type: 'say', params: { phrase: 'bye' } } }), { phrases })
    expect(said).toContain('  - tea.door exit says "bye", which ru has no phrase for')
    expect(said).not.toContain('which en has no phrase for')
    expect(said).toContain('  - phrases.ru lacks "bye"')
    expect(complaint(oneState({}), { phrases })).toContain('  - phrases.ru lacks "bye"')
  })

  it('finds a choice without a label, and a label that is no plain text', () => {
    const asking = oneState({ entry: { type: 'say', params: { phrase: 'hello', choices: ['yes'] } } })
    expect(complaint(asking)).toContain('  - tea.door entry says "choice.yes", which en has no phrase for')
    const label = { hello: 'Hello', 'choice.yes': () => 'Yes' }
    expect(complaint(asking, { phrases: { en: label } })).toContain('phrases.en "choice.yes" is no plain text')
  })

  it('wants at least one locale', () => {
    expect(complaint(oneState({}), { phrases: {} })).toContain('  - phrases has no locale')
  })

  it('finds a context that its own schema refuses', () => {
    const message = complaint(
      { ...oneState({}), context: { cups: 'two' } },
      { context: v.object({ cups: v.number() }) },
    )
    expect(message).toContain('  - tea.context is refused by its schema: ')
  })

  it.each(['', 'v2', '1.2', '-1', '1e3', ' 2'])(
    'finds the version "%s", which cannot be told from a later one',
    (version) => {
      expect(complaint(oneState({}), { version })).toContain(`  - version is "${version}"`)
      expect(complaint(oneState({}), { version: '12' })).toBe('')
    },
  )

  it('lists every problem in one error', () => {
    const message = complaint(
      {
        context: { cups: 'two' },
        initial: 'door',
        states: {
          door: { entry: 'nope', after: { sooon: {} }, on: { '*': { guard: 'maybe' } } },
          table: { ...state, entry: { type: 'say', params: { phrase: 'gone' } } },
        },
      },
      { context: v.object({ cups: v.number() }), phrases: { en: { hello: 'Hello' }, ru: {} } },
    )
    expect(message.split('\n')).toEqual([
      'Cannot define flow "tea":',
      '  - tea.door listens to "*", which swallows timers: use a prefix such as "user.*"',
      '  - tea.door waits for "sooon", which delays do not name',
      '  - tea.door entry names the action "nope", which nobody implements',
      '  - tea.door on * names the guard "maybe", which nobody implements',
      '  - tea.door does not say what it awaits: set meta.awaits',
      '  - tea.table entry says "gone", which en has no phrase for',
      '  - tea.table entry says "gone", which ru has no phrase for',
      '  - phrases.ru lacks "hello"',
      expect.stringContaining('  - tea.context is refused by its schema: '),
    ])
  })

  it('freezes the initial context, which all conversations share', () => {
    const machine = createMachine({ id: 'tea', context: { cups: [{ size: 1 }] }, ...oneState({}) } as never)
    const flow = defineFlow({ ...teaOptions, effects: {}, machine, context: v.any(), phrases: { en: {} } } as never)
    const { context } = start(flow, 0).snapshot as unknown as { context: { cups: { size: number }[] } }
    expect(() => context.cups.push({ size: 2 })).toThrow(TypeError)
    expect(() => ((context.cups[0] as { size: number }).size = 2)).toThrow(TypeError)
  })

  it('knows each timer and what each state awaits', () => {
    const flow = teaFlow()
    expect([...flow.timerEvents]).toEqual([
      ['remind@tea.door', 'xstate.after.remind.tea.door'],
      ['close@tea.door', 'xstate.after.close.tea.door'],
      ['close@tea.table', 'xstate.after.close.tea.table'],
    ])
    expect(flow.awaits.get('door')).toBe('name')
    expect(flow.awaits.get('table.free')).toBe('order')
  })

  it('keeps a timer whose delay has a dot in its name', () => {
    const machine = setup({ actions: { say: () => {} }, delays: { 'remind.soon': 1000 } }).createMachine({
      id: 'tea',
      context: { name: null, cups: 0 },
      initial: 'door',
      states: { door: { ...state, after: { 'remind.soon': { target: 'late' } } }, late: { type: 'final' } },
    })
    const flow = defineFlow({ ...teaOptions, effects: {}, machine, phrases: { en: {} }, context: teaContext } as never)
    const { snapshot } = start(flow, 0)
    const [[timer, { rev }]] = Object.entries(snapshot.timers) as unknown as [[string, { rev: number }]]
    expect(timer).toBe('remind.soon@tea.door')
    expect(step(flow, snapshot, { timer, rev }, 1000).snapshot.value).toBe('late')
  })

  it('gives the same hash to the same machine', () => {
    expect(teaFlow().hash).toBe(defineFlow({ ...teaOptions, machine: teaMachine }).hash)
    expect(teaFlow().hash).not.toBe(orderFlow().hash)
  })
})

describe('effectId', () => {
  it('is 22 characters, the same for the same place and another for any other', () => {
    const ids = ['a', 'b'].flatMap((conversation) =>
      ['m1', 'm2'].flatMap((input) => [0, 1].map((index) => effectId(conversation, input, index))),
    )
    expect(new Set(ids).size).toBe(8)
    expect(ids.every((id) => /^[\w-]{22}$/.test(id))).toBe(true)
    expect(effectId('a', 'm1', 0)).toBe(ids[0])
  })

  it('makes a machine that goes round in circles throw, and not hang', () => {
    const circle = { round: { always: 'again' }, again: { always: 'round' } }
    const door = { ...state, on: { hi: { target: 'round' } } }
    const machine = createMachine({ id: 'tea', context: {}, initial: 'door', states: { door, ...circle } } as never)
    const phrases = { en: { hello: 'Hello' } }
    const understand = () => ({ event: { type: 'hi' }, because: [] })
    const flow = defineFlow({ machine, version: '1', understand, phrases, context: v.any() })
    expect(() => step(flow, start(flow, 0).snapshot, { type: 'hi' }, 0)).toThrow('Infinite loop')
  })

  it('types what an effect is made from and what it gives, without a word of the author', () => {
    const compiled = () => {
      const { effects } = defineFlow({
        ...teaOptions,
        effects: { brew: ({ context, params }) => ({ cups: context.cups, leaf: params['leaf'] }), ring: () => ({}) },
        rehearsal: { customer: ['hi'], key: ({ name }) => name?.length },
      })
      // @ts-expect-error no such effect
      return [effects.brew, effects.sing] as const
    }
    expectTypeOf<ReturnType<ReturnType<typeof compiled>[0]>>().toEqualTypeOf<{ cups: number; leaf: unknown }>()
  })
})
