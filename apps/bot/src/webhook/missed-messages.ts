import { setTimeout as sleep } from 'node:timers/promises'
import { authorOf, isRefused, type Chat2Desk, type ListedMessage, type WebhookMessage } from '@shoro/chat2desk'
import { admit } from './admit.ts'
import { tracesOf } from './conversation.ts'
import type { Flood } from './flood.ts'
import { takeIn, type Intake } from './intake.ts'

/** Makes one call to the API; throws if it may not be made now. */
export type Call = <Result>(work: () => Promise<Result>) => Promise<Result>

export interface Fetching extends Intake {
  api: Chat2Desk
  /** Makes a call when all workers together may make one more. */
  call: Call
  /** Counts by the messages' own times. */
  flood: Flood
  /** How long the bot keeps silent after a person's word. */
  operatorSilenceMs: number
  /** Between tries to put a message into a full mailbox, ms. */
  pauseMs: number
  signal: AbortSignal
}

/**
 * What became of fetched messages: beside what `takeIn` says, `old` is too old to be answered, `answered` was answered by
 * a person meanwhile, `own` was written by nobody who matters.
 */
export type Fate = Awaited<ReturnType<typeof takeIn>>['outcome'] | 'old' | 'answered' | 'own'
export type Fates = Partial<Record<Fate, number>>

const pageSize = 200
const pagesAtOnce = 25
/** Nobody waits for an answer longer than that. */
const tooOldMs = 3 * 86_400_000
const fullTries = 3

/**
 * The messages behind `after`, oldest first, some thousands at most; empty if there are none. The service does not say
 * whether it counts the first id in, or how it orders: both are taken as they come.
 */
export async function fetchAfter({ api, call }: Fetching, after: bigint): Promise<ListedMessage[]> {
  const found = new Map<bigint, ListedMessage>()
  let last = after
  for (let pages = 0; pages < pagesAtOnce; pages++) {
    const startId = last
    const page = await call(() => api.getMessages({ startId, order: 'asc', limit: pageSize }))
    const news = page.filter(({ messageId }) => isNumber(messageId) && BigInt(messageId) > last)
    for (const message of news) found.set(BigInt(message.messageId), message)
    if (news.length === 0) break
    last = news.map(({ messageId }) => BigInt(messageId)).reduce((a, b) => (a > b ? a : b))
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, message]) => message)
}

/**
 * Feeds messages to the conversations as their webhooks would have done. A person's word goes before what it answers. Any
 * that are `full` must be fed again.
 */
export async function feed(fetching: Fetching, messages: readonly ListedMessage[], now: number): Promise<Fates> {
  const fates: Fates = {}
  const count = (fate: Fate) => {
    fates[fate] = (fates[fate] ?? 0) + 1
  }
  const events = messages.map(({ event }) => event).filter((event) => event !== null)
  const answeredUpTo = new Map<string, bigint>()
  const held: WebhookMessage[] = []
  for (const event of events.filter(({ hook }) => hook !== 'inbox')) {
    const author = authorOf(event, await tracesOf(fetching.store, event.clientId, fetching.operatorIds))
    if (author !== 'human') {
      count('own')
      continue
    }
    answeredUpTo.set(event.clientId, BigInt(event.messageId))
    if (now - (event.eventTime ?? now) > fetching.operatorSilenceMs) {
      count('old')
      continue
    }
    held.push(event)
    count((await takeIn(fetching, event, now)).outcome)
  }
  if (await giveBack(fetching, held, now)) count('full')
  const full = new Set<string>()
  for (const event of events.filter(({ hook }) => hook === 'inbox')) {
    const at = event.eventTime ?? now
    if (now - at > tooOldMs) count('old')
    else if (BigInt(event.messageId) < (answeredUpTo.get(event.clientId) ?? 0n)) count('answered')
    else if (full.has(event.clientId)) count('full')
    else {
      const fate = await takeCustomer(fetching, event, now)
      if (fate === 'full') full.add(event.clientId)
      count(fate)
    }
  }
  return fates
}

async function takeCustomer(fetching: Fetching, event: WebhookMessage, now: number): Promise<Fate> {
  for (let tries = 1; ; tries++) {
    const { outcome } = await admit(fetching, fetching.flood, event, now, event.eventTime ?? now)
    if (outcome !== 'full' || tries === fullTries) return outcome
    await sleep(fetching.pauseMs, undefined, { signal: fetching.signal })
  }
}

/**
 * A dialog may have been closed unheard: what nobody holds any more is the bot's again. True if a mailbox was too full to
 * tell it.
 */
async function giveBack(fetching: Fetching, held: readonly WebhookMessage[], now: number): Promise<boolean> {
  const { api, call, operatorIds } = fetching
  let full = false
  const dialogs = new Map(held.flatMap((event) => (event.dialogId === null ? [] : [[event.dialogId, event] as const])))
  for (const [dialogId, { clientId, requestId }] of dialogs) {
    const dialog = await call(() => api.getDialog(dialogId)).catch(unlessUnknown)
    if (!dialog || (dialog.state !== 'closed' && isHeld(dialog.operatorId, operatorIds))) continue
    const eventId = `close_dialog:${dialogId}:unheard`
    const closed = { kind: 'closed', what: 'dialog', eventId, clientId, dialogId, requestId, operatorId: null } as const
    const { outcome } = await takeIn(fetching, { ...closed, eventTime: null }, now)
    if (outcome === 'full') full = true
  }
  return full
}

const isHeld = (operatorId: string | null, own: readonly string[]) => operatorId !== null && !own.includes(operatorId)

/** Nothing can be learnt of a dialog that Chat2Desk does not know; it must not keep all others waiting. */
function unlessUnknown(error: unknown): undefined {
  if (!isRefused(error) || (error.kind !== 'not-found' && error.kind !== 'invalid')) throw error
}

const isNumber = (id: string) => /^\d{1,19}$/.test(id)
