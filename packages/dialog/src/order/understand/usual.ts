import type { Situation } from '../../flow/understanding.ts'
import { means, wordsOf, type Concept, type Reading } from '../../language/reading.ts'
import type { OrderContext } from '../context.ts'
import type { Slot } from '../events.ts'
import { because, type Meaning } from './meaning.ts'
import type { FoundSlots } from './slots.ts'

const samePlace =
  /^(?:все\s+)?(?:на\s+|по\s+)?(?:тот же|этот же|там же|туда же|там|туда|где обычно|обычн|стар|прежн|прошл|тому же|same|old|usual|the same|ошол эле|ушул эле|мурунку|мурдагы)/iu

/** Whether the text points to the order before: "как обычно", and "туда же" if there was one. */
export function pointsToUsual(reading: Reading, { context }: Situation<OrderContext>): boolean {
  return reading.marks.some(({ concept, from, to }) => {
    if (reading.claims[from] || means(reading, from - 1, 'not')) return false
    const words = wordsOf(reading, from, to)
    if (concept === 'repeat') return !words.toLowerCase().startsWith('повторя')
    return concept === 'homeWords' && context.usual !== null && samePlace.test(words)
  })
}

const slots: readonly [Concept, Slot][] = [
  ['addressNoun', 'address'],
  ['phoneNoun', 'phone'],
  ['countNoun', 'bottles'],
]

/** "повторите, но на другой адрес": the order before without one part, which is still to be told. */
export function usualBut(
  reading: Reading,
  { numerals }: FoundSlots,
  situation: Situation<OrderContext>,
): Meaning | undefined {
  const has = (...concepts: Concept[]) =>
    reading.tokens.some((_, at) => !reading.claims[at] && means(reading, at, ...concepts))
  if (!has('change', 'but') || !pointsToUsual(reading, situation)) return undefined
  // "то же самое, но трхи бутылки": bottles or a number that nobody could take are a count that is still to be told.
  const counts = has('bottle') || numerals.some(({ from }) => !reading.claims[from])
  const slot = slots.find(([concept]) => has(concept))?.[1] ?? (counts ? 'bottles' : undefined)
  return slot && because({ type: 'user.provide', usual: true, slot }, 'repeat', reading.text)
}
