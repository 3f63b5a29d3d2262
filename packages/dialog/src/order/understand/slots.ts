import { findHouse, findPlace } from '../../language/address.ts'
import { addressParts } from '../../language/address-parts.ts'
import { claimMeasures, isPlaceNumber } from '../../language/measures.ts'
import { findNotes } from '../../language/note.ts'
import { readNumerals, type Numeral } from '../../language/numerals.ts'
import { findPhones } from '../../language/phones.ts'
import {
  countByKnown,
  findBare,
  findCounted,
  findSeveral,
  findTotal,
  flawOf,
  mostBottles,
  type Quantity,
} from '../../language/quantity.ts'
import { claim, means, wordsOf, type Concept, type Reading } from '../../language/reading.ts'
import { matchable } from '../../language/text.ts'
import { ordinalOf } from '../../language/written-digits.ts'
import type { OrderContext } from '../context.ts'
import type { Obstacle, Slots } from '../events.ts'
import { joinNotes } from '../note.ts'
import { isConditional } from './conditional.ts'
import { completeAddress, completeStreet, renumberAddress, restreetAddress } from './complete-address.ts'
import { isProgram } from './program.ts'
import type { Rule, RuledReason } from './rules.ts'

/** Answers found in a text, whatever was asked. */
export interface FoundSlots {
  slots: Slots
  obstacle?: Obstacle
  /** What is said to the courier, several joined. */
  note?: string
  /** A number the customer says is wrong. */
  deniedPhone: boolean
  /** The count stood alone, without its unit. */
  bareCount: boolean
  numerals: readonly Numeral[]
  /** Those that count empties. */
  empties: readonly Numeral[]
  because: RuledReason[]
}

/** Reads phone, count and address, each word for one of them at most, and claims the words. */
export function readSlots(reading: Reading, awaits: string, context: OrderContext): FoundSlots {
  const renumbered =
    renumberAddress(context.address, reading.text, context.bottles, awaits) ?? restreetAddress(context.address, reading)
  const phones = findPhones(reading)
  if (renumbered !== undefined) {
    const because: RuledReason[] = [{ rule: 'address.renumbered', words: reading.text.slice(0, 120) }]
    const [phone] = phones.numbers
    if (phone) because.push({ rule: 'phone', words: phone })
    const slots = { address: renumbered, ...(phone && { phone }) }
    return { slots, deniedPhone: false, bareCount: false, numerals: [], empties: [], because }
  }
  const numerals = isProgram(reading.text) ? [] : readNumerals(reading)
  claimMeasures(reading, numerals, awaits === 'empties')
  const empties = numerals.filter(({ from }) => reading.claims[from] === 'empties')
  const found: FoundSlots = { slots: {}, deniedPhone: false, bareCount: false, numerals, empties, because: [] }
  const several = findSeveral(reading, numerals)
  const counted = several ?? findTotal(reading, numerals) ?? findCounted(reading, numerals)
  const notes = findNotes(reading)
  const spares = sparePhones(reading, phones.numbers, context.phone)
  const note = joinNotes(null, [...notes.map(({ words }) => words), ...spares.notes].join('; '))
  if (note !== null) found.note = note
  const opening = counted || several || awaits !== 'bottles' ? undefined : countBeforePart(reading, numerals)
  if (!several) takePlace(found, reading, awaits, context, phones.numbers.length > 0 || counted !== undefined)
  const other =
    phones.numbers.length > 0 || found.slots.address !== undefined || (note !== null && awaits === 'anything')
  const bare = counted ? undefined : findBare(reading, bareNumerals(reading, numerals, awaits, other, context))
  const quantity = counted ?? opening ?? bare

  const phone = spares.phone
  if (phone) {
    found.slots.phone = phone
    found.because.unshift({ rule: 'phone', words: phone })
  }
  found.deniedPhone = phones.denied.length > 0 && !phone
  const guess = bare?.flaw === 'bottles.too-many' && awaits === 'confirmation'
  if (quantity && !guess) takeQuantity(found, reading, quantity, awaits, context)
  else if (!quantity) takeKnownCount(found, reading, awaits, context)
  found.bareCount = bare !== undefined
  const flaw =
    phones.flaw && !phone && (awaits === 'phone' || reading.claims.includes('phone')) ? phones.flaw : undefined
  if (flaw && !found.obstacle && found.slots.bottles === undefined && (awaits !== 'bottles' || !quantity))
    found.obstacle = flaw
  const one =
    awaits === 'bottles' && numerals.length === 0 ? reading.concepts.findIndex((all) => all.has('oneBottle')) : -1
  if (one >= 0 && !reading.claims[one]) {
    found.slots.bottles = 1
    found.because.push({ rule: 'bottles.one', words: wordsOf(reading, one, one + 1) })
  }
  const upTo = awaits === 'confirmation' && numerals.length === 0 ? lastOfSeveral(reading) : undefined
  if (upTo !== undefined) {
    found.slots.bottles = upTo
    found.because.push({ rule: 'bottles', words: reading.text.slice(0, 120) })
  }
  if (awaits === 'bottles' && !quantity && !found.obstacle && hasLitres(reading)) {
    found.obstacle = 'bottles.litres'
    found.because.push({ rule: 'bottles.litres', words: reading.text.slice(0, 120) })
  }
  return found
}

