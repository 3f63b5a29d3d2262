import { isDeepStrictEqual } from 'node:util'
import type { Effect, FlowEvent } from '@shoro/dialog'
import type { ChangeOrder, PlaceOrder } from '@shoro/dialog/order'
import type postgres from 'postgres'
import { hashOf } from '../../src/clients/tombstone.ts'
import type { EarlierOrder } from '../earlier.ts'
import type { Wrong } from './wrong.ts'

export interface OrderRow {
  number: number
  effectId: string
  clientId: string
  address: string
  phone: string
  bottles: number
  note: string | null
  empties: number | null
  status: string
  /** Null if the row was changed later, for then nothing says when it came. */
  committedAt: number | null
}

type Content = Pick<OrderRow, 'address' | 'phone' | 'bottles' | 'note' | 'empties' | 'status'>

/** A conversation with what the database must have made of its effects. */
export interface Ordering {
  conversation: string
  /** Effects of the fold, first to last, without those that became dead letters. */
  effects: readonly Effect[]
  /** What the conversation was told by the host, by the input's id. */
  told: ReadonlyMap<string, FlowEvent>
  rows: readonly OrderRow[]
  earlier: EarlierOrder | undefined
  /** True if the customer is among those who want no earlier order to be offered. */
  forgotten: boolean
}

/** I5: orders are those of the fold, changed and taken back as it says, and the conversation was told what became of each. */
export function compareOrders({ conversation, effects, told, rows, earlier, forgotten }: Ordering, wrong: Wrong): void {
  const found = new Map(rows.map((row) => [row.effectId, row]))
  const expected = new Map<number, Content>()
  if (earlier) {
    const { number, address, phone, bottles, status } = earlier
    expected.set(number, { address, phone, bottles, note: null, empties: null, status })
  }
  const answer = (effect: Effect, event: FlowEvent) => {
    const heard = told.get(`done:${effect.id}`)
    if (!heard) wrong('lost', `I5 ${conversation}: nobody told it what became of ${effect.type} ${effect.id}`)
    else if (!isDeepStrictEqual(heard, event))
      wrong('other', `I5 ${conversation}: was told ${JSON.stringify(heard)}, not ${JSON.stringify(event)}`)
  }
  for (const effect of effects) {
    const { id, type, params } = effect
    if (type === 'forgetCustomer' && !forgotten) wrong('lost', `I5 ${conversation}: wants to be forgotten and is known`)
    if (type === 'placeOrder') {
      const row = found.get(id)
      if (!row) wrong('lost', `I5 ${conversation}: the order of effect ${id} is missing`)
      else {
        const { address, phone, bottles, note = null, empties = null } = params as PlaceOrder
        expected.set(row.number, { address, phone, bottles, note, empties, status: 'new' })
        answer(effect, { type: 'order.placed', number: row.number })
      }
    }
    if (type !== 'changeOrder' && type !== 'cancelOrder' && type !== 'lookUpOrder') continue
    const { number } = params as { number: number }
    const order = expected.get(number)
    if (!order) {
      wrong('other', `I5 ${conversation}: ${type} of order ${number}, which is not its own`)
      continue
    }
    if (type === 'lookUpOrder') answer(effect, { type: 'order.status', number, status: order.status })
    else if (type === 'cancelOrder') {
      if (order.status === 'new') order.status = 'cancelled'
      answer(effect, { type: order.status === 'cancelled' ? 'order.cancelled' : 'order.locked', number })
    } else {
      answer(effect, { type: order.status === 'new' ? 'order.changed' : 'order.locked', number })
      const { address, phone, bottles, note = order.note } = params as ChangeOrder
      if (order.status === 'new') expected.set(number, { ...order, address, phone, bottles, note })
    }
  }
  for (const { number, address, phone, bottles, note, empties, status } of rows) {
    const order = expected.get(number)
    const content: Content = { address, phone, bottles, note, empties, status }
    if (!order) wrong('doubled', `I5 ${conversation}: order ${number} comes of no confirmation that stands`)
    else if (!isDeepStrictEqual(content, order))
      wrong('other', `I5 ${conversation}: order ${number} is ${JSON.stringify(content)}, not ${JSON.stringify(order)}`)
  }
  for (const [id, event] of told) if (id.startsWith('recalled:')) compareRecalled(conversation, event, earlier, wrong)
}

/** A conversation begins once in a run: what it is told then is the order from before it. */
function compareRecalled(
  conversation: string,
  event: FlowEvent,
  earlier: EarlierOrder | undefined,
  wrong: Wrong,
): void {
  if (!earlier) return wrong('other', `I5 ${conversation}: was taken for somebody who ordered before`)
  const { number, address, phone, bottles, status } = earlier
  const open = status === 'delivered' ? null : number
  if (!isDeepStrictEqual(event, { type: 'customer.returned', address, phone, bottles, open }))
    wrong('other', `I5 ${conversation}: ordered something else before than ${JSON.stringify(event)}`)
}

export async function readOrders(sql: postgres.Sql): Promise<OrderRow[]> {
  const rows = await sql`
    select number::int, effect_id, client_id, address, phone, bottles, note, empties, status,
      case when updated_at = created_at then pg_xact_commit_timestamp(xmin) end as at
    from orders order by number`
  return rows.map((row) => ({
    number: row['number'] as number,
    effectId: row['effect_id'] as string,
    clientId: row['client_id'] as string,
    address: row['address'] as string,
    phone: row['phone'] as string,
    bottles: row['bottles'] as number,
    note: row['note'] as string | null,
    empties: row['empties'] as number | null,
    status: row['status'] as string,
    committedAt: (row['at'] as Date | null)?.getTime() ?? null,
  }))
}

/** Tells whether a customer is among those who want to be forgotten. */
export async function readForgotten(sql: postgres.Sql): Promise<(client: string) => boolean> {
  const names = new Set((await sql`select client from forgotten_clients`).map((row) => row['client'] as string))
  return (client) => names.has(hashOf(client))
}
