import { eq, sql } from 'drizzle-orm'
import type { Store } from '@shoro/dialog'
import type { Database } from '../database/database.ts'
import { doubts, erasedClients, heldDialogs, orders } from '../database/schema.ts'
import { anonymous } from '../orders/anonymous.ts'
import { hashOf } from './tombstone.ts'

export interface Erased {
  /** How many orders were left without personal data. */
  orders: number
  /** Numbers of those that nobody had begun with: nobody can deliver them now. */
  cancelled: number[]
  /** Numbers of those that somebody had accepted. */
  accepted: number[]
}

/**
 * Forgets a customer: the conversation with everything that waits in it, dead letters, held dialogs, and who and where of
 * the orders. Copies of messages sent before are refused from then on; a new message begins anew. Safe to repeat.
 */
export async function eraseClient({ db, store }: { db: Database; store: Store }, client: string): Promise<Erased> {
  const erased = await db.transaction(async (tx) => {
    // Waits for orders that are being placed, and makes those that come wait until they can see the tombstone.
    await tx.execute(sql`lock table ${orders} in share row exclusive mode`)
    await tx
      .insert(erasedClients)
      .values({ client: hashOf(client), at: sql`clock_timestamp()` })
      .onConflictDoUpdate({ target: erasedClients.client, set: { at: sql`clock_timestamp()` } })
    await tx.delete(doubts).where(eq(doubts.clientId, client))
    await tx.delete(heldDialogs).where(eq(heldDialogs.clientId, client))
    const its = await tx
      .select({ number: orders.number, status: orders.status })
      .from(orders)
      .where(eq(orders.clientId, client))
    await tx
      .update(orders)
      .set({ ...anonymous, status: sql`case ${orders.status} when 'new' then 'cancelled' else ${orders.status} end` })
      .where(eq(orders.clientId, client))
    const numbersOf = (wanted: string) => its.filter(({ status }) => status === wanted).map(({ number }) => number)
    return { orders: its.length, cancelled: numbersOf('new'), accepted: numbersOf('accepted') }
  })
  await store.erase(client)
  return erased
}
