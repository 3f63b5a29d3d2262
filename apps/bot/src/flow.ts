import { orderFlow } from '@shoro/dialog/order'
import { isOpen } from './chat/reply-window.ts'
import type { Settings } from './env.ts'
import type { BotFlow } from './hooks.ts'

/** The order flow as these settings want it. */
export function botFlow({
  facts,
  rules,
  streets,
  remindMs,
  expireMs,
  quietHours,
  operatorSilenceMs,
  chat2desk,
}: Settings): BotFlow {
  return orderFlow({
    facts,
    rules,
    streets,
    remindMs,
    expireMs,
    quietHours,
    operatorSilenceMs,
    mayWriteFirst: (heard, now) => isOpen(chat2desk.replyWindowMs, heard, now),
  })
}
