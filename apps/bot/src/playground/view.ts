import { asc, count, eq } from 'drizzle-orm'
import { statePath, type Flow, type Snapshot, type Store } from '@shoro/dialog'
import type { Database } from '../database/database.ts'
import { orders } from '../database/schema.ts'
import type { Chats } from './chat.ts'
import type { ConversationView, Customer, OrderView } from './contract.ts'
import type { Feed } from './feed.ts'
import type { Watcher } from './watcher.ts'

export interface ViewParts {
  flow: Flow
  store: Store
  db: Database
  clock: () => number
  feed: Feed
  chats: Chats
  watcher: Watcher
}

/** Everything about one conversation, as it is stored right now. */
export async function viewOf(parts: ViewParts, customer: Customer): Promise<ConversationView> {
  const { flow, store, db, clock, feed, chats, watcher } = parts
  const { id } = customer
  const [stored, rows] = await Promise.all([store.read(id, clock()), ordersOf(db, id)])
  const snapshot = stored?.snapshot ? (JSON.parse(stored.snapshot) as Snapshot) : null
  const path = snapshot && statePath(snapshot.value)
  return {
    customer,
    state:
      snapshot && path !== null
        ? { path, status: snapshot.status, awaits: flow.awaits.get(path) ?? 'nothing', locale: snapshot.locale }
        : null,
    snapshot,
    timers: Object.entries(snapshot?.timers ?? {})
      .map(([timer, { at }]) => ({ id: timer, at }))
      .sort((a, b) => a.at - b.at),
    mailbox: { count: stored?.mailbox ?? 0, waiting: stored?.mailbox ? watcher.waiting(id) : [] },
    outbox: { count: stored?.outbox ?? 0, waiting: stored?.outbox ? watcher.outbox(id) : [] },
    orders: rows,
    timeline: feed.timeline(id),
    chat: chats.of(id),
    counters: { ...feed.counters(id), orders: rows.length },
  }
}

async function ordersOf(db: Database, customer: string): Promise<OrderView[]> {
  const { number, address, phone, bottles, note, empties, status, createdAt, updatedAt } = orders
  const rows = await db
    .select({ number, address, phone, bottles, note, empties, status, createdAt, updatedAt })
    .from(orders)
    .where(eq(orders.clientId, customer))
    .orderBy(asc(orders.number))
    .limit(100)
  return rows.map(({ createdAt: created, updatedAt: updated, ...order }) => ({
    ...order,
    realCreatedAt: created.getTime(),
    realUpdatedAt: updated.getTime(),
  }))
}

export async function countOrders(db: Database, customer: string): Promise<number> {
  const [row] = await db.select({ count: count() }).from(orders).where(eq(orders.clientId, customer))
  return row?.count ?? 0
}
