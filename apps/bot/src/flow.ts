import { orderFlow } from '@shoro/dialog/order'
import { isOpen } from './chat/reply-window.ts'
import type { Settings } from './env.ts'
import type { BotFlow } from './hooks.ts'

/** The order flow as these settings want it: its options have the same names. */
export function botFlow(settings: Settings): BotFlow {
  const { replyWindowMs } = settings.chat2desk
  return orderFlow({ ...settings, mayWriteFirst: (heard, now) => isOpen(replyWindowMs, heard, now) })
}
