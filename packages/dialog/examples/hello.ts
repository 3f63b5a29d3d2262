import { createDialog, defineFlow, type FlowEvent, type Say } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { assign, setup } from 'xstate'
import * as v from 'valibot'

type Guest = { name: string | null }

const machine = setup({
  types: {} as { context: Guest; events: FlowEvent },
  actions: {
    say: (_, _params: { phrase: string }) => {},
    rememberName: assign({ name: ({ event }) => String(event['name']) }),
  },
}).createMachine({
  id: 'tea-house',
  context: { name: null },
  initial: 'door',
  states: {
    door: { meta: { awaits: 'anything' }, on: { 'guest.said': { target: 'asking' } } },
    asking: {
      meta: { awaits: 'name' },
      entry: { type: 'say', params: { phrase: 'ask' } },
      on: { 'guest.said': { target: 'seated', actions: 'rememberName' } },
    },
    seated: { meta: { awaits: 'anything' }, entry: { type: 'say', params: { phrase: 'welcome' } } },
  },
})

const flow = defineFlow({
  machine,
  version: '1',
  context: v.strictObject({ name: v.nullable(v.string()) }),
  phrases: { en: { ask: 'Come in! What is your name?', welcome: ({ context }) => `Green or black, ${context.name}?` } },
  understand: ({ text = '' }) => ({ event: { type: 'guest.said', name: text }, because: [] }),
})

export const replies: string[] = []

const say = ({ text }: Say) => void replies.push(text)
const dialog = createDialog({ flow, store: memoryStore(), effects: { say } })

await dialog.receive('chat-42', { id: 'm1', text: 'Hello', at: Date.now() })
await dialog.work('chat-42')
await dialog.receive('chat-42', { id: 'm2', text: 'Aibek', at: Date.now() })
await dialog.work('chat-42')

console.log(replies.join('\n'))