/** Words that say that what is known is to be another. */
const correcting: readonly Concept[] = ['change', 'wrong', 'no', 'not', 'addressNoun']

function takePlace(found: FoundSlots, reading: Reading, awaits: string, context: OrderContext, others: boolean): void {
  const awaited = awaits === 'address'
  const corrects = reading.concepts.some((all) => correcting.some((concept) => all.has(concept)))
  // "wrong address, it's Gogol 41, apt 6": what follows is one.
  const about = awaits === 'confirmation' && has(reading, 'addressNoun') && has(reading, 'wrong', 'change')
  const opens = awaits === 'anything' && (context.orderNumber === null || others)
  const street = awaited ? context.street : null
  const place = findPlace(reading, awaited || about, awaited || opens || ((corrects || others) && awaits !== 'nothing'))
  const told = (rule: Rule, words: string) => found.because.push({ rule, words })
  const numbersOnly = place !== undefined && /^[\d\s/.,-]+[а-яa-z]?$/iu.test(place.words)
  if (street !== null && (place === undefined || place.kind === 'part' || numbersOnly)) {
    // "125, кв 4" to the question for the house: the number belongs to it.
    const parts = [place?.kind === 'part' || !place ? findHouse(reading) : undefined, place?.words]
    const words = parts.filter((part) => part !== undefined).join(', ')
    if (words === '') return
    Object.assign(found.slots, completeStreet(street, words))
    told('address.completed', words)
  } else if (place?.kind === 'whole' && !awaited && dateOnly.test(place.words)) {
    const note = joinNotes(found.note ?? null, place.words)
    if (note !== null) found.note = note
  } else if (place?.kind === 'whole') {
    place.words = asPutRight(place.words)
    if (awaits === 'confirmation' && isKnownPlace(place.words, context.address)) return
    const relettered = awaits === 'confirmation' ? otherLetter(place.words, context.address) : undefined
    if (relettered !== undefined) {
      found.slots.address = relettered
      told('address.part', place.words)
      return
    }
    const isAdded = awaits !== 'address' && directions.test(place.words) && !isOwnPlace(place.words)
    const added = isAdded ? completeAddress(context.address, place.words) : undefined
    if (added !== undefined) {
      found.slots.address = added
      told('address.part', place.words)
      return
    }
    const beside = street !== null && !/\d/.test(place.words) && !hasStreet(reading)
    const address = beside ? `${street}, ${place.words}` : place.words
    if (address === context.address && awaits !== 'confirmation') return
    found.slots.address = address
    told('address.whole', place.words)
  } else if (place?.kind === 'part') {
    // "если не будет дома, то соседям кв 12": where to go then.
    if (awaits !== 'address' && isConditional(reading)) return
    const address = elsewhere(reading, place.words, context.address) ?? completeAddress(context.address, place.words)
    if (address === undefined || address === context.address) return
    found.slots.address = address
    told('address.part', place.words)
  } else if (place?.kind === 'street' && (awaited || opens || corrects)) {
    // Beside a phone a lone word is a name rather than a street.
    if (place.words.toLowerCase() === street?.toLowerCase()) found.obstacle = 'address.house'
    else found.slots.street = place.words
    told('address.street', place.words)
  }
}

/** "угол Киевской и Исанова", "школа №61, Тыныстанова 189": more than a way to find what is known. */
function isOwnPlace(words: string): boolean {
  const { street, house, crossing } = addressParts(words)
  const isWay = /^(?:ориентир|landmark)/iu.test(words)
  return !isWay && (crossing !== undefined || (street !== undefined && house !== undefined))
}

/** "на 9 мая привезите": a day rather than the street of that name. */
const dateOnly =
  /^\d{1,2}(?:-?го)?\s(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)$/iu

