import type { EffectFacts } from '../flow/define.ts'
import { defineFlow, type Flow } from '../flow/define.ts'
import type { Message } from '../flow/message.ts'
import type { Heard } from '../flow/snapshot.ts'
import type { Situation, Understood } from '../flow/understanding.ts'
import { addressParts, type AddressParts } from '../language/address-parts.ts'
import { streetNames, type Street } from '../language/gazetteer.ts'
import { lexiconWith, plainLexicon, type Lexicon } from '../language/reading.ts'
import { orderContext, type OrderContext } from './context.ts'
import type { CustomerEvent, HostEvent } from './events.ts'
import { orderMachine } from './machine.ts'
import { orderLegend } from './legend.ts'
import { joinNotes } from './note.ts'
import { orderPhrases, type OrderFacts } from './phrases/index.ts'
import { orderPromises, orderRehearsal } from './rehearsal.ts'
import { afterQuietHours, type OrderRules, type QuietHours } from './rules.ts'
import { understandWith } from './understand/index.ts'

export interface OrderFlowOptions {
  /** What the business answers to questions. */
  facts?: OrderFacts
  /** After how long an unfinished order is reminded of, once. Default 30 min. */
  remindMs?: number
  /** After how long an unfinished order is closed. Default 24 h. */
  expireMs?: number
  /** How long the bot keeps silent after an operator's last word. Default 12 h. */
  operatorSilenceMs?: number
  /** Reminders and farewells that are due then come when they end. Default 22 to 8 o'clock. */
  quietHours?: QuietHours
  /** What the business allows and charges. Default: nothing but 1 to 50 bottles. */
  rules?: OrderRules
  /** Whether the transport still takes a reminder or a farewell for a customer who was heard then. Default: always. */
  mayWriteFirst?: (heard: Heard | undefined, now: number) => boolean
  /** Streets besides those that are known, or other names for them; see `parseStreets`. */
  streets?: readonly Street[]
}

export interface PlaceOrder {
  /** In the customer's words. */
  address: string
  /** The same taken apart; `formatAddress` makes one line of it. */
  addressParts?: AddressParts
  /** E.164. */
  phone: string
  bottles: number
  /** Empty bottles to take back, where the business asks. */
  empties?: number
  /** What the courier should know besides: time, calls, papers. In the customer's words. */
  note?: string
}

export interface ChangeOrder extends PlaceOrder {
  number: number
}

export interface Transfer {
  reason: string
  /** For the operator, in Russian: what is known so far. */
  comment: string
}

const effectsWith = (lexicon: Lexicon) => ({
  placeOrder: ({ context }: EffectFacts<OrderContext>): PlaceOrder => {
    const { address, phone, bottles, note, empties } = context
    if (address === null || phone === null || bottles === null) throw new Error('Cannot place order: a slot is empty')
    return {
      address,
      addressParts: addressParts(address, lexicon),
      phone,
      bottles,
      ...(empties !== null && { empties }),
      ...(note !== null && { note }),
    }
  },
  changeOrder: ({ context }: EffectFacts<OrderContext>): ChangeOrder => {
    const { address, phone, bottles, note, orderNumber } = context
    if (address === null || phone === null || bottles === null || orderNumber === null)
      throw new Error('Cannot change order: a slot is empty')
    return {
      address,
      addressParts: addressParts(address, lexicon),
      phone,
      bottles,
      number: orderNumber,
      ...(note !== null && { note }),
    }
  },
  lookUpOrder: ({ context }: EffectFacts<OrderContext>): { number: number } => {
    if (context.orderNumber === null) throw new Error('Cannot look up order: none was placed')
    return { number: context.orderNumber }
  },
  forgetCustomer: (): Record<string, never> => ({}),
  cancelOrder: ({ context }: EffectFacts<OrderContext>): { number: number } => {
    if (context.orderNumber === null) throw new Error('Cannot cancel order: none was placed')
    return { number: context.orderNumber }
  },
  transferToOperator: ({ context, event, params }: EffectFacts<OrderContext>): Transfer => {
    const reason = String(params['reason'])
    const fresh = typeof event['note'] === 'string' ? event['note'] : null
    const told = reason === 'misses' && event['kind'] === 'voice' ? 'voice' : reason
    return { reason, comment: commentFor(told, { ...context, note: joinNotes(context.note, fresh) }) }
  },
})

export type OrderEffects = ReturnType<typeof effectsWith>

const night: QuietHours = { from: 22 * 60, to: 8 * 60 }

