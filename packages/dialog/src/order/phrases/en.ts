import type { Phrase } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'
import { answerTo, obstacleIn, repeatable, spoken, type Answers } from './facts.ts'
import type { OrderFacts } from './settings.ts'

const obstacles: Record<string, string> = {
  'bottles.range': 'How many bottles exactly? Please write one number, such as 2.',
  'bottles.fraction': 'We bring whole bottles only. How many would you like?',
  'bottles.zero': 'We bring 1 to 50 bottles. How many would you like? If you changed your mind, write “cancel”.',
  'bottles.negative': 'We bring 1 to 50 bottles. How many would you like?',
  'bottles.litres': 'How many bottles should we bring? One bottle holds 19 litres.',
  'bottles.none': 'How many bottles should we bring? Please write a number from 1 to 50.',
  'phone.too-short': 'The number is missing some digits. Please write it in full, such as 0555 123 456.',
  'phone.too-long': 'The number has too many digits. Please check it and write it again.',
  'phone.none': 'I see no phone number. Please write it, such as 0555 123 456.',
  'address.none': 'Please write the street, house and flat, such as: Toktogul 125, apt 4.',
  'nothing-known': 'I can’t see an earlier order. Let’s make a new one.',
  contradiction: 'I’m not sure what you mean. Please answer “yes” or “no”.',
}

export function en(facts: OrderFacts): Record<string, Phrase<OrderContext>> {
  const answers: Answers = {
    price: facts.price?.en ?? 'An operator will tell you the price: write “operator”.',
    hours: facts.hours?.en ?? 'An operator will tell you our hours: write “operator”.',
    delivery: facts.delivery?.en ?? 'We usually deliver within 2–4 hours; the courier calls ahead.',
    payment: facts.payment?.en ?? 'Please agree with the courier on how to pay.',
    water: 'We bring Shoro drinking water in 19-litre bottles.',
    bot: 'I’m Shoro’s bot and take water orders. For a person, write “operator”.',
    other: 'An operator can answer that better: write “operator”.',
  }
  const again = repeatable('If it doesn’t work out, write “operator”.')
  return {
    'choice.yes': 'Yes',
    'choice.no': 'No',
    greeting: ({ context }) =>
      context.address || context.phone || context.bottles
        ? 'Hello! This is Shoro water delivery.'
        : 'Hello! This is Shoro water delivery. I’ll help you place an order.',
    restarted: 'All right, let’s start again.',
    next: 'Let’s make another order.',
    'ask.address': 'Where should we bring the water? Please write the street, house and flat.',
    'ask.phone': ({ context }) =>
      context.knownPhone
        ? `Should the courier call this number: ${spoken(context.knownPhone)}? Answer “yes” or write another one.`
        : 'Which number should the courier call?',
    'ask.bottles': 'How many 19-litre bottles should we bring? From 1 to 50.',
    'ask.confirmation': ({ context, plural }) =>
      [
        'Please check your order:',
        `📍 ${context.address}`,
        `📞 ${spoken(context.phone)}`,
        `💧 ${context.bottles} ${plural(context.bottles ?? 0, { one: 'bottle', other: 'bottles' })} of 19 l`,
        '',
        'Is everything right? Answer “yes”, “no”, or write what to change.',
      ].join('\n'),
    'retry.address': again(() => 'Please write the address: street, house, flat. For example: Toktogul 125, apt 4.'),
    'retry.phone': again(() => 'Please write a phone number. For example: 0555 123 456.'),
    'retry.bottles': again(() => 'Please write how many bottles: a number from 1 to 50.'),
    'retry.confirmation': again(() => 'Shall I place the order? Answer “yes” or “no”, or write what to change.'),
    obstacle: again(({ event }) => obstacles[obstacleIn(event)] ?? ''),
    changed: 'Changed.',
    'change.what':
      'What should I change: the address, the phone or the number of bottles? If you don’t want the order, write “cancel”.',
    'bottles.too-many': 'A manager takes orders of this size. I’m passing you on, they will answer soon.',
    answer: ({ context, event }) =>
      event['topic'] === 'order-status'
        ? context.orderNumber === null
          ? 'The order has not been placed yet.'
          : `Order no. ${context.orderNumber} is placed. The courier calls before arriving.`
        : answerTo(answers, event),
    smalltalk: ({ event }) =>
      ({ wait: 'Sure, I’ll wait.', thanks: 'You’re welcome!', bye: 'Goodbye!', greeting: 'Hello!' })[
        String(event['kind'])
      ] ?? '',
    media: ({ event }) =>
      event['kind'] === 'voice'
        ? 'I can’t understand voice messages yet. Please write it as text.'
        : 'I can’t look at that. Please write it as text.',
    'nothing-known': 'I can’t see an earlier order. Let’s make a new one.',
    language: 'Sure, let’s speak English.',
    misses: 'It seems I don’t understand you. I’m passing you to an operator, they will answer soon.',
    'operator.called': 'I’m passing you to an operator, they will answer soon.',
    flooding: 'That’s a lot of messages, and I missed some of them. Please write a little more slowly.',
    trouble: 'Something went wrong. I’m passing you to an operator, they will answer soon.',
    placing: 'One moment, I’m placing your order.',
    placed: ({ context }) =>
      `Done! Order no. ${context.orderNumber} is placed. We usually deliver within 2–4 hours; the courier calls ahead.`,
    'placed.already': ({ context }) => `Order no. ${context.orderNumber} is already placed, no need to repeat it.`,
    'placed.help': ({ context }) =>
      `Order no. ${context.orderNumber} is placed. One more: “new order”. Call it off: “cancel”. A person: “operator”.`,
    'placed.change': 'The order is already placed; an operator can change it. I’m passing you on.',
    'order.cancelled': ({ event }) =>
      `Order no. ${String(event['number'])} is cancelled. Write to us whenever you need water.`,
    'order.locked': ({ event }) =>
      `Order no. ${String(event['number'])} is already under way. I’m passing you to an operator.`,
    cancelled: 'All right, the order is cancelled. Write to us whenever you need water.',
    'cancelled.help': 'There is no order at the moment. For a new one, write “new order”.',
    remind: 'Your order isn’t finished. Shall we go on?',
    expired: 'The order was never finished, so I closed it. Write to us whenever you need water.',
  }
}
