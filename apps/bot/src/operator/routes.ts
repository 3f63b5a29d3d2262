import { createHash, timingSafeEqual } from 'node:crypto'
import { stateName, type Dialog, type Snapshot, type Store } from '@shoro/dialog'
import type { OrderContext } from '@shoro/dialog/order'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { Database } from '../database/database.ts'
import { orderStatuses } from '../database/schema.ts'
import { changeStatus } from '../orders/change-status.ts'
import { listOrders } from '../orders/list.ts'

export interface OperatorOptions {
  token: string | undefined
  db: Database
  store: Store
  dialog: Dialog<OrderContext>
}

const count = (fallback: string, max: number, min = 0) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,15}$/, 'is no whole number'),
      v.transform(Number),
      v.minValue(min, `is below ${min}`),
      v.maxValue(max, `is above ${max}`),
    ),
    fallback,
  )

const OrderQuery = v.object({
  limit: count('100', 500, 1),
  after: count('0', Number.MAX_SAFE_INTEGER),
  status: v.optional(v.picklist(orderStatuses, `is none of ${orderStatuses.join(', ')}`)),
})

const OrderChange = v.object({
  number: v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'is no whole number'), v.transform(Number)),
  status: v.picklist(orderStatuses, `is none of ${orderStatuses.join(', ')}`),
})

const LetterQuery = v.object({ limit: count('100', 500, 1), after: v.optional(v.string()) })

/** `/operator/api/*` for `Authorization: Bearer <OPERATOR_TOKEN>`; without a token set nobody gets in. */
export function operatorRoutes({ token, db, store, dialog }: OperatorOptions): Hono {
  const routes = new Hono()

  routes.use('/operator/api/*', async (c, next) => {
    const given = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (token === undefined || given === undefined || !timingSafeEqual(digest(given), digest(token))) {
      return c.json({ error: 'Give the operator token: Authorization: Bearer <OPERATOR_TOKEN>' }, 401, {
        'WWW-Authenticate': 'Bearer',
      })
    }
    return next()
  })

  routes.get('/operator/api/orders', async (c) => {
    const query = v.safeParse(OrderQuery, c.req.query())
    if (!query.success) return c.json({ error: problemOf(query.issues[0]) }, 400)
    const { limit, after, status } = query.output
    return c.json({ orders: await listOrders(db, { limit, after, ...(status && { status }) }) })
  })

  routes.get('/operator/api/conversations/:clientId', async (c) => {
    const clientId = c.req.param('clientId')
    const stored = await store.read(clientId, Date.now())
    if (!stored || stored.snapshot === null)
      return c.json({ error: `There is no conversation with client ${clientId}` }, 404)
    const snapshot = JSON.parse(stored.snapshot) as Snapshot<OrderContext>
    const { address, phone, bottles } = snapshot.context
    return c.json({
      clientId,
      flow: snapshot.flow,
      version: snapshot.version,
      status: snapshot.status,
      state: stateName(snapshot.value),
      language: snapshot.locale,
      slots: { address, phone, bottles },
      orderNumber: snapshot.context.orderNumber,
      timers: Object.entries(snapshot.timers).map(([id, { at }]) => ({ id, at: new Date(at).toISOString() })),
      mailbox: stored.mailbox,
      outbox: stored.outbox,
    })
  })

  routes.get('/operator/api/dead-letters', async (c) => {
    const query = v.safeParse(LetterQuery, c.req.query())
    if (!query.success) return c.json({ error: problemOf(query.issues[0]) }, 400)
    const letters = await store.deadLetters(query.output.limit, query.output.after)
    return c.json({
      deadLetters: letters.map(({ body: _body, at, ...letter }) => ({ ...letter, at: new Date(at).toISOString() })),
    })
  })

  routes.post('/operator/api/conversations/:clientId/return', async (c) => {
    const clientId = c.req.param('clientId')
    if ((await store.read(clientId, Date.now())) === null)
      return c.json({ error: `There is no conversation with client ${clientId}` }, 404)
    await dialog.notify(clientId, {
      type: 'operator.left',
      id: `returned:${Date.now()}`,
      at: Date.now(),
    })
    return c.json({ success: true })
  })

  routes.patch('/operator/api/orders/:number', async (c) => {
    const change = v.safeParse(OrderChange, {
      ...((await c.req.json().catch(() => ({}))) as object),
      number: c.req.param('number'),
    })
    if (!change.success) return c.json({ error: problemOf(change.issues[0]) }, 400)
    const { number, status } = change.output
    const changed = await changeStatus(db, number, status)
    return changed ? c.json(changed) : c.json({ error: `There is no order ${number}` }, 404)
  })

  return routes
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'query'} ${issue.message}`
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
