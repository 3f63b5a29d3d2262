import { Hono } from 'hono'
import * as v from 'valibot'
import type { Database } from '../database/database.ts'
import { orderStatuses } from '../database/schema.ts'
import { changeStatus } from '../orders/change-status.ts'
import { listOrders } from '../orders/list.ts'
import type { RecordAct } from './audit.ts'
import { afterNumber, bodyOf, limit, problemOf, whole } from './query.ts'

const status = v.picklist(orderStatuses, `is none of ${orderStatuses.join(', ')}`)
const Query = v.object({ limit, after: afterNumber, status: v.optional(status) })
const Change = v.object({ number: whole(Number.MAX_SAFE_INTEGER), status })

export function orderRoutes({ db, record }: { db: Database; record: RecordAct }): Hono {
  const routes = new Hono()

  routes.get('/operator/api/orders', async (c) => {
    const query = v.safeParse(Query, c.req.query())
    if (!query.success) return c.json({ error: problemOf(query.issues) }, 400)
    const { limit: most, after, status: wanted } = query.output
    return c.json({ orders: await listOrders(db, { limit: most, after, ...(wanted && { status: wanted }) }) })
  })

  routes.patch('/operator/api/orders/:number', async (c) => {
    const change = v.safeParse(Change, { ...(await bodyOf(c)), number: c.req.param('number') })
    if (!change.success) return c.json({ error: problemOf(change.issues) }, 400)
    const { number, status: to } = change.output
    const changed = await db.transaction(async (tx) => {
      const row = await changeStatus(tx, number, to)
      if (row) await record(c, 'status', `order ${number}`, to, tx)
      return row
    })
    return changed ? c.json(changed) : c.json({ error: `There is no order ${number}` }, 404)
  })

  return routes
}
