import { assign, setup } from 'xstate'
import * as v from 'valibot'
import { defineFlow, type FlowOptions } from '../src/flow/define.ts'
import type { FlowEvent } from '../src/flow/message.ts'

type Context = { misses: number }

const say = (phrase: string) => ({ type: 'say', params: { phrase } })

const miss = [
  { guard: 'isLastMiss', target: '#kiosk.person', actions: say('passed') },
  { actions: ['countMiss', say('what')] },
]

const toAsking = Object.fromEntries(
  ['user.yes', 'user.no', 'user.restart', 'user.unclear'].map((type) => [type, { target: 'asking' }]),
)

/** The config of a sound flow: a guest orders tea, and says yes before it is made. */
const config = {
  id: 'kiosk',
  context: { misses: 0 },
  initial: 'door',
  on: {
    'user.operator': { target: '.person', actions: say('passed') },
    'user.cancel': { target: '.cancelled', actions: say('cancelled') },
  },
  states: {
    door: {
      meta: { awaits: 'anything' },
      on: { ...toAsking, 'user.tea': { target: 'confirming' } },
    },
    asking: {
      meta: { awaits: 'tea' },
      entry: say('what'),
      after: { soon: { target: 'cancelled', actions: say('cancelled') } },
      on: { 'user.tea': { target: 'confirming', actions: 'forgetMisses' }, 'user.unclear': miss },
    },
    confirming: {
      meta: { awaits: 'confirmation' },
      entry: say('sure'),
      on: { 'user.yes': { target: 'placing' }, 'user.no': { target: 'asking' }, 'user.unclear': miss },
    },
    placing: {
      meta: { awaits: 'nothing' },
      entry: { type: 'placeTea' },
      on: {
        'user.*': {},
        'tea.placed': { target: 'placed', actions: say('placed') },
        'tea.refused': { target: 'person', actions: say('passed') },
      },
    },
    placed: { meta: { awaits: 'anything' }, on: { 'user.tea': { target: 'confirming' } } },
    person: {
      meta: { awaits: 'nothing' },
      on: { 'user.restart': { target: 'asking', actions: 'forgetMisses' }, 'user.*': {} },
    },
    cancelled: { meta: { awaits: 'anything' }, on: { 'user.tea': { target: 'confirming' } } },
  },
}

const meanings: Record<string, string> = {
  tea: 'user.tea',
  yes: 'user.yes',
  no: 'user.no',
  stop: 'user.cancel',
  person: 'user.operator',
  again: 'user.restart',
}

const en = {
  what: 'What tea?',
  sure: 'Green tea, right?',
  placed: 'It is being made.',
  passed: 'A person will answer.',
  cancelled: 'Good, no tea.',
}

type Config = typeof config & Record<string, any>
type Options = Partial<FlowOptions<any, any>>

/** The kiosk, with something changed about its config and its options. Throws if `defineFlow` refuses it. */
export function kiosk(change: (config: any) => unknown = () => {}, over: Options = {}) {
  const changed = structuredClone(config) as Config
  change(changed)
  const machine = setup({
    types: {} as { context: Context; events: FlowEvent },
    actions: {
      say: () => {},
      placeTea: () => {},
      countMiss: assign({ misses: ({ context }) => context.misses + 1 }),
      forgetMisses: assign({ misses: 0 }),
      spill: assign(() => {
        throw new Error('the tea is spilt')
      }),
    },
    guards: { isLastMiss: ({ context }) => context.misses >= 2 },
    delays: { soon: 90_000, 'very.late': 120_000 },
  }).createMachine(changed as never)
  return defineFlow({
    machine,
    version: '1',
    context: v.strictObject({ misses: v.number() }),
    phrases: { en, ru: { ...en, sure: 'Зелёный чай, да?' } },
    effects: { placeTea: () => ({}) },
    understand: ({ text = '' }: { text?: string }) => ({
      event: { type: meanings[text] ?? 'user.unclear' },
      because: [{ rule: 'word', words: text }],
    }),
    rehearsal: {
      customer: Object.keys(meanings),
      answers: ({ type }) => (type === 'placeTea' ? [{ type: 'tea.placed' }, { type: 'tea.refused' }] : []),
    },
    promises: {
      reach: { person: { messages: 1, by: ['user.operator'] }, cancelled: { messages: 2 }, placed: { messages: 3 } },
      only: { placeTea: { in: ['confirming'], on: ['user.yes'] } },
      misses: { by: ['hm'], limit: 3, end: 'person' },
    },
    ...over,
  } as FlowOptions<any, any>)
}

/** Changes phrases of one language. */
export function saying(locale: string, phrases: Record<string, unknown>): Options {
  return { phrases: { en, ru: en, [locale]: { ...en, ...phrases } } as Options['phrases'] as never }
}
