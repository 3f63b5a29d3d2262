import { assign, setup } from 'xstate'
import type { OrderContext } from './context.ts'
import type { CustomerEvent, HostEvent, Slots } from './events.ts'

type OrderEvent = CustomerEvent | HostEvent

const slotsOf = (event: OrderEvent): Slots =>
  event.type === 'user.provide' || event.type === 'user.change' ? event : {}
const obstacleOf = (event: OrderEvent) => ('obstacle' in event ? event.obstacle : undefined)
const slotOf = (event: OrderEvent) => (event.type === 'user.change' ? event.slot : undefined)
const hasSlots = (event: OrderEvent) => {
  const { address, phone, bottles } = slotsOf(event)
  return address !== undefined || phone !== undefined || bottles !== undefined
}

export const orderMachine = setup({
  types: {} as {
    context: OrderContext
    events: OrderEvent
    meta: { awaits: string }
  },
  actions: {
    say: (_, _params: { phrase: string; choices?: string[] }) => {},
    placeOrder: () => {},
    cancelOrder: () => {},
    transferToOperator: (_, _params: { reason: string }) => {},
    takeSlots: assign(({ context, event }) => {
      const { address, phone, bottles } = slotsOf(event)
      return {
        address: address ?? context.address,
        phone: phone ?? context.phone,
        bottles: bottles ?? context.bottles,
        misses: 0,
      }
    }),
    clearSlot: assign(({ event }) => {
      const slot = slotOf(event)
      return slot ? { [slot]: null, misses: 0 } : { misses: 0 }
    }),
    clearSlots: assign({ address: null, phone: null, bottles: null, misses: 0, reminded: false }),
    takeNextOrder: assign(({ context, event }) => {
      const { address, phone, bottles } = slotsOf(event)
      return {
        address: address ?? context.address,
        phone: phone ?? context.phone,
        bottles: bottles ?? null,
        misses: 0,
        reminded: false,
      }
    }),
    takeSameOrder: assign({ misses: 0, reminded: false }),
    takeKnownPhone: assign({ phone: ({ context }) => context.knownPhone, misses: 0 }),
    refuseKnownPhone: assign({ knownPhone: '', misses: 0 }),
    countMiss: assign({ misses: ({ context }) => context.misses + 1 }),
    clearMisses: assign({ misses: 0 }),
    rememberCustomer: assign({ knownPhone: ({ event }) => (event.type === 'customer.known' ? event.phone : null) }),
    rememberOrder: assign({
      orderNumber: ({ event, context }) => (event.type === 'order.placed' ? event.number : context.orderNumber),
    }),
    rememberSurvey: assign({
      survey: ({ event, context }) => (event.type === 'survey.opened' ? event.thread : context.survey),
    }),
    markReminded: assign({ reminded: true }),
    markReleased: assign({ released: true }),
    clearReleased: assign({ released: false }),
  },
  guards: {
    tooMany: ({ event }) => obstacleOf(event) === 'bottles.too-many',
    hasObstacle: ({ event }) => obstacleOf(event) !== undefined,
    hasSlots: ({ event }) => hasSlots(event),
    namesSlot: ({ event }) => slotOf(event) !== undefined,
    needsAddress: ({ context }) => context.address === null,
    needsPhone: ({ context }) => context.phone === null,
    needsBottles: ({ context }) => context.bottles === null,
    hasOrder: ({ context }) => context.orderNumber !== null,
    hasSlotsKept: ({ context }) => context.address !== null || context.phone !== null || context.bottles !== null,
    hasWholeOrder: ({ context }) => context.address !== null && context.phone !== null && context.bottles !== null,
    isNotReleased: ({ context }) => !context.released,
    mayAskAgain: ({ context, event }) => context.misses < 2 && obstacleOf(event) === undefined,
    isLastMiss: ({ context }) => context.misses >= 2,
    mayRemind: ({ context, event }) => {
      if (context.reminded || !('at' in event) || typeof event.at !== 'number') return false
      // Bishkek is UTC+6 all year round; nobody is reminded of water at night.
      const hour = new Date(event.at + 6 * 3_600_000).getUTCHours()
      return hour >= 8 && hour < 22
    },
    offersKnownPhone: ({ context }) => Boolean(context.knownPhone),
    isReaction: ({ event }) =>
      (event.type === 'user.smalltalk' && event.kind === 'reaction') ||
      (event.type === 'user.media' && event.kind === 'sticker'),
    isShort: ({ event }) =>
      event.type === 'user.smalltalk' && (event.kind === 'wait' || event.kind === 'thanks' || event.kind === 'bye'),
  },
  delays: {
    remind: 30 * 60_000,
    expire: 24 * 3_600_000,
    operatorSilence: 12 * 3_600_000,
  },
}).createMachine({
  id: 'order',
  description: 'A customer orders water: address, phone, bottles, confirmation.',
  context: {
    address: null,
    phone: null,
    bottles: null,
    misses: 0,
    reminded: false,
    knownPhone: null,
    orderNumber: null,
    survey: null,
    released: false,
  },
  initial: 'greeting',
  on: {
    'customer.known': { actions: 'rememberCustomer' },
    'survey.opened': { actions: 'rememberSurvey' },
    'operator.wrote': {
      target: '.withOperator',
      actions: 'clearReleased',
      description: 'A person answers the customer: the bot keeps silent.',
    },
    'operator.assigned': {
      guard: 'isNotReleased',
      target: '.withOperator',
      description:
        'The dialog is assigned to a person. Once the bot has come back, that alone does not silence it again.',
    },
    'operator.left': { actions: 'clearReleased' },
    'client.flooding': {
      actions: { type: 'say', params: { phrase: 'flooding' } },
      description: 'Messages of this customer are being dropped. Nothing changes; a person who holds it is left alone.',
    },
    'input.rejected': {
      target: '.withOperator',
      actions: [
        { type: 'say', params: { phrase: 'trouble' } },
        { type: 'transferToOperator', params: { reason: 'trouble' } },
      ],
    },
    'order.placed': { actions: ['rememberOrder', { type: 'say', params: { phrase: 'placed' } }] },
    'user.operator': {
      target: '.withOperator',
      actions: [
        { type: 'say', params: { phrase: 'operator.called' } },
        { type: 'transferToOperator', params: { reason: 'asked' } },
      ],
    },
    'user.cancel': { target: '.cancelled', actions: ['clearSlots', { type: 'say', params: { phrase: 'cancelled' } }] },
    'user.restart': { target: '.ordering', actions: ['clearSlots', { type: 'say', params: { phrase: 'restarted' } }] },
  },
  states: {
    greeting: {
      description: 'Nothing was said yet, or a person gave the customer back. The first message is never thrown away.',
      meta: { awaits: 'anything' },
      on: {
        'user.provide': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              'takeSlots',
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          { target: 'ordering', actions: ['takeSlots', { type: 'say', params: { phrase: 'greeting' } }] },
        ],
        'user.change': { target: 'ordering', actions: ['takeSlots', { type: 'say', params: { phrase: 'greeting' } }] },
        'user.ask': {
          target: 'ordering',
          actions: [
            { type: 'say', params: { phrase: 'greeting' } },
            { type: 'say', params: { phrase: 'answer' } },
          ],
        },
        'user.media': {
          target: 'ordering',
          actions: [
            { type: 'say', params: { phrase: 'greeting' } },
            { type: 'say', params: { phrase: 'media' } },
          ],
        },
        'user.unclear': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          { target: 'ordering', actions: { type: 'say', params: { phrase: 'greeting' } } },
        ],
        'user.smalltalk': { target: 'ordering', actions: { type: 'say', params: { phrase: 'greeting' } } },
        'user.language': { target: 'ordering', actions: { type: 'say', params: { phrase: 'greeting' } } },
        'user.repeat': { target: 'ordering', actions: { type: 'say', params: { phrase: 'greeting' } } },
        'user.yes': { target: 'ordering', actions: { type: 'say', params: { phrase: 'greeting' } } },
        'user.no': { target: 'ordering', actions: { type: 'say', params: { phrase: 'greeting' } } },
      },
    },
    ordering: {
      description:
        'An order is being put together. Whatever is corrected, the flow goes to the first thing that is missing.',
      initial: 'routing',
      after: { expire: { target: 'expired' } },
      on: {
        'user.provide': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              'takeSlots',
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          {
            guard: 'hasObstacle',
            target: '.routing',
            actions: ['takeSlots', { type: 'say', params: { phrase: 'obstacle' } }],
          },
          { target: '.routing', actions: 'takeSlots' },
        ],
        'user.change': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          {
            guard: 'hasSlots',
            target: '.routing',
            actions: [
              'takeSlots',
              { type: 'say', params: { phrase: 'changed' } },
              { type: 'say', params: { phrase: 'obstacle' } },
            ],
          },
          {
            guard: 'namesSlot',
            target: '.routing',
            actions: ['clearSlot', { type: 'say', params: { phrase: 'obstacle' } }],
          },
          { actions: { type: 'say', params: { phrase: 'change.what' } } },
        ],
        'user.ask': { target: '.routing', actions: { type: 'say', params: { phrase: 'answer' } } },
        'user.language': { target: '.routing', actions: { type: 'say', params: { phrase: 'language' } } },
        'user.smalltalk': [
          { guard: 'isReaction' },
          { guard: 'isShort', actions: { type: 'say', params: { phrase: 'smalltalk' } } },
          { target: '.routing', actions: { type: 'say', params: { phrase: 'smalltalk' } } },
        ],
        'user.media': [
          { guard: 'isReaction' },
          {
            guard: 'isLastMiss',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'misses' } },
              { type: 'transferToOperator', params: { reason: 'misses' } },
            ],
          },
          { target: '.routing', actions: ['countMiss', { type: 'say', params: { phrase: 'media' } }] },
        ],
        'user.repeat': { target: '.routing', actions: { type: 'say', params: { phrase: 'nothing-known' } } },
        'user.unclear': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          {
            guard: 'isLastMiss',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'misses' } },
              { type: 'transferToOperator', params: { reason: 'misses' } },
            ],
          },
          { guard: 'hasObstacle', actions: ['countMiss', { type: 'say', params: { phrase: 'obstacle' } }] },
        ],
      },
      states: {
        routing: {
          description: 'Goes to the first thing that is missing.',
          always: [
            { guard: 'needsAddress', target: 'waitingAddress' },
            { guard: 'needsPhone', target: 'waitingPhone' },
            { guard: 'needsBottles', target: 'waitingBottles' },
            { target: 'waitingConfirmation' },
          ],
        },
        waitingAddress: {
          description: 'Where to bring the water.',
          meta: { awaits: 'address' },
          entry: { type: 'say', params: { phrase: 'ask.address' } },
          after: {
            remind: { guard: 'mayRemind', actions: ['markReminded', { type: 'say', params: { phrase: 'remind' } }] },
          },
          on: {
            'user.unclear': {
              guard: 'mayAskAgain',
              actions: ['countMiss', { type: 'say', params: { phrase: 'retry.address' } }],
            },
            'user.yes': { actions: { type: 'say', params: { phrase: 'retry.address' } } },
            'user.no': { actions: { type: 'say', params: { phrase: 'retry.address' } } },
          },
        },
        waitingPhone: {
          description: 'Whom the courier calls. A number that the transport knows is offered.',
          meta: { awaits: 'phone' },
          entry: { type: 'say', params: { phrase: 'ask.phone' } },
          after: {
            remind: { guard: 'mayRemind', actions: ['markReminded', { type: 'say', params: { phrase: 'remind' } }] },
          },
          on: {
            'user.yes': [
              { guard: 'offersKnownPhone', target: 'routing', actions: 'takeKnownPhone' },
              { actions: { type: 'say', params: { phrase: 'retry.phone' } } },
            ],
            'user.no': { actions: ['refuseKnownPhone', { type: 'say', params: { phrase: 'retry.phone' } }] },
            'user.unclear': {
              guard: 'mayAskAgain',
              actions: ['countMiss', { type: 'say', params: { phrase: 'retry.phone' } }],
            },
          },
        },
        waitingBottles: {
          description: 'How many bottles, 1 to 50. More is a matter for a person.',
          meta: { awaits: 'bottles' },
          entry: { type: 'say', params: { phrase: 'ask.bottles' } },
          after: {
            remind: { guard: 'mayRemind', actions: ['markReminded', { type: 'say', params: { phrase: 'remind' } }] },
          },
          on: {
            'user.yes': { actions: { type: 'say', params: { phrase: 'retry.bottles' } } },
            'user.no': { actions: { type: 'say', params: { phrase: 'retry.bottles' } } },
            'user.unclear': {
              guard: 'mayAskAgain',
              actions: ['countMiss', { type: 'say', params: { phrase: 'retry.bottles' } }],
            },
          },
        },
        waitingConfirmation: {
          description: 'Everything is known; only a clear yes orders.',
          meta: { awaits: 'confirmation' },
          entry: { type: 'say', params: { phrase: 'ask.confirmation', choices: ['yes', 'no'] } },
          after: {
            remind: { guard: 'mayRemind', actions: ['markReminded', { type: 'say', params: { phrase: 'remind' } }] },
          },
          on: {
            'user.yes': { target: '#order.placing', actions: 'clearMisses' },
            'user.no': { actions: { type: 'say', params: { phrase: 'change.what' } } },
            'user.unclear': {
              guard: 'mayAskAgain',
              actions: ['countMiss', { type: 'say', params: { phrase: 'retry.confirmation' } }],
            },
          },
        },
      },
    },
    placing: {
      description: 'The order is on its way into the database; the customer hears of it after it is there.',
      meta: { awaits: 'nothing' },
      entry: { type: 'placeOrder' },
      on: {
        'order.placed': { target: 'placed', actions: ['rememberOrder', { type: 'say', params: { phrase: 'placed' } }] },
        'order.rejected': {
          target: 'withOperator',
          actions: [
            { type: 'say', params: { phrase: 'trouble' } },
            { type: 'transferToOperator', params: { reason: 'rejected' } },
          ],
        },
        'user.smalltalk': {},
        'user.yes': {},
        'user.*': { actions: { type: 'say', params: { phrase: 'placing' } } },
      },
    },
    placed: {
      description: 'The order is in the database. Nothing is ordered again without a new confirmation.',
      meta: { awaits: 'anything' },
      on: {
        'user.provide': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          { target: 'ordering', actions: ['takeNextOrder', { type: 'say', params: { phrase: 'next' } }] },
        ],
        'user.repeat': { target: 'ordering', actions: ['takeSameOrder', { type: 'say', params: { phrase: 'next' } }] },
        'user.cancel': { target: 'cancelling' },
        'user.change': {
          target: 'withOperator',
          actions: [
            { type: 'say', params: { phrase: 'placed.change' } },
            { type: 'transferToOperator', params: { reason: 'change' } },
          ],
        },
        'user.ask': { actions: { type: 'say', params: { phrase: 'answer' } } },
        'user.yes': { actions: { type: 'say', params: { phrase: 'placed.already' } } },
        'user.no': { actions: { type: 'say', params: { phrase: 'placed.help' } } },
        'user.unclear': { actions: { type: 'say', params: { phrase: 'placed.help' } } },
        'user.language': { actions: { type: 'say', params: { phrase: 'language' } } },
        'user.smalltalk': [{ guard: 'isReaction' }, { actions: { type: 'say', params: { phrase: 'smalltalk' } } }],
        'user.media': [{ guard: 'isReaction' }, { actions: { type: 'say', params: { phrase: 'media' } } }],
      },
    },
    cancelling: {
      description: 'An order that was already placed is being taken back.',
      meta: { awaits: 'nothing' },
      entry: { type: 'cancelOrder' },
      on: {
        'order.cancelled': {
          target: 'cancelled',
          actions: ['clearSlots', { type: 'say', params: { phrase: 'order.cancelled' } }],
        },
        'order.locked': {
          target: 'withOperator',
          actions: [
            { type: 'say', params: { phrase: 'order.locked' } },
            { type: 'transferToOperator', params: { reason: 'locked' } },
          ],
        },
        'user.*': {},
      },
    },
    cancelled: {
      description: 'The customer does not want it. A new order can begin at any time.',
      meta: { awaits: 'anything' },
      on: {
        'user.provide': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              'takeSlots',
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          { target: 'ordering', actions: 'takeSlots' },
        ],
        'user.cancel': { actions: { type: 'say', params: { phrase: 'cancelled' } } },
        'user.ask': { actions: { type: 'say', params: { phrase: 'answer' } } },
        'user.language': { actions: { type: 'say', params: { phrase: 'language' } } },
        'user.smalltalk': [
          { guard: 'isReaction' },
          { guard: 'isShort', actions: { type: 'say', params: { phrase: 'smalltalk' } } },
          { target: 'ordering', actions: { type: 'say', params: { phrase: 'greeting' } } },
        ],
        'user.media': [{ guard: 'isReaction' }, { actions: { type: 'say', params: { phrase: 'cancelled.help' } } }],
        'user.yes': { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        'user.no': { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        'user.change': [
          { guard: 'hasSlots', target: 'ordering', actions: 'takeSlots' },
          { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        ],
        'user.repeat': { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        'user.unclear': { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
      },
    },
    withOperator: {
      description:
        'A person holds the conversation. The bot is silent until it ends, or the customer asks to start again.',
      meta: { awaits: 'nothing' },
      after: { operatorSilence: { target: 'greeting', actions: 'markReleased' } },
      on: {
        'operator.wrote': { target: 'withOperator', reenter: true, actions: 'clearReleased' },
        'operator.assigned': {},
        'client.flooding': {},
        'operator.left': { target: 'greeting', actions: ['clearMisses', 'clearReleased'] },
        'input.rejected': {},
        'user.restart': {
          target: 'ordering',
          actions: ['markReleased', 'clearSlots', { type: 'say', params: { phrase: 'restarted' } }],
        },
        'user.*': {},
      },
    },
    expired: {
      type: 'final',
      description: 'Nothing was ordered within a day.',
      entry: { type: 'say', params: { phrase: 'expired' } },
    },
  },
})
