import { eq } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { orders, type OrderStatus } from '../database/schema.ts'

/** Sets an order's status as a dispatcher does; undefined if there is no such order. */
export async function changeStatus(db: Database, number: number, status: OrderStatus) {
  const [changed] = await db
    .update(orders)
    .set({ status })
    .where(eq(orders.number, number))
    .returning({ number: orders.number, status: orders.status, updatedAt: orders.updatedAt })
  return changed
}
