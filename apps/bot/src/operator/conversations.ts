import { stateName, type Dialog, type Snapshot, type Store } from '@shoro/dialog'
import { explain, nameOfMeaning, type OrderContext } from '@shoro/dialog/order'
import { Hono } from 'hono'
import { currentTime } from '../clock.ts'
import type { RecordAct } from './audit.ts'

export interface ConversationRoutesOptions {
  store: Store
  dialog: Dialog<OrderContext>
  record: RecordAct
}

export function conversationRoutes({ store, dialog, record }: ConversationRoutesOptions): Hono {
  const routes = new Hono()

  routes.get('/operator/api/conversations/:clientId', async (c) => {
    const clientId = c.req.param('clientId')
    const stored = await store.read(clientId, currentTime())
    if (!stored || stored.snapshot === null) return c.json(unknown(clientId), 404)
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
      understood: understoodIn(snapshot),
      timers: Object.entries(snapshot.timers).map(([id, { at }]) => ({ id, at: new Date(at).toISOString() })),
      mailbox: stored.mailbox,
      outbox: stored.outbox,
    })
  })

  routes.post('/operator/api/conversations/:clientId/return', async (c) => {
    const clientId = c.req.param('clientId')
    const now = currentTime()
    if ((await store.read(clientId, now)) === null) return c.json(unknown(clientId), 404)
    await record(c, 'return', `client ${clientId}`)
    const told = await dialog.notify(clientId, { type: 'operator.left', id: `returned:${now}`, at: now })
    if (told === 'full') return c.json({ error: `Too many messages of client ${clientId} are waiting` }, 503)
    return c.json({ success: true })
  })

  return routes
}

/** What the newest message was taken for and why, in Russian; null before the first one. */
function understoodIn({ understood }: Snapshot<OrderContext>) {
  if (!understood) return null
  const { event, because } = understood
  return { event, as: nameOfMeaning(event, 'ru'), why: explain(because, 'ru') }
}

function unknown(clientId: string) {
  return { error: `There is no conversation with client ${clientId}` }
}
