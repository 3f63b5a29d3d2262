import type { FlowEvent } from '../src/flow/message.ts'
import type { PlaceOrder } from '../src/order/flow.ts'
import type { Process, World } from './world.ts'

export interface OrderRow extends PlaceOrder {
  effectId: string
  client: string
  number: number
  status: 'new' | 'cancelled'
  /** When it was committed. */
  moment: number
}

export interface Database {
  rows: readonly OrderRow[]
  /** Inserts unless the effect has its row; gives the number of a new row only. */
  insert(process: Process, effectId: string, client: string, order: PlaceOrder): Promise<number | undefined>
  find(process: Process, effectId: string): Promise<number | undefined>
  /** Gives the status that the order then has. Every third order is on its way already. */
  cancel(process: Process, number: number, client: string): Promise<'cancelled' | 'locked'>
  /** What is known of a customer from before: of the first one a phone. */
  recall(process: Process, client: string): Promise<FlowEvent | undefined>
}

/** The table of orders: effect ids are unique, and an answer may be lost after the commit. */
export function createDatabase(world: World): Database {
  const rows: OrderRow[] = []
  return {
    rows,
    insert: (process, effectId, client, order) =>
      world.call(
        process,
        'database.insert',
        () => {
          if (rows.some((row) => row.effectId === effectId)) return undefined
          const number = rows.length + 1
          rows.push({ ...order, effectId, client, number, status: 'new', moment: world.moment })
          return number
        },
        () => `${client} ${effectId.slice(0, 6)}`,
      ),
    find: (process, effectId) =>
      world.call(process, 'database.find', () => rows.find((row) => row.effectId === effectId)?.number),
    cancel: (process, number, client) =>
      world.call(process, 'database.cancel', () => {
        const row = rows.find((one) => one.number === number && one.client === client)
        if (!row || number % 3 === 0) return 'locked'
        row.status = 'cancelled'
        return 'cancelled'
      }),
    recall: (process, client) =>
      world.call(process, 'database.recall', () =>
        client === 'c1' ? { type: 'customer.known', phone: '+996700000001' } : undefined,
      ),
  }
}