/** The water-order flow: greeting → address → phone → bottles → confirmation → placed. */
export function orderFlow(options: OrderFlowOptions = {}): Flow<OrderContext, OrderEffects> {
  const {
    facts,
    remindMs,
    expireMs,
    operatorSilenceMs,
    quietHours = night,
    mayWriteFirst,
    rules = {},
    streets = [],
  } = options
  const lexicon = streets.length > 0 ? lexiconWith(streetNames(streets)) : plainLexicon
  return defineFlow({
    machine: orderMachine.provide({
      delays: {
        ...(remindMs !== undefined && { remind: remindMs }),
        ...(expireMs !== undefined && { expire: expireMs }),
        ...(operatorSilenceMs !== undefined && { operatorSilence: operatorSilenceMs }),
      },
      guards: { asksEmpties: ({ context }) => rules.askEmpties === true && context.empties === null },
    }),
    version: '1',
    context: orderContext,
    phrases: orderPhrases(facts, rules),
    understand: heeding(rules, understandWith(lexicon, { asksEmpties: rules.askEmpties === true })),
    isFragment,
    effects: effectsWith(lexicon),
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
    timerAt: (delay, at) => (delay === 'operatorSilence' ? at : afterQuietHours(at, quietHours)),
    unparkOn: ['operator.left'],
    rehearsal: orderRehearsal,
    promises: orderPromises(rules.askEmpties === true),
    legend: orderLegend,
  })
}

type Understanding = (message: Message, situation: Situation<OrderContext>) => Understood<CustomerEvent | HostEvent>

/** Sets aside answers to a survey, hears what a placed order is changed to, and keeps to the rules. */
function heeding(rules: OrderRules, understand: Understanding): Understanding {
  return (message, situation) => {
    const { survey, amending } = situation.context
    if (message.thread !== undefined && message.thread === survey)
      return { event: { type: 'user.survey' }, because: [{ rule: 'survey', words: '' }] }
    return ruled(rules, understand(message, amending ? { ...situation, awaits: amending } : situation))
  }
}

/** A count that the business does not deliver is told, not taken. */
function ruled<Heard extends Understood<CustomerEvent | HostEvent>>(
  { minBottles = 1 }: OrderRules,
  understood: Heard,
): Heard {
  const { event } = understood
  if (event.type !== 'user.provide' && event.type !== 'user.change') return understood
  const { bottles, ...rest } = event
  return bottles === undefined || bottles >= minBottles
    ? understood
    : { ...understood, event: { ...rest, obstacle: 'bottles.too-few' } }
}

/** Words that say little by themselves and are mostly followed by the matter: a greeting, a question before the order. */
function isFragment({ event }: Understood, { awaits, state }: Situation<OrderContext>): boolean {
  if (event.type === 'user.smalltalk') return event['kind'] === 'greeting' && awaits !== 'confirmation'
  if (event.type === 'user.ask') return state === 'greeting'
  return event.type === 'user.unclear' && event['obstacle'] === 'address.house'
}

const emptySlots = { address: null, phone: null, bottles: null, orderNumber: null, note: null, street: null }

const reasons: Record<string, string> = {
  asked: 'Клиент просит оператора.',
  'too-many': 'Клиенту нужно больше 50 бутылей.',
  misses: 'Бот не понял клиента несколько раз подряд.',
  voice: 'Клиент прислал голосовые сообщения: послушайте, пожалуйста.',
  trouble: 'Бот не смог обработать сообщение клиента: прочтите его, пожалуйста.',
  rejected: 'Заказ не удалось записать в базу.',
  change: 'Клиент хочет изменить заказ, который уже в работе. Ниже то, чего он хочет.',
  locked: 'Клиент хочет отменить заказ, который уже в работе.',
  note: 'Клиент дополнил принятый заказ.',
  picture: 'Клиент прислал фото или документ: посмотрите, пожалуйста.',
  payment: 'Клиент прислал чек: проверьте, пожалуйста, оплату.',
  parked: 'Бот не может продолжить этот разговор после обновления.',
}

function commentFor(
  reason: string,
  context: Pick<OrderContext, 'address' | 'phone' | 'bottles' | 'orderNumber' | 'note' | 'street'>,
): string {
  const { address, phone, bottles, orderNumber, note, street } = context
  return [
    reasons[reason] ?? reason,
    orderNumber === null ? '' : `Заказ № ${orderNumber}`,
    `Адрес: ${address ?? street ?? '—'}`,
    `Телефон: ${phone ?? '—'}`,
    `Бутылей: ${bottles ?? '—'}`,
    note === null ? '' : `Примечание: ${note}`,
  ]
    .filter(Boolean)
    .join('\n')
}
