import { and, eq, isNull, lte, or } from 'drizzle-orm'
import type { Delivery, Outcome } from '@shoro/dialog'
import type { ChangeOrder } from '@shoro/dialog/order'
import type { Database } from '../database/database.ts'
import { databaseOutcome } from '../database/failure.ts'
import { orders } from '../database/schema.ts'

/**
 * Changes an order while nobody has begun with it. Repeating it changes nothing, and neither does a worker that stood
 * still in the middle of it while others made a newer change.
 */
export async function changeOrder(
  db: Database,
  { number, address, addressParts, phone, bottles, note }: ChangeOrder,
  { conversation, heard }: Pick<Delivery, 'conversation'> & Partial<Pick<Delivery, 'heard'>>,
): Promise<Outcome> {
  const changedFor = new Date(heard?.at ?? 0)
  const open = and(eq(orders.number, number), eq(orders.clientId, conversation), eq(orders.status, 'new'))
  const columns = { number: orders.number }
  try {
    const [changed] = await db
      .update(orders)
      .set({ address, addressParts, phone, bottles, changedFor, ...(note !== undefined && { note }) })
      .where(and(open, or(isNull(orders.changedFor), lte(orders.changedFor, changedFor))))
      .returning(columns)
    if (changed) return { status: 'done', event: { type: 'order.changed', number } }
    const [overtaken] = await db.select(columns).from(orders).where(open)
    return overtaken ? { status: 'done' } : { status: 'done', event: { type: 'order.locked', number } }
  } catch (error) {
    return databaseOutcome(error)
  }
}
