import { authorOf, heldByHuman, type WebhookEvent, type WebhookMessage } from '@shoro/chat2desk'
import type { Dialog, Message, Store } from '@shoro/dialog'
import { noteEcho } from '../chat/echo.ts'
import { holderOf, rememberHeld } from '../chat/held-dialogs.ts'
import { sentBeforeErasure } from '../clients/tombstone.ts'
import type { Database } from '../database/database.ts'
import type { Settings } from '../env.ts'
import { tracesOf } from './conversation.ts'

export interface Intake {
  dialog: Dialog
  store: Store
  db: Database
  operatorIds: readonly string[]
  assignedMeansSilent: boolean
}

/** An intake with what the settings say of it. */
export function intakeOf(parts: Pick<Intake, 'dialog' | 'store' | 'db'>, { chat2desk }: Settings): Intake {
  const { operatorIds, assignedMeansSilent } = chat2desk
  return { ...parts, operatorIds, assignedMeansSilent }
}

/**
 * What an event came to: `taken` is in a mailbox, `ignored` concerns nobody, `full` must be sent again later, `flooding`
 * was dropped because its customer sends too many.
 */
export type Taken = { outcome: 'taken' | 'duplicate' | 'ignored' | 'full' | 'flooding'; what: string }

/** Above this, message ids say nothing about order that a store could keep. */
const largestOrder = 2 ** 42

/** Puts what Chat2Desk tells into the mailbox of the customer whom it concerns. Resolves when it is durable. */
export async function takeIn(intake: Intake, event: WebhookEvent, now: number): Promise<Taken> {
  switch (event.kind) {
    case 'message':
      return event.hook === 'inbox' ? takeCustomerMessage(intake, event, now) : takeOtherMessage(intake, event, now)
    case 'request-opened':
      if (!event.survey || event.clientId === null || event.requestId === null)
        return { outcome: 'ignored', what: 'request' }
      return notify(intake, event.clientId, 'survey', {
        type: 'survey.opened',
        thread: event.requestId,
        id: event.eventId,
        at: now,
      })
    case 'closed':
      return takeClosing(intake, event, now)
    case 'transferred':
      return takeTransfer(intake, event, now)
    case 'delivery-status':
      return { outcome: 'ignored', what: 'delivery status' }
    case 'ignored':
      return { outcome: 'ignored', what: event.hookType }
  }
}

async function takeCustomerMessage(
  { dialog, store, db, operatorIds, assignedMeansSilent }: Intake,
  event: WebhookMessage,
  now: number,
): Promise<Taken> {
  if (await sentBeforeErasure(db, event.clientId, event.eventTime, now))
    return { outcome: 'ignored', what: 'message of an erased customer' }
  if (assignedMeansSilent && event.operatorId !== null && heldByHuman(event, new Set(operatorIds))) {
    const { senderIds } = await tracesOf(store, event.clientId, operatorIds)
    if (heldByHuman(event, senderIds)) {
      await notify({ dialog }, event.clientId, 'held', {
        type: 'operator.assigned',
        id: `held:${event.eventId}`,
        at: now,
      })
      await rememberHeld(db, event.clientId, event)
    }
  }
  const order = orderOf(event.messageId)
  const appended = await dialog.receive(event.clientId, {
    id: event.eventId,
    at: event.eventTime ?? now,
    ...(order !== undefined && { order }),
    ...messageOf(event),
  })
  return { outcome: appended === 'appended' ? 'taken' : appended, what: 'message' }
}

async function takeOtherMessage(intake: Intake, event: WebhookMessage, now: number): Promise<Taken> {
  const traces = await tracesOf(intake.store, event.clientId, intake.operatorIds)
  const author = authorOf(event, traces)
  if (author === 'bot') noteEcho(intake, event, traces)
  if (author !== 'human') return { outcome: 'ignored', what: author }
  const taken = await notify(intake, event.clientId, 'human', { type: 'operator.wrote', id: event.eventId, at: now })
  await rememberHeld(intake.db, event.clientId, event)
  return taken
}

async function takeClosing(intake: Intake, event: WebhookEvent & { kind: 'closed' }, now: number): Promise<Taken> {
  const client = event.clientId ?? (await holderOf(intake.db, event))
  if (client === undefined) return { outcome: 'ignored', what: 'closing of a dialog that nobody held' }
  return notify(intake, client, 'closed', leaving(event, now))
}

async function takeTransfer(
  intake: Intake,
  event: WebhookEvent & { kind: 'transferred' },
  now: number,
): Promise<Taken> {
  const { dialogId, operatorId } = event
  // A transfer to a person proves nothing, automatic assignment makes one too. One to the bot gives the customer back.
  if (operatorId === null || !intake.operatorIds.includes(operatorId)) return { outcome: 'ignored', what: 'transfer' }
  const client = event.clientId ?? (await holderOf(intake.db, { dialogId, requestId: null }))
  if (client === undefined) return { outcome: 'ignored', what: 'transfer of a dialog that nobody held' }
  return notify(intake, client, 'given back', leaving(event, now))
}

/** Without a time everything that ends the hold on a dialog would have the same id; telling it twice is harmless. */
function leaving({ eventId, eventTime }: { eventId: string; eventTime: number | null }, now: number) {
  return { type: 'operator.left', id: eventTime === null ? `${eventId}:${now}` : eventId, at: now }
}

/** Tells a customer's conversation of something that happened. */
export async function notify(
  { dialog }: Pick<Intake, 'dialog'>,
  client: string,
  what: string,
  event: { type: string; id: string; at: number; [key: string]: unknown },
): Promise<Taken> {
  const appended = await dialog.notify(client, event)
  return { outcome: appended === 'appended' ? 'taken' : appended, what }
}

function messageOf({ text, media, location, requestId, client, transport }: WebhookMessage): Message {
  const { phone, name } = client
  return {
    ...(text !== null && { text }),
    ...(media.length > 0 && {
      media: media.map(({ kind, url, name }) => ({ kind, url, ...(name !== undefined && { name }) })),
    }),
    ...(location && { location }),
    ...(requestId !== null && { thread: requestId }),
    ...(transport !== null && { transport }),
    ...((phone !== null || name !== null) && {
      sender: { ...(phone !== null && { phone }), ...(name !== null && { name }) },
    }),
  }
}

function orderOf(messageId: string): number | undefined {
  if (!/^\d{1,13}$/.test(messageId)) return undefined
  const id = Number(messageId)
  return id < largestOrder ? id * 1024 : undefined
}
