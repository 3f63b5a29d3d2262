import type { EffectFacts } from '../flow/define.ts'
import { defineFlow, type Flow } from '../flow/define.ts'
import type { Message } from '../flow/message.ts'
import type { Heard } from '../flow/snapshot.ts'
import type { Situation, Understood } from '../flow/understanding.ts'
import { orderContext, type OrderContext } from './context.ts'
import type { CustomerEvent, HostEvent } from './events.ts'
import { orderMachine } from './machine.ts'
import { orderPhrases, type OrderFacts } from './phrases/index.ts'
import { understand } from './understand/index.ts'

export interface OrderFlowOptions {
  /** What the business answers to questions. */
  facts?: OrderFacts
  /** After how long an unfinished order is reminded of, once. Default 30 min. */
  remindMs?: number
  /** After how long an unfinished order is closed. Default 24 h. */
  expireMs?: number
  /** How long the bot keeps silent after an operator's last word. Default 12 h. */
  operatorSilenceMs?: number
  /** Whether the transport still takes a reminder or a farewell for a customer who was heard then. Default: always. */
  mayWriteFirst?: (heard: Heard | undefined, now: number) => boolean
}

export interface PlaceOrder {
  address: string
  /** E.164. */
  phone: string
  bottles: number
}

export interface Transfer {
  reason: string
  /** For the operator, in Russian: what is known so far. */
  comment: string
}

const effects = {
  placeOrder: ({ context }: EffectFacts<OrderContext>): PlaceOrder => {
    const { address, phone, bottles } = context
    if (address === null || phone === null || bottles === null) throw new Error('Cannot place order: a slot is empty')
    return { address, phone, bottles }
  },
  cancelOrder: ({ context }: EffectFacts<OrderContext>): { number: number } => {
    if (context.orderNumber === null) throw new Error('Cannot cancel order: none was placed')
    return { number: context.orderNumber }
  },
  transferToOperator: ({ context, params }: EffectFacts<OrderContext>): Transfer => {
    const reason = String(params['reason'])
    return { reason, comment: commentFor(reason, context) }
  },
}

export type OrderEffects = typeof effects

/** The water-order flow: greeting → address → phone → bottles → confirmation → placed. */
export function orderFlow(options: OrderFlowOptions = {}): Flow<OrderContext, OrderEffects> {
  const { facts, remindMs, expireMs, operatorSilenceMs, mayWriteFirst } = options
  return defineFlow({
    machine: orderMachine.provide({
      delays: {
        ...(remindMs !== undefined && { remind: remindMs }),
        ...(expireMs !== undefined && { expire: expireMs }),
        ...(operatorSilenceMs !== undefined && { operatorSilence: operatorSilenceMs }),
      },
    }),
    version: '1',
    context: orderContext,
    phrases: orderPhrases(facts),
    understand: understandUnlessSurvey,
    effects,
    introduce: ({ phone }, { knownPhone }) => (phone && knownPhone === null ? { type: 'customer.known', phone } : null),
    whenRejected: { type: 'input.rejected' },
    whenParked: ({ context }) => [
      { type: 'say', params: { phrase: 'trouble' } },
      {
        type: 'transferToOperator',
        params: { reason: 'parked', comment: commentFor('parked', { ...emptySlots, ...(context as object) }) },
      },
    ],
    ...(mayWriteFirst && { mayWriteFirst }),
    unparkOn: ['operator.left'],
  })
}

function understandUnlessSurvey(
  message: Message,
  situation: Situation<OrderContext>,
): Understood<CustomerEvent | HostEvent> {
  if (message.thread !== undefined && message.thread === situation.context.survey) {
    return { event: { type: 'user.survey' }, because: [{ rule: 'survey', words: '' }] }
  }
  return understand(message, situation)
}

const emptySlots = { address: null, phone: null, bottles: null, orderNumber: null }

const reasons: Record<string, string> = {
  asked: 'Клиент просит оператора.',
  'too-many': 'Клиенту нужно больше 50 бутылей.',
  misses: 'Бот не понял клиента несколько раз подряд.',
  trouble: 'Бот не смог обработать сообщение клиента: прочтите его, пожалуйста.',
  rejected: 'Заказ не удалось записать в базу.',
  change: 'Клиент хочет изменить принятый заказ.',
  locked: 'Клиент хочет отменить заказ, который уже в работе.',
  parked: 'Бот не может продолжить этот разговор после обновления.',
}

function commentFor(
  reason: string,
  context: Pick<OrderContext, 'address' | 'phone' | 'bottles' | 'orderNumber'>,
): string {
  const { address, phone, bottles, orderNumber } = context
  return [
    reasons[reason] ?? reason,
    orderNumber === null ? '' : `Заказ № ${orderNumber}`,
    `Адрес: ${address ?? '—'}`,
    `Телефон: ${phone ?? '—'}`,
    `Бутылей: ${bottles ?? '—'}`,
  ]
    .filter(Boolean)
    .join('\n')
}
