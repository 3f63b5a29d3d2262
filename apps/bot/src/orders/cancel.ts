import { and, eq } from 'drizzle-orm'
import type { Delivery, Outcome } from '@shoro/dialog'
import type { Database } from '../database/database.ts'
import { databaseOutcome } from '../database/failure.ts'
import { orders } from '../database/schema.ts'

/** Takes an order back while nobody has begun with it. Repeating it changes nothing. */
export async function cancelOrder(
  db: Database,
  number: number,
  { conversation }: Pick<Delivery, 'conversation'>,
): Promise<Outcome> {
  const own = and(eq(orders.number, number), eq(orders.clientId, conversation))
  try {
    await db
      .update(orders)
      .set({ status: 'cancelled' })
      .where(and(own, eq(orders.status, 'new')))
    const [found] = await db.select({ status: orders.status }).from(orders).where(own)
    return {
      status: 'done',
      event: { type: found?.status === 'cancelled' ? 'order.cancelled' : 'order.locked', number },
    }
  } catch (error) {
    return databaseOutcome(error)
  }
}
