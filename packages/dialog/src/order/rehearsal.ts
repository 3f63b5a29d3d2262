import type { Promises, Rehearsal } from '../flow/promises.ts'
import type { OrderContext } from './context.ts'
import type { CustomerEvent, HostEvent } from './events.ts'

const meant: CustomerEvent[] = [
  { type: 'user.provide', address: 'Манаса 40', obstacle: 'bottles.too-many' },
  { type: 'user.change', obstacle: 'bottles.too-many' },
  { type: 'user.change', obstacle: 'phone.too-short' },
  { type: 'user.change', bottles: 7 },
  { type: 'user.yes' },
  { type: 'user.no' },
  { type: 'user.provide', bottles: 4, usual: true },
  { type: 'user.provide', address: 'Манаса 40', obstacle: 'bottles.zero' },
  { type: 'user.unclear', obstacle: 'bottles.range' },
  { type: 'user.media', kind: 'photo', about: 'payment', note: 'чек' },
  { type: 'user.media', kind: 'sticker' },
  { type: 'user.smalltalk', kind: 'reaction' },
]

const told: HostEvent[] = [
  { type: 'customer.known', phone: '+996777888999' },
  { type: 'customer.returned', address: 'Манаса 40', phone: '+996555123456', bottles: 3, open: null },
  { type: 'customer.returned', address: 'Манаса 40', phone: '+996555123456', bottles: 3, open: 6 },
  { type: 'operator.wrote' },
  { type: 'operator.assigned' },
  { type: 'operator.left' },
  { type: 'client.flooding' },
  { type: 'survey.opened', thread: 's1' },
  { type: 'input.rejected' },
]

const answers: Record<string, HostEvent[]> = {
  placeOrder: [
    { type: 'order.placed', number: 1 },
    { type: 'order.rejected', reason: 'no database' },
  ],
  changeOrder: [
    { type: 'order.changed', number: 1 },
    { type: 'order.locked', number: 1 },
  ],
  cancelOrder: [
    { type: 'order.cancelled', number: 1 },
    { type: 'order.locked', number: 1 },
  ],
  lookUpOrder: [{ type: 'order.status', number: 1, status: 'accepted' }],
}

/** What is tried on the order flow: a way of saying each thing that its guards tell apart. */
export const orderRehearsal: Rehearsal<OrderContext> = {
  customer: [
    'Здравствуйте',
    '2 бутыли на Токтогула 125 кв 4, 0555 123 456',
    'Токтогула 125 кв 4',
    '0555 123 456',
    '2 бутыли',
    '3 пустых',
    '60 бутылей',
    'Привезите завтра к 10',
    'Нет, лучше 7 бутылей',
    'Адрес неправильный',
    'Хочу изменить заказ',
    'да',
    'да, к 18:00',
    'нет',
    'Как обычно',
    'Где мой заказ?',
    'Сколько стоит?',
    'English please',
    'спасибо',
    'отмена',
    'заново',
    'Забудьте меня',
    'оператор',
    { media: [{ kind: 'voice' }] },
    { media: [{ kind: 'photo' }] },
    ...meant,
  ],
  host: told,
  answers: ({ type }) => answers[type] ?? [],
  key: ({ address, phone, bottles, misses, knownPhone, orderNumber, usual, amending, empties }, state) => {
    if (!state.startsWith('ordering')) return [orderNumber !== null, knownPhone !== null, usual !== null, amending]
    const offered = {
      'ordering.waitingAddress': usual?.address,
      'ordering.waitingPhone': knownPhone,
      'ordering.waitingBottles': usual?.bottles,
    }
    const offers = Boolean(offered[state as keyof typeof offered])
    const again = state === 'ordering.waitingConfirmation' && orderNumber !== null
    // One more than there may be, so that a count that never ends is seen to end nowhere.
    const missed = Math.min(misses, 3)
    return [offers, again, missed, address !== null, phone !== null, bottles !== null, empties !== null]
  },
}

/** What the order flow keeps to, whatever is said. */
export function orderPromises(askEmpties: boolean): Promises {
  return {
    reach: {
      withOperator: { messages: 1, by: ['user.operator'] },
      cancelled: { messages: 2, by: ['user.cancel', 'user.restart'] },
      // From a person: to begin again, all at once, how many empties, yes.
      placed: { messages: askEmpties ? 4 : 3 },
    },
    only: {
      placeOrder: { in: ['ordering.waitingConfirmation'], on: ['user.yes'] },
      changeOrder: { in: ['placed'], on: ['user.change', 'user.provide'] },
      cancelOrder: { in: ['placed', 'greeting', 'cancelled'], on: ['user.cancel'] },
      forgetCustomer: { on: ['user.forget'] },
    },
    misses: { by: ['ъъъ', { type: 'user.unclear' }], limit: 3, end: 'withOperator' },
    unused: askEmpties ? [] : ['ordering.waitingEmpties'],
  }
}
