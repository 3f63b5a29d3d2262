import type { Store } from '@shoro/dialog'
import { Hono } from 'hono'
import { eraseClient } from '../clients/erase.ts'
import { hashOf } from '../clients/tombstone.ts'
import type { Database } from '../database/database.ts'
import type { RecordAct } from './audit.ts'

export function clientRoutes({ db, store, record }: { db: Database; store: Store; record: RecordAct }): Hono {
  const routes = new Hono()

  routes.delete('/operator/api/clients/:id', async (c) => {
    const client = c.req.param('id')
    await record(c, 'erase', `client ${hashOf(client)}`)
    return c.json(await eraseClient({ db, store }, client))
  })

  return routes
}
