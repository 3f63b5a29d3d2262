import type { Store } from '@shoro/dialog'
import { hashText, readReceipt } from '../chat/receipt.ts'
import { currentTime } from '../clock.ts'

/** What a conversation's own records say about the messages that the bot sent in it. */
export interface Traces {
  /** The bot's own accounts. */
  botOperatorIds: ReadonlySet<string>
  /** Under whom its replies go out: its own accounts, and without one whoever the dialog is assigned to. */
  senderIds: ReadonlySet<string>
  sentMessageIds: ReadonlySet<string>
  /** Whether this is the text of a reply that is being sent, or whose id is not known. */
  recentTexts: (text: string) => boolean
  /** What is being sent, or was sent without an answer; undefined if an echo of it could be one of an earlier reply. */
  sending: { key: string; textHash: string } | undefined
}

/**
 * Reads the traces: receipts of finished replies, and the reply that is being sent right now. Without an account of its own
 * the bot knows a reply that came twice by its text alone, so that the texts of all receipts count.
 */
export async function tracesOf(store: Store, conversation: string, operatorIds: readonly string[]): Promise<Traces> {
  const stored = await store.read(conversation, currentTime())
  const receipts = stored?.receipts.map(readReceipt) ?? []
  const text = stored?.head?.started ? textOf(stored.head.body) : undefined
  const head = stored?.head && text !== undefined ? { key: stored.head.id, textHash: hashText(text) } : undefined
  const nameless = receipts.filter(({ messageId }) => messageId === '').map(({ textHash }) => textHash)
  const hashes = new Set(operatorIds.length > 0 ? nameless : receipts.map(({ textHash }) => textHash))
  if (head) hashes.add(head.textHash)
  return {
    botOperatorIds: new Set(operatorIds),
    senderIds: new Set([...operatorIds, ...receipts.flatMap(({ operatorId }) => operatorId ?? [])]),
    sentMessageIds: new Set(receipts.map(({ messageId }) => messageId)),
    recentTexts: (said) => hashes.has(hashText(said)),
    sending: head && !nameless.includes(head.textHash) ? head : undefined,
  }
}

function textOf(body: string): string | undefined {
  const { params } = JSON.parse(body) as { params?: { text?: unknown; comment?: unknown } }
  const text = params?.text ?? params?.comment
  return typeof text === 'string' ? text : undefined
}
