import type { ConversationView, Locale } from '../contract.ts'
import { page } from './state.ts'

type ByQuestion = Readonly<Record<string, readonly [string, string, ...string[]]>>

/** Words that a customer might write, by what the bot awaits. The first two make sense together, in this order. */
const words: Readonly<Record<Locale, ByQuestion>> = {
  ru: {
    anything: ['Здравствуйте! Нужно 2 бутыли воды', 'Токтогула 125, кв 4', 'Сколько стоит?'],
    address: ['Токтогула 125, кв 4', '0555 123 456', '7 мкр, дом 12, кв 30'],
    phone: ['0555 123 456', '2 бутыли', 'ноль пять пять пять 12 34 56'],
    bottles: ['две', 'до обеда, пожалуйста', '3 бутыли'],
    empties: ['две', 'до обеда, пожалуйста', 'нет'],
    confirmation: ['нет, 3 бутыли', 'да', 'адрес Киевская 95, кв 7'],
    nothing: ['Спасибо!', 'заново', 'Когда привезёте?'],
  },
  ky: {
    anything: ['Саламатсызбы! 2 бөтөлкө суу керек', 'Токтогул 125, 4-батир', 'Канча турат?'],
    address: ['Токтогул көчөсү 125, 4-батир', '0555 123 456', 'Киев көчөсү 95'],
    phone: ['0555 123 456', '2 бөтөлкө', '0700 12 34 56'],
    bottles: ['эки', 'түшкө чейин', '3 бөтөлкө'],
    empties: ['эки', 'түшкө чейин', 'жок'],
    confirmation: ['жок, 3 бөтөлкө', 'ооба', 'дареги Киев көчөсү 95'],
    nothing: ['Рахмат!', 'кайрадан', 'Качан алып келесиз?'],
  },
  en: {
    anything: ['Hello! I need 2 bottles of water', 'Toktogul 125, apt 4', 'How much is it?'],
    address: ['Toktogul 125, apt 4', '0555 123 456', '95 Kievskaya street, apt 7'],
    phone: ['0555 123 456', '2 bottles', 'zero five five five 12 34 56'],
    bottles: ['two', 'before noon, please', '3 bottles'],
    empties: ['two', 'before noon, please', 'none'],
    confirmation: ['no, 3 bottles', 'yes', 'the address is Kievskaya 95, apt 7'],
    nothing: ['Thank you!', 'start over', 'When will you deliver?'],
  },
}

/** What the open question is about. The feed tells only of the state, so the flow is asked. */
export function awaitsIn({ state }: ConversationView): string {
  return page.flow?.states.find(({ path }) => path === state?.path)?.awaits ?? state?.awaits ?? 'anything'
}

/** What the customer of a conversation might write next, in the language of the conversation. */
export function suggestionsFor(view: ConversationView): readonly [string, string, ...string[]] {
  const locale = (view.state?.locale ?? view.customer.locale) as Locale
  const here = words[locale] ?? words.ru
  return here[awaitsIn(view)] ?? here['anything'] ?? ['2', '1']
}
