import type { Message } from '@shoro/chat2desk/sandbox'
import type { ChatMessage, MediaKind } from './contract.ts'
import type { Feed } from './feed.ts'

/** What stands on the customers' screens, the newest of each. */
export interface Chats {
  show(message: Message): void
  of(customer: string): readonly ChatMessage[]
}

const mostOfEach = 200
const customers = 1_000

export function createChats(feed: Feed): Chats {
  const chats = new Map<string, ChatMessage[]>()
  /** A pressed button sends its payload; its customer sees the label. */
  const labels = new Map<string, ReadonlyMap<string, string>>()
  return {
    show(message) {
      const { clientId } = message
      if (message.by === 'api') labels.set(clientId, labelsIn(message))
      const chat = chats.get(clientId) ?? []
      chats.delete(clientId)
      chats.set(clientId, chat)
      const shown = chatMessage(message, labels.get(clientId))
      chat.push(shown)
      if (chat.length > mostOfEach) chat.shift()
      for (const [quietest] of chats) {
        if (chats.size <= customers) break
        chats.delete(quietest)
        labels.delete(quietest)
      }
      if (shown.from === 'bot') feed.count(clientId, 'answered')
      feed.tell(clientId, { type: 'chat', message: shown })
    },
    of: (customer) => chats.get(customer) ?? [],
  }
}

const authors = { customer: 'customer', api: 'bot', operator: 'operator', phone: 'operator', menu: 'service' } as const

function chatMessage(
  { id, by, text, media, location, buttons, keyboard, at }: Message,
  labels?: ReadonlyMap<string, string>,
): ChatMessage {
  return {
    id,
    from: authors[by],
    text: (by === 'customer' && labels?.get(text ?? '')) || text,
    media: location ? 'location' : mediaOf(media),
    buttons: [...buttons, ...keyboard].flatMap(labelOf),
    at,
  }
}

function mediaOf({ photo, audio, pdf, file }: Message['media']): MediaKind | null {
  if (photo !== undefined) return photo.endsWith('.webp') ? 'sticker' : 'photo'
  if (audio !== undefined) return 'voice'
  if (file?.endsWith('.vcf')) return 'contact'
  return pdf !== undefined || file !== undefined ? 'document' : null
}

function labelsIn({ buttons, keyboard }: Message): ReadonlyMap<string, string> {
  const pressed = [...buttons, ...keyboard] as { text?: unknown; payload?: unknown }[]
  return new Map(
    pressed.flatMap(({ payload, text }) =>
      typeof payload === 'string' && typeof text === 'string' ? [[payload, text] as const] : [],
    ),
  )
}

function labelOf(button: unknown): string[] {
  const label = typeof button === 'object' && button !== null && 'text' in button ? button.text : button
  return typeof label === 'string' ? [label] : []
}
