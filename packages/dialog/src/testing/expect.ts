import type { Snapshot } from '../flow/snapshot.ts'
import type { OrderContext } from '../order/context.ts'
import type { Conversing } from './converse.ts'

/** What must hold after one text; an absent key is not judged. */
export interface Expectation {
  bottles?: number
  bottlesNot?: number[]
  phone?: string
  phoneUnchanged?: boolean
  addressIncludes?: string[]
  addressNot?: string[]
  addressEmpty?: boolean
  state?: string | string[]
  stateNot?: string | string[]
  orderPlaced?: boolean
  handoff?: boolean
  language?: string
}

interface ExpectedOrder {
  bottles: number
  phone: string
  addressIncludes: string[]
}

/** What must hold after a whole conversation. */
export interface DialogExpectation {
  orders: ExpectedOrder[]
  finalState?: string | string[]
  handoff?: boolean
}

/** The expectations that one text did not meet. */
export function wrongInUtterance(expect: Expectation, talk: Conversing, before?: Snapshot<OrderContext>): string[] {
  const context = talk.snapshot?.context as OrderContext
  const address = (context.address ?? '').toLowerCase()
  const placed = ordersOf(talk).length > 0
  const unmet: [string, boolean][] = [
    ['bottles', expect.bottles === undefined || context.bottles === expect.bottles],
    ['bottlesNot', !expect.bottlesNot?.some((count) => count === context.bottles)],
    ['phone', expect.phone === undefined || context.phone === expect.phone],
    ['phoneUnchanged', !expect.phoneUnchanged || context.phone === (before?.context.phone ?? null)],
    ['addressIncludes', (expect.addressIncludes ?? []).every((part) => address.includes(part))],
    ['addressNot', !(expect.addressNot ?? []).some((part) => address.includes(part))],
    ['addressEmpty', !expect.addressEmpty || context.address === null],
    ['state', expect.state === undefined || listOf(expect.state).includes(talk.state)],
    ['stateNot', !listOf(expect.stateNot ?? []).includes(talk.state)],
    ['orderPlaced', expect.orderPlaced === undefined || placed === expect.orderPlaced],
    ['handoff', expect.handoff === undefined || (talk.state === 'withOperator') === expect.handoff],
    ['language', expect.language === undefined || talk.snapshot?.locale === expect.language],
  ]
  const { bottles, phone } = context
  const is = `state ${talk.state}, address ${context.address}, phone ${phone}, bottles ${bottles}, ${talk.snapshot?.locale}`
  return unmet
    .filter(([, holds]) => !holds)
    .map(([key]) => `${key}: ${JSON.stringify(expect[key as 'state'])}, but ${is}`)
}

/** The expectations that a whole conversation did not meet. */
export function wrongInDialog(expect: DialogExpectation, talk: Conversing): string[] {
  const orders = ordersOf(talk)
  const same =
    orders.length === expect.orders.length &&
    expect.orders.every((wanted, at) => {
      const order = orders[at] as { address: string; phone: string; bottles: number }
      const address = order.address.toLowerCase()
      return (
        order.bottles === wanted.bottles &&
        order.phone === wanted.phone &&
        wanted.addressIncludes.every((part) => address.includes(part))
      )
    })
  return [
    ...(same ? [] : [`orders: ${JSON.stringify(orders)}`]),
    ...(expect.finalState === undefined || listOf(expect.finalState).includes(talk.state)
      ? []
      : [`finalState: ${talk.state}`]),
    ...(expect.handoff === undefined || (talk.state === 'withOperator') === expect.handoff
      ? []
      : [`handoff: ${talk.state}`]),
  ]
}

function ordersOf(talk: Conversing): unknown[] {
  return talk.effects.filter((effect) => effect.type === 'placeOrder').map((effect) => effect.params)
}

function listOf(value: string | string[]): string[] {
  return typeof value === 'string' ? [value] : value
}
