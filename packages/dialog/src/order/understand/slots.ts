import { findPlace } from '../../language/address.ts'
import { claimMeasures, isPlaceNumber } from '../../language/measures.ts'
import { readNumerals, type Numeral } from '../../language/numerals.ts'
import { findPhones } from '../../language/phones.ts'
import { findBare, findCounted, mostBottles, type Quantity } from '../../language/quantity.ts'
import { means, wordsOf, type Concept, type Reading } from '../../language/reading.ts'
import type { Reason } from '../../flow/understanding.ts'
import type { OrderContext } from '../context.ts'
import type { Obstacle, Slots } from '../events.ts'
import { completeAddress, renumberAddress } from './complete-address.ts'

/** Answers found in a text, whatever was asked. */
export interface FoundSlots {
  slots: Slots
  obstacle?: Obstacle
  /** A number the customer says is wrong. */
  deniedPhone: boolean
  /** The count stood alone, without its unit. */
  bareCount: boolean
  because: Reason[]
}

/** Reads phone, count and address, each word for one of them at most, and claims the words. */
export function readSlots(reading: Reading, awaits: string, context: OrderContext): FoundSlots {
  const renumbered = renumberAddress(context.address, reading.text, context.bottles, awaits)
  if (renumbered !== undefined) {
    const because = [{ rule: 'address.renumbered', words: reading.text.slice(0, 120) }]
    return { slots: { address: renumbered }, deniedPhone: false, bareCount: false, because }
  }
  const found: FoundSlots = { slots: {}, deniedPhone: false, bareCount: false, because: [] }
  const phones = findPhones(reading)
  const numerals = readNumerals(reading)
  claimMeasures(reading, numerals)
  const counted = findCounted(reading, numerals)
  const place = findPlace(reading, awaits === 'address')
  const address = place && (place.kind === 'whole' ? place.words : completeAddress(context.address, place.words))
  const other = phones.numbers.length > 0 || address !== undefined
  const bare = counted ? undefined : findBare(reading, bareNumerals(reading, numerals, awaits, other))
  const quantity = counted ?? bare

  const [phone] = phones.numbers
  if (phone) {
    found.slots.phone = phone
    found.because.push({ rule: 'phone', words: phone })
  }
  found.deniedPhone = phones.denied.length > 0 && !phone
  if (address !== undefined && place && address !== context.address) {
    found.slots.address = address
    found.because.push({ rule: `address.${place.kind}`, words: place.words })
  }
  const guess = bare?.flaw === 'bottles.too-many' && awaits === 'confirmation'
  if (quantity && !guess) takeQuantity(found, reading, quantity, awaits, context)
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
  if (awaits === 'bottles' && !quantity && !found.obstacle && hasLitres(reading)) {
    found.obstacle = 'bottles.litres'
    found.because.push({ rule: 'bottles.litres', words: reading.text.slice(0, 120) })
  }
  return found
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
  const relative = quantity.relative !== undefined && awaits === 'confirmation' && bottles !== null
  const count = relative ? bottles + (quantity.relative ?? 0) : quantity.count
  const flaw = quantity.flaw ?? (count !== undefined && count < 1 ? 'bottles.zero' : undefined)
  if (flaw) found.obstacle = flaw
  else if (count !== undefined && count > mostBottles) found.obstacle = 'bottles.too-many'
  else if (count !== undefined) found.slots.bottles = count
  found.because.push({ rule: flaw ?? (relative ? 'bottles.relative' : 'bottles'), words })
}

const again: readonly Concept[] = ['more', 'want', 'change', 'repeat', 'homeWords']
const code = /[<>{}$\\|^`_@[\]]|=.*=|\w=\d/

function bareNumerals(reading: Reading, numerals: readonly Numeral[], awaits: string, other: boolean): Numeral[] {
  if (code.test(reading.text)) return []
  if (awaits === 'bottles' || awaits === 'confirmation') {
    return numerals.filter((numeral) => !other || standsAlone(reading, numeral))
  }
  const wished = reading.concepts.some((all) => again.some((concept) => all.has(concept)))
  return other || (awaits === 'anything' && wished) ? numerals.filter((numeral) => standsAlone(reading, numeral)) : []
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
      (token.kind === 'sign' && /[,;.!+]/.test(token.key)) ||
      claims[at] !== undefined
    )
  }
  const opens =
    edge(numeral.from - 1) ||
    means(reading, numeral.from - 1, 'want', 'please', 'greeting', 'filler', 'change', 'more', 'go')
  const closes = edge(numeral.to) || means(reading, numeral.to, 'toPlace', 'please', 'thanks', 'want', 'homeWords')
  return opens && closes && (!numeral.digits || numeral.value <= mostBottles)
}

function hasLitres(reading: Reading): boolean {
  return reading.tokens.some(
    (_, at) => reading.claims[at] === 'measure' && (reading.tokens[at]?.key === '18' || means(reading, at, 'litre')),
  )
}
