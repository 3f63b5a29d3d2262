/** What a customer sent, whatever the transport. At least one of `text`, `media`, `location` is present. */
export interface Message {
  /** Words, already cleaned of control characters. */
  text?: string
  media?: readonly Media[]
  location?: { lat: number; lon: number }
  /** The request or thread it belongs to at the transport, as the transport names it. */
  thread?: string
  /** The messenger that it came by, as the host names it. */
  transport?: string
  /** What the transport knows about the sender without asking. */
  sender?: { phone?: string; name?: string }
}

export interface Media {
  kind: 'photo' | 'voice' | 'video' | 'document' | 'sticker' | 'contact'
  url?: string
  name?: string
}

/** One entry of a conversation's mailbox. `id` is unique in its conversation; a second one with the same id is dropped. */
export type Input = MessageInput | EventInput

export interface MessageInput {
  id: string
  kind: 'message'
  /** When it was sent, ms since the epoch. */
  at: number
  /** When it came in, ms since the epoch. */
  received?: number
  message: Message
}

/** Something the host tells the flow: an effect's outcome, an operator who took over. */
export interface EventInput {
  id: string
  kind: 'event'
  at: number
  event: FlowEvent
}

export interface FlowEvent {
  type: string
  [key: string]: unknown
}

/** Several messages of one breath as one: their words line by line, everything else together, the latest sender. */
export function joinMessages(messages: readonly Message[]): Message {
  const text = messages.map(({ text }) => text).filter(Boolean)
  const media = messages.flatMap(({ media }) => media ?? [])
  return {
    ...Object.assign({}, ...messages),
    ...(text.length > 0 && { text: text.join('\n') }),
    ...(media.length > 0 && { media }),
  }
}