/** "Киевская 44 нет 46", "Киевская 44 ой Горького 15": what comes later is meant. */
function asPutRight(words: string): string {
  const renumbered = words.replace(/(?<!\d)\d{1,4}[а-я]?,?\s(?:ой|нет|точнее|вернее),?\s(?=\d{1,4}[а-я]?(?!\d))/iu, '')
  const later = /\s(?:ой|точнее|вернее),?\s(?<rest>\p{L}.*\d.*)$/iu.exec(renumbered)?.groups?.['rest']
  return later !== undefined && addressParts(later).street !== undefined ? later : renumbered
}

/** "ориентир Чуй 136", "шлагбаум 45": how to find what is known. */
const directions =
  /^(?:ориентир|угол|школа|садик|рядом с|возле|около|напротив|за|перед|шлагбаум|ворота|калитка|машина|пропуск|жанында|маңдай|near|next to|opposite|landmark|gate|behind)(?![\p{L}])/iu

/** "в начале Московской, дом 12, кв 1": a house beside the name of another street. */
function elsewhere(
  { tokens, text, claims, concepts }: Reading,
  words: string,
  known: string | null,
): string | undefined {
  if (known === null || !/(?:дом|үй|house)/iu.test(words)) return undefined
  const first = tokens.findIndex(
    ({ key }, at) =>
      !claims[at] &&
      (concepts[at]?.has('streetName') || concepts[at]?.has('districtName')) &&
      !known.toLowerCase().includes(key.slice(0, 5)),
  )
  const last = claims.lastIndexOf('address')
  return first < 0 || last < first ? undefined : text.slice(tokens[first]?.start, tokens[last]?.end)
}

/** "Токтогула 125а", when it was 125: the flat stays. */
function otherLetter(words: string, known: string | null): string | undefined {
  if (known === null) return undefined
  const [told, kept] = [addressParts(words), addressParts(known)]
  const [house = '', old = ''] = [told.house, kept.house]
  const same = told.street !== undefined && told.street === kept.street && told.flat === undefined
  const isLetter =
    house !== old && /^\d+\s?\p{L}?$/u.test(house) && Number.parseInt(house, 10) === Number.parseInt(old, 10)
  return same && isLetter ? completeAddress(known, `дом ${house}`) : undefined
}

/** "да, Токтогула 125": the street and the house that are known, without the flat. */
function isKnownPlace(words: string, known: string | null): boolean {
  if (known === null) return false
  const [told, kept] = [addressParts(words), addressParts(known)]
  return (
    told.street !== undefined && told.street === kept.street && told.house === kept.house && told.flat === undefined
  )
}

function has(reading: Reading, ...concepts: Concept[]): boolean {
  return reading.tokens.some((_, at) => means(reading, at, ...concepts))
}

function hasStreet(reading: Reading): boolean {
  return reading.tokens.some(
    (_, at) =>
      reading.claims[at] === 'address' &&
      means(reading, at, 'streetName', 'street') &&
      !means(reading, at - 1, 'crossing'),
  )
}

function takeKnownCount(found: FoundSlots, reading: Reading, awaits: string, { bottles }: OrderContext): void {
  if (awaits === 'anything' || awaits === 'nothing') return
  const count = countByKnown(reading.text, bottles)
  if (count === undefined || (count === 'unknown' && awaits !== 'bottles')) return
  const flaw = count === 'unknown' ? 'bottles.none' : flawOf(count)
  if (flaw) found.obstacle = flaw
  else if (count !== 'unknown') found.slots.bottles = count
  found.because.push({ rule: 'bottles.relative', words: reading.text.slice(0, 120) })
}

const spare =
  /(?:запасн|дополнит|резервн|втор(?:ой|ого)|еще один(?! заказ| адрес)|кошумча|экинчи|spare|second|backup|additional)\p{L}*(?:\s+(?:номер|телефон|контакт|phone|number|contact)\p{L}*)?/u

const onSecond = /(?:звон|набер|набир|чал|call|ring)\p{L}*(?:\s(?:на|по|to|on|me|the)){0,3}\s(?:втор|экинчи|second)/u

