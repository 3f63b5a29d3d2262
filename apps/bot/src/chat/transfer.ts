import type { Chat2Desk } from '@shoro/chat2desk'
import type { Delivery, Outcome, Store } from '@shoro/dialog'
import type { Transfer } from '@shoro/dialog/order'
import type { Database } from '../database/database.ts'
import { databaseOutcome } from '../database/failure.ts'
import { findSent } from './find-sent.ts'
import { rememberHeld } from './held-dialogs.ts'
import type { Line } from './line.ts'
import { sendOnce, type Sending } from './send-once.ts'

export interface HandingOver extends Sending {
  api: Chat2Desk
  line: Line
  store: Store
  db: Database
  /** The bot's own. */
  operatorIds: readonly string[]
  groupId: string | undefined
  operatorId: string | undefined
}

/**
 * Hands the customer to a group or an operator, if one is set, and leaves a comment that only operators see. The
 * transfer comes first: where the comment is, the transfer was made.
 */
export async function transferToOperator(
  handingOver: HandingOver,
  { comment }: Transfer,
  delivery: Delivery,
): Promise<Outcome> {
  const { api, line, db } = handingOver
  const { conversation } = delivery
  const outcome = await sendOnce(handingOver, delivery, {
    find: () => findSent(handingOver, delivery, { text: comment, type: 'comment' }),
    send: async (mark) => {
      await transfer(handingOver, delivery)
      return line.call(conversation, async () => {
        mark()
        const sent = await api.sendMessage({ clientId: conversation, type: 'comment', text: comment })
        const { messageId, operatorId, dialogId, requestId } = sent
        return { messageId: messageId ?? '', operatorId, dialog: { dialogId, requestId } }
      })
    },
  })
  if (outcome.status !== 'sent') return outcome
  try {
    if (outcome.sent.dialog) await rememberHeld(db, conversation, outcome.sent.dialog)
    return { status: 'done' }
  } catch (error) {
    const failed = databaseOutcome(error)
    // The next try finds the comment and makes nothing again. What is hopeless must not bury a hand-off that was made.
    return failed?.status === 'wait' ? { ...failed, uncertain: true } : { status: 'done' }
  }
}

async function transfer(handingOver: HandingOver, { conversation, uncertain }: Delivery): Promise<void> {
  const { api, line, groupId, operatorId } = handingOver
  if (groupId === undefined && operatorId === undefined) return
  const [latest] = await line.call(conversation, () =>
    api.getMessages({ clientId: conversation, type: 'from_client', order: 'desc', limit: 1 }),
  )
  if (!latest || (uncertain && (await isHeld(handingOver, conversation, latest.dialogId)))) return
  await line.call(conversation, async () => {
    if (groupId !== undefined) await api.transferToGroup(latest.messageId, { groupId, forceAssign: true })
    else if (operatorId !== undefined) await api.transfer(latest.messageId, { operatorId, forceAssign: true })
  })
}

/** Somebody has it already, by an earlier try or since: it must not be taken from them. */
async function isHeld({ api, line, operatorIds }: HandingOver, conversation: string, dialogId: string | null) {
  if (dialogId === null) return false
  const { operatorId } = await line.call(conversation, () => api.getDialog(dialogId))
  return operatorId !== null && !operatorIds.includes(operatorId)
}
