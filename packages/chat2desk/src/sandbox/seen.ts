import type { Message } from './company.ts'
import { createRing, setCapped, type Ring } from './ring.ts'

/** A message as it stands on the customer's screen. */
export type SeenMessage = {
  messageId: string
  text: string | null
  at: number
  type: 'to_client' | 'autoreply'
  by: Message['by']
  operatorId: string | null
  buttons: readonly SeenButton[]
  keyboard: readonly SeenButton[]
  attachment: string | null
}

export type SeenButton = { type: string; text: string; payload?: string; url?: string; color?: string }

export type Screens = ReturnType<typeof createScreens>

/** What every customer has seen, newest thousand each. Tells of each message that appears in a chat. */
export const createScreens = (tell: (message: Message) => void) => {
  const screens = new Map<string, Ring<SeenMessage>>()
  const watchers = new Map<string, Set<() => void>>()
  const messagesTo = (clientId: string) => screens.get(clientId)?.all() ?? []

  return {
    messagesTo,
    show: (message: Message): void => {
      if (message.type !== 'to_client' && message.type !== 'autoreply') return
      const screen = screens.get(message.clientId) ?? createRing<SeenMessage>(1_000)
      if (!screens.has(message.clientId)) setCapped(screens, message.clientId, screen, 50_000)
      screen.push({
        messageId: message.id,
        text: message.text,
        at: message.at,
        type: message.type,
        by: message.by,
        operatorId: message.operatorId,
        buttons: message.buttons.map(readButton),
        keyboard: message.keyboard.map(readButton),
        attachment: message.attachment,
      })
      for (const look of watchers.get(message.clientId) ?? []) look()
      tell(message)
    },
    /** What a customer writes stands on the customer's own screen at once. */
    wrote: (message: Message): void => tell(message),
    /** Resolves with everything seen once there are `count` messages; rejects when that takes too long. */
    waitForMessages: (clientId: string, count: number, timeoutMs = 5_000): Promise<SeenMessage[]> =>
      new Promise((resolve, reject) => {
        const lookers = watchers.get(clientId) ?? new Set()
        watchers.set(clientId, lookers)
        const stop = () => {
          clearTimeout(timer)
          lookers.delete(look)
          if (lookers.size === 0 && watchers.get(clientId) === lookers) watchers.delete(clientId)
        }
        const look = () => {
          const seen = messagesTo(clientId)
          if (seen.length < count) return
          stop()
          resolve(seen)
        }
        const timer = setTimeout(() => {
          stop()
          const found = messagesTo(clientId).length
          const reason = `${found} of ${count} after ${timeoutMs} ms`
          reject(new Error(`Chat2Desk sandbox: wait for messages to client ${clientId}: ${reason}`))
        }, timeoutMs)
        lookers.add(look)
        look()
      }),
    clear: () => screens.clear(),
  }
}

const readButton = (raw: unknown): SeenButton => {
  const button = (typeof raw === 'object' && raw !== null ? raw : { text: String(raw) }) as Record<string, unknown>
  const optional = (['payload', 'url', 'color'] as const)
    .filter((key) => typeof button[key] === 'string')
    .map((key) => [key, button[key]])
  return {
    type: typeof button['type'] === 'string' ? button['type'] : 'reply',
    text: typeof button['text'] === 'string' ? button['text'] : '',
    ...(Object.fromEntries(optional) as { payload?: string }),
  }
}
