import type { Dialog, Store } from '@shoro/dialog'
import type { OrderContext } from '@shoro/dialog/order'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Database } from '../database/database.ts'
import type { Logger } from '../log.ts'
import { maxBodyBytes } from '../webhook/body.ts'
import { auditRoutes, recorder } from './audit.ts'
import { clientRoutes } from './clients.ts'
import { conversationRoutes } from './conversations.ts'
import { deadLetterRoutes } from './dead-letters.ts'
import { gate } from './gate.ts'
import type { Lockout } from './lockout.ts'
import { orderRoutes } from './orders.ts'
import { createReplayer, type Wake } from './replay-all.ts'

export interface OperatorOptions {
  token: string | undefined
  trustProxy: boolean
  db: Database
  store: Store
  dialog: Dialog<OrderContext>
  wake: Wake
  log: Logger
  lockout: Lockout
  closing?: AbortSignal | undefined
}

/** Everything under `/operator/api`, for `Authorization: Bearer <OPERATOR_TOKEN>`: without it 401, whatever the path. */
export function operatorRoutes(options: OperatorOptions): Hono {
  const { token, trustProxy, db, store, dialog, wake, log, lockout, closing } = options
  const record = recorder(db, trustProxy)
  const replayer = createReplayer({ store, wake, log, closing })
  return new Hono()
    .use('/operator/api/*', gate({ token, trustProxy, log, lockout }), bodyLimit({ maxSize: maxBodyBytes }))
    .route('/', orderRoutes({ db, record }))
    .route('/', conversationRoutes({ store, dialog, record }))
    .route('/', deadLetterRoutes({ store, replayer, record }))
    .route('/', clientRoutes({ db, store, record }))
    .route('/', auditRoutes({ db }))
}
