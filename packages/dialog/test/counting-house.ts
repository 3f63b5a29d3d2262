import { assign, setup } from 'xstate'
import * as v from 'valibot'
import { defineFlow, type EffectFacts } from '../src/flow/define.ts'

const context = v.strictObject({ log: v.array(v.string()) })

type Context = v.InferOutput<typeof context>
type Event = { type: 'user.said'; text: string } | { type: 'entry.booked'; text: string }

const machine = setup({
  types: {} as { context: Context; events: Event; meta: { awaits: string } },
  actions: {
    say: (_, _params: { phrase: string }) => {},
    book: () => {},
    write: assign({ log: ({ context: { log }, event }) => [...log, `${event.type} ${event.text}`] }),
  },
}).createMachine({
  id: 'counting',
  context: { log: [] },
  initial: 'open',
  states: {
    open: {
      meta: { awaits: 'text' },
      on: {
        'user.said': { actions: ['write', { type: 'say', params: { phrase: 'heard' } }, 'book'] },
        'entry.booked': { actions: ['write', { type: 'say', params: { phrase: 'booked' } }] },
      },
    },
  },
})

const en = {
  heard: ({ event }: { event: { [key: string]: unknown } }) => `heard ${String(event['text'])}`,
  booked: ({ event }: { event: { [key: string]: unknown } }) => `booked ${String(event['text'])}`,
}

export const countingEffects = { book: ({ event }: EffectFacts<Context>) => ({ text: String(event['text']) }) }

/** A house whose books show every message that was taken, and that answers each with words of its own. */
export const countingFlow = defineFlow({
  machine,
  version: '1',
  context,
  phrases: { en },
  effects: countingEffects,
  understand: ({ text = '' }) => ({ event: { type: 'user.said', text }, because: [] }),
})
