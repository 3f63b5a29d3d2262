import { means, plainLexicon, readText, type Concept, type Reading } from '../../language/reading.ts'
import type { Situation } from '../../flow/understanding.ts'
import type { OrderContext } from '../context.ts'
import type { Slot, Topic } from '../events.ts'
import { readConsent } from './consent.ts'
import type { FoundSlots } from './slots.ts'

/** "2 бутылки верно": what is told is what is known. */
export function sameAsKnown(slots: FoundSlots['slots'], context: OrderContext): boolean {
  const told = Object.entries(slots) as [Slot, unknown][]
  return told.length > 0 && told.every(([slot, value]) => context[slot] === value)
}

/** "да, 2 бутылки", when two are in the summary: a yes, said in full. */
export function agreesAgain(
  reading: Reading,
  slots: FoundSlots['slots'],
  { context, late }: Situation<OrderContext>,
): boolean {
  return !late && sameAsKnown(slots, context) && readConsent(reading) === 'yes'
}

/** "ушундай эле, ооба", "да, всё так же": that it is to be the same, and a yes. */
export function agreesToSame({ tokens, concepts, claims }: Reading, { late }: Situation<OrderContext>): boolean {
  const words = tokens.flatMap(({ kind }, at) => (kind === 'word' || kind === 'number' ? [at] : []))
  const has = (concept: Concept) => words.some((at) => concepts[at]?.has(concept))
  return (
    !late &&
    has('repeat') &&
    has('yes') &&
    !tokens.some(({ key }) => key === '?') &&
    words.every((at) => !claims[at] && agreed.some((concept) => concepts[at]?.has(concept)))
  )
}

const agreed: readonly Concept[] = ['yes', 'right', 'repeat', 'filler', 'please', 'thanks']

/** "Да, верно. Когда ждать?": a yes with a sentence of its own; the answer comes with the order's number. */
export function agreesAndAsksWhen(
  reading: Reading,
  topic: Topic | undefined,
  situation: Situation<OrderContext>,
): boolean {
  if (situation.awaits !== 'confirmation' || situation.late) return false
  if (topic !== 'delivery' && topic !== 'order-status') return false
  const [first = '', second = '', ...rest] = reading.text.split(/(?<=[.!\n])\s*/)
  // A wish in the question is a condition.
  const conditional = reading.tokens.some((_, at) => means(reading, at, 'day', 'hour', 'but', 'maybe'))
  return (
    rest.length === 0 &&
    !conditional &&
    /^(?:а )?(?:когда|во сколько|через сколько|качан|саат канчада|when|what time)(?![а-яөүңa-z])/i.test(second) &&
    !first.includes('?') &&
    readConsent(readText(first, plainLexicon)) === 'yes'
  )
}

const excluded: readonly Concept[] = [
  'no',
  'not',
  'wrong',
  'but',
  'maybe',
  'wait',
  'change',
  'cancel',
  'decline',
  'more',
  'less',
  'want',
  'orderNoun',
  'addressNoun',
  'phoneNoun',
  'countNoun',
  'bottle',
]

const mostClauses = 6

/**
 * "Извините, была на встрече. Да, подтверждаю", "да, верно, извините, что долго": an excuse, and a yes by itself before
 * or after it.
 */
export function agreesWithExcuse(reading: Reading, situation: Situation<OrderContext>): boolean {
  if (situation.awaits !== 'confirmation' || situation.late || reading.text.includes('?')) return false
  const ends = reading.tokens.flatMap(({ key }, at) => (/^[.,!;:()…\n-]$/.test(key) ? [at] : []))
  if (ends.length === 0 || ends.length > mostClauses) return false
  return ends.some((end) => {
    const [before, after] = [part(reading, 0, end), part(reading, end + 1, reading.tokens.length)]
    return (isExcuse(before) && saysYes(after)) || (saysYes(before) && isExcuse(after) && apologizes(after))
  })
}

function saysYes(reading: Reading): boolean {
  return readConsent(reading) === 'yes'
}

function isExcuse({ tokens, concepts }: Reading): boolean {
  return (
    concepts.some((all) => all.has('apology') || all.has('excuse')) &&
    !concepts.some(
      (all) => excluded.some((concept) => all.has(concept)) || [...all].some((one) => one.startsWith('ask.')),
    ) &&
    !tokens.some(({ kind, key }) => kind === 'number' || /^(?:order|bought|заказ|купил)/.test(key))
  )
}

/** Behind a yes, "нажала по ошибке" or "муж уже заказал" may take it back: nothing strange may stand there. */
function apologizes({ tokens, concepts }: Reading): boolean {
  return (
    concepts.some((all) => all.has('apology')) &&
    tokens.every(({ kind }, at) => kind !== 'word' || concepts[at]?.size !== 0) &&
    !tokens.some(({ key }) => /^(?:ошиб|случайн|жаныл|mistake|accid)/.test(key))
  )
}

function part(reading: Reading, from: number, to: number): Reading {
  const { tokens, concepts, claims } = reading
  return {
    ...reading,
    tokens: tokens.slice(from, to),
    concepts: concepts.slice(from, to),
    claims: claims.slice(from, to),
  }
}
