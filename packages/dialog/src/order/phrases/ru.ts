import type { Phrase } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'
import { answerTo, obstacleIn, repeatable, spoken, type Answers } from './facts.ts'
import type { OrderFacts } from './settings.ts'

const bottles = { one: 'бутыль', few: 'бутыли', many: 'бутылей', other: 'бутыли' }

const obstacles: Record<string, string> = {
  'bottles.range': 'Сколько бутылей точно? Напишите одно число, например 2.',
  'bottles.fraction': 'Бутыли привозим целыми. Сколько штук привезти?',
  'bottles.zero': 'Привезём от 1 до 50 бутылей. Сколько вам нужно? Если передумали, напишите «отмена».',
  'bottles.negative': 'Привезём от 1 до 50 бутылей. Сколько вам нужно?',
  'bottles.litres': 'Сколько бутылей привезти? Одна бутыль — 19 литров.',
  'bottles.none': 'Сколько бутылей привезти? Напишите число от 1 до 50.',
  'phone.too-short': 'В номере не хватает цифр. Напишите его целиком, например 0555 123 456.',
  'phone.too-long': 'В номере лишние цифры. Проверьте, пожалуйста, и напишите ещё раз.',
  'phone.none': 'Не вижу номера. Напишите его, например 0555 123 456.',
  'address.none': 'Напишите, пожалуйста, улицу, дом и квартиру, например: Токтогула 125, кв 4.',
  'nothing-known': 'Прошлого заказа я не вижу. Давайте оформим новый.',
  contradiction: 'Не совсем понял. Ответьте, пожалуйста, «да» или «нет».',
}

export function ru(facts: OrderFacts): Record<string, Phrase<OrderContext>> {
  const answers: Answers = {
    price: facts.price?.ru ?? 'Цену подскажет оператор: напишите «оператор».',
    hours: facts.hours?.ru ?? 'Время работы подскажет оператор: напишите «оператор».',
    delivery: facts.delivery?.ru ?? 'Обычно привозим за 2–4 часа, курьер позвонит заранее.',
    payment: facts.payment?.ru ?? 'Как удобнее оплатить, договоритесь с курьером.',
    water: 'Возим питьевую воду Shoro в бутылях по 19 литров.',
    bot: 'Я бот Shoro, принимаю заказы на воду. Позвать человека: напишите «оператор».',
    other: 'На это лучше ответит оператор: напишите «оператор».',
  }
  const again = repeatable('Если не получается, напишите «оператор».')
  return {
    'choice.yes': 'Да',
    'choice.no': 'Нет',
    greeting: ({ context }) =>
      context.address || context.phone || context.bottles
        ? 'Здравствуйте! Это Shoro, доставка воды.'
        : 'Здравствуйте! Это Shoro, доставка воды. Помогу оформить заказ.',
    restarted: 'Хорошо, начнём заново.',
    next: 'Оформим ещё один заказ.',
    'ask.address': 'Куда привезти воду? Напишите улицу, дом и квартиру.',
    'ask.phone': ({ context }) =>
      context.knownPhone
        ? `Курьеру звонить на этот номер: ${spoken(context.knownPhone)}? Ответьте «да» или напишите другой.`
        : 'На какой номер позвонить курьеру?',
    'ask.bottles': 'Сколько бутылей по 19 л привезти? От 1 до 50.',
    'ask.confirmation': ({ context, plural }) =>
      [
        'Проверьте заказ:',
        `📍 ${context.address}`,
        `📞 ${spoken(context.phone)}`,
        `💧 ${context.bottles} ${plural(context.bottles ?? 0, bottles)} по 19 л`,
        '',
        'Всё верно? Ответьте «да», «нет» или напишите, что изменить.',
      ].join('\n'),
    'retry.address': again(() => 'Напишите, пожалуйста, адрес: улица, дом, квартира. Например: Токтогула 125, кв 4.'),
    'retry.phone': again(() => 'Напишите, пожалуйста, номер телефона. Например: 0555 123 456.'),
    'retry.bottles': again(() => 'Напишите, пожалуйста, сколько бутылей: число от 1 до 50.'),
    'retry.confirmation': again(() => 'Оформляем заказ? Ответьте «да» или «нет», либо напишите, что изменить.'),
    obstacle: again(({ event }) => obstacles[obstacleIn(event)] ?? ''),
    changed: 'Поправил.',
    'change.what': 'Что изменить: адрес, телефон или количество? Если заказ не нужен, напишите «отмена».',
    'bottles.too-many': 'Такой большой заказ оформит менеджер. Передаю ему, он скоро ответит.',
    answer: ({ context, event }) =>
      event['topic'] === 'order-status'
        ? context.orderNumber === null
          ? 'Заказ ещё не оформлен.'
          : `Заказ № ${context.orderNumber} принят. Курьер позвонит перед приездом.`
        : answerTo(answers, event),
    smalltalk: ({ event }) =>
      ({ wait: 'Хорошо, я подожду.', thanks: 'Пожалуйста!', bye: 'Всего доброго!', greeting: 'Здравствуйте!' })[
        String(event['kind'])
      ] ?? '',
    media: ({ event }) =>
      event['kind'] === 'voice'
        ? 'Голосовые сообщения я пока не понимаю. Напишите, пожалуйста, текстом.'
        : 'Это я посмотреть не могу. Напишите, пожалуйста, текстом.',
    'nothing-known': 'Прошлого заказа я не вижу. Давайте оформим новый.',
    language: 'Хорошо, говорим по-русски.',
    misses: 'Кажется, я вас не понимаю. Передаю оператору, он скоро ответит.',
    'operator.called': 'Передаю вас оператору, он скоро ответит.',
    trouble: 'Что-то пошло не так. Передаю вас оператору, он скоро ответит.',
    placing: 'Секунду, оформляю ваш заказ.',
    placed: ({ context }) =>
      `Готово! Заказ № ${context.orderNumber} принят. Обычно привозим за 2–4 часа, курьер позвонит заранее.`,
    'placed.already': ({ context }) => `Заказ № ${context.orderNumber} уже принят, повторять не нужно.`,
    'placed.help': ({ context }) =>
      `Заказ № ${context.orderNumber} принят. Ещё один: «новый заказ». Отказаться: «отмена». Позвать человека: «оператор».`,
    'placed.change': 'Заказ уже принят, изменить его поможет оператор. Передаю ему.',
    'order.cancelled': ({ event }) => `Заказ № ${String(event['number'])} отменён. Захотите воды — напишите.`,
    'order.locked': ({ event }) => `Заказ № ${String(event['number'])} уже в работе. Передаю вас оператору.`,
    cancelled: 'Хорошо, заказ отменён. Захотите воды — напишите.',
    'cancelled.help': 'Заказа сейчас нет. Чтобы оформить новый, напишите «новый заказ».',
    remind: 'Вы не закончили заказ. Продолжим?',
    expired: 'Заказ так и не закончили, и я его закрыл. Захотите воды — напишите.',
  }
}
