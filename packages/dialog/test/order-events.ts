import type { CustomerEvent, HostEvent, Obstacle, Slot, Topic } from '../src/order/events.ts'

type OrderEvent = CustomerEvent | HostEvent

export const address = 'ул. Токтогула 125, кв 4'
export const phone = '+996555123456'

const topics: Record<Topic, true> = {
  price: true,
  hours: true,
  delivery: true,
  payment: true,
  water: true,
  'order-status': true,
  bot: true,
  other: true,
}
const obstacleNames: Record<Obstacle, true> = {
  'bottles.range': true,
  'bottles.fraction': true,
  'bottles.zero': true,
  'bottles.negative': true,
  'bottles.too-many': true,
  'bottles.litres': true,
  'bottles.none': true,
  'bottles.too-few': true,
  'empties.none': true,
  'bottles.several': true,
  'phone.too-short': true,
  'phone.too-long': true,
  'phone.none': true,
  'address.none': true,
  'address.house': true,
  'nothing-known': true,
  contradiction: true,
}

const keys = <Key extends string>(names: Record<Key, true>) => Object.keys(names) as Key[]

export const obstacles = keys(obstacleNames)
export const slots: Slot[] = ['address', 'phone', 'bottles']
const smalltalk = ['greeting', 'thanks', 'wait', 'reaction', 'bye', 'noise'] as const
const media = ['photo', 'voice', 'video', 'document', 'sticker', 'contact'] as const

/** For each kind of event what there is of it: a new kind does not compile before it is here. */
export const samples: { [Type in OrderEvent['type']]: Extract<OrderEvent, { type: Type }>[] } = {
  'user.provide': [
    { type: 'user.provide', address },
    { type: 'user.provide', phone },
    { type: 'user.provide', bottles: 2 },
    { type: 'user.provide', address, phone, bottles: 50 },
    { type: 'user.provide' },
    { type: 'user.provide', bottles: 4, usual: true },
    { type: 'user.provide', empties: 2 },
    { type: 'user.provide', note: 'завтра к 10' },
    { type: 'user.provide', street: 'Токтогула' },
    { type: 'user.provide', bottles: 2, note: 'срочно' },
    ...obstacles.map((obstacle) => ({ type: 'user.provide', address, obstacle }) as const),
  ],
  'user.change': [
    { type: 'user.change' },
    { type: 'user.change', obstacle: 'bottles.too-few' },
    { type: 'user.change', bottles: 7 },
    { type: 'user.change', slot: 'address', street: 'Манаса', note: 'к 18:00' },
    { type: 'user.change', address: 'Манаса 40', phone: '+996700111222' },
    ...slots.map((slot) => ({ type: 'user.change', slot }) as const),
    ...slots.flatMap((slot) => obstacles.map((obstacle) => ({ type: 'user.change', slot, obstacle }) as const)),
  ],
  'user.yes': [{ type: 'user.yes' }, { type: 'user.yes', note: 'к 18:00' }],
  'user.no': [{ type: 'user.no' }],
  'user.cancel': [{ type: 'user.cancel' }],
  'user.restart': [{ type: 'user.restart' }],
  'user.operator': [{ type: 'user.operator' }],
  'user.repeat': [{ type: 'user.repeat' }, { type: 'user.repeat', note: 'завтра' }],
  'user.forget': [{ type: 'user.forget' }],
  'user.ask': keys(topics).map((topic) => ({ type: 'user.ask', topic })),
  'user.media': [
    ...media.map((kind) => ({ type: 'user.media', kind }) as const),
    { type: 'user.media', kind: 'photo', about: 'payment', note: 'чек' },
  ],
  'user.smalltalk': smalltalk.map((kind) => ({ type: 'user.smalltalk', kind })),
  'user.language': (['ru', 'ky', 'en'] as const).map((locale) => ({ type: 'user.language', locale })),
  'user.unclear': [
    { type: 'user.unclear' },
    ...obstacles.map((obstacle) => ({ type: 'user.unclear', obstacle }) as const),
  ],
  'customer.known': [{ type: 'customer.known', phone: '+996777888999' }],
  'customer.returned': [
    { type: 'customer.returned', address: 'Манаса 40', phone, bottles: 3, open: null },
    { type: 'customer.returned', address: 'Манаса 40', phone, bottles: 3, open: 6 },
  ],
  'operator.wrote': [{ type: 'operator.wrote' }],
  'operator.assigned': [{ type: 'operator.assigned' }],
  'operator.left': [{ type: 'operator.left' }],
  'client.flooding': [{ type: 'client.flooding' }],
  'survey.opened': [{ type: 'survey.opened', thread: 't1' }],
  'order.placed': [{ type: 'order.placed', number: 7 }],
  'order.rejected': [{ type: 'order.rejected', reason: 'no database' }],
  'order.cancelled': [{ type: 'order.cancelled', number: 7 }],
  'order.locked': [{ type: 'order.locked', number: 7 }],
  'order.changed': [{ type: 'order.changed', number: 7 }],
  'order.status': [{ type: 'order.status', number: 7, status: 'accepted' }],
  'input.rejected': [{ type: 'input.rejected' }],
  'user.survey': [{ type: 'user.survey' }],
}

export const orderEvents: OrderEvent[] = Object.values(samples).flat()
