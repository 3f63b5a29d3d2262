import type { Effect } from '../../flow/effect.ts'
import type { FlowEvent } from '../../flow/message.ts'
import type { ChangeOrder, PlaceOrder } from '../../order/flow.ts'
import type { OrderStatus, SeenOrder } from './scene.ts'

/** An order that a customer placed before the transcript begins. */
export interface Earlier {
  address: string
  phone: string
  bottles: number
  /** Still on its way. */
  open: boolean
}

/** The number of the first order that is placed in a transcript; the one before it is the earlier order's. */
export const firstNumber = 7

/** The database of orders and what it answers, as the bot's own does. */
export interface Shop {
  /** Placed since the transcript began. */
  orders: SeenOrder[]
  /** What operators were told. */
  passed: string[]
  answer(effect: Effect): FlowEvent | undefined
  /** What is known of the customer when a conversation begins. */
  recall(): FlowEvent | undefined
  setStatus(status: OrderStatus): string | undefined
  /** Gives the answers that it kept back, if it is well again. */
  become(condition: 'slow' | 'refusing' | 'well'): FlowEvent[]
}

export function openShop(earlier: Earlier | undefined): Shop {
  const known: SeenOrder[] = earlier
    ? [{ ...earlier, number: firstNumber - 1, status: earlier.open ? 'new' : 'delivered' }]
    : []
  const orders: SeenOrder[] = []
  const passed: string[] = []
  const kept: FlowEvent[] = []
  let condition: 'slow' | 'refusing' | 'well' = 'well'
  let forgotten = false
  const find = (number: number) => [...known, ...orders].find((order) => order.number === number)
  const change = (number: number, how: Partial<SeenOrder>, done: string): FlowEvent => {
    const order = find(number)
    if (order?.status !== 'new') return { type: 'order.locked', number }
    Object.assign(order, how)
    return { type: done, number }
  }
  const work = ({ type, params }: Effect): FlowEvent | undefined => {
    switch (type) {
      case 'placeOrder': {
        if (condition === 'refusing') return { type: 'order.rejected', reason: 'refused' }
        const number = firstNumber + orders.length
        orders.push({ ...(params as PlaceOrder), number, status: 'new' })
        return { type: 'order.placed', number }
      }
      case 'cancelOrder': {
        const { number } = params as { number: number }
        if (find(number)?.status === 'cancelled') return { type: 'order.cancelled', number }
        return change(number, { status: 'cancelled' }, 'order.cancelled')
      }
      case 'changeOrder': {
        const { number, ...how } = params as ChangeOrder
        return change(number, how, 'order.changed')
      }
      case 'lookUpOrder': {
        const order = find((params as { number: number }).number)
        return order && { type: 'order.status', number: order.number, status: order.status }
      }
      case 'forgetCustomer':
        forgotten = true
        return undefined
      case 'transferToOperator':
        passed.push((params as { comment: string }).comment)
        return undefined
      default:
        return undefined
    }
  }
  return {
    orders,
    passed,
    answer(effect) {
      const told = work(effect)
      if (!told || condition !== 'slow') return told
      kept.push(told)
      return undefined
    },
    recall() {
      const last = [...known, ...orders].findLast(({ status }) => status !== 'cancelled')
      if (!last || forgotten) return undefined
      const { address, phone, bottles, number, status } = last
      return { type: 'customer.returned', address, phone, bottles, open: status === 'delivered' ? null : number }
    },
    setStatus(status) {
      const last = orders.at(-1) ?? known.at(-1)
      if (!last) return 'there is no order'
      last.status = status
      return undefined
    },
    become(next) {
      condition = next
      return next === 'well' ? kept.splice(0) : []
    },
  }
}
