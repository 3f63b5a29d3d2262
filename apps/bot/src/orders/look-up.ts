import { and, eq } from 'drizzle-orm'
import type { Delivery, Outcome } from '@shoro/dialog'
import type { Database } from '../database/database.ts'
import { databaseOutcome } from '../database/failure.ts'
import { orders } from '../database/schema.ts'

/** Tells a customer's conversation how the order stands. */
export async function lookUpOrder(
  db: Database,
  number: number,
  { conversation }: Pick<Delivery, 'conversation'>,
): Promise<Outcome> {
  try {
    const [found] = await db
      .select({ status: orders.status })
      .from(orders)
      .where(and(eq(orders.number, number), eq(orders.clientId, conversation)))
    return found
      ? { status: 'done', event: { type: 'order.status', number, status: found.status } }
      : { status: 'done' }
  } catch (error) {
    return databaseOutcome(error)
  }
}
