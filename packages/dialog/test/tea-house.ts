import { assign, setup } from 'xstate'
import * as v from 'valibot'
import { defineFlow, type EffectFacts, type FlowOptions } from '../src/flow/define.ts'

export const minute = 60_000

export const teaContext = v.strictObject({ name: v.nullable(v.string()), cups: v.number() })

export type TeaContext = v.InferOutput<typeof teaContext>

type TeaEvent =
  | { type: 'user.name'; name: string }
  | { type: 'user.tea'; cups: number }
  | { type: 'user.bye' }
  | { type: 'user.unclear' }
  | { type: 'guest.known'; name: string }
  | { type: 'tea.served'; cups: number }
  | { type: 'house.trouble' }

export const teaMachine = setup({
  types: {} as { context: TeaContext; events: TeaEvent; meta: { awaits: string } },
  actions: {
    say: (_, _params: { phrase: string; choices?: string[]; args?: Record<string, string | number> }) => {},
    brew: (_, _params: { leaf: string }) => {},
    takeName: assign({ name: ({ context, event }) => ('name' in event ? event.name : context.name) }),
    addCups: assign({ cups: ({ context, event }) => context.cups + ('cups' in event ? event.cups : 0) }),
    spill: () => {
      throw new Error('an effect must never run inside a step')
    },
  },
  guards: { isKnown: ({ context }) => context.name !== null },
  delays: { remind: 10 * minute, close: 60 * minute },
}).createMachine({
  id: 'tea',
  description: 'A guest comes to a tea house.',
  context: { name: null, cups: 0 },
  initial: 'door',
  on: {
    'guest.known': { actions: 'takeName' },
    'house.trouble': { actions: { type: 'say', params: { phrase: 'trouble' } } },
    'user.bye': { target: '.gone' },
  },
  states: {
    door: {
      meta: { awaits: 'name' },
      entry: { type: 'say', params: { phrase: 'ask.name' } },
      after: {
        remind: { actions: { type: 'say', params: { phrase: 'remind' } } },
        close: { target: 'gone' },
      },
      on: {
        'user.name': { target: 'table', actions: 'takeName' },
        'user.unclear': { guard: 'isKnown', target: 'table' },
      },
    },
    table: {
      initial: 'free',
      after: { close: { target: 'gone' } },
      states: {
        free: {
          meta: { awaits: 'order' },
          entry: { type: 'say', params: { phrase: 'ask.order', choices: ['green', 'black'] } },
          on: {
            'user.tea': {
              actions: [
                { type: 'say', params: { phrase: 'before', args: { leaf: 'green' } } },
                'addCups',
                { type: 'brew', params: { leaf: 'green' } },
                { type: 'say', params: { phrase: 'after' } },
              ],
            },
            'tea.served': { actions: { type: 'say', params: { phrase: 'served' } } },
          },
        },
      },
    },
    gone: { type: 'final', entry: { type: 'say', params: { phrase: 'bye' } } },
  },
})

const en = {
  'choice.green': 'Green',
  'choice.black': 'Black',
  'ask.name': 'What is your name?',
  'ask.order': ({ context }: { context: TeaContext }) => ({
    text: `What tea, ${context.name}?`,
    choices: ['green', 'black'],
    numbered: false,
  }),
  before: ({ context, args }: { context: TeaContext; args: Record<string, string | number> }) =>
    `${args['leaf']}: ${context.cups} so far`,
  after: ({ context }: { context: TeaContext }) => `now ${context.cups}`,
  served: ({ event }: { event: { [key: string]: unknown } }) => `${String(event['cups'])} served`,
  remind: 'Are you still there?',
  trouble: 'Sorry, something broke.',
  bye: 'Goodbye!',
}

const ru: typeof en = {
  ...en,
  'choice.green': 'Зелёный',
  'choice.black': 'Чёрный',
  'ask.name': 'Как вас зовут?',
  'ask.order': ({ context }) => ({
    text: `Какой чай, ${context.name}?`,
    choices: ['green', 'black'],
    numbered: false,
  }),
  bye: 'До свидания!',
}

export const teaEffects = {
  brew: ({ context, event, params }: EffectFacts<TeaContext>) => ({
    leaf: String(params['leaf']),
    cups: context.cups,
    because: event.type,
  }),
}

type TeaOptions = FlowOptions<typeof teaMachine, typeof teaEffects>

export const teaOptions: TeaOptions = {
  machine: teaMachine,
  version: '1',
  context: teaContext,
  phrases: { en, ru },
  effects: teaEffects,
  understand: ({ text = '' }, { awaits, context }) => {
    const because = [{ rule: 'tea', words: text }]
    const tea = /^tea (\d+)$/.exec(text)
    if (text === 'boom') throw new Error('boom')
    if (text === 'ru' || text === 'en') return { event: { type: 'user.unclear' }, locale: text, because }
    if (text === 'bye') return { event: { type: 'user.bye' }, because }
    if (tea) return { event: { type: 'user.tea', cups: Number(tea[1]) }, because }
    if (awaits === 'name' && context.name === null) return { event: { type: 'user.name', name: text }, because }
    return { event: { type: 'user.unclear' }, because }
  },
}

/** A small flow that uses every feature of the engine once. */
export function teaFlow(over: Partial<TeaOptions> = {}) {
  return defineFlow({ ...teaOptions, ...over })
}
