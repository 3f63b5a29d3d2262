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

const bottles = { one: 'бутыль', few: 'бутыли', many: 'бутылей', other: 'бутыли' }
const weekdays = [
  'в воскресенье',
  'в понедельник',
  'во вторник',
  'в среду',
  'в четверг',
  'в пятницу',
  'в субботу',
] as const

const obstaclesWith = (minBottles: number): Obstacles => ({
  questions: {
    'bottles.range': 'Сколько бутылей точно? Напишите одно число, например 2.',
    'bottles.fraction': 'Бутыли привозим целыми. Сколько штук привезти?',
    'bottles.zero': 'Привезём от 1 до 50 бутылей. Сколько вам нужно? Если передумали, напишите «отмена».',
    'bottles.negative': 'Столько привезти не получится. Сколько бутылей вам нужно, от 1 до 50?',
    'bottles.litres': 'Сколько бутылей привезти? В одной бутыли 19 литров.',
    'bottles.none': 'Сколько бутылей привезти? Напишите число от 1 до 50.',
    'bottles.several': 'Оформляю по одному заказу на один адрес. Сколько бутылей на первый? Или напишите «оператор».',
    'empties.none': 'Сколько пустых бутылей заберём? Напишите число, а если их нет — «нет».',
    'address.house': 'Какой номер дома? Если это перекрёсток или ориентир, так и напишите.',
    'address.none': 'Напишите, пожалуйста, улицу, дом и квартиру, например: Токтогула 125, кв 4.',
    'phone.too-short': 'В номере не хватает цифр. Напишите его целиком, например 0555 123 456.',
    'phone.too-long': 'В номере лишние цифры. Проверьте, пожалуйста, и напишите ещё раз.',
    'phone.none': 'Не вижу номера. Напишите его, например 0555 123 456.',
    'nothing-known': 'Прошлого заказа я не вижу.',
    'nothing-known.address': 'Прошлого адреса я не вижу. Напишите, пожалуйста, улицу, дом и квартиру.',
    'nothing-known.phone': 'Вашего номера я не вижу. Напишите его, например 0555 123 456.',
    contradiction: 'Не совсем понял. Ответьте, пожалуйста, «да» или «нет».',
  },
  statements: {
    'bottles.too-few': `Привозим от ${minBottles} ${minBottles === 1 ? 'бутыли' : 'бутылей'}.`,
    'bottles.several': 'Оформляю по одному заказу на один адрес.',
  },
  second: {
    address: 'Не могу понять адрес. Хватит улицы и дома, например Манаса 40. Или напишите «оператор».',
    phone: 'Не могу понять номер. Нужны только цифры: 0555 123 456. Или напишите «оператор».',
    bottles: 'Не могу понять, сколько. Достаточно числа: 1, 2, 3. Или напишите «оператор».',
    empties: 'Не могу понять, сколько пустых. Напишите число или «нет». А можно и «оператор».',
    confirmation: 'Не могу понять ответ. «Да» — оформляю, «нет» — меняем. Или напишите «оператор».',
  },
  wayOut: 'Если не получается, напишите «оператор».',
})

