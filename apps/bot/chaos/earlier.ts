import type postgres from 'postgres'
import type { Random } from './random.ts'

/** What somebody ordered before the run, as it stands in the table. */
export interface EarlierOrder {
  clientId: string
  number: number
  address: string
  phone: string
  bottles: number
  status: 'new' | 'delivered'
}

const firstClient = 781_900_000
const customers = 40

/** Puts an order for each of some customers into an empty table; half of the orders are still on their way. */
export async function placeEarlierOrders(sql: postgres.Sql, random: Random): Promise<EarlierOrder[]> {
  const made = Array.from({ length: customers }, (_, n) => ({
    clientId: String(firstClient + n),
    address: `Чуй ${random.between(1, 199)}, кв ${random.between(1, 99)}`,
    phone: `+996700${random.between(100_000, 999_999)}`,
    bottles: random.between(1, 9),
    status: random.pick(['new', 'delivered'] as const),
  }))
  const rows = made.map(({ clientId, address, phone, bottles, status }) => ({
    effect_id: `earlier:${clientId}`,
    conversation_id: clientId,
    client_id: clientId,
    address,
    phone,
    bottles,
    status,
  }))
  const numbers = await sql`insert into orders ${sql(rows)} returning client_id, number::int`
  const numberOf = new Map(numbers.map((row) => [row['client_id'] as string, row['number'] as number]))
  return made.map((order) => ({ ...order, number: numberOf.get(order.clientId) ?? 0 }))
}
