import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Facts, Offer, Phrase } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'
import type { OrderRules } from '../rules.ts'
import { mostBottles } from '../../language/quantity.ts'

/** By topic of `user.ask`. */
export type Answers = Record<string, string>

export type OrderPhrases = Record<string, Phrase<OrderContext>>

export function answerTo(answers: Answers, event: Facts['event']): string {
  return answers[String(event['topic'])] ?? answers['other'] ?? ''
}

export function obstacleIn(event: Facts['event']): string {
  return typeof event['obstacle'] === 'string' ? event['obstacle'] : ''
}

export function noteIn(event: Facts['event']): string {
  return typeof event['note'] === 'string' ? event['note'] : ''
}

/** A number as people read it out: `+996 555 123 456`. */
export function spoken(phone: string | null): string {
  return phone === null ? '' : (parsePhoneNumberFromString(phone)?.formatInternational() ?? phone)
}

export function offer(text: string, choices: readonly string[]): Offer {
  return { text, choices }
}

/** Choices where a number is an answer of its own. */
export function offerUnnumbered(text: string, choices: readonly string[]): Offer {
  return { text, choices, numbered: false }
}

/** What is said of answers that cannot be taken. */
export interface Obstacles {
  /** By obstacle: the same question anew, and what is wrong with the answer. */
  questions: Record<string, string>
  /** By obstacle: what a question that follows does not say. */
  statements: Record<string, string>
  /** By what is asked: the second time in a row that nothing was understood. */
  second: Record<string, string>
  /** Added to a question whose answer was wrong twice in a row in different ways. */
  wayOut: string
}

/** Said of something that was no answer at all. */
const general = new Set(['address.none', 'phone.none', 'bottles.none', 'empties.none', 'nothing-known'])

/** A question anew; the second time in other words, with the ways out. */
export function retry(slot: string, { second }: Obstacles, question: (facts: Facts<OrderContext>) => string) {
  return (facts: Facts<OrderContext>): string | Offer =>
    facts.context.misses >= 2 ? offerUnnumbered(second[slot] ?? '', ['operator', 'cancel']) : question(facts)
}

/** Why an answer cannot be taken. Beside other answers nothing, where the question that follows says it. */
export function obstacleTold({ questions, statements, second, wayOut }: Obstacles) {
  return ({ event, context }: Facts<OrderContext>): string | Offer => {
    const obstacle = obstacleIn(event)
    const slot = typeof event['slot'] === 'string' ? event['slot'] : (obstacle.split('.')[0] ?? '')
    const text = questions[`${obstacle}.${slot}`] ?? questions[obstacle] ?? statements[obstacle] ?? ''
    if (event.type !== 'user.unclear') {
      const asked = slot in context && context[slot as keyof OrderContext] === null
      return statements[obstacle] ?? (asked ? '' : text)
    }
    if (context.misses < 2 || text === '') return text
    const again = general.has(obstacle) ? second[slot] : undefined
    return offerUnnumbered(again ?? `${text} ${wayOut}`, ['operator', 'cancel'])
  }
}

/** The question for a slot that was answered, together with others, by something that cannot be taken. */
export function questionInstead(slot: string, event: Facts['event'], { questions, statements }: Obstacles) {
  const obstacle = obstacleIn(event)
  const concerns = event.type !== 'user.unclear' && obstacle.startsWith(`${slot}.`) && !(obstacle in statements)
  return concerns ? questions[obstacle] : undefined
}

/**
 * Whether the customer said something besides while the question was open: then it is only named again. Where the reply
 * begins with a greeting, nobody knows what was asked before.
 */
export function isAside({ type, note }: Facts['event'], after: readonly string[]): boolean {
  return note === undefined && /^user\.(?:ask|smalltalk|media|forget)$/.test(type) && !after.includes('greeting')
}

/** What an order still lacks; `confirmation` if nothing. */
export function lacking({ address, phone, bottles, empties }: OrderContext, { askEmpties }: OrderRules): string {
  if (address === null) return 'address'
  if (phone === null) return 'phone'
  if (bottles === null) return 'bottles'
  return askEmpties && empties === null ? 'empties' : 'confirmation'
}

/** An address with its sign; a pin has it already. */
export function placeLine(address: string | null): string {
  return address?.startsWith('📍') ? address : `📍 ${address}`
}

/** Counts that are asked for most, with the customer's usual one. */
export function usualCounts({ usual }: OrderContext, { minBottles = 1 }: OrderRules): string[] {
  const counts = [...new Set([1, 2, 3, 5, minBottles, usual?.bottles ?? 2])].toSorted((a, b) => a - b)
  return counts.filter((count) => count >= minBottles).map((count) => `bottles.${count}`)
}

/** The label of each count that can be chosen. */
export function countLabels(locale: string, forms: Partial<Record<Intl.LDMLPluralRule, string>>): OrderPhrases {
  const rules = new Intl.PluralRules(locale)
  return Object.fromEntries(
    Array.from({ length: mostBottles }, (_, at) => at + 1).map((count) => [
      `choice.bottles.${count}`,
      `${count} ${forms[rules.select(count)] ?? forms.other}`,
    ]),
  )
}

/** Lines of a summary that have something to say. */
export function lines(...all: (string | false | null | undefined)[]): string {
  return all.filter((line) => typeof line === 'string').join('\n')
}
