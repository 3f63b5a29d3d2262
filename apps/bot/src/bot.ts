import { createHash } from 'node:crypto'
import { createChat2Desk, type Chat2Desk } from '@shoro/chat2desk'
import { createDialog, type Dialog, type Direction, type Observed, type SeenTurn, type Store } from '@shoro/dialog'
import type { OrderContext } from '@shoro/dialog/order'
import { doubtsIn } from './chat/doubts.ts'
import { createLine, type Line } from './chat/line.ts'
import { say } from './chat/say.ts'
import { transferToOperator } from './chat/transfer.ts'
import { currentTime } from './clock.ts'
import { forgetCustomer } from './clients/forget.ts'
import { recallCustomer } from './clients/recall.ts'
import type { Database } from './database/database.ts'
import type { Settings } from './env.ts'
import { botFlow } from './flow.ts'
import type { BotFlow, Hooks } from './hooks.ts'
import { pseudonym, type Logger } from './log.ts'
import { createMetrics, showLine, watch, watchLine, type Metrics } from './metrics.ts'
import { cancelOrder } from './orders/cancel.ts'
import { changeOrder } from './orders/change.ts'
import { lookUpOrder } from './orders/look-up.ts'
import { placeOrder } from './orders/place.ts'

export interface BotOptions {
  settings: Settings
  db: Database
  store: Store
  log: Logger
  wake: (conversation: string, direction: Direction) => Promise<void>
  onSaid?: (conversation: string, text: string) => void
  at?: Hooks['at']
  flow?: Hooks['flow']
  /** For conversations and replies; the way to the API keeps to the real one. Default: that of this process. */
  clock?: (() => number) | undefined
  /** A look inside, beside metrics and logs. */
  look?: Look | undefined
}

export interface Look {
  observe: (observed: Observed) => void
  onTurn: (seen: SeenTurn) => void
}

export interface Bot {
  dialog: Dialog<OrderContext>
  flow: BotFlow
  metrics: Metrics
  api: Chat2Desk
  /** The way to the API. */
  line: Line
}

const same = (flow: BotFlow) => flow

/** Chat2Desk may take a message for so long after its answer was given up. */
const lateAnswerMs = 5_000

/** The order flow with its hands: orders go to the database, words and hand-offs to Chat2Desk. */
export function createBot({
  settings,
  db,
  store,
  log,
  wake,
  onSaid,
  at,
  flow: wrap = same,
  clock = currentTime,
  look,
}: BotOptions): Bot {
  const { chat2desk } = settings
  const metrics = createMetrics(store)
  const api = createChat2Desk({ token: chat2desk.token ?? '', baseUrl: chat2desk.url, timeoutMs: chat2desk.timeoutMs })
  const line = createLine({
    store,
    name: `chat2desk:${createHash('sha256')
      .update(chat2desk.token ?? '')
      .digest('base64url')
      .slice(0, 8)}`,
    ratePerSecond: chat2desk.ratePerSecond,
    timeoutMs: chat2desk.timeoutMs,
    ask: () => api.apiInfo(),
    tell: watchLine(metrics, log),
    clock: currentTime,
  })
  showLine(metrics, line)
  const { operatorIds, replyWindowMs } = chat2desk
  const sending = {
    api,
    line,
    store,
    doubts: doubtsIn(db),
    graceMs: chat2desk.timeoutMs + lateAnswerMs,
    onResend: (conversation: string) => {
      metrics.resends.inc()
      log.warn({ conversation: pseudonym(conversation) }, 'ambiguous resend')
    },
  }
  const speaking = {
    ...sending,
    operatorId: operatorIds[0],
    buttonTransports: chat2desk.buttonTransports,
    replyWindowMs,
    onDropped: () => metrics.dropped.inc(),
    at,
    clock,
    ...(onSaid && { onSaid }),
  }
  const { handoffGroupId: groupId, handoffOperatorId } = chat2desk
  const handingOver = { ...sending, db, operatorIds, groupId, operatorId: handoffOperatorId }
  const flow = wrap(botFlow(settings))
  const watching = watch(metrics, log)
  const dialog = createDialog({
    flow,
    turnWindowMs: settings.turnWindowMs,
    recall: (conversation) => recallCustomer(db, conversation),
    store,
    wake,
    ttlMs: settings.ttlMs,
    observe(observed) {
      watching(observed)
      look?.observe(observed)
    },
    ...(look && { onTurn: look.onTurn }),
    clock,
    at,
    effects: {
      say: (params, delivery) => say(speaking, params, delivery),
      placeOrder: (params, delivery) => placeOrder(db, params, delivery, at),
      cancelOrder: ({ number }, delivery) => cancelOrder(db, number, delivery),
      changeOrder: (change, delivery) => changeOrder(db, change, delivery),
      lookUpOrder: ({ number }, delivery) => lookUpOrder(db, number, delivery),
      forgetCustomer: (_, { conversation }) => forgetCustomer(db, conversation),
      transferToOperator: (params, delivery) => transferToOperator(handingOver, params, delivery),
    },
    whenBuried: ({ type }, reason) => (type === 'placeOrder' ? { type: 'order.rejected', reason } : undefined),
  })
  return { dialog, flow, metrics, api, line }
}
