import { eq, sql } from 'drizzle-orm'
import type { Delivery, Outcome } from '@shoro/dialog'
import type { PlaceOrder } from '@shoro/dialog/order'
import type { Database } from '../database/database.ts'
import { orders } from '../database/schema.ts'
import type { Hooks } from '../hooks.ts'
import { databaseOutcome, isHopeless, reasonOf } from '../database/failure.ts'
import { erasedSince } from '../clients/tombstone.ts'
import { anonymous } from './anonymous.ts'

/**
 * Inserts an order once: a repeated effect finds the row of the first try. A refusal by the database itself is told to
 * the conversation; a database that is away is waited for. Of a customer who was erased after the order was confirmed
 * nothing is kept but a cancelled row without a person, and nothing is told.
 */
export async function placeOrder(
  db: Database,
  order: PlaceOrder,
  { key, conversation, heard }: Pick<Delivery, 'key' | 'conversation'> & Partial<Pick<Delivery, 'heard'>>,
  at?: Hooks['at'],
): Promise<Outcome> {
  const erased = sql`exists ${erasedSince(db, conversation, heard?.at ?? 0)}`
  // In the statement that inserts: an erasure is either seen by it or sees its row.
  const unless = (value: string, instead: string) =>
    sql`case when ${erased} then ${instead}::text else ${value}::text end`
  const columns = { number: orders.number, clientId: orders.clientId }
  try {
    const [placed] = await db
      .insert(orders)
      .values({
        effectId: key,
        bottles: order.bottles,
        empties: order.empties ?? null,
        note: sql`case when ${erased} then null else ${order.note ?? null}::text end`,
        addressParts: sql`case when ${erased} then null else ${JSON.stringify(order.addressParts ?? null)}::jsonb end`,
        address: unless(order.address, anonymous.address),
        phone: unless(order.phone, anonymous.phone),
        conversationId: unless(conversation, anonymous.conversationId),
        clientId: unless(conversation, anonymous.clientId),
        status: unless('new', 'cancelled'),
      })
      .onConflictDoNothing({ target: orders.effectId })
      .returning(columns)
    const [found] = placed ? [placed] : await db.select(columns).from(orders).where(eq(orders.effectId, key))
    await at?.('after-insert', conversation)
    if (!found) return { status: 'retry', reason: 'the order was neither inserted nor found' }
    if (found.clientId === anonymous.clientId) return { status: 'done' }
    return { status: 'done', event: { type: 'order.placed', number: found.number } }
  } catch (error) {
    if (isHopeless(error)) return { status: 'done', event: { type: 'order.rejected', reason: reasonOf(error) } }
    return databaseOutcome(error)
  }
}
