import { createChat2Desk } from '@shoro/chat2desk'
import { createDialog, type Dialog, type Direction, type Store } from '@shoro/dialog'
import { orderFlow, type OrderContext } from '@shoro/dialog/order'
import { say } from './chat/say.ts'
import { transferToOperator } from './chat/transfer.ts'
import type { Database } from './database/database.ts'
import type { Settings } from './env.ts'
import type { Hooks } from './hooks.ts'
import type { Logger } from './log.ts'
import { createMetrics, watch, type Metrics } from './metrics.ts'
import { cancelOrder } from './orders/cancel.ts'
import { placeOrder } from './orders/place.ts'

export interface BotOptions {
  settings: Settings
  db: Database
  store: Store
  log: Logger
  wake: (conversation: string, direction: Direction) => Promise<void>
  onSaid?: (conversation: string, text: string) => void
  at?: Hooks['at']
}

export interface Bot {
  dialog: Dialog<OrderContext>
  metrics: Metrics
}

/** The order flow with its hands: orders go to the database, words and hand-offs to Chat2Desk. */
export function createBot({ settings, db, store, log, wake, onSaid, at }: BotOptions): Bot {
  const { chat2desk } = settings
  const metrics = createMetrics(store)
  const api = createChat2Desk({ token: chat2desk.token ?? '', baseUrl: chat2desk.url, timeoutMs: chat2desk.timeoutMs })
  const operatorId = chat2desk.operatorIds[0]
  const speaking = { api, store, ratePerSecond: chat2desk.ratePerSecond, operatorId, at, ...(onSaid && { onSaid }) }
  const handingOver = { api, db, groupId: chat2desk.handoffGroupId, operatorId: chat2desk.handoffOperatorId }
  const dialog = createDialog({
    flow: orderFlow({
      facts: settings.facts,
      remindMs: settings.remindMs,
      expireMs: settings.expireMs,
      operatorSilenceMs: settings.operatorSilenceMs,
    }),
    store,
    wake,
    ttlMs: settings.ttlMs,
    observe: watch(metrics, log),
    at,
    effects: {
      say: (params, delivery) => say(speaking, params, delivery),
      placeOrder: (params, delivery) => placeOrder(db, params, delivery, at),
      cancelOrder: ({ number }, delivery) => cancelOrder(db, number, delivery),
      transferToOperator: (params, delivery) => transferToOperator(handingOver, params, delivery),
    },
    whenBuried: ({ type }, reason) => (type === 'placeOrder' ? { type: 'order.rejected', reason } : undefined),
  })
  return { dialog, metrics }
}
