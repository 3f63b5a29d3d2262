import { setTimeout as sleep } from 'node:timers/promises'
import { and, desc, eq, ne, notExists } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { forgottenClients, orders } from '../database/schema.ts'
import { anonymous } from '../orders/anonymous.ts'
import { hashOf } from './tombstone.ts'

/** How long a conversation waits for its customer's last order; without it, it begins as with a stranger. */
const patienceMs = 500

/** What a customer ordered the last time and did not take back; undefined for a stranger and for one who wants to be one. */
export async function recallCustomer(db: Database, client: string) {
  const forgotten = db
    .select()
    .from(forgottenClients)
    .where(eq(forgottenClients.client, hashOf(client)))
  const query = db
    .select({
      address: orders.address,
      phone: orders.phone,
      bottles: orders.bottles,
      number: orders.number,
      status: orders.status,
    })
    .from(orders)
    .where(
      and(
        eq(orders.clientId, client),
        ne(orders.status, 'cancelled'),
        ne(orders.address, anonymous.address),
        notExists(forgotten),
      ),
    )
    .orderBy(desc(orders.number))
    .limit(1)
  const [last] = await Promise.race([query, sleep(patienceMs, [], { ref: false })])
  if (!last) return undefined
  const { address, phone, bottles, number, status } = last
  return {
    type: 'customer.returned',
    address,
    phone,
    bottles,
    open: status === 'delivered' ? null : number,
  } as const
}
