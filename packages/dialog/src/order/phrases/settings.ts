import type { Locale } from '../../language/locale.ts'
import type { OrderRules } from '../rules.ts'

/** What customers ask about and the business may answer itself. */
export const factTopics = ['price', 'hours', 'delivery', 'payment'] as const

/**
 * What the business says of itself, for each language, such as «200 сом за бутыль 19 л»; an empty answer passes the
 * question to a person's words.
 */
export type OrderFacts = Partial<Record<(typeof factTopics)[number], Partial<Record<Locale, string>>>>

/** All that phrases know of the business. */
export interface Business {
  facts: OrderFacts
  rules: OrderRules
}
