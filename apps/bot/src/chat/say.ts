import { isRefused, type Chat2Desk, type OutgoingMessage } from '@shoro/chat2desk'
import type { Delivery, Heard, Outcome, Say, Snapshot, Store } from '@shoro/dialog'
import { unaskedPhrases } from '@shoro/dialog/order'
import { currentTime } from '../clock.ts'
import type { Hooks } from '../hooks.ts'
import { buttonsFor } from './buttons.ts'
import { findSent } from './find-sent.ts'
import type { Line } from './line.ts'
import { hashText, writeReceipt } from './receipt.ts'
import { isOpen, WindowClosed } from './reply-window.ts'
import { sendOnce, type Sending } from './send-once.ts'

export interface Speaking extends Sending {
  api: Chat2Desk
  line: Line
  store: Store
  operatorId: string | undefined
  /** Messengers that show buttons. */
  buttonTransports: readonly string[]
  /** How long after a customer's last message WhatsApp takes replies; 0 = always. */
  replyWindowMs: number
  /** A reply that nobody asked for came too late for its transport, and was not sent. */
  onDropped?: (conversation: string) => void
  /** Sees what goes out; the embedded run shows it in the terminal. */
  onSaid?: (conversation: string, text: string) => void
  at?: Hooks['at']
  clock?: (() => number) | undefined
}

/** Sends a reply, once. */
export async function say(speaking: Speaking, { text, phrases, choices }: Say, delivery: Delivery): Promise<Outcome> {
  const { api, line, operatorId, buttonTransports, onSaid, at } = speaking
  const { conversation, key } = delivery
  try {
    const outcome = await sendOnce(speaking, delivery, {
      find: () => findSent(speaking, delivery, { text, type: 'to_client' }),
      async send(mark) {
        if (!(await mayStillReply(speaking, delivery))) throw new WindowClosed()
        const message = { clientId: conversation, text, externalId: key, ...(operatorId && { operatorId }) }
        const post = (buttons: Pick<OutgoingMessage, 'inlineButtons'>) =>
          line.call(conversation, async () => {
            mark()
            const sent = await api.sendMessage({ ...message, ...buttons })
            return { messageId: sent.messageId ?? '', operatorId: sent.operatorId }
          })
        const inlineButtons = buttonsFor({ choices }, delivery.heard?.transport, buttonTransports)
        if (!inlineButtons) return post({})
        return post({ inlineButtons }).catch((error: unknown) => {
          // Which messenger takes buttons is not documented; the words say everything.
          if (isRefused(error) && error.kind === 'invalid') return post({})
          throw error
        })
      },
    })
    if (outcome.status !== 'sent') return outcome
    await at?.('after-send', conversation)
    onSaid?.(conversation, text)
    return { status: 'done', receipt: writeReceipt({ ...outcome.sent, textHash: hashText(text) }) }
  } catch (error) {
    if (!(error instanceof WindowClosed)) throw error
    if (!phrases.every((phrase) => unaskedPhrases.includes(phrase)))
      return { status: 'undeliverable', reason: 'WhatsApp takes no reply so long after the customer’s last message' }
    speaking.onDropped?.(conversation)
    return { status: 'done' }
  }
}

async function mayStillReply(
  { store, replyWindowMs, clock = currentTime }: Speaking,
  { conversation, heard }: Delivery,
): Promise<boolean> {
  const now = clock()
  if (isOpen(replyWindowMs, heard, now)) return true
  // The customer may have written again since.
  const stored = await store.read(conversation, now)
  const { heardAt = 0 } = stored?.snapshot ? (JSON.parse(stored.snapshot) as Snapshot) : {}
  return isOpen(replyWindowMs, { ...(heard as Heard), at: heardAt }, now)
}
