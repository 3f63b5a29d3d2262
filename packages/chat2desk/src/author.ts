import type { WebhookMessage } from './webhook-event.ts'

export type Author = 'customer' | 'bot' | 'automation' | 'human'

export type BotTraces = {
  botOperatorIds: ReadonlySet<string>
  sentMessageIds: ReadonlySet<string>
  /** Texts sent to this client moments ago, as `cleanText` leaves them: an echo may come before the API's answer. */
  recentTexts: ReadonlySet<string> | ((text: string) => boolean)
}

/**
 * Who wrote a message. The bot's own messages come back with an operator, so an operator alone does not make a human;
 * an unknown operator does, unless the id or the text is the bot's.
 */
export const authorOf = (message: WebhookMessage, traces: BotTraces): Author => {
  if (message.hook === 'inbox' || message.type === 'from_client') return 'customer'
  if (traces.sentMessageIds.has(message.messageId)) return 'bot'
  if (message.hook === 'imported') return 'human'
  if (message.type !== 'to_client') return isRecent(message, traces) ? 'bot' : 'automation'
  if (message.operatorId !== null && traces.botOperatorIds.has(message.operatorId)) return 'bot'
  if (isRecent(message, traces)) return 'bot'
  return message.operatorId === null ? 'automation' : 'human'
}

/** Is the dialog of this inbox message assigned to somebody other than the bot? */
export const heldByHuman = (message: WebhookMessage, botOperatorIds: ReadonlySet<string>): boolean =>
  message.hook === 'inbox' && message.operatorId !== null && !botOperatorIds.has(message.operatorId)

const isRecent = (message: WebhookMessage, { recentTexts }: BotTraces): boolean => {
  if (message.text === null) return false
  return typeof recentTexts === 'function' ? recentTexts(message.text) : recentTexts.has(message.text)
}
