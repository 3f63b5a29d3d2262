import type { Facts } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'
import { clockTime, deliveryDay } from '../rules.ts'
import {
  answerTo,
  countLabels,
  isAside,
  lacking,
  lines,
  noteIn,
  obstacleIn,
  obstacleTold,
  offer,
  offerUnnumbered,
  placeLine,
  questionInstead,
  retry,
  spoken,
  usualCounts,
  type Answers,
  type Obstacles,
  type OrderPhrases,
} from './facts.ts'
import type { Business } from './settings.ts'

const bottles = { one: 'bottle', other: 'bottles' }
const weekdays = [
  'on Sunday',
  'on Monday',
  'on Tuesday',
  'on Wednesday',
  'on Thursday',
  'on Friday',
  'on Saturday',
] as const

const obstaclesWith = (minBottles: number): Obstacles => ({
  questions: {
    'bottles.range': 'How many bottles exactly? Please write one number, such as 2.',
    'bottles.fraction': 'We bring whole bottles only. How many would you like?',
    'bottles.zero': 'We bring 1 to 50 bottles. How many would you like? If you changed your mind, write “cancel”.',
    'bottles.negative': 'That many we can’t bring. How many bottles would you like, from 1 to 50?',
    'bottles.litres': 'How many bottles should we bring? One bottle holds 19 litres.',
    'bottles.none': 'How many bottles should we bring? Please write a number from 1 to 50.',
    'bottles.several':
      'I take one order for one address at a time. How many bottles for the first? Or write “operator”.',
    'empties.none': 'How many empty bottles should we take back? Write a number, or “no” if there are none.',
    'address.house': 'Which house number? If it is a crossing or a landmark, just say so.',
    'address.none': 'Please write the street, house and flat, such as: Toktogul 125, apt 4.',
    'phone.too-short': 'The number is missing some digits. Please write it in full, such as 0555 123 456.',
    'phone.too-long': 'The number has too many digits. Please check it and write it again.',
    'phone.none': 'I see no phone number. Please write it, such as 0555 123 456.',
    'nothing-known': 'I can’t see an earlier order.',
    'nothing-known.address': 'I can’t see an earlier address. Please write the street, house and flat.',
    'nothing-known.phone': 'I can’t see your number. Please write it, such as 0555 123 456.',
    contradiction: 'I’m not sure what you mean. Please answer “yes” or “no”.',
  },
  statements: {
    'bottles.too-few': `We deliver ${minBottles} ${minBottles === 1 ? 'bottle' : 'bottles'} or more.`,
    'bottles.several': 'I take one order for one address at a time.',
  },
  second: {
    address: 'I can’t make out the address. Street and house will do, such as Manas 40. Or write “operator”.',
    phone: 'I can’t make out the number. Just the digits, please: 0555 123 456. Or write “operator”.',
    bottles: 'I can’t make out how many. One number will do: 1, 2, 3. Or write “operator”.',
    empties: 'I can’t make out how many empties. Write a number or “no”. “Operator” is fine too.',
    confirmation: 'I can’t make out the answer. “Yes” places the order, “no” lets you change it. Or write “operator”.',
  },
  wayOut: 'If it doesn’t work out, write “operator”.',
})

