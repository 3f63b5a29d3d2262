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
  return {
    show(message) {
      const { clientId } = message
      const chat = chats.get(clientId) ?? []
      chats.delete(clientId)
      chats.set(clientId, chat)
      const shown = chatMessage(message)
      chat.push(shown)
      if (chat.length > mostOfEach) chat.shift()
      for (const [quietest] of chats) {
        if (chats.size <= customers) break
        chats.delete(quietest)
      }
      if (shown.from === 'bot') feed.count(clientId, 'answered')
      feed.tell(clientId, { type: 'chat', message: shown })
    },
    of: (customer) => chats.get(customer) ?? [],
  }
}

const authors = { customer: 'customer', api: 'bot', operator: 'operator', phone: 'operator', menu: 'service' } as const

function chatMessage({ id, by, text, media, location, buttons, keyboard, at }: Message): ChatMessage {
  return {
    id,
    from: authors[by],
    text,
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

function labelOf(button: unknown): string[] {
  const label = typeof button === 'object' && button !== null && 'text' in button ? button.text : button
  return typeof label === 'string' ? [label] : []
}
