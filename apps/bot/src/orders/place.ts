import { eq } from 'drizzle-orm'
import type { Delivery, Outcome } from '@shoro/dialog'
import type { PlaceOrder } from '@shoro/dialog/order'
import type { Database } from '../database/database.ts'
import { orders } from '../database/schema.ts'
import type { Hooks } from '../hooks.ts'
import { isHopeless, reasonOf } from '../database/failure.ts'

/**
 * Inserts an order once: a repeated effect finds the row of the first try. A refusal by the database itself is told to
 * the conversation; a database that is away is waited for.
 */
export async function placeOrder(
  db: Database,
  order: PlaceOrder,
  { key, conversation }: Pick<Delivery, 'key' | 'conversation'>,
  at?: Hooks['at'],
): Promise<Outcome> {
  try {
    const [placed] = await db
      .insert(orders)
      .values({ ...order, effectId: key, conversationId: conversation, clientId: conversation })
      .onConflictDoNothing({ target: orders.effectId })
      .returning({ number: orders.number })
    const [found] = placed
      ? [placed]
      : await db.select({ number: orders.number }).from(orders).where(eq(orders.effectId, key))
    await at?.('after-insert', conversation)
    if (!found) return { status: 'retry', reason: 'the order was neither inserted nor found' }
    return { status: 'done', event: { type: 'order.placed', number: found.number } }
  } catch (error) {
    if (isHopeless(error)) return { status: 'done', event: { type: 'order.rejected', reason: reasonOf(error) } }
    return { status: 'wait', reason: `database: ${reasonOf(error)}`, ms: 2_000 }
  }
}
