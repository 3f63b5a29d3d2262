import { createHash } from 'node:crypto'
import { cleanText } from '@shoro/chat2desk'

/** A note of a message that the bot sent, short enough to keep with its conversation. */
export interface Receipt {
  /** Empty if Chat2Desk did not name it. */
  messageId: string
  /** The operator under whom Chat2Desk sent it. */
  operatorId: string | null
  textHash: string
}

export function writeReceipt({ messageId, operatorId, textHash }: Receipt): string {
  return `${messageId}|${operatorId ?? ''}|${textHash}`
}

export function readReceipt(text: string): Receipt {
  const [messageId = '', operatorId = '', textHash = ''] = text.split('|')
  return { messageId, operatorId: operatorId || null, textHash }
}

/** Twelve characters that tell texts apart, blind to what a messenger does to blanks. */
export function hashText(text: string): string {
  const cleaned = cleanText(text)
  const plain = cleaned.text.replace(/\s+/g, ' ').trim()
  return createHash('sha256').update(plain).digest('base64url').slice(0, 12)
}
