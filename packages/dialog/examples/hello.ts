import { createDialog, defineFlow, type FlowEvent } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { assign, setup } from 'xstate'
import * as v from 'valibot'

const machine = setup({
  types: {} as { context: { name: string }; events: FlowEvent },
  actions: {
    say: (_, _params: { phrase: string }) => {},
    rememberName: assign({ name: ({ event }) => String(event['name']) }),
  },
}).createMachine({
  id: 'tea-house',
  context: { name: '' },
  initial: 'asking',
  states: {
    asking: {
      meta: { awaits: 'name' },
      entry: { type: 'say', params: { phrase: 'ask' } },
      on: { 'guest.named': { target: 'seated', actions: 'rememberName' } },
    },
    seated: { meta: { awaits: 'order' }, entry: { type: 'say', params: { phrase: 'welcome' } } },
  },
})

const flow = defineFlow({
  machine,
  version: '1',
  context: v.strictObject({ name: v.string() }),
  phrases: { en: { ask: 'Come in! What is your name?', welcome: ({ context }) => `Green or black, ${context.name}?` } },
  understand: ({ text = '' }) => ({
    event: /^(hi|hello)\b/i.test(text) ? { type: 'guest.greeted' } : { type: 'guest.named', name: text },
    because: [],
  }),
})

export const replies: string[] = []

const dialog = createDialog({
  flow,
  store: memoryStore(),
  effects: { say: ({ text }) => void replies.push(text) },
})

for (const [id, text] of Object.entries({ m1: 'Hello', m2: 'Aibek' })) {
  await dialog.receive('chat-42', { id, text, at: Date.now() })
  await dialog.work('chat-42')
}
console.log(replies.join('\n'))
