import type { Reason } from '../../flow/understanding.ts'
import type { CustomerEvent } from '../events.ts'

type Words = { ru: string; en: string }

/** What each rule of `because` makes of the words it saw. */
export const rules = {
  phone: { ru: 'номер телефона', en: 'the phone number' },
  'phone.same': { ru: 'номер, который уже известен', en: 'the number that is already known' },
  bottles: { ru: 'количество', en: 'the count' },
  'bottles.one': { ru: 'одна бутыль', en: 'one bottle' },
  'bottles.relative': { ru: 'количество относительно прежнего', en: 'a count by the earlier one' },
  'bottles.range': { ru: 'несколько чисел: неясно, сколько', en: 'several numbers: unclear how many' },
  'bottles.fraction': { ru: 'не целое количество', en: 'not a whole count' },
  'bottles.zero': { ru: 'меньше одной бутыли', en: 'less than one bottle' },
  'bottles.negative': { ru: 'отрицательное количество', en: 'a negative count' },
  'bottles.too-many': { ru: 'больше 50 бутылей: это к менеджеру', en: 'more than 50 bottles: for a manager' },
  'bottles.litres': { ru: 'литры, а не количество бутылей', en: 'litres, no count of bottles' },
  'bottles.none': { ru: 'количество не названо', en: 'no count is named' },
  'bottles.several': { ru: 'больше одного заказа или адреса', en: 'more than one order or address' },
  empties: { ru: 'пустые бутыли', en: 'empty bottles' },
  'nothing-known': { ru: 'ссылка на то, чего бот не знает', en: 'points to what is not known' },
  'address.whole': { ru: 'адрес', en: 'the address' },
  'address.part': { ru: 'дополнение к адресу', en: 'an addition to the address' },
  'address.street': { ru: 'улица или район без дома', en: 'a street or district without a house' },
  'address.completed': { ru: 'дом для названной улицы', en: 'the house for the street that was named' },
  'address.renumbered': {
    ru: 'исправление номера или улицы в адресе',
    en: 'a number or street put right in the address',
  },
  location: { ru: 'точка на карте', en: 'a pin on the map' },
  contact: { ru: 'номер из карточки контакта', en: 'the number of a contact card' },
  note: { ru: 'пожелание для курьера', en: 'a wish for the courier' },
  choice: { ru: 'нажатая или названная кнопка', en: 'a button, tapped or named' },
  'choice.gone': { ru: 'кнопка, которой уже нет', en: 'a button that is no longer offered' },
  late: {
    ru: 'ответ на старый вопрос: новый не подтверждает',
    en: 'an answer to an old question: confirms no newer one',
  },
  'consent.yes': { ru: 'согласие', en: 'a yes' },
  'consent.fine': { ru: 'одобрение', en: 'an approval' },
  'consent.no': { ru: 'отказ', en: 'a no' },
  'consent.but': { ru: 'согласие с оговоркой: это не «да»', en: 'a yes with a “but”: no yes' },
  'consent.wait': { ru: 'просьба подождать или сомнение', en: 'a request to wait, or doubt' },
  'consent.contradiction': { ru: '«да» и «нет» сразу', en: 'yes and no at once' },
  contradiction: { ru: '«да» и «отмена» сразу', en: 'yes and cancel at once' },
  cancel: { ru: 'отмена заказа', en: 'calling the order off' },
  restart: { ru: 'начать сначала', en: 'starting again' },
  operator: { ru: 'просьба позвать человека', en: 'a call for a person' },
  forget: { ru: 'просьба удалить данные', en: 'a request to delete data' },
  repeat: { ru: 'повторить прошлый заказ', en: 'the earlier order again' },
  language: { ru: 'просьба сменить язык', en: 'a request for another language' },
  correction: { ru: 'исправление без нового значения', en: 'a correction without its new value' },
  question: { ru: 'вопрос', en: 'a question' },
  smalltalk: { ru: 'слова вежливости', en: 'courtesy' },
  media: { ru: 'сообщение без текста', en: 'a message without words' },
  'media.payment': { ru: 'чек об оплате', en: 'a proof of payment' },
  blank: { ru: 'пустое сообщение', en: 'a blank message' },
  survey: { ru: 'ответ на опрос Chat2Desk', en: 'an answer to a survey of Chat2Desk' },
  unclear: { ru: 'не удалось понять', en: 'could not be understood' },
} satisfies Record<string, Words>

const meanings: Record<CustomerEvent['type'] | 'user.survey', Words> = {
  'user.provide': { ru: 'данные для заказа', en: 'an answer' },
  'user.change': { ru: 'исправление', en: 'a correction' },
  'user.yes': { ru: 'да', en: 'yes' },
  'user.no': { ru: 'нет', en: 'no' },
  'user.cancel': { ru: 'отмена', en: 'cancel' },
  'user.restart': { ru: 'начать сначала', en: 'start again' },
  'user.operator': { ru: 'нужен человек', en: 'wants a person' },
  'user.repeat': { ru: 'повторить прошлый заказ', en: 'as last time' },
  'user.forget': { ru: 'забыть данные', en: 'forget me' },
  'user.ask': { ru: 'вопрос', en: 'a question' },
  'user.media': { ru: 'сообщение не словами', en: 'not in words' },
  'user.smalltalk': { ru: 'слова вежливости', en: 'small talk' },
  'user.language': { ru: 'другой язык', en: 'another language' },
  'user.unclear': { ru: 'не понято', en: 'not understood' },
  'user.survey': { ru: 'ответ на опрос', en: 'an answer to a survey' },
}

/** What a message was taken for, in a few plain words; the event's own name if it is none of a customer's. */
export function nameOfMeaning(event: string, locale: 'ru' | 'en'): string {
  return Object.hasOwn(meanings, event) ? meanings[event as CustomerEvent['type']][locale] : event
}

export type Rule = keyof typeof rules

/** A reason by one of the rules above. */
export interface RuledReason extends Reason {
  rule: Rule
}

/** Why a message was taken as it was, in plain words: `«две» — количество; «завтра» — пожелание для курьера`. */
export function explain(because: readonly Reason[], locale: 'ru' | 'en'): string {
  const [open, close] = locale === 'ru' ? ['«', '»'] : ['“', '”']
  return because
    .map(({ rule, words }) => {
      const meaning = Object.hasOwn(rules, rule) ? rules[rule as Rule][locale] : rule
      const said = words.replace(/\s+/g, ' ').trim()
      return said === '' ? meaning : `${open}${said}${close} — ${meaning}`
    })
    .join('; ')
}
