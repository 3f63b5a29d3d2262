import type { Random } from '../random.ts'
import { addressOf } from './addresses.ts'
import { bottlesOf, phoneInText, phoneOf, type Facts, type Language } from './facts.ts'
import { numberIn } from './wording.ts'

/** A change of mind: the words, and what is wanted from here on. */
export interface Change {
  text: string
  facts: Facts
}

const count: Record<Language, readonly ((to: string, from: string) => string)[]> = {
  ru: [
    (to) => `лучше ${to}`,
    (to, from) => `не ${from}, а ${to}`,
    (to) => `нет, давайте ${to} бутылки`,
    (to) => `измените на ${to} шт`,
    (to) => `да, но ${to} бутылки`,
    (to) => `ой, ${to} бутылки надо`,
  ],
  ky: [(to) => `${to} болсун`, (to, from) => `${from} эмес, ${to}`, (to) => `жок, ${to} бөтөлкө керек`],
  en: [
    (to) => `make it ${to}`,
    (to, from) => `not ${from}, ${to}`,
    (to) => `no, ${to} bottles please`,
    (to) => `change to ${to} bottles`,
  ],
}

const one: Record<Language, { more: string; fewer: string }> = {
  ru: { more: 'ещё одну добавьте|и ещё одну|на одну больше', fewer: 'на одну меньше|уберите одну' },
  ky: { more: 'дагы бирди кошуңуз|дагы бир бөтөлкө кошуп коюңуз', fewer: 'бирди алып салыңыз' },
  en: { more: 'one more please|add one more', fewer: 'one less|remove one' },
}

const places: Record<Language, string> = {
  ru: 'адрес другой: |адрес неверный, надо |лучше на |поменяйте адрес на ',
  ky: 'дарек башка: |дарек туура эмес, ',
  en: 'another address: |the address is wrong, it is ',
}

const phones: Record<Language, string> = {
  ru: 'номер другой: |телефон неправильный, надо |лучше на этот звоните ',
  ky: 'номер башка: |телефон туура эмес, ',
  en: 'another number: |the phone is wrong, it is ',
}

/** Something else than before, said at the summary. */
export function changeOf(facts: Facts, random: Random): Change {
  const { language, bottles } = facts
  const kind = random.pick(['count', 'count', 'one', 'address', 'phone'] as const)
  if (kind === 'address') {
    const address = addressOf(random, language)
    return { text: `${random.pick(places[language].split('|'))}${address.text}`, facts: { ...facts, address } }
  }
  if (kind === 'phone') {
    const phone = phoneOf(random)
    return {
      text: `${random.pick(phones[language].split('|'))}${phoneInText(phone, random)}`,
      facts: { ...facts, phone },
    }
  }
  if (kind === 'one') {
    const fewer = bottles > 1 && random.chance(0.3)
    const text = random.pick(one[language][fewer ? 'fewer' : 'more'].split('|'))
    return { text, facts: { ...facts, bottles: bottles + (fewer ? -1 : 1) } }
  }
  let other = bottlesOf(random)
  if (other === bottles) other += 1
  const say = (value: number) => (random.chance(0.3) ? numberIn(language, value) : String(value))
  return { text: random.pick(count[language])(say(other), say(bottles)), facts: { ...facts, bottles: other } }
}
