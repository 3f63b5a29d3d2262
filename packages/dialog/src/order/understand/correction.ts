import type { Situation } from '../../flow/understanding.ts'
import { means, type Concept, type Reading } from '../../language/reading.ts'
import { matchable } from '../../language/text.ts'
import type { OrderContext } from '../context.ts'
import type { CustomerEvent, Slot } from '../events.ts'
import type { RuledReason } from './rules.ts'
import { addsToOrder, putsInPlace, type FoundSlots } from './slots.ts'
import { pointsToUsual } from './usual.ts'

const slotNouns: readonly [Concept, Slot][] = [
  ['phoneNoun', 'phone'],
  ['addressNoun', 'address'],
  ['countNoun', 'bottles'],
  ['bottle', 'bottles'],
]
const rewrite =
  /^(?:измен|поменя|исправ|замен|смен|вместо|ордуна|өзгөрт|озгорт|алмаштыр|change|replace|instead|wrong|неверн|неправ)/

/** New values as an answer or as a correction, by what is known and asked. */
export function eventOfSlots(
  reading: Reading,
  found: FoundSlots,
  situation: Situation<OrderContext>,
  anew: boolean,
): CustomerEvent {
  const { awaits, state, context } = situation
  const { slots, obstacle } = found
  const values = { ...slots, ...(obstacle && { obstacle }) }
  if (!anew && awaits !== 'confirmation' && pointsToUsual(reading, situation))
    return { type: 'user.provide', ...values, usual: true }
  if (awaits === 'anything' || awaits === 'nothing' || anew) {
    const free = reading.tokens.flatMap((token, at) => (reading.claims[at] ? [] : [{ token, at }]))
    // "лучше 5", said of the order that was just placed; "ещё 5" is another one.
    const restates =
      slots.bottles !== undefined &&
      slots.address === undefined &&
      (addsToOrder(reading, context) ||
        ((putsInPlace(reading) || free.some(({ at }) => means(reading, at, 'change'))) &&
          !reading.tokens.some((_, at) => means(reading, at, 'more'))))
    const rewrites = restates || free.some(({ token }) => rewrite.test(token.key))
    const placed = state.startsWith('placed') && !anew
    const adds =
      slots.bottles === undefined &&
      (found.because.some(({ rule }) => rule === 'address.part') || slots.address === undefined)
    return { type: placed && (rewrites || adds) ? 'user.change' : 'user.provide', ...values }
  }
  if (slots.street !== undefined && awaits !== 'address') return { type: 'user.change', slot: 'address', ...values }
  const differs = given(slots).some(
    (slot) =>
      context[slot] !== null &&
      context[slot] !== slots[slot] &&
      !(completes(slots.address, context.address) && slots.bottles),
  )
  return { type: awaits === 'confirmation' || differs ? 'user.change' : 'user.provide', ...values }
}

function given({ address, phone, bottles }: FoundSlots['slots']): Slot[] {
  const values = { address, phone, bottles }
  return (Object.keys(values) as Slot[]).filter((slot) => values[slot] !== undefined)
}

function completes(address: string | undefined, known: string | null): boolean {
  return address !== undefined && known !== null && address.startsWith(known)
}

/** A correction without its new value: "изменить адрес", "номер неправильный". */
export function correctionOf(
  reading: Reading,
  found: FoundSlots,
  { awaits, state }: Situation<OrderContext>,
): { event: CustomerEvent; because: RuledReason[] } | undefined {
  const has = (...concepts: Concept[]) =>
    reading.tokens.some(
      (_, at) => !reading.claims[at] && means(reading, at, ...concepts) && !means(reading, at - 1, 'empty'),
    )
  const isOld = /^(?:это )?(?:старый|прежний) (?:номер|телефон|адрес)/u.test(matchable(reading.text))
  const corrects = isOld || has('change', 'wrong', 'but') || (has('no', 'not') && awaits === 'confirmation')
  const denied = found.deniedPhone
  const alone = awaits === 'confirmation' && isSlotAlone(reading)
  if (!denied && !alone && (!corrects || isAsked(reading))) return undefined
  const named = () => deniedSlot(reading) ?? otherSlot(reading) ?? slotNouns.find(([concept]) => has(concept))?.[1]
  const slot = denied ? 'phone' : awaits === 'confirmation' && isOfFlat(reading) ? 'address' : named()
  const rewrites = state.startsWith('placed') && reading.tokens.some((token) => rewrite.test(token.key))
  if (slot === undefined && awaits !== 'confirmation' && !rewrites) return undefined
  const because: RuledReason[] = [{ rule: 'correction', words: reading.text.slice(0, 120) }]
  if (slot !== undefined && slot === awaits) return { event: { type: 'user.no' }, because }
  return { event: { type: 'user.change', ...(slot && { slot }) }, because }
}

/** "номер верный, адрес нет": the one that is refused. */
export function deniedSlot(reading: Reading): Slot | undefined {
  const refused = (at: number) =>
    [at + 1, at + 2].some((next) => means(reading, next, 'wrong', 'no') && reading.tokens[next - 1]?.key !== ',')
  return slotNouns.find(([concept]) =>
    reading.tokens.some((_, at) => !reading.claims[at] && means(reading, at, concept) && refused(at)),
  )?.[1]
}

/** "номер квартиры другой" */
function isOfFlat({ tokens }: Reading): boolean {
  const at = tokens.findIndex(({ key }) => /^(?:квартир|батир)/.test(key))
  return at >= 0 && [at - 1, at + 1].some((beside) => tokens[beside]?.key.startsWith('номер'))
}

const slotWords: readonly [RegExp, Slot][] = [
  [/^(?:номер|телефон|тел$|phone|number)/, 'phone'],
  [/^(?:адрес|дарек|address)/, 'address'],
  [/^(?:колич|саны$|count|quantity)/, 'bottles'],
]

/** "адрес ошол эле, номер башка": the one that is to be another. */
function otherSlot({ tokens, claims }: Reading): Slot | undefined {
  const at = tokens.findIndex(
    (_, at) => !claims[at] && /^(?:башка|друг(?:ой|ая|ие|ое)|different|another)$/.test(tokens[at]?.key ?? ''),
  )
  return slotWords.find(([word]) => word.test(tokens[at - 1]?.key ?? ''))?.[1]
}

/** "адрес", said to "what is to be changed?"; "бутылки" goes on with the count that was just sent. */
function isSlotAlone(reading: Reading): boolean {
  const words = reading.tokens.flatMap((token, at) => (token.kind === 'sign' ? [] : [at]))
  const nouns = slotNouns.map(([concept]) => concept)
  return (
    words.length > 0 &&
    !/^(?:that'?s|this is|it'?s)\s/i.test(reading.text) &&
    words.length <= 3 &&
    words.every((at) => means(reading, at, ...nouns, 'filler', 'please')) &&
    words.some((at) => means(reading, at, ...nouns) && !isUnitOnly(reading, at))
  )
}

function isUnitOnly(reading: Reading, at: number): boolean {
  return (
    means(reading, at, 'bottle') && !/^(?:кол|саны?$|count|quantity|qty|amount)/.test(reading.tokens[at]?.key ?? '')
  )
}

function isAsked(reading: Reading): boolean {
  return (
    reading.tokens.some((token, at) => token.key === '?' && !reading.claims[at]) &&
    reading.tokens.some((_, at) => means(reading, at, 'ask.asking', 'ask.price', 'ask.delivery'))
  )
}
