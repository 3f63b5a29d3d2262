import type { WebhookMessage } from '@shoro/chat2desk'
import type { Store } from '@shoro/dialog'
import type { Database } from '../database/database.ts'
import { tracesOf, type Traces } from '../webhook/conversation.ts'
import { doubtsIn } from './doubts.ts'
import { hashText } from './receipt.ts'

/** A reply that was answered is reported within that time; its echo says nothing new then. */
const reportedMs = 2_000

/**
 * An echo of what the bot is sending right now: should nobody report that it was sent, the echo is kept as the proof.
 * Costs nothing for a reply that is reported in time.
 */
export function noteEcho(host: { store: Store; db: Database }, event: WebhookMessage, { sending }: Traces): void {
  const { clientId, messageId, operatorId, text } = event
  if (!sending || text === null || hashText(text) !== sending.textHash) return
  setTimeout(() => {
    const keep = async () => {
      const traces = await tracesOf(host.store, clientId, [])
      if (traces.sending?.key !== sending.key || traces.sentMessageIds.has(messageId)) return
      await doubtsIn(host.db).hear({ key: sending.key, conversation: clientId }, { messageId, operatorId })
    }
    // Without it the message is looked for in Chat2Desk's list.
    keep().catch(() => {})
  }, reportedMs).unref()
}