export function en({ facts, rules }: Business): OrderPhrases {
  const { price, hours, minBottles = 1 } = rules
  const answers: Answers = {
    price:
      facts.price?.en ??
      (price
        ? `A 19-litre bottle is ${price.amount} ${price.currency}.`
        : 'An operator will tell you the price: write “operator”.'),
    hours:
      facts.hours?.en ??
      (hours
        ? `We deliver from ${clockTime(hours.from)} to ${clockTime(hours.to)}.`
        : 'An operator will tell you our hours: write “operator”.'),
    delivery: facts.delivery?.en ?? 'We usually deliver within 2–4 hours; the courier calls ahead.',
    payment: facts.payment?.en ?? 'You can settle the payment with the courier, whichever way suits you.',
    water: 'We bring Shoro drinking water in 19-litre bottles.',
    bot: 'I’m Shoro’s bot and take water orders. For a person, write “operator”.',
    other: 'An operator can answer that better: write “operator”.',
  }
  const obstacles = obstaclesWith(minBottles)
  const count = ({ bottles: count }: OrderContext, plural: (count: number, forms: typeof bottles) => string) =>
    `💧 ${count} ${plural(count ?? 0, bottles)}, 19 litres${count === 1 ? '' : ' each'}`
  const total = ({ bottles: count }: OrderContext) =>
    price && count !== null && `💰 ${price.amount * count} ${price.currency}`
  const empties = ({ empties: count }: OrderContext) =>
    count !== null && (count === 0 ? '♻️ No empties' : `♻️ Empties to take back: ${count}`)
  const dayOf = (now: number) => {
    const day = deliveryDay(now, rules)
    if (!day) return undefined
    const name = ['today', 'tomorrow'][day.inDays] ?? weekdays[day.weekday]
    return `${name}${hours ? `, between ${clockTime(hours.from)} and ${clockTime(hours.to)}` : ''}`
  }
  const when = (now: number) => {
    const day = dayOf(now)
    return day === undefined ? answers['delivery'] : `We’ll deliver ${day}. The courier calls ahead.`
  }
  const answer = ({ event, now }: Facts<OrderContext>) => {
    const day = facts.delivery?.en === undefined && event['topic'] === 'delivery' ? dayOf(now) : undefined
    return day === undefined ? answerTo(answers, event) : `If you order now, we’ll deliver ${day}.`
  }
  return {
    ...countLabels('en', bottles),
    'choice.yes': 'Yes, order it',
    'choice.change': 'Change something',
    'choice.cancel': 'Cancel the order',
    'choice.operator': 'Call an operator',
    'choice.same.address': 'Yes, same address',
    'choice.other.address': 'Another address',
    'choice.same.phone': 'Yes, this number',
    'choice.other.phone': 'Another number',
    'choice.change.address': 'Address',
    'choice.change.phone': 'Phone',
    'choice.change.bottles': 'Number of bottles',
    again: 'If you need a person, write “operator”.',
    greeting: ({ context: { address, phone, bottles, usual }, again: twice }) =>
      twice
        ? 'Hello! I’m listening.'
        : usual?.address
          ? 'Hello! This is Shoro, good to see you again.'
          : address || phone || bottles
            ? 'Hello! This is Shoro water delivery.'
            : 'Hello! This is Shoro water delivery. I’ll help you place an order.',
    restarted: 'All right, let’s start again.',
    anew: 'Sure, let’s make a new order.',
    next: ({ context }) => `Let’s make another order besides no. ${context.orderNumber}.`,
    aside: ({ event }) =>
      [obstacles.statements[obstacleIn(event)], event['topic'] !== undefined && answerTo(answers, event)]
        .filter(Boolean)
        .join(' '),
    'ask.address': ({ context, event, again: twice, after }) =>
      questionInstead('address', event, obstacles) ??
      (context.street !== null
        ? `Noted: ${context.street}. Please write the house and the flat.`
        : context.usual?.address
          ? offer(`To the same address: ${context.usual.address}? Answer “yes” or write another one.`, [
              'same.address',
              'other.address',
            ])
          : twice
            ? 'Please write the address: street, house and flat.'
            : isAside(event, after)
              ? 'Where should we bring the water?'
              : 'Where should we bring the water? Please write the street, house and flat.'),
    'ask.phone': ({ context, event, again: twice }) =>
      questionInstead('phone', event, obstacles) ??
      (context.knownPhone
        ? offer(
            `Should the courier call this number: ${spoken(context.knownPhone)}? Answer “yes” or write another one.`,
            ['same.phone', 'other.phone'],
          )
        : twice
          ? 'Please write a number for the courier, such as 0555 123 456.'
          : 'Which number should the courier call?'),
    'ask.bottles': ({ context, event, again: twice, after }) =>
      offerUnnumbered(
        questionInstead('bottles', event, obstacles) ??
          (context.usual?.bottles
            ? `How many 19-litre bottles should we bring? Last time it was ${context.usual.bottles}.`
            : twice
              ? `Please write how many bottles you need: from ${minBottles} to 50.`
              : isAside(event, after)
                ? 'How many bottles should we bring?'
                : `How many 19-litre bottles should we bring? From ${minBottles} to 50.`),
        usualCounts(context, rules),
      ),
    'ask.empties': ({ event }) =>
      questionInstead('empties', event, obstacles) ??
      'How many empty bottles should we take back? If there are none, write “no”.',
    'ask.confirmation': ({ context, event, plural, after }) =>
      offerUnnumbered(
        isAside(event, after)
          ? 'Shall I place the order? Answer “yes”, “no”, or write what to change.'
          : lines(
              'Please check your order:',
              placeLine(context.address),
              `📞 ${spoken(context.phone)}`,
              count(context, plural),
              total(context),
              empties(context),
              context.note !== null && `📝 ${context.note}`,
              rules.note?.en,
              '',
              'Is everything right? Answer “yes”, “no”, or write what to change.',
            ),
        ['yes', 'change', 'cancel'],
      ),
    'retry.address': retry('address', obstacles, ({ context }) =>
      context.street === null
        ? 'Please write the address: street, house, flat. For example: Toktogul 125, apt 4.'
        : `Please write the house number (${context.street}). For example: 125, apt 4.`,
    ),
    'retry.phone': retry('phone', obstacles, () => 'Please write a phone number. For example: 0555 123 456.'),
    'retry.bottles': retry('bottles', obstacles, () => 'Please write how many bottles: one number, such as 2.'),
    'retry.empties': retry('empties', obstacles, () => obstacles.questions['empties.none'] ?? ''),
    'retry.confirmation': retry(
      'confirmation',
      obstacles,
      () => 'Shall I place the order? Answer “yes” or “no”, or write what to change.',
    ),
    obstacle: obstacleTold(obstacles),
    noted: ({ event }) =>
      event.type === 'user.media' ? 'Thank you, the receipt goes with the order.' : `Noted: ${noteIn(event)}.`,
    'media.passed': 'Thank you! I’m passing it to an operator, who will take a look.',
    'placed.passed': 'I’m passing it to an operator, who will see to it.',
    changed: 'Changed.',
    'change.what': () =>
      offer(
        'What should I change: the address, the phone or the number of bottles? If you don’t want the order, write “cancel”.',
        ['change.address', 'change.phone', 'change.bottles', 'cancel'],
      ),
    'bottles.too-many': 'A manager takes orders of this size. I’m passing you on, they will answer soon.',
    answer: (said) => (said.event['topic'] === 'order-status' ? 'The order has not been placed yet.' : answer(said)),
    'order.status': ({ event: { number, status } }) =>
      ({
        new: `Order no. ${String(number)} is placed and goes to the courier soon. They call before arriving.`,
        accepted: `Order no. ${String(number)} is with the courier. They call before arriving.`,
        delivered: `Order no. ${String(number)} is delivered. If something is wrong, write “operator”.`,
        cancelled: `Order no. ${String(number)} is cancelled. Write to us whenever you need water.`,
      })[String(status)] ?? `Order no. ${String(number)} is placed.`,
    smalltalk: ({ event, again: twice }) =>
      twice
        ? ''
        : ({ wait: 'Sure, I’ll wait.', thanks: 'You’re welcome!', bye: 'Goodbye!', greeting: 'Hello!' }[
            String(event['kind'])
          ] ?? ''),
    media: ({ event }) =>
      event['kind'] === 'voice'
        ? 'I can’t understand voice messages yet. Please write it as text.'
        : 'I can’t look at that. Please write it as text.',
    'nothing-known': ({ context: { address, phone, bottles } }) =>
      address || phone || bottles
        ? 'I can’t see an earlier order.'
        : 'I can’t see an earlier order. Let’s make a new one.',
    language: 'Sure, let’s speak English.',
    misses: ({ event }) =>
      event['kind'] === 'voice'
        ? 'I’m passing you to an operator, who will listen and answer soon.'
        : 'It seems I don’t understand you. I’m passing you to an operator, they will answer soon.',
    'operator.called': 'I’m passing you to an operator, they will answer soon.',
    flooding: 'That’s a lot of messages, and I missed some of them. Please write a little more slowly.',
    trouble: 'Something went wrong. I’m passing you to an operator, they will answer soon.',
    forgotten: 'All right, I won’t offer the earlier address and phone again. An operator can delete past orders too.',
    placing: ({ again: twice }) =>
      twice ? 'Still at it, I’ll send you the order number soon.' : 'One moment, I’m placing your order.',
    placed: ({ context, now }) => `Done! Order no. ${context.orderNumber} is placed. ${when(now)}`,
    'placed.already': ({ context, again: twice }) =>
      twice
        ? `All is well, we have order no. ${context.orderNumber}.`
        : `Order no. ${context.orderNumber} is already placed, no need to repeat it.`,
    'placed.help': ({ context, again: twice }) =>
      offerUnnumbered(
        twice
          ? `We have order no. ${context.orderNumber}. What shall I do with it?`
          : `Order no. ${context.orderNumber} is placed. Write if you want to change or cancel it. For one more: “new order”.`,
        ['change', 'cancel', 'operator'],
      ),
    'placed.change': ({ context: { amending, orderNumber } }) =>
      amending === 'address'
        ? 'Which address should we bring it to? Please write the street, house and flat.'
        : amending === 'phone'
          ? 'Which number should I write down?'
          : amending === 'bottles'
            ? 'How many bottles should we bring?'
            : offer(
                `What should I change in order no. ${orderNumber}: the address, the phone or the number of bottles?`,
                ['change.address', 'change.phone', 'change.bottles', 'operator'],
              ),
    'order.changed': ({ context, event, plural }) =>
      lines(
        `Done, order no. ${String(event['number'])} is changed:`,
        placeLine(context.address),
        `📞 ${spoken(context.phone)}`,
        count(context, plural),
        total(context),
      ),
    'order.cancelled': ({ event }) =>
      `Order no. ${String(event['number'])} is cancelled. Write to us whenever you need water.`,
    'order.locked': ({ event }) =>
      `I can no longer change or cancel order no. ${String(event['number'])} myself. I’m passing you to an operator, who will help.`,
    cancelled: ({ context: { orderNumber } }) =>
      orderNumber === null
        ? 'All right, the order is cancelled. Write to us whenever you need water.'
        : `All right, I won’t place this one. Order no. ${orderNumber} stands; if you don’t need it either, write “cancel”.`,
    'cancelled.help': ({ again: twice }) =>
      twice
        ? 'Whenever you need water, write the address and how many bottles.'
        : 'There is no order at the moment. For a new one, write “new order”.',
    remind: ({ context }) =>
      ({
        address: 'Your order isn’t finished. Write the address and we’ll go on.',
        phone: 'Your order isn’t finished. Only a number for the courier is missing.',
        bottles: 'Your order isn’t finished. Only the number of bottles is missing.',
        empties: 'Your order isn’t finished. How many empties we take back is still open.',
        confirmation: 'Your order is almost ready, only your “yes” is missing. Shall I place it?',
      })[lacking(context, rules)] ?? '',
    expired: 'The order was never finished, so I closed it. Write to us whenever you need water.',
  }
}
