import { and, inArray, lt, ne, or, sql } from 'drizzle-orm'
import type { Store } from '@shoro/dialog'
import { currentTime } from './clock.ts'
import type { Database } from './database/database.ts'
import { audit, doubts, erasedClients, heldDialogs, orders } from './database/schema.ts'
import type { Settings } from './env.ts'
import type { Logger } from './log.ts'
import { anonymous } from './orders/anonymous.ts'

export interface RetentionOptions {
  store: Store
  db: Database
  retention: Settings['retention']
  log: Logger
}

const day = 86_400_000
/** Longer than Chat2Desk, or anybody, repeats a message. */
const tombstonesMs = 90 * day
const heldMs = 90 * day

/**
 * Forgets what has outlived its time: dead letters, the audit, held dialogs, tombstones, and whose an order was that is
 * delivered or cancelled. Any number of processes may do it at once. One part that fails does not keep the others.
 * Once `signal` is aborted no other part is begun.
 */
export async function forgetOld(
  { store, db, retention, log }: RetentionOptions,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const old = (ms: number) => new Date(now - ms)
  const parts: Record<string, () => Promise<unknown>> = {
    'dead letters': () => store.dropOlder(now - retention.deadLettersMs),
    audit: async () => db.delete(audit).where(lt(audit.at, old(retention.auditMs))),
    doubts: async () => db.delete(doubts).where(lt(doubts.settledAt, old(retention.deadLettersMs))),
    'held dialogs': async () => db.delete(heldDialogs).where(lt(heldDialogs.since, old(heldMs))),
    tombstones: async () => db.delete(erasedClients).where(lt(erasedClients.at, old(tombstonesMs))),
    orders: async () => retention.ordersMs > 0 && anonymizeOrders(db, old(retention.ordersMs)),
  }
  for (const [what, forget] of Object.entries(parts)) {
    if (signal?.aborted) return
    try {
      await forget()
    } catch (error) {
      log.warn({ err: error }, `Old ${what} not forgotten; tried again within the hour`)
    }
  }
}

/** Forgets now, and then about once an hour until it is closed. */
export function startRetention(options: RetentionOptions, everyMs = 3_600_000): { close(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined
  const closing = new AbortController()
  const { signal } = closing
  let running: Promise<void>
  const run = async () => {
    await forgetOld(options, currentTime(), signal)
    // Spread, so that processes that started together do not stay together.
    if (!signal.aborted) timer = setTimeout(again, everyMs * (0.9 + Math.random() / 5)).unref()
  }
  const again = () => {
    running = run()
  }
  running = run()
  return {
    async close() {
      closing.abort()
      clearTimeout(timer)
      await running
    },
  }
}

async function anonymizeOrders(db: Database, before: Date): Promise<void> {
  await db
    .update(orders)
    // Not news to whoever reads orders by the time of their change.
    .set({ ...anonymous, updatedAt: sql`${orders.updatedAt}` })
    .where(
      and(
        inArray(orders.status, ['delivered', 'cancelled']),
        lt(orders.updatedAt, before),
        or(ne(orders.phone, ''), ne(orders.address, ''), ne(orders.clientId, anonymous.clientId)),
      ),
    )
}