export function ru({ facts, rules }: Business): OrderPhrases {
  const { price, hours, minBottles = 1 } = rules
  const answers: Answers = {
    price:
      facts.price?.ru ??
      (price ? `Бутыль 19 л — ${price.amount} ${price.currency}.` : 'Цену подскажет оператор: напишите «оператор».'),
    hours:
      facts.hours?.ru ??
      (hours
        ? `Привозим с ${clockTime(hours.from)} до ${clockTime(hours.to)}.`
        : 'Время работы подскажет оператор: напишите «оператор».'),
    delivery: facts.delivery?.ru ?? 'Обычно привозим за 2–4 часа, курьер позвонит заранее.',
    payment: facts.payment?.ru ?? 'Об оплате договоритесь с курьером, как вам удобнее.',
    water: 'Привозим питьевую воду Shoro в бутылях по 19 литров.',
    bot: 'Я бот Shoro, принимаю заказы на воду. Позвать человека: напишите «оператор».',
    other: 'На это лучше ответит оператор: напишите «оператор».',
  }
  const obstacles = obstaclesWith(minBottles)
  const count = ({ bottles: count }: OrderContext, plural: (count: number, forms: typeof bottles) => string) =>
    `💧 ${count} ${plural(count ?? 0, bottles)} ${count === 1 ? '19 л' : 'по 19 л'}`
  const total = ({ bottles: count }: OrderContext) =>
    price && count !== null && `💰 ${price.amount * count} ${price.currency}`
  const empties = ({ empties: count }: OrderContext) =>
    count !== null && (count === 0 ? '♻️ Пустых бутылей нет' : `♻️ Пустых заберём: ${count}`)
  const dayOf = (now: number) => {
    const day = deliveryDay(now, rules)
    if (!day) return undefined
    const name = ['сегодня', 'завтра'][day.inDays] ?? weekdays[day.weekday]
    return `${name}${hours ? `, с ${clockTime(hours.from)} до ${clockTime(hours.to)}` : ''}`
  }
  const when = (now: number) => {
    const day = dayOf(now)
    return day === undefined ? answers['delivery'] : `Привезём ${day}. Курьер позвонит заранее.`
  }
  const answer = ({ event, now }: Facts<OrderContext>) => {
    const day = facts.delivery?.ru === undefined && event['topic'] === 'delivery' ? dayOf(now) : undefined
    return day === undefined ? answerTo(answers, event) : `Если заказать сейчас, привезём ${day}.`
  }
  return {
    ...countLabels('ru', bottles),
    'choice.yes': 'Да, заказываю',
    'choice.change': 'Изменить',
    'choice.cancel': 'Отменить заказ',
    'choice.operator': 'Позвать оператора',
    'choice.same.address': 'Да, туда же',
    'choice.other.address': 'Другой адрес',
    'choice.same.phone': 'Да, этот номер',
    'choice.other.phone': 'Другой номер',
    'choice.change.address': 'Адрес',
    'choice.change.phone': 'Телефон',
    'choice.change.bottles': 'Количество',
    again: 'Если нужен человек, напишите «оператор».',
    greeting: ({ context: { address, phone, bottles, usual }, again: twice }) =>
      twice
        ? 'Здравствуйте! Я вас слушаю.'
        : usual?.address
          ? 'Здравствуйте! Это Shoro, рады видеть вас снова.'
          : address || phone || bottles
            ? 'Здравствуйте! Это Shoro, доставка воды.'
            : 'Здравствуйте! Это Shoro, доставка воды. Помогу оформить заказ.',
    restarted: 'Хорошо, начнём заново.',
    anew: 'Хорошо, оформим новый заказ.',
    next: ({ context }) => `Оформим ещё один заказ, кроме № ${context.orderNumber}.`,
    aside: ({ event }) =>
      [obstacles.statements[obstacleIn(event)], event['topic'] !== undefined && answerTo(answers, event)]
        .filter(Boolean)
        .join(' '),
    'ask.address': ({ context, event, again: twice, after }) =>
      questionInstead('address', event, obstacles) ??
      (context.street !== null
        ? `Записал: ${context.street}. Напишите, пожалуйста, дом и квартиру.`
        : context.usual?.address
          ? offer(`На тот же адрес: ${context.usual.address}? Ответьте «да» или напишите другой.`, [
              'same.address',
              'other.address',
            ])
          : twice
            ? 'Напишите, пожалуйста, адрес: улица, дом и квартира.'
            : isAside(event, after)
              ? 'Куда привезти воду?'
              : 'Куда привезти воду? Напишите улицу, дом и квартиру.'),
    'ask.phone': ({ context, event, again: twice }) =>
      questionInstead('phone', event, obstacles) ??
      (context.knownPhone
        ? offer(`Курьеру звонить на этот номер: ${spoken(context.knownPhone)}? Ответьте «да» или напишите другой.`, [
            'same.phone',
            'other.phone',
          ])
        : twice
          ? 'Напишите, пожалуйста, номер для курьера, например 0555 123 456.'
          : 'На какой номер позвонить курьеру?'),
    'ask.bottles': ({ context, event, again: twice, after }) =>
      offerUnnumbered(
        questionInstead('bottles', event, obstacles) ??
          (context.usual?.bottles
            ? `Сколько бутылей по 19 л привезти? В прошлый раз — ${context.usual.bottles}.`
            : twice
              ? `Напишите, пожалуйста, сколько бутылей нужно: от ${minBottles} до 50.`
              : isAside(event, after)
                ? 'Сколько бутылей привезти?'
                : `Сколько бутылей по 19 л привезти? От ${minBottles} до 50.`),
        usualCounts(context, rules),
      ),
    'ask.empties': ({ event }) =>
      questionInstead('empties', event, obstacles) ?? 'Сколько пустых бутылей заберём? Если их нет, напишите «нет».',
    'ask.confirmation': ({ context, event, plural, after }) =>
      offerUnnumbered(
        isAside(event, after)
          ? 'Оформляем заказ? Ответьте «да», «нет» или напишите, что изменить.'
          : lines(
              'Проверьте заказ:',
              placeLine(context.address),
              `📞 ${spoken(context.phone)}`,
              count(context, plural),
              total(context),
              empties(context),
              context.note !== null && `📝 ${context.note}`,
              rules.note?.ru,
              '',
              'Всё верно? Ответьте «да», «нет» или напишите, что изменить.',
            ),
        ['yes', 'change', 'cancel'],
      ),
    'retry.address': retry('address', obstacles, ({ context }) =>
      context.street === null
        ? 'Напишите, пожалуйста, адрес: улица, дом, квартира. Например: Токтогула 125, кв 4.'
        : `Напишите, пожалуйста, номер дома (${context.street}). Например: 125, кв 4.`,
    ),
    'retry.phone': retry('phone', obstacles, () => 'Напишите, пожалуйста, номер телефона. Например: 0555 123 456.'),
    'retry.bottles': retry(
      'bottles',
      obstacles,
      () => 'Напишите, пожалуйста, сколько бутылей: одно число, например 2.',
    ),
    'retry.empties': retry('empties', obstacles, () => obstacles.questions['empties.none'] ?? ''),
    'retry.confirmation': retry(
      'confirmation',
      obstacles,
      () => 'Оформляем заказ? Ответьте «да» или «нет», либо напишите, что изменить.',
    ),
    obstacle: obstacleTold(obstacles),
    noted: ({ event }) =>
      event.type === 'user.media' ? 'Спасибо, чек передам вместе с заказом.' : `Записал: ${noteIn(event)}.`,
    'media.passed': 'Спасибо! Передаю оператору, он посмотрит.',
    'placed.passed': 'Передаю оператору: он учтёт это в заказе.',
    changed: 'Поправил.',
    'change.what': () =>
      offer('Что изменить: адрес, телефон или количество? Если заказ не нужен, напишите «отмена».', [
        'change.address',
        'change.phone',
        'change.bottles',
        'cancel',
      ]),
    'bottles.too-many': 'Такой большой заказ оформит менеджер. Передаю ему, он скоро ответит.',
    answer: (said) => (said.event['topic'] === 'order-status' ? 'Заказ ещё не оформлен.' : answer(said)),
    'order.status': ({ event: { number, status } }) =>
      ({
        new: `Заказ № ${String(number)} принят и скоро уйдёт к курьеру. Он позвонит перед приездом.`,
        accepted: `Заказ № ${String(number)} у курьера. Он позвонит перед приездом.`,
        delivered: `Заказ № ${String(number)} доставлен. Если что-то не так, напишите «оператор».`,
        cancelled: `Заказ № ${String(number)} отменён. Понадобится вода — напишите.`,
      })[String(status)] ?? `Заказ № ${String(number)} принят.`,
    smalltalk: ({ event, again: twice }) =>
      twice
        ? ''
        : ({ wait: 'Хорошо, я подожду.', thanks: 'Пожалуйста!', bye: 'Всего доброго!', greeting: 'Здравствуйте!' }[
            String(event['kind'])
          ] ?? ''),
    media: ({ event }) =>
      event['kind'] === 'voice'
        ? 'Голосовые сообщения я пока не понимаю. Напишите, пожалуйста, текстом.'
        : 'Это я посмотреть не могу. Напишите, пожалуйста, текстом.',
    'nothing-known': ({ context: { address, phone, bottles } }) =>
      address || phone || bottles ? 'Прошлого заказа я не вижу.' : 'Прошлого заказа я не вижу. Давайте оформим новый.',
    language: 'Хорошо, говорим по-русски.',
    misses: ({ event }) =>
      event['kind'] === 'voice'
        ? 'Передаю оператору: он послушает и скоро ответит.'
        : 'Кажется, я вас не понимаю. Передаю оператору, он скоро ответит.',
    'operator.called': 'Передаю вас оператору, он скоро ответит.',
    flooding: 'Сообщений очень много, часть из них я не прочитал. Пишите, пожалуйста, чуть медленнее.',
    trouble: 'Что-то пошло не так. Передаю вас оператору, он скоро ответит.',
    forgotten: 'Хорошо, прошлый адрес и телефон больше не предлагаю. Удалить и старые заказы поможет оператор.',
    placing: ({ again: twice }) =>
      twice ? 'Ещё оформляю, скоро напишу номер заказа.' : 'Секунду, оформляю ваш заказ.',
    placed: ({ context, now }) => `Готово! Заказ № ${context.orderNumber} принят. ${when(now)}`,
    'placed.already': ({ context, again: twice }) =>
      twice
        ? `Всё в порядке, заказ № ${context.orderNumber} у нас.`
        : `Заказ № ${context.orderNumber} уже принят, повторять не нужно.`,
    'placed.help': ({ context, again: twice }) =>
      offerUnnumbered(
        twice
          ? `Заказ № ${context.orderNumber} у нас. Что с ним сделать?`
          : `Заказ № ${context.orderNumber} принят. Напишите, если нужно его изменить или отменить. Ещё один — «новый заказ».`,
        ['change', 'cancel', 'operator'],
      ),
    'placed.change': ({ context: { amending, orderNumber } }) =>
      amending === 'address'
        ? 'На какой адрес привезти? Напишите улицу, дом и квартиру.'
        : amending === 'phone'
          ? 'Какой номер записать?'
          : amending === 'bottles'
            ? 'Сколько бутылей привезти?'
            : offer(`Что изменить в заказе № ${orderNumber}: адрес, телефон или количество?`, [
                'change.address',
                'change.phone',
                'change.bottles',
                'operator',
              ]),
    'order.changed': ({ context, event, plural }) =>
      lines(
        `Готово, заказ № ${String(event['number'])} изменён:`,
        placeLine(context.address),
        `📞 ${spoken(context.phone)}`,
        count(context, plural),
        total(context),
      ),
    'order.cancelled': ({ event }) => `Заказ № ${String(event['number'])} отменён. Понадобится вода — напишите.`,
    'order.locked': ({ event }) =>
      `Сам изменить или отменить заказ № ${String(event['number'])} я уже не могу. Передаю вас оператору, он поможет.`,
    cancelled: ({ context: { orderNumber } }) =>
      orderNumber === null
        ? 'Хорошо, заказ отменён. Понадобится вода — напишите.'
        : `Хорошо, этот заказ не оформляю. Заказ № ${orderNumber} остаётся; если не нужен и он, напишите «отмена».`,
    'cancelled.help': ({ again: twice }) =>
      twice
        ? 'Понадобится вода — напишите адрес и сколько бутылей.'
        : 'Заказа сейчас нет. Чтобы оформить новый, напишите «новый заказ».',
    remind: ({ context }) =>
      ({
        address: 'Вы не закончили заказ. Напишите адрес, и продолжим.',
        phone: 'Вы не закончили заказ. Остался номер для курьера.',
        bottles: 'Вы не закончили заказ. Осталось написать, сколько бутылей.',
        empties: 'Вы не закончили заказ. Осталось написать, сколько пустых бутылей забрать.',
        confirmation: 'Заказ почти готов, осталось ваше «да». Оформляем?',
      })[lacking(context, rules)] ?? '',
    expired: 'Заказ так и не закончили, и я его закрыл. Понадобится вода — напишите.',
  }
}
