import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Facts, Offer, Phrase } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'
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

/** After the second miss in a row a phrase names the way out and offers it: nobody hears the same sentence again. */
export function repeatable(wayOut: string) {
  return (phrase: (facts: Facts<OrderContext>) => string) =>
    (facts: Facts<OrderContext>): string | Offer =>
      facts.context.misses >= 2 && phrase(facts)
        ? offerUnnumbered(`${phrase(facts)} ${wayOut}`, ['operator', 'cancel'])
        : phrase(facts)
}

/** Counts that are asked for most, with the customer's usual one. */
export function usualCounts({ usual }: OrderContext): string[] {
  const counts = [...new Set([1, 2, 3, 5, usual?.bottles ?? 2])].toSorted((a, b) => a - b)
  return counts.map((count) => `bottles.${count}`)
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
