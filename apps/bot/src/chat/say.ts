import { setTimeout as sleep } from 'node:timers/promises'
import type { Chat2Desk } from '@shoro/chat2desk'
import type { Delivery, Outcome, Say, Store } from '@shoro/dialog'
import type { Hooks } from '../hooks.ts'
import { outcomeOf } from './outcome.ts'
import { hashText, readReceipt, writeReceipt } from './receipt.ts'

export interface Speaking {
  api: Chat2Desk
  store: Store
  /** 0 = no limit. */
  ratePerSecond: number
  operatorId: string | undefined
  /** Sees what goes out; the embedded run shows it in the terminal. */
  onSaid?: (conversation: string, text: string) => void
  at?: Hooks['at']
}

const bucket = 'chat2desk'
const patienceMs = 3_000

/** Sends a reply. One that may have been sent before is looked for first: Chat2Desk knows no idempotency key. */
export async function say(
  speaking: Speaking,
  { text }: Say,
  { conversation, key, uncertain }: Delivery,
): Promise<Outcome> {
  const { api, operatorId, onSaid, at } = speaking
  const ms = await takeToken(speaking)
  if (ms > 0) return { status: 'wait', reason: 'rate limit', ms, uncertain }
  try {
    const found = uncertain ? await findSent(speaking, conversation, text) : undefined
    const sent =
      found ??
      (await api.sendMessage({ clientId: conversation, text, externalId: key, ...(operatorId && { operatorId }) }))
    await at?.('after-send', conversation)
    onSaid?.(conversation, text)
    return {
      status: 'done',
      receipt: writeReceipt({ messageId: sent.messageId ?? '', operatorId: sent.operatorId, textHash: hashText(text) }),
    }
  } catch (error) {
    const outcome = outcomeOf(error)
    // A doubt about an earlier try outlives a later failure.
    return uncertain && (outcome.status === 'wait' || outcome.status === 'retry') ? { ...outcome, uncertain } : outcome
  }
}

async function takeToken({ store, ratePerSecond }: Speaking): Promise<number> {
  if (ratePerSecond === 0) return 0
  const until = Date.now() + patienceMs
  for (;;) {
    const ms = await store.takeToken(
      bucket,
      { perSecond: ratePerSecond, burst: Math.max(5, ratePerSecond) },
      Date.now(),
    )
    if (ms === 0) return 0
    if (Date.now() + ms > until) return ms + Math.random() * 1000
    await sleep(ms)
  }
}

/** The message among the latest ones to this customer that has this text and was not accounted for before. */
async function findSent({ api, store }: Speaking, conversation: string, text: string) {
  const known = await store.read(conversation, Date.now())
  const accounted = new Set(known?.receipts.map((receipt) => readReceipt(receipt).messageId))
  const hash = hashText(text)
  try {
    const listed = await api.getMessages({ clientId: conversation, type: 'to_client', order: 'desc', limit: 20 })
    const match = listed.find(
      (message) => !accounted.has(message.messageId) && message.text !== null && hashText(message.text) === hash,
    )
    return match && { messageId: match.messageId, operatorId: match.operatorId }
  } catch {
    return undefined
  }
}
