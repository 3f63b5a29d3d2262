import type { Chat2Desk } from '@shoro/chat2desk'
import type { Delivery, Outcome } from '@shoro/dialog'
import type { Transfer } from '@shoro/dialog/order'
import type { Database } from '../database/database.ts'
import { rememberHeld } from './held-dialogs.ts'
import { outcomeOf } from './outcome.ts'

export interface HandingOver {
  api: Chat2Desk
  db: Database
  groupId: string | undefined
  operatorId: string | undefined
}

/**
 * Hands the customer to a group or an operator, if one is set, and leaves a comment that only operators see.
 * The transfer comes first: repeating it is harmless, repeating a comment is not.
 */
export async function transferToOperator(
  { api, db, groupId, operatorId }: HandingOver,
  { comment }: Transfer,
  { conversation }: Delivery,
): Promise<Outcome> {
  try {
    if (groupId !== undefined || operatorId !== undefined) {
      const [latest] = await api.getMessages({ clientId: conversation, type: 'from_client', order: 'desc', limit: 1 })
      if (latest && groupId !== undefined) await api.transferToGroup(latest.messageId, { groupId, forceAssign: true })
      else if (latest && operatorId !== undefined)
        await api.transfer(latest.messageId, { operatorId, forceAssign: true })
    }
    const sent = await api.sendMessage({ clientId: conversation, type: 'comment', text: comment })
    // The comment is there: failing now would only repeat it.
    await rememberHeld(db, conversation, sent).catch(() => {})
    return { status: 'done' }
  } catch (error) {
    return outcomeOf(error)
  }
}
