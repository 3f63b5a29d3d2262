import type { Message } from '../src/flow/message.ts'
import type { Situation, Understood } from '../src/flow/understanding.ts'
import type { OrderContext } from '../src/order/context.ts'
import type { CustomerEvent } from '../src/order/events.ts'
import { understand } from '../src/order/understand/index.ts'
import { address, phone } from './order-events.ts'

export const nobody: OrderContext = {
  address: null,
  phone: null,
  bottles: null,
  misses: 0,
  reminded: false,
  knownPhone: null,
  orderNumber: null,
  survey: null,
  released: false,
  note: null,
  street: null,
  usual: null,
  amending: null,
  empties: null,
}

const steps: Record<string, { awaits?: string; state: string; context: Partial<OrderContext> }> = {
  anything: { state: 'greeting', context: {} },
  address: { state: 'ordering.waitingAddress', context: {} },
  phone: { state: 'ordering.waitingPhone', context: { address } },
  bottles: { state: 'ordering.waitingBottles', context: { address, phone } },
  confirmation: { state: 'ordering.waitingConfirmation', context: { address, phone, bottles: 2 } },
  placed: { awaits: 'anything', state: 'placed', context: { address, phone, bottles: 2, orderNumber: 7 } },
}

/** Where a conversation stands at a step, with an order filled in up to there. */
export function at(step: string, more: Partial<OrderContext> = {}): Situation<OrderContext> {
  const { awaits = step, state, context } = steps[step] ?? { state: step, context: {} }
  return { awaits, state, context: { ...nobody, ...context, ...more }, locale: 'ru', late: false, at: 0 }
}

export function understood(
  message: string | Message,
  step: string,
  more: Partial<OrderContext> = {},
): Understood<CustomerEvent> {
  return understand(
    typeof message === 'string' ? { text: message } : message,
    at(step, more),
  ) as Understood<CustomerEvent>
}

export function mean(message: string | Message, step: string, more: Partial<OrderContext> = {}): CustomerEvent {
  return understood(message, step, more).event
}
