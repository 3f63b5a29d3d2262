import { assign, setup } from 'xstate'
import type { OrderContext } from './context.ts'
import type { CustomerEvent, HostEvent, Slots } from './events.ts'
import { joinNotes } from './note.ts'

type OrderEvent = CustomerEvent | HostEvent

const slotsOf = (event: OrderEvent): Slots =>
  event.type === 'user.provide' || event.type === 'user.change' ? event : {}
const obstacleOf = (event: OrderEvent) => ('obstacle' in event ? event.obstacle : undefined)
const slotOf = (event: OrderEvent) => (event.type === 'user.change' ? event.slot : undefined)
const noteOf = (event: OrderEvent) => ('note' in event ? event.note : undefined)
const streetOf = (event: OrderEvent, known: string | null) => {
  const { address, street } = slotsOf(event)
  return address === undefined ? (street ?? known) : null
}
const hasSlots = (event: OrderEvent) => {
  const { address, phone, bottles } = slotsOf(event)
  return address !== undefined || phone !== undefined || bottles !== undefined
}
/** Whether all that is said of the order is known, and nothing is said besides. */
const repeats = (event: OrderEvent, { address, phone, bottles }: OrderContext) => {
  const said = slotsOf(event)
  return (
    hasSlots(event) &&
    (said.address ?? address) === address &&
    (said.phone ?? phone) === phone &&
    (said.bottles ?? bottles) === bottles &&
    said.street === undefined &&
    noteOf(event) === undefined &&
    obstacleOf(event) === undefined
  )
}
/** The order before, without the part that is to be another this time. */
const usualOf = (event: OrderEvent, { usual }: OrderContext) =>
  event.type === 'user.provide' && event.usual === true && usual !== null
    ? { ...usual, ...(event.slot && { [event.slot]: null }) }
    : null

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
    changeOrder: () => {},
    lookUpOrder: () => {},
    forgetCustomer: () => {},
    transferToOperator: (_, _params: { reason: string }) => {},
    takeSlots: assign(({ context, event }) => {
      const { address, phone, bottles, empties, street } = slotsOf(event)
      const usual = usualOf(event, context)
      const moves = event.type === 'user.change' && street !== undefined
      return {
        address: address ?? (moves ? null : (context.address ?? usual?.address ?? null)),
        phone: phone ?? context.phone ?? usual?.phone ?? null,
        bottles: bottles ?? context.bottles ?? usual?.bottles ?? null,
        empties: empties ?? context.empties,
        note: joinNotes(context.note, noteOf(event)),
        street: streetOf(event, context.street),
        usual: usual ?? context.usual,
        misses: 0,
      }
    }),
    takeUsual: assign(({ context: { address, phone, bottles, usual } }) => ({
      address: address ?? usual?.address ?? null,
      phone: phone ?? usual?.phone ?? null,
      bottles: bottles ?? usual?.bottles ?? null,
      misses: 0,
    })),
    takeUsualAddress: assign({ address: ({ context }) => context.usual?.address ?? null, misses: 0 }),
    takeUsualBottles: assign({ bottles: ({ context }) => context.usual?.bottles ?? null, misses: 0 }),
    refuseUsualAddress: assign({
      usual: ({ context }) => context.usual && { ...context.usual, address: null },
      misses: 0,
    }),
    refuseUsualBottles: assign({
      usual: ({ context }) => context.usual && { ...context.usual, bottles: null },
      misses: 0,
    }),
    takeNoEmpties: assign({ empties: 0, misses: 0 }),
    forgetUsual: assign({ usual: null, knownPhone: '' }),
    /** Who calls an order off and changes his mind again need not tell everything anew. */
    keepAsUsual: assign(({ context: { address, phone, bottles, usual, knownPhone } }) => ({
      usual:
        address === null && phone === null && bottles === null
          ? usual
          : {
              address: address ?? usual?.address ?? null,
              phone: phone ?? usual?.phone ?? null,
              bottles: bottles ?? usual?.bottles ?? null,
            },
      knownPhone: phone ?? knownPhone,
    })),
    askWhatToChange: assign({ amending: ({ event }) => slotOf(event) ?? null }),
    stopChanging: assign({ amending: null }),
    takeNote: assign({ note: ({ context, event }) => joinNotes(context.note, noteOf(event)) }),
    clearSlot: assign(({ context, event }) => {
      const slot = slotOf(event)
      const note = joinNotes(context.note, noteOf(event))
      return slot ? { [slot]: null, street: streetOf(event, null), note, misses: 0 } : { note, misses: 0 }
    }),
    clearSlots: assign({
      address: null,
      phone: null,
      bottles: null,
      empties: null,
      note: null,
      street: null,
      misses: 0,
      reminded: false,
    }),
    takeNextOrder: assign(({ context, event }) => {
      const { address, phone, bottles } = slotsOf(event)
      const usual = usualOf(event, context)
      return {
        address: address ?? (usual ? usual.address : context.address),
        phone: phone ?? (usual ? usual.phone : context.phone),
        bottles: bottles ?? usual?.bottles ?? null,
        usual: usual ?? context.usual,
        empties: null,
        note: joinNotes(null, noteOf(event)),
        street: streetOf(event, null),
        misses: 0,
        reminded: false,
      }
    }),
    takeSameOrder: assign({ note: ({ event }) => joinNotes(null, noteOf(event)), misses: 0, reminded: false }),
    takeKnownPhone: assign({ phone: ({ context }) => context.knownPhone, misses: 0 }),
    refuseKnownPhone: assign({ knownPhone: '', misses: 0 }),
    countMiss: assign({ misses: ({ context }) => context.misses + 1 }),
    /** A second voice message has to find the misses used up. */
    countVoice: assign({ misses: 2 }),
    clearMisses: assign({ misses: 0 }),
    rememberCustomer: assign({ knownPhone: ({ event }) => (event.type === 'customer.known' ? event.phone : null) }),
    rememberLastOrder: assign(({ context, event }) => {
      if (event.type !== 'customer.returned') return {}
      const { address, phone, bottles, open } = event
      return {
        usual: { address, phone, bottles },
        knownPhone: context.knownPhone ?? phone,
        orderNumber: context.orderNumber ?? open,
      }
    }),
    rememberOrder: assign({
      orderNumber: ({ event, context }) => (event.type === 'order.placed' ? event.number : context.orderNumber),
      usual: ({ context: { address, phone, bottles } }) => ({ address, phone, bottles }),
      knownPhone: ({ context: { phone, knownPhone } }) => phone ?? knownPhone,
      note: null,
    }),
    forgetOrder: assign({ orderNumber: null }),
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
    changesNothing: ({ context, event }) => repeats(event, context),
    hasNote: ({ event }) => noteOf(event) !== undefined,
    hasNoteOnly: ({ event }) =>
      noteOf(event) !== undefined &&
      !hasSlots(event) &&
      slotsOf(event).street === undefined &&
      !('usual' in event) &&
      !obstacleOf(event),
    isVoice: ({ event }) => event.type === 'user.media' && event.kind === 'voice',
    isPicture: ({ event }) =>
      event.type === 'user.media' && (event.kind === 'photo' || event.kind === 'video' || event.kind === 'document'),
    isPayment: ({ event }) => event.type === 'user.media' && event.about === 'payment',
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
    asksOrderStatus: ({ context, event }) =>
      event.type === 'user.ask' && event.topic === 'order-status' && context.orderNumber !== null,
    hasUsual: ({ context: { usual } }) =>
      usual !== null && usual.address !== null && usual.phone !== null && usual.bottles !== null,
    offersUsualAddress: ({ context }) => Boolean(context.usual?.address),
    offersUsualBottles: ({ context }) => context.usual?.bottles != null,
    changesOrder: ({ context, event }) => hasSlots(event) && context.orderNumber !== null,
    isChanging: ({ context, event }) => context.amending !== null && hasSlots(event),
    // The business decides; see the flow's rules.
    asksEmpties: () => false,
    mayRemind: ({ context }) => !context.reminded,
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
    usual: null,
    amending: null,
    empties: null,
    note: null,
    street: null,
  },
  initial: 'greeting',
  on: {
    'customer.known': { actions: 'rememberCustomer' },
    'customer.returned': { actions: 'rememberLastOrder' },
    'order.status': { actions: { type: 'say', params: { phrase: 'order.status' } } },
    'user.forget': { actions: ['forgetUsual', 'forgetCustomer', { type: 'say', params: { phrase: 'forgotten' } }] },
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
    'user.cancel': {
      target: '.cancelled',
      actions: ['keepAsUsual', 'clearSlots', { type: 'say', params: { phrase: 'cancelled' } }],
    },
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
          {
            target: 'ordering',
            actions: [
              'takeSlots',
              { type: 'say', params: { phrase: 'greeting' } },
              { type: 'say', params: { phrase: 'aside' } },
            ],
          },
        ],
        'user.change': { target: 'ordering', actions: ['takeSlots', { type: 'say', params: { phrase: 'greeting' } }] },
        'user.cancel': [
          { guard: 'hasOrder', target: 'cancelling' },
          { target: 'cancelled', actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        ],
        'user.restart': {
          target: 'ordering',
          actions: ['clearSlots', { type: 'say', params: { phrase: 'greeting' } }],
        },
        'user.forget': {
          target: 'ordering',
          actions: [
            'forgetUsual',
            'forgetCustomer',
            { type: 'say', params: { phrase: 'greeting' } },
            { type: 'say', params: { phrase: 'forgotten' } },
          ],
        },
        'user.ask': [
          { guard: 'asksOrderStatus', actions: 'lookUpOrder' },
          {
            target: 'ordering',
            actions: [
              'takeNote',
              { type: 'say', params: { phrase: 'greeting' } },
              { type: 'say', params: { phrase: 'answer' } },
            ],
          },
        ],
        'user.media': [
          {
            guard: 'isPayment',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'media.passed' } },
              { type: 'transferToOperator', params: { reason: 'payment' } },
            ],
          },
          {
            guard: 'isVoice',
            target: 'ordering',
            actions: [
              'countVoice',
              { type: 'say', params: { phrase: 'greeting' } },
              { type: 'say', params: { phrase: 'media' } },
            ],
          },
          {
            target: 'ordering',
            actions: [
              { type: 'say', params: { phrase: 'greeting' } },
              { type: 'say', params: { phrase: 'media' } },
            ],
          },
        ],
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
        'user.repeat': [
          {
            guard: 'hasUsual',
            target: 'ordering',
            actions: ['takeUsual', 'takeNote', { type: 'say', params: { phrase: 'greeting' } }],
          },
          {
            target: 'ordering',
            actions: [
              'takeNote',
              { type: 'say', params: { phrase: 'greeting' } },
              { type: 'say', params: { phrase: 'nothing-known' } },
            ],
          },
        ],
        'user.yes': { target: 'ordering', actions: ['takeNote', { type: 'say', params: { phrase: 'greeting' } }] },
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
          {
            guard: 'hasNoteOnly',
            target: '.routing',
            actions: ['takeSlots', { type: 'say', params: { phrase: 'noted' } }],
          },
          { target: '.routing', actions: ['takeSlots', { type: 'say', params: { phrase: 'aside' } }] },
        ],
        'user.forget': {
          target: '.routing',
          actions: ['forgetUsual', 'forgetCustomer', { type: 'say', params: { phrase: 'forgotten' } }],
        },
        'user.change': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          { guard: 'changesNothing', target: '.routing' },
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
          { guard: 'hasObstacle', target: '.routing', actions: { type: 'say', params: { phrase: 'obstacle' } } },
          { actions: { type: 'say', params: { phrase: 'change.what' } } },
        ],
        'user.ask': [
          { guard: 'asksOrderStatus', actions: 'lookUpOrder' },
          { target: '.routing', actions: ['takeNote', { type: 'say', params: { phrase: 'answer' } }] },
        ],
        'user.language': { target: '.routing', actions: { type: 'say', params: { phrase: 'language' } } },
        'user.smalltalk': [
          { guard: 'isReaction' },
          { guard: 'isShort', actions: { type: 'say', params: { phrase: 'smalltalk' } } },
          { target: '.routing', actions: { type: 'say', params: { phrase: 'smalltalk' } } },
        ],
        'user.media': [
          { guard: 'isReaction' },
          {
            guard: 'isPayment',
            target: '.routing',
            actions: ['takeNote', { type: 'say', params: { phrase: 'noted' } }],
          },
          {
            guard: 'isLastMiss',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'misses' } },
              { type: 'transferToOperator', params: { reason: 'misses' } },
            ],
          },
          {
            guard: 'isVoice',
            target: '.routing',
            actions: ['countVoice', { type: 'say', params: { phrase: 'media' } }],
            description: 'One voice message is answered; the next goes to a person, who can listen.',
          },
          { target: '.routing', actions: ['countMiss', { type: 'say', params: { phrase: 'media' } }] },
        ],
        'user.repeat': [
          { guard: 'hasUsual', target: '.routing', actions: ['takeUsual', 'takeNote'] },
          { target: '.routing', actions: ['takeNote', { type: 'say', params: { phrase: 'nothing-known' } }] },
        ],
        'user.yes': {
          guard: 'isLastMiss',
          target: 'withOperator',
          actions: [
            { type: 'say', params: { phrase: 'misses' } },
            { type: 'transferToOperator', params: { reason: 'misses' } },
          ],
        },
        'user.no': {
          guard: 'isLastMiss',
          target: 'withOperator',
          actions: [
            { type: 'say', params: { phrase: 'misses' } },
            { type: 'transferToOperator', params: { reason: 'misses' } },
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
            { guard: 'asksEmpties', target: 'waitingEmpties' },
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
            'user.yes': [
              { guard: 'offersUsualAddress', target: 'routing', actions: ['takeUsualAddress', 'takeNote'] },
              {
                guard: 'mayAskAgain',
                actions: ['countMiss', { type: 'say', params: { phrase: 'retry.address' } }],
              },
            ],
            'user.no': [
              {
                guard: 'offersUsualAddress',
                target: 'waitingAddress',
                reenter: true,
                actions: 'refuseUsualAddress',
              },
              {
                guard: 'mayAskAgain',
                actions: ['countMiss', { type: 'say', params: { phrase: 'retry.address' } }],
              },
            ],
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
              { guard: 'offersKnownPhone', target: 'routing', actions: ['takeKnownPhone', 'takeNote'] },
              { guard: 'mayAskAgain', actions: ['countMiss', { type: 'say', params: { phrase: 'retry.phone' } }] },
            ],
            'user.no': [
              {
                guard: 'offersKnownPhone',
                actions: ['refuseKnownPhone', { type: 'say', params: { phrase: 'retry.phone' } }],
              },
              { guard: 'mayAskAgain', actions: ['countMiss', { type: 'say', params: { phrase: 'retry.phone' } }] },
            ],
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
            'user.yes': [
              { guard: 'offersUsualBottles', target: 'routing', actions: ['takeUsualBottles', 'takeNote'] },
              { guard: 'mayAskAgain', actions: ['countMiss', { type: 'say', params: { phrase: 'retry.bottles' } }] },
            ],
            'user.no': [
              {
                guard: 'offersUsualBottles',
                actions: ['refuseUsualBottles', { type: 'say', params: { phrase: 'retry.bottles' } }],
              },
              { guard: 'mayAskAgain', actions: ['countMiss', { type: 'say', params: { phrase: 'retry.bottles' } }] },
            ],
            'user.unclear': {
              guard: 'mayAskAgain',
              actions: ['countMiss', { type: 'say', params: { phrase: 'retry.bottles' } }],
            },
          },
        },
        waitingEmpties: {
          description: 'How many empty bottles are given back; asked only if the business wants to know.',
          meta: { awaits: 'empties' },
          entry: { type: 'say', params: { phrase: 'ask.empties' } },
          after: {
            remind: { guard: 'mayRemind', actions: ['markReminded', { type: 'say', params: { phrase: 'remind' } }] },
          },
          on: {
            'user.no': { target: 'routing', actions: 'takeNoEmpties' },
            'user.yes': {
              guard: 'mayAskAgain',
              actions: ['countMiss', { type: 'say', params: { phrase: 'retry.empties' } }],
            },
            'user.unclear': {
              guard: 'mayAskAgain',
              actions: ['countMiss', { type: 'say', params: { phrase: 'retry.empties' } }],
            },
          },
        },
        waitingConfirmation: {
          description: 'Everything is known; only a clear yes orders.',
          meta: { awaits: 'confirmation' },
          entry: { type: 'say', params: { phrase: 'ask.confirmation' } },
          after: {
            remind: { guard: 'mayRemind', actions: ['markReminded', { type: 'say', params: { phrase: 'remind' } }] },
          },
          on: {
            'user.yes': { target: '#order.placing', actions: ['takeNote', 'clearMisses'] },
            'user.no': {
              guard: 'mayAskAgain',
              actions: ['countMiss', { type: 'say', params: { phrase: 'change.what' } }],
            },
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
        'user.forget': {
          actions: ['forgetUsual', 'forgetCustomer', { type: 'say', params: { phrase: 'forgotten' } }],
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
          { guard: 'isChanging', target: 'changing', actions: ['takeSlots', 'stopChanging'] },
          {
            guard: 'hasNoteOnly',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'placed.passed' } },
              { type: 'transferToOperator', params: { reason: 'note' } },
            ],
          },
          {
            target: 'ordering',
            actions: [
              'takeNextOrder',
              'stopChanging',
              { type: 'say', params: { phrase: 'next' } },
              { type: 'say', params: { phrase: 'aside' } },
            ],
          },
        ],
        'user.repeat': { target: 'ordering', actions: ['takeSameOrder', { type: 'say', params: { phrase: 'next' } }] },
        'user.restart': { target: 'ordering', actions: ['clearSlots', { type: 'say', params: { phrase: 'next' } }] },
        'user.cancel': { target: 'cancelling' },
        'user.change': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          { guard: 'changesNothing', actions: 'lookUpOrder' },
          { guard: 'changesOrder', target: 'changing', actions: ['takeSlots', 'stopChanging'] },
          {
            guard: 'hasObstacle',
            actions: ['askWhatToChange', { type: 'say', params: { phrase: 'obstacle' } }],
          },
          { actions: ['askWhatToChange', { type: 'say', params: { phrase: 'placed.change' } }] },
        ],
        'user.ask': [
          { guard: 'asksOrderStatus', actions: 'lookUpOrder' },
          { actions: { type: 'say', params: { phrase: 'answer' } } },
        ],
        'user.yes': [
          {
            guard: 'hasNote',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'placed.passed' } },
              { type: 'transferToOperator', params: { reason: 'note' } },
            ],
          },
          { actions: { type: 'say', params: { phrase: 'placed.already' } } },
        ],
        'user.no': { actions: { type: 'say', params: { phrase: 'placed.help' } } },
        'user.unclear': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          { actions: { type: 'say', params: { phrase: 'placed.help' } } },
        ],
        'user.language': { actions: { type: 'say', params: { phrase: 'language' } } },
        'user.smalltalk': [{ guard: 'isReaction' }, { actions: { type: 'say', params: { phrase: 'smalltalk' } } }],
        'user.media': [
          { guard: 'isReaction' },
          {
            guard: 'isPicture',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'media.passed' } },
              { type: 'transferToOperator', params: { reason: 'picture' } },
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
          { guard: 'isVoice', actions: ['countVoice', { type: 'say', params: { phrase: 'media' } }] },
          { actions: { type: 'say', params: { phrase: 'media' } } },
        ],
      },
    },
    changing: {
      description: 'An order that was already placed is being changed; possible until somebody has taken it up.',
      meta: { awaits: 'nothing' },
      entry: { type: 'changeOrder' },
      on: {
        'order.changed': { target: 'placed', actions: { type: 'say', params: { phrase: 'order.changed' } } },
        'order.locked': {
          target: 'withOperator',
          actions: [
            { type: 'say', params: { phrase: 'order.locked' } },
            { type: 'transferToOperator', params: { reason: 'change' } },
          ],
        },
        'user.forget': {
          actions: ['forgetUsual', 'forgetCustomer', { type: 'say', params: { phrase: 'forgotten' } }],
        },
        'user.*': {},
      },
    },
    cancelling: {
      description: 'An order that was already placed is being taken back.',
      meta: { awaits: 'nothing' },
      entry: { type: 'cancelOrder' },
      on: {
        'order.cancelled': {
          target: 'cancelled',
          actions: ['clearSlots', 'forgetOrder', { type: 'say', params: { phrase: 'order.cancelled' } }],
        },
        'order.locked': {
          target: 'withOperator',
          actions: [
            { type: 'say', params: { phrase: 'order.locked' } },
            { type: 'transferToOperator', params: { reason: 'locked' } },
          ],
        },
        'user.forget': {
          actions: ['forgetUsual', 'forgetCustomer', { type: 'say', params: { phrase: 'forgotten' } }],
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
          { guard: 'hasNoteOnly', actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
          { target: 'ordering', actions: ['takeSlots', { type: 'say', params: { phrase: 'aside' } }] },
        ],
        'user.cancel': [
          {
            guard: 'hasOrder',
            target: 'cancelling',
            description: 'A draft was called off; said again, it is about the order that was placed before.',
          },
          { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        ],
        'user.restart': { target: 'ordering', actions: ['clearSlots', { type: 'say', params: { phrase: 'anew' } }] },
        'user.ask': [
          { guard: 'asksOrderStatus', actions: 'lookUpOrder' },
          { actions: { type: 'say', params: { phrase: 'answer' } } },
        ],
        'user.language': { actions: { type: 'say', params: { phrase: 'language' } } },
        'user.smalltalk': [
          { guard: 'isReaction' },
          { guard: 'isShort', actions: { type: 'say', params: { phrase: 'smalltalk' } } },
          { target: 'ordering', actions: { type: 'say', params: { phrase: 'greeting' } } },
        ],
        'user.media': [
          { guard: 'isReaction' },
          {
            guard: 'isPayment',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'media.passed' } },
              { type: 'transferToOperator', params: { reason: 'payment' } },
            ],
          },
          { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        ],
        'user.yes': { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        'user.no': { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        'user.change': [
          { guard: 'hasSlots', target: 'ordering', actions: 'takeSlots' },
          { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        ],
        'user.repeat': [
          { guard: 'hasUsual', target: 'ordering', actions: 'takeUsual' },
          { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        ],
        'user.unclear': [
          {
            guard: 'tooMany',
            target: 'withOperator',
            actions: [
              { type: 'say', params: { phrase: 'bottles.too-many' } },
              { type: 'transferToOperator', params: { reason: 'too-many' } },
            ],
          },
          { actions: { type: 'say', params: { phrase: 'cancelled.help' } } },
        ],
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
        'user.forget': {
          actions: ['forgetUsual', 'forgetCustomer'],
          description: 'The wish is met at once; the person answers.',
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
