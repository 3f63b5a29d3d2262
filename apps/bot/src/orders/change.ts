import { and, eq } from 'drizzle-orm'
import type { Delivery, Outcome } from '@shoro/dialog'
import type { ChangeOrder } from '@shoro/dialog/order'
import type { Database } from '../database/database.ts'
import { reasonOf } from '../database/failure.ts'
import { orders } from '../database/schema.ts'

/** Changes an order while nobody has begun with it. Repeating it changes nothing. */
export async function changeOrder(
  db: Database,
  { number, address, addressParts, phone, bottles, note }: ChangeOrder,
  { conversation }: Pick<Delivery, 'conversation'>,
): Promise<Outcome> {
  try {
    const [changed] = await db
      .update(orders)
      .set({ address, addressParts, phone, bottles, ...(note !== undefined && { note }) })
      .where(and(eq(orders.number, number), eq(orders.clientId, conversation), eq(orders.status, 'new')))
      .returning({ number: orders.number })
    return { status: 'done', event: { type: changed ? 'order.changed' : 'order.locked', number } }
  } catch (error) {
    return { status: 'wait', reason: `database: ${reasonOf(error)}`, ms: 2_000 }
  }
}
