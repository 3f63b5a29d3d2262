import type { Chat2Desk } from '@shoro/chat2desk'
import type { Delivery, Outcome } from '@shoro/dialog'
import type { Transfer } from '@shoro/dialog/order'
import { outcomeOf } from './outcome.ts'

export interface HandingOver {
  api: Chat2Desk
  groupId: string | undefined
  operatorId: string | undefined
}

/**
 * Hands the customer to a group or an operator, if one is set, and leaves a comment that only operators see.
 * The transfer comes first: repeating it is harmless, repeating a comment is not.
 */
export async function transferToOperator(
  { api, groupId, operatorId }: HandingOver,
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
    await api.sendMessage({ clientId: conversation, type: 'comment', text: comment })
    return { status: 'done' }
  } catch (error) {
    return outcomeOf(error)
  }
}
