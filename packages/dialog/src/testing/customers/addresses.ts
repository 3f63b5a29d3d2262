import type { Random } from '../random.ts'
import type { Language } from './facts.ts'

/** Where to, as it is said, and what of it must come through. */
export interface Whereabouts {
  text: string
  /** Digits in order, as often as they are said. */
  digits: string[]
  /** Lower-case parts of names; none where the name is in Latin letters. */
  names: string[]
}

const streets =
  'Токтогула|Киевская|Московская|Ибраимова|Ахунбаева|Турусбекова|Шопокова|Медерова|Боконбаева|Абдрахманова|Горького|Лермонтова|Панфилова|Юнусалиева|Сыдыкова|Раззакова'.split(
    '|',
  )
const kyrgyzStreets = 'Токтогул|Манас|Ахунбаев|Ибраимов|Турусбеков|Раззаков|Шопоков'.split('|')
const englishStreets = 'Toktogula|Kievskaya|Moskovskaya|Ibraimova|Ahunbaeva|Turusbekova'.split('|')
const settlements = 'Ала-Тоо|Арча-Бешик|Ак-Ордо|Калыс-Ордо|Кок-Жар|Келечек'.split('|')
const districts = 'Асанбай|Тунгуч|Восток-5|Джал|Улан'.split('|')

type Make = (random: Random, house: string, flat: string) => Omit<Whereabouts, 'digits'>

const stem = (name: string) => name.toLowerCase().slice(0, 5)

const russian: readonly Make[] = [
  (random, house, flat) => named(random, streets, (street) => `${street} ${house}, кв ${flat}`),
  (random, house, flat) => named(random, streets, (street) => `ул. ${street}, ${house}, кв. ${flat}`),
  (random, house, flat) => named(random, streets, (street) => `${street} ${house} квартира ${flat}`),
  (random, house, flat) => named(random, streets, (street) => `улица ${street} дом ${house} кв ${flat}`),
  (random, house, flat) => named(random, streets, (street) => `${street}, д.${house}, кв.${flat}`),
  (random, house) => named(random, streets, (street) => `${street} ${house}, частный дом`),
  (random, house) => named(random, streets, (street) => `${street} ${house}`),
  (random, house, flat) =>
    named(random, streets, (street) => `${street} ${house}, офис ${flat}, ${random.integer(2, 9)} этаж`),
  (random, house, flat) =>
    named(
      random,
      streets,
      (street) => `${street} ${house} кв ${flat}, подъезд ${random.integer(1, 6)}, код ${random.integer(10, 99)}`,
    ),
  (random, house, flat) =>
    named(random, ['мкр', 'микрорайон'], (word) => `${random.integer(3, 12)} ${word}, дом ${house}, кв ${flat}`, false),
  (random, house, flat) => named(random, districts, (name) => `${name} ${house}-${flat}`),
  (random, house, flat) => named(random, districts, (name) => `мкр ${name}, д. ${house}, кв. ${flat}`),
  (random, house) => named(random, settlements, (name) => `ж/м ${name}, ул. ${random.pick(streets)} ${house}`),
  (random) => named(random, streets, (street) => `угол ${street} и ${random.pick(['Манаса', 'Чуй', 'Исанова'])}`),
]

const kyrgyz: readonly Make[] = [
  (random, house, flat) => named(random, kyrgyzStreets, (street) => `${street} көчөсү ${house}, ${flat}-батир`),
  (random, house) => named(random, kyrgyzStreets, (street) => `${street} ${house}`),
  (random, house, flat) => named(random, kyrgyzStreets, (street) => `${street} көчөсү, ${house}-үй, ${flat}-батир`),
  (random, house, flat) =>
    named(random, ['кичирайон'], (word) => `${random.integer(3, 12)}-${word}, ${house}-үй, ${flat}-батир`, false),
  (random, house) => named(random, settlements, (name) => `${name} конушу, ${random.pick(kyrgyzStreets)} ${house}`),
]

const english: readonly Make[] = [
  (random, house, flat) => named(random, englishStreets, (street) => `${street} street ${house}, apt ${flat}`, false),
  (random, house, flat) => named(random, englishStreets, (street) => `${house} ${street} street, flat ${flat}`, false),
  (random, house) => named(random, englishStreets, (street) => `${street} ${house}`, false),
  (random, house, flat) =>
    named(random, englishStreets, (street) => `${street} ${house}, apartment ${flat}, 3rd floor`, false),
]

const makes: Record<Language, readonly Make[]> = { ru: russian, ky: kyrgyz, en: english }

/** An address that can be found, in one of the ways of a language. */
export function addressOf(random: Random, language: Language): Whereabouts {
  const house = `${random.integer(11, 240)}`
  const flat = `${random.integer(2, 120)}`
  const { text, names } = random.pick(makes[language])(random, house, flat)
  return { text, names, digits: text.match(/\d+/g) ?? [] }
}

function named(random: Random, from: readonly string[], make: (name: string) => string, counts = true) {
  const name = random.pick(from)
  return { text: make(name), names: counts ? [stem(name)] : [] }
}
