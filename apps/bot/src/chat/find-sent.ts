import type { Chat2Desk, ListedMessage } from '@shoro/chat2desk'
import type { Delivery, Store } from '@shoro/dialog'
import { currentTime } from '../clock.ts'
import type { Sent } from './doubts.ts'
import type { Line } from './line.ts'
import { hashText, readReceipt, type Receipt } from './receipt.ts'

export interface Finding {
  api: Pick<Chat2Desk, 'getMessages'>
  line: Line
  store: Store
}

const latest = 20
/** The list has whole seconds, and its clock is not the messenger's. */
const slackMs = 3_000

/** Looks for what an earlier try may have sent, among Chat2Desk's latest messages of this customer. One call. */
export async function findSent(
  { api, line, store }: Finding,
  { conversation, heard }: Delivery,
  { text, type }: { text: string; type: 'to_client' | 'comment' },
): Promise<Sent | undefined> {
  const known = await store.read(conversation, currentTime())
  const listed = await line.call(conversation, () =>
    api.getMessages({ clientId: conversation, type, order: 'desc', limit: latest }),
  )
  const receipts = known?.receipts.map(readReceipt) ?? []
  const found = unaccounted(listed, receipts, hashText(text), heard === undefined ? 0 : heard.at - slackMs)
  if (!found) return undefined
  const { messageId, operatorId, dialogId, requestId } = found
  return { messageId, operatorId, dialog: { dialogId, requestId } }
}

/**
 * The newest message with this text that is one more than the receipts account for. Only what is newer than the newest
 * message with a receipt counts, and nothing from before the customer's message that it answers.
 */
export function unaccounted(
  newestFirst: readonly ListedMessage[],
  receipts: readonly Receipt[],
  textHash: string,
  notBefore: number,
): ListedMessage | undefined {
  const named = new Map(receipts.map(({ messageId }, index) => [messageId, index]))
  named.delete('')
  const end = newestFirst.findIndex(({ messageId }) => named.has(messageId))
  const newer = end === -1 ? newestFirst : newestFirst.slice(0, end)
  const same = newer.filter(
    ({ text, createdAt }) => text !== null && hashText(text) === textHash && (createdAt ?? Infinity) >= notBefore,
  )
  const since = named.get(newestFirst[end]?.messageId ?? '') ?? -1
  const nameless = receipts.slice(since + 1).filter((one) => one.messageId === '' && one.textHash === textHash)
  return same.length > nameless.length ? same[0] : undefined
}
