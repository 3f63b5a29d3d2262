import { authorOf, heldByHuman, readWebhook, type WebhookMessage } from '@shoro/chat2desk'
import type { Store } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { beforeEach, describe, expect, it } from 'vitest'
import { hashText, writeReceipt } from '../chat/receipt.ts'
import { tracesOf } from './conversation.ts'

const [client, bot, maria] = ['7', '228522', '311416']
const now = Date.now()
let store: Store

const message = (text: string, messageId: number, hook: 'inbox' | 'outbox' = 'outbox'): WebhookMessage => {
  const type = hook === 'outbox' ? 'to_client' : 'from_client'
  const body = { hook_type: hook, type, text, message_id: messageId, client_id: client, operator_id: maria }
  const read = readWebhook(JSON.stringify(body))
  if (!read.ok || read.event.kind !== 'message') throw new Error('no message')
  return read.event
}
const authorUnder = async (operatorIds: string[], event: WebhookMessage) =>
  authorOf(event, await tracesOf(store, client, operatorIds))

/** A conversation whose reply is being sent, or was answered with this receipt. */
async function replies(text: string, answered?: { messageId: string; operatorId: string | null }): Promise<void> {
  const effects = [{ id: 'e1', body: JSON.stringify({ type: 'say', params: { text } }) }]
  await store.commit(client, { rev: 0, snapshot: '{}', inputs: [], effects, nextTimerAt: null, ttlMs: 60_000, now })
  await store.claim(client, { token: 't', leaseMs: 1000, now })
  if (!answered) return
  const done = { id: 'e1', receipt: writeReceipt({ ...answered, textHash: hashText(text) }) }
  await store.claim(client, { token: 't', leaseMs: 1000, now, done })
}

describe('a person’s message', () => {
  beforeEach(() => {
    store = memoryStore()
  })

  it('is a person’s although a reply without an operator went out under that person’s name', async () => {
    await replies('Какой адрес?', { messageId: '100', operatorId: maria })
    expect(await authorUnder([], message('Здравствуйте, это Мария', 101))).toBe('human')
    expect(await authorUnder([], message('Какой адрес?', 100))).toBe('bot')
  })

  it('does not make the dialog held whose current operator the reply went out under', async () => {
    await replies('Какой адрес?', { messageId: '100', operatorId: maria })
    const { senderIds } = await tracesOf(store, client, [bot])
    expect([...senderIds]).toEqual([bot, maria])
    expect(heldByHuman(message('Токтогула 125', 102, 'inbox'), senderIds)).toBe(false)
  })
})

describe('the words of a reply, written by an operator', () => {
  beforeEach(() => {
    store = memoryStore()
  })

  it('are a person’s once Chat2Desk has named the reply', async () => {
    await replies('Какой адрес?', { messageId: '100', operatorId: bot })
    expect(await authorUnder([bot], message('Какой адрес?', 101))).toBe('human')
  })

  it('are the bot’s while the reply is sent, or if Chat2Desk did not name it', async () => {
    await replies('Какой адрес?')
    expect(await authorUnder([bot], message('Какой адрес?', 101))).toBe('bot')
    store = memoryStore()
    await replies('Какой адрес?', { messageId: '', operatorId: null })
    expect(await authorUnder([bot], message('Какой адрес?', 101))).toBe('bot')
  })

  it('are the bot’s as long as its account is not known', async () => {
    await replies('Какой адрес?', { messageId: '100', operatorId: maria })
    expect(await authorUnder([], message('Какой адрес?', 101))).toBe('bot')
  })
})
