import { and, asc, eq, gt } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { orders, type OrderStatus } from '../database/schema.ts'

export interface OrderQuery {
  limit: number
  /** The last number seen. */
  after: number
  status?: OrderStatus
}

/** Orders by number, ascending. */
export async function listOrders(db: Database, { limit, after, status }: OrderQuery) {
  return db
    .select({
      number: orders.number,
      clientId: orders.clientId,
      address: orders.address,
      phone: orders.phone,
      bottles: orders.bottles,
      note: orders.note,
      empties: orders.empties,
      addressParts: orders.addressParts,
      status: orders.status,
      source: orders.source,
      createdAt: orders.createdAt,
      updatedAt: orders.updatedAt,
    })
    .from(orders)
    .where(and(gt(orders.number, after), status ? eq(orders.status, status) : undefined))
    .orderBy(asc(orders.number))
    .limit(limit)
}
