import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Facts } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'

/** By topic of `user.ask`. */
export type Answers = Record<string, string>

export function answerTo(answers: Answers, event: Facts['event']): string {
  return answers[String(event['topic'])] ?? answers['other'] ?? ''
}

export function obstacleIn(event: Facts['event']): string {
  return typeof event['obstacle'] === 'string' ? event['obstacle'] : ''
}

/** A number as people read it out: `+996 555 123 456`. */
export function spoken(phone: string | null): string {
  return phone === null ? '' : (parsePhoneNumberFromString(phone)?.formatInternational() ?? phone)
}

/** A phrase that offers the way out when it has to be said again: nobody hears the same sentence twice running. */
export function repeatable(wayOut: string) {
  return (phrase: (facts: Facts<OrderContext>) => string) =>
    (facts: Facts<OrderContext>): string =>
      facts.context.misses >= 2 ? `${phrase(facts)} ${wayOut}` : phrase(facts)
}