/** "запасной номер 0700 112 233": what the courier is told besides the number to call first. */
function sparePhones(
  reading: Reading,
  numbers: readonly string[],
  known: string | null,
): { phone: string | undefined; notes: string[] } {
  const [first, ...others] = numbers
  // "оба мои, звоните на второй"
  if (others.length === 1 && onSecond.test(matchable(reading.text))) return { phone: others[0], notes: [] }
  const words = spare.exec(matchable(reading.text))?.[0]
  const replaces = reading.tokens.some((_, at) => means(reading, at, 'change'))
  if (words === undefined || first === undefined || replaces) return { phone: first, notes: [] }
  const isKept = known !== null && first !== known
  const spares = isKept ? numbers : others
  return { phone: isKept ? undefined : first, notes: spares.map((number) => `${words} ${number}`) }
}

function takeQuantity(
  found: FoundSlots,
  reading: Reading,
  quantity: Quantity,
  awaits: string,
  context: OrderContext,
): void {
  const words = wordsOf(reading, quantity.from, quantity.to)
  const { bottles } = context
  const toKnown = awaits !== 'anything' || (addsToOrder(reading, context) && found.slots.address === undefined)
  const relative = quantity.relative !== undefined && toKnown && bottles !== null
  const count = relative ? bottles + (quantity.relative ?? 0) : quantity.count
  const aimless = quantity.comparing && !relative ? 'bottles.none' : undefined
  // "минус одна" of a count that is known.
  const own = quantity.flaw === 'bottles.negative' && relative ? undefined : quantity.flaw
  const flaw = own ?? aimless ?? (count !== undefined && count < 1 ? 'bottles.zero' : undefined)
  if (flaw) found.obstacle = flaw
  else if (count !== undefined && count > mostBottles) found.obstacle = 'bottles.too-many'
  else if (count !== undefined) found.slots.bottles = count
  found.because.push({ rule: flaw ?? (relative ? 'bottles.relative' : 'bottles'), words })
}

/** "третью бутылку тоже давайте": three in all. */
function lastOfSeveral(reading: Reading): number | undefined {
  if (!reading.tokens.some(({ key }) => /^(?:тоже|еще|добавьте|добавь)$/.test(key))) return undefined
  const at = reading.tokens.findIndex(({ key }, at) => ordinalOf(key) !== undefined && means(reading, at + 1, 'bottle'))
  return ordinalOf(reading.tokens[at]?.key ?? '')
}

/** "3 кв 14", "2 5 этаж": the first number is the count, the part has its own. */
function countBeforePart(reading: Reading, numerals: readonly Numeral[]): Quantity | undefined {
  const [first, second] = numerals
  if (!first || !second || first.from !== 0 || first.value < 1 || first.value > mostBottles) return undefined
  const isPart = (at: number) => means(reading, at, 'flat', 'part')
  const behind = isPart(first.to) && second.from === first.to + 1 && !isPart(second.to)
  const before = second.from === first.to && isPart(second.to)
  if (!Number.isInteger(first.value) || (!behind && !before)) return undefined
  claim(reading, first.from, first.to, 'count')
  return { count: first.value, from: first.from, to: first.to }
}

const adding = /^(?:добав|прибав|докин|накин|плюсан|кош(?:уп|унуз|сонуз|ом)|add$)/

/** "добавьте ещё одну", said of the order that was just placed; "ещё одну" alone is another one. */
export function addsToOrder({ tokens }: Reading, { orderNumber }: OrderContext): boolean {
  return orderNumber !== null && tokens.some(({ key }) => adding.test(key))
}

