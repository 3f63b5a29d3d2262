import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { authorOf, heldByHuman } from './author.ts'
import type { WebhookMessage } from './webhook-event.ts'
import { readWebhook } from './webhook.ts'

const messageIn = (name: string): WebhookMessage => {
  const read = readWebhook(readFileSync(new URL(`../fixtures/webhooks/${name}.json`, import.meta.url)))
  if (!read.ok || read.event.kind !== 'message') throw new Error(`${name} is no message`)
  return read.event
}
const none: ReadonlySet<string> = new Set()
const traces = { botOperatorIds: new Set(['228522']), sentMessageIds: none, recentTexts: none }

describe('authorOf', () => {
  it.each([
    ['inbox_whatsapp_text', 'customer'],
    ['outbox_bot_own_echo', 'bot'],
    ['outbox_human_operator', 'human'],
    ['outbox_autoreply_builtin_scenario', 'automation'],
    ['imported_message_to_client', 'human'],
  ])('%s is from %s', (name, author) => {
    expect(authorOf(messageIn(name), traces)).toBe(author)
  })

  it('knows its own message by the id, even under an unknown operator', () => {
    const message = messageIn('outbox_human_operator')
    expect(authorOf(message, { ...traces, sentMessageIds: new Set([message.messageId]) })).toBe('bot')
  })

  it('knows its own message by a recent text, when the echo is faster than the answer', () => {
    const message = messageIn('outbox_human_operator')
    expect(authorOf(message, { ...traces, recentTexts: new Set([message.text ?? '']) })).toBe('bot')
    expect(authorOf(message, { ...traces, recentTexts: (text) => text === message.text })).toBe('bot')
  })

  it('takes a message without any operator for automation', () => {
    expect(authorOf({ ...messageIn('outbox_human_operator'), operatorId: null }, traces)).toBe('automation')
  })
})

describe('heldByHuman', () => {
  it('is true only for an inbox message assigned to somebody who is not the bot', () => {
    const assigned = messageIn('inbox_whatsapp_dialog_assigned_to_operator')
    expect(heldByHuman(assigned, traces.botOperatorIds)).toBe(true)
    expect(heldByHuman({ ...assigned, operatorId: '228522' }, traces.botOperatorIds)).toBe(false)
    expect(heldByHuman({ ...assigned, operatorId: null }, traces.botOperatorIds)).toBe(false)
    expect(heldByHuman(messageIn('outbox_human_operator'), traces.botOperatorIds)).toBe(false)
  })
})
