import type { FlowEvent, Message } from '../../flow/message.ts'
import { toE164 } from '../../language/phones.ts'

/** Something done on a stage. */
export type Deed =
  /** One message, or several of one breath. */
  | { act: 'say'; messages: Message[] }
  /** A button of the latest reply, by its label. */
  | { act: 'tap'; label: string }
  | { act: 'wait'; ms: number }
  | { act: 'event'; event: FlowEvent }
  | { act: 'operator'; does: 'writes' | 'leaves'; text: string }
  /** The dispatcher sets the newest order's status. */
  | { act: 'status'; status: OrderStatus }
  /** How the database of orders behaves from now on. */
  | { act: 'database'; is: 'slow' | 'refusing' | 'well' }

export type OrderStatus = (typeof statuses)[number]
const statuses = ['new', 'accepted', 'delivered', 'cancelled'] as const

export interface SeenOrder {
  number: number
  address: string
  /** E.164. */
  phone: string
  bottles: number
  empties?: number | null | undefined
  note?: string | null | undefined
  status: OrderStatus
}

/** How things stand after a deed. */
export interface Scene {
  /** What the bot said since the deed. */
  replies: string[]
  state: string
  language: string
  /** Every order of this customer that was placed in the transcript. */
  orders: SeenOrder[]
  /** What operators were told since the transcript began. */
  passed: string[]
  /** Labels of the buttons under the latest reply that has any. */
  buttons: string[]
  /** What the latest message was taken for, and why. */
  understood?: string
  /** Why the deed could not be done. */
  problem?: string
}

export const isStatus = (word: string): word is OrderStatus => (statuses as readonly string[]).includes(word)

/** `2 × Токтогула 125, кв 4; +996 555 123 456; завтра после 6` */
export function writeOrder({ bottles, address, phone, note, empties, status }: SeenOrder): string {
  return [
    `${bottles} × ${address}`,
    phone,
    ...(empties === null || empties === undefined ? [] : [`пустых ${empties}`]),
    ...(note ? [note] : []),
    ...(status === 'new' ? [] : [status]),
  ].join('; ')
}

/** Whether an order is what a line says: the count and the address, then any of phone, status, empties, words of the note. */
export function isOrder(order: SeenOrder, line: string): boolean {
  const [goods = '', ...more] = line.split(/\s*;\s*/)
  const [, bottles, address = ''] = /^(\d+)\s*[×x]\s*(.*)$/su.exec(goods) ?? []
  const holds = (text: string | null | undefined, part: string) =>
    (text ?? '').toLowerCase().includes(part.toLowerCase())
  return (
    Number(bottles) === order.bottles &&
    holds(order.address, address) &&
    more.every((part) => {
      if (isStatus(part)) return order.status === part
      const empties = /^пустых (\d+)$/.exec(part)?.[1]
      if (empties !== undefined) return order.empties === Number(empties)
      const phone = toE164(part)
      return phone === undefined ? holds(order.note, part) : order.phone === phone
    })
  )
}