const again: readonly Concept[] = ['more', 'want', 'change', 'repeat', 'homeWords']
const replacing = /^(?:вместо|ордуна|instead)$/
const code = /[<>{}$\\|^`_@[\]]|=.*=|\w=\d/

function bareNumerals(
  reading: Reading,
  numerals: readonly Numeral[],
  awaits: string,
  other: boolean,
  context: OrderContext,
): Numeral[] {
  if (code.test(reading.text)) return []
  if (awaits === 'confirmation' && other && inItsPlace.test(reading.text)) return [...numerals]
  // "квартира неправильно, пять надо"
  if (
    awaits === 'confirmation' &&
    has(reading, 'wrong') &&
    reading.tokens.some((_, at) => !reading.claims[at] && means(reading, at, 'flat', 'part'))
  )
    return []
  if (awaits === 'bottles' || awaits === 'confirmation') {
    return numerals.filter(
      (numeral) =>
        // "только не на Киевскую 44"
        !(awaits === 'confirmation' && means(reading, numeral.from - 1, 'streetName', 'districtName')) &&
        (!other || standsAlone(reading, numeral)) &&
        !(awaits === 'confirmation' && isSlurred(reading, numeral)),
    )
  }
  // "5 вместо 3", "не 3, а 5": which one is refused is told by the other.
  if (awaits === 'anything' && numerals.length > 1 && putsInPlace(reading)) return [...numerals]
  if (awaits === 'anything' && !other && addsToOrder(reading, context)) return [...numerals]
  if (awaits === 'phone' && context.bottles === null) {
    const counting = numerals.filter((one) => isCollective(reading, one))
    if (counting.length > 0) return counting
  }
  if (!other && recounts(reading, numerals, awaits, context)) return numerals.filter((one) => standsAlone(reading, one))
  const wished = reading.concepts.some((all) => again.some((concept) => all.has(concept)))
  const repeated = awaits !== 'empties' && reading.concepts.some((all) => all.has('repeat'))
  return other || repeated || (awaits === 'anything' && wished)
    ? numerals.filter((numeral) => standsAlone(reading, numeral))
    : []
}

/** "бешөө болот": Kyrgyz has words for so many of something. */
function isCollective(reading: Reading, { from, to, digits }: Numeral): boolean {
  return !digits && reading.tokens[from]?.key.endsWith('оо') === true && means(reading, to, 'want', 'right')
}

const others: readonly Concept[] = ['addressNoun', 'phoneNoun', 'flat', 'part', 'house', 'street', 'empty']

const recounting: readonly Concept[] = ['change', 'no', 'more', 'less']

/** "нет, четыре давайте", "5 is too many, 2 will do", said of a count that is known while something else is asked. */
function recounts(
  reading: Reading,
  numerals: readonly Numeral[],
  awaits: string,
  { bottles, street }: OrderContext,
): boolean {
  if ((awaits !== 'phone' && awaits !== 'address') || bottles === null || street !== null) return false
  // "поменяйте этаж, 5"
  if (reading.concepts.some((all) => others.some((concept) => all.has(concept)))) return false
  return (
    reading.concepts.some((all) => recounting.some((concept) => all.has(concept))) ||
    (numerals.length > 1 && numerals.some(({ value }) => value === bottles))
  )
}

const inItsPlace = /(?:^|\s)(?:не|not)\s[^,]{1,20},?\s(?:а|but)\s|\d\s(?:а|but)\s(?:не|not)\s\d|\sэмес,?\s/iu

/** "5 вместо 3", "не 3, а 5", "3 эмес, 5". */
export function putsInPlace({ tokens, text }: Reading): boolean {
  return tokens.some(({ key }) => replacing.test(key)) || inItsPlace.test(text)
}

/** "убрите одну": beside a word that is not known, "one" may be one more, one fewer or anything. */
function isSlurred(reading: Reading, { from, to, value, digits }: Numeral): boolean {
  const isStrange = (at: number) => reading.tokens[at]?.kind === 'word' && reading.concepts[at]?.size === 0
  if (/^прос(?:ил|ила|или)$/.test(reading.tokens[from - 1]?.key ?? '')) return false
  return value === 1 && !digits && (isStrange(from - 1) || isStrange(to) || isStrange(to + 1))
}

function standsAlone(reading: Reading, numeral: Numeral): boolean {
  if (reading.claims[numeral.from] || isPlaceNumber(reading, numeral)) return false
  const { tokens, claims } = reading
  const edge = (at: number) => {
    const token = tokens[at]
    return (
      !token ||
      token.kind === 'break' ||
      token.kind === 'emoji' ||
      (token.kind === 'sign' && /[,;.!+()"«»]/.test(token.key)) ||
      claims[at] !== undefined
    )
  }
  const opens =
    edge(numeral.from - 1) ||
    /^(?:калды|кетти|бутту|кончилась|закончилась)$/.test(tokens[numeral.from - 1]?.key ?? '') ||
    means(reading, numeral.from - 1, 'want', 'please', 'greeting', 'filler', 'change', 'more', 'go', 'but')
  const links = /^(?:и|and|жана)$/.test(tokens[numeral.to]?.key ?? '') && tokens[numeral.to + 1]?.kind === 'word'
  const closes =
    edge(numeral.to) ||
    links ||
    /^(?:will|is|are|would)$/.test(tokens[numeral.to]?.key ?? '') ||
    means(reading, numeral.to, 'toPlace', 'please', 'thanks', 'want', 'homeWords', 'go')
  return opens && closes && (!numeral.digits || numeral.value <= mostBottles)
}

function hasLitres(reading: Reading): boolean {
  return reading.tokens.some(
    (_, at) => reading.claims[at] === 'measure' && (reading.tokens[at]?.key === '18' || means(reading, at, 'litre')),
  )
}
