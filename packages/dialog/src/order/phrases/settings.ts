import type { Locale } from '../../language/locale.ts'
import type { OrderRules } from '../rules.ts'

/** What the business says of itself, for each language; an empty answer passes the question to a person's words. */
export interface OrderFacts {
  /** Such as «200 сом за бутыль 19 л». */
  price?: Partial<Record<Locale, string>>
  hours?: Partial<Record<Locale, string>>
  delivery?: Partial<Record<Locale, string>>
  payment?: Partial<Record<Locale, string>>
}

/** All that phrases know of the business. */
export interface Business {
  facts: OrderFacts
  rules: OrderRules
}
