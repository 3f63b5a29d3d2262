import type { OrderContext } from '../context.ts'
import { clockTime, deliveryDay } from '../rules.ts'
import {
  answerTo,
  countLabels,
  lines,
  noteIn,
  obstacleIn,
  offer,
  offerUnnumbered,
  repeatable,
  spoken,
  usualCounts,
  type Answers,
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

const obstacles: Record<string, string> = {
  'bottles.range': 'Сколько бутылей точно? Напишите одно число, например 2.',
  'bottles.fraction': 'Бутыли привозим целыми. Сколько штук привезти?',
  'bottles.zero': 'Привезём от 1 до 50 бутылей. Сколько вам нужно? Если передумали, напишите «отмена».',
  'bottles.negative': 'Привезём от 1 до 50 бутылей. Сколько вам нужно?',
  'bottles.litres': 'Сколько бутылей привезти? Одна бутыль — 19 литров.',
  'bottles.none': 'Сколько бутылей привезти? Напишите число от 1 до 50.',
  'empties.none': 'Сколько пустых бутылей заберём? Напишите число, а если их нет — «нет».',
  'bottles.several': 'Оформляю по одному заказу на один адрес. Сколько бутылей на первый? Или напишите «оператор».',
  'address.house': 'Какой номер дома? Если это перекрёсток или ориентир, так и напишите.',
  'phone.too-short': 'В номере не хватает цифр. Напишите его целиком, например 0555 123 456.',
  'phone.too-long': 'В номере лишние цифры. Проверьте, пожалуйста, и напишите ещё раз.',
  'phone.none': 'Не вижу номера. Напишите его, например 0555 123 456.',
  'address.none': 'Напишите, пожалуйста, улицу, дом и квартиру, например: Токтогула 125, кв 4.',
  'nothing-known': 'Прошлого заказа я не вижу. Давайте оформим новый.',
  contradiction: 'Не совсем понял. Ответьте, пожалуйста, «да» или «нет».',
}

export function ru({ facts, rules }: Business): OrderPhrases {
  const { price, hours, minBottles = 1 } = rules
  const answers: Answers = {
    price:
      facts.price?.ru ??
      (price ? `Бутыль 19 л — ${price.amount} ${price.currency}.` : 'Цену подскажет оператор: напишите «оператор».'),
    hours:
      facts.hours?.ru ??
      (hours
        ? `Возим с ${clockTime(hours.from)} до ${clockTime(hours.to)}.`
        : 'Время работы подскажет оператор: напишите «оператор».'),
    delivery: facts.delivery?.ru ?? 'Обычно привозим за 2–4 часа, курьер позвонит заранее.',
    payment: facts.payment?.ru ?? 'Как удобнее оплатить, договоритесь с курьером.',
    water: 'Возим питьевую воду Shoro в бутылях по 19 литров.',
    bot: 'Я бот Shoro, принимаю заказы на воду. Позвать человека: напишите «оператор».',
    other: 'На это лучше ответит оператор: напишите «оператор».',
  }
  const again = repeatable('Если не получается, напишите «оператор».')
  const count = ({ bottles: count }: OrderContext, plural: (count: number, forms: typeof bottles) => string) =>
    `💧 ${count} ${plural(count ?? 0, bottles)} по 19 л`
  const total = ({ bottles: count }: OrderContext) =>
    price && count !== null && `💰 ${price.amount * count} ${price.currency}`
  const empties = ({ empties: count }: OrderContext) => count !== null && `♻️ Пустых заберём: ${count}`
  const when = (now: number) => {
    const day = deliveryDay(now, rules)
    if (!day) return answers['delivery']
    const name = ['сегодня', 'завтра'][day.inDays] ?? weekdays[day.weekday]
    return `Привезём ${name}${hours ? `, с ${clockTime(hours.from)} до ${clockTime(hours.to)}` : ''}. Курьер позвонит заранее.`
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
    again: 'Если не получается, напишите «оператор».',
    greeting: ({ context: { address, phone, bottles, usual }, again: twice }) =>
      twice
        ? 'Здравствуйте! Я вас слушаю.'
        : usual?.address
          ? 'Здравствуйте! Это Shoro, рады видеть вас снова.'
          : address || phone || bottles
            ? 'Здравствуйте! Это Shoro, доставка воды.'
            : 'Здравствуйте! Это Shoro, доставка воды. Помогу оформить заказ.',
    restarted: 'Хорошо, начнём заново.',
    next: 'Оформим ещё один заказ.',
    'ask.address': ({ context, again: twice }) =>
      context.street !== null
        ? `Записал: ${context.street}. Напишите, пожалуйста, дом и квартиру.`
        : context.usual?.address
          ? offer(`На тот же адрес: ${context.usual.address}? Ответьте «да» или напишите другой.`, [
              'same.address',
              'other.address',
            ])
          : twice
            ? 'Напишите, пожалуйста, адрес: улица, дом и квартира.'
            : 'Куда привезти воду? Напишите улицу, дом и квартиру.',
    'ask.phone': ({ context, again: twice }) =>
      context.knownPhone
        ? offer(`Курьеру звонить на этот номер: ${spoken(context.knownPhone)}? Ответьте «да» или напишите другой.`, [
            'same.phone',
            'other.phone',
          ])
        : twice
          ? 'Напишите, пожалуйста, номер для курьера, например 0555 123 456.'
          : 'На какой номер позвонить курьеру?',
    'ask.bottles': ({ context, again: twice }) =>
      offerUnnumbered(
        context.usual?.bottles
          ? `Сколько бутылей по 19 л привезти? В прошлый раз — ${context.usual.bottles}.`
          : twice
            ? `Напишите, пожалуйста, сколько бутылей нужно: от ${minBottles} до 50.`
            : `Сколько бутылей по 19 л привезти? От ${minBottles} до 50.`,
        usualCounts(context),
      ),
    'ask.empties': 'Сколько пустых бутылей заберём? Если их нет, напишите «нет».',
    'ask.confirmation': ({ context, plural }) =>
      offerUnnumbered(
        lines(
          'Проверьте заказ:',
          `📍 ${context.address}`,
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
    'retry.address': again(({ context }) =>
      context.street === null
        ? 'Напишите, пожалуйста, адрес: улица, дом, квартира. Например: Токтогула 125, кв 4.'
        : `Напишите, пожалуйста, номер дома (${context.street}). Например: 125, кв 4.`,
    ),
    'retry.phone': again(() => 'Напишите, пожалуйста, номер телефона. Например: 0555 123 456.'),
    'retry.bottles': again(() => 'Напишите, пожалуйста, сколько бутылей: одно число, например 2.'),
    'retry.empties': again(() => obstacles['empties.none'] ?? ''),
    'retry.confirmation': again(() => 'Оформляем заказ? Ответьте «да» или «нет», либо напишите, что изменить.'),
    obstacle: again(({ event }) =>
      obstacleIn(event) === 'bottles.too-few'
        ? `Привозим от ${minBottles} ${minBottles === 1 ? 'бутыли' : 'бутылей'}. Сколько вам нужно?`
        : (obstacles[obstacleIn(event)] ?? ''),
    ),
    noted: ({ event }) => `Записал: ${noteIn(event)}.`,
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
    answer: ({ event }) => (event['topic'] === 'order-status' ? 'Заказ ещё не оформлен.' : answerTo(answers, event)),
    'order.status': ({ event: { number, status } }) =>
      ({
        new: `Заказ № ${String(number)} принят и скоро уйдёт к курьеру. Он позвонит перед приездом.`,
        accepted: `Заказ № ${String(number)} у курьера. Он позвонит перед приездом.`,
        delivered: `Заказ № ${String(number)} доставлен. Если что-то не так, напишите «оператор».`,
        cancelled: `Заказ № ${String(number)} отменён. Захотите воды — напишите.`,
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
    'nothing-known': 'Прошлого заказа я не вижу. Давайте оформим новый.',
    language: 'Хорошо, говорим по-русски.',
    misses: 'Кажется, я вас не понимаю. Передаю оператору, он скоро ответит.',
    'operator.called': 'Передаю вас оператору, он скоро ответит.',
    flooding: 'Сообщений очень много, часть из них я не прочитал. Пишите, пожалуйста, чуть медленнее.',
    trouble: 'Что-то пошло не так. Передаю вас оператору, он скоро ответит.',
    forgotten: 'Хорошо, прошлый адрес и телефон больше не предлагаю. Удалить и старые заказы поможет оператор.',
    placing: 'Секунду, оформляю ваш заказ.',
    placed: ({ context, now }) => `Готово! Заказ № ${context.orderNumber} принят. ${when(now)}`,
    'placed.already': ({ context }) => `Заказ № ${context.orderNumber} уже принят, повторять не нужно.`,
    'placed.help': ({ context }) =>
      `Заказ № ${context.orderNumber} принят. Изменить его: напишите, что не так. Ещё один: «новый заказ». Отказаться: «отмена».`,
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
        `📍 ${context.address}`,
        `📞 ${spoken(context.phone)}`,
        count(context, plural),
        total(context),
      ),
    'order.cancelled': ({ event }) => `Заказ № ${String(event['number'])} отменён. Захотите воды — напишите.`,
    'order.locked': ({ event }) => `Заказ № ${String(event['number'])} уже в работе. Передаю вас оператору.`,
    cancelled: 'Хорошо, заказ отменён. Захотите воды — напишите.',
    'cancelled.help': 'Заказа сейчас нет. Чтобы оформить новый, напишите «новый заказ».',
    remind: 'Вы не закончили заказ. Продолжим?',
    expired: 'Заказ так и не закончили, и я его закрыл. Захотите воды — напишите.',
  }
}
